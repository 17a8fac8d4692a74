import type { ReplyNode } from '../protocol/open-reply.js';
import type { Verdict } from './confirmation.js';

/** Whether two wire values are the same number or name; a number and its text are. */
export function isSameText(left: unknown, right: unknown): boolean {
  return String(left) === String(right);
}

/** Whether an amount of a reply is the content's; a content that names none agrees with every amount. */
export function isSameAmount(theirs: unknown, ours: unknown): boolean {
  return ours === undefined || ours === null || plainAmount(theirs) === plainAmount(ours);
}

// "8.8", "8.80" and 8.8 are one amount; comparing as numbers would round.
function plainAmount(amount: unknown): string {
  const text = String(amount);
  if (!text.includes('.')) return text;
  let end = text.length;
  while (text.charAt(end - 1) === '0') end--;
  return text.slice(0, text.charAt(end - 1) === '.' ? end - 1 : end);
}

/** What the states of a record say. */
export interface StateWords {
  /** The field that holds the state. */
  readonly field: string;
  readonly ran: readonly string[];
  readonly running: readonly string[];
  readonly failed: readonly string[];
  /** States that end the matter and say neither yes nor no, each with why. */
  readonly mixed?: Readonly<Record<string, string>>;
}

/** Judges a record by its state. */
export function judgeState(node: ReplyNode, words: StateWords): Verdict {
  const state = node[words.field];
  if (typeof state !== 'string') return { kind: 'no_answer', because: `the reply names no ${words.field}` };
  if (words.ran.includes(state)) return { kind: 'ran' };
  if (words.running.includes(state)) return { kind: 'running' };
  if (words.failed.includes(state)) return { kind: 'failed', because: `it ended without moving money (${state})` };
  const mixed = words.mixed !== undefined && Object.hasOwn(words.mixed, state) ? words.mixed[state] : undefined;
  if (mixed !== undefined) return { kind: 'cannot_tell', because: mixed };
  return { kind: 'no_answer', because: `the reply names no ${words.field} that is known` };
}
