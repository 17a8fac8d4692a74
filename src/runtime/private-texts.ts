import { CALLER_KEYS } from '../catalog/methods.js';

// Numbers of orders and requests are what a message is about, and name nobody.
const NUMBERS: ReadonlySet<string> = new Set([...CALLER_KEYS, 'trade_no', 'order_id', 'auth_no']);

/** Shorter texts are in every message; longer lists of them are not searched to their end. */
const SHORTEST = 4;
const MOST = 200;

/** The texts of a content that a message must not repeat: names, bar codes, accounts; all but the numbers of orders. */
export function privateTexts(content: unknown): readonly string[] {
  const found: string[] = [];
  collect(content, found, 0);
  return found;
}

function collect(value: unknown, found: string[], depth: number): void {
  if (found.length >= MOST || depth > 6) return;
  if (typeof value === 'string' && value.length >= SHORTEST) found.push(value);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, one] of Object.entries(value)) if (!NUMBERS.has(name)) collect(one, found, depth + 1);
}
