import type { Came } from '../../protocol/invalid-input.js';
import { invalidInput, kindOf } from '../../protocol/invalid-input.js';
import { wellFormed } from '../../protocol/wire-params.js';

/**
 * Reads whose token is asked for: `{ owner: text }`, and nothing else in it.
 *
 * @throws TypeError that names the option and says what to write
 */
export function readOwner(value: unknown, name: string): string {
  const given = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const { owner, ...rest } = given;
  if (typeof owner === 'string' && owner !== '' && Object.keys(rest).length === 0) return wellFormed(name, owner);
  const came = Object.hasOwn(given, 'owner') ? strangeOwner(owner) : kindOf(value);
  throw invalidInput(name, {
    en: `must be the token's text, or { owner: '2088...' } to have it looked up in tokens.store, got ${came.en}`,
    zh: `应为令牌文本，或用 { owner: '2088...' } 从 tokens.store 中查取，收到的是${came.zh}`,
  });
}

function strangeOwner(owner: unknown): Came {
  const kind = kindOf(owner);
  return { en: `an owner that is ${kind.en}, or more than that`, zh: `对象，其 owner 是${kind.zh}，或另有其他字段` };
}
