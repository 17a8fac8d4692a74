import { kindOf } from '../../protocol/invalid-input.js';
import type { TokenRecord } from './token-store.js';

/** A record, or what is wrong with it in a few words that hold nothing of its content. */
export type RecordReading = { readonly record: TokenRecord } | { readonly wrong: string };

const TIMES = ['expiresAtMs', 'refreshExpiresAtMs', 'issuedAtMs'] as const;

/** Reads what somebody says is a record: the members that a record has, and no others. */
export function readRecord(value: unknown): RecordReading {
  if (typeof value !== 'object' || value === null) return { wrong: `it is ${kindOf(value).en}` };
  const given = value as Readonly<Record<string, unknown>>;
  const { value: text, refreshToken, generation, reauthorize } = given;
  if (!isToken(text)) return { wrong: `its value is ${wrongToken(text)}` };
  if (refreshToken !== undefined && !isToken(refreshToken)) {
    return { wrong: `its refreshToken is ${wrongToken(refreshToken)}` };
  }
  if (typeof generation !== 'number' || !Number.isSafeInteger(generation) || generation < 1) {
    return { wrong: `its generation is ${kindOf(generation).en} and not a whole number of at least 1` };
  }
  const late = TIMES.find((name) => given[name] !== undefined && !isInstant(given[name]));
  if (late !== undefined) {
    return { wrong: `its ${late} is ${kindOf(given[late]).en} and not an instant in milliseconds` };
  }
  return {
    record: {
      value: text,
      ...(refreshToken === undefined ? {} : { refreshToken }),
      ...Object.fromEntries(TIMES.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]]))),
      generation,
      ...(reauthorize === true ? { reauthorize } : {}),
    },
  };
}

/** Whether a value can be the text of a token: not empty, and with a UTF-8 form. */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !/\p{Surrogate}/u.test(value);
}

/** Whether a value can be an instant, in milliseconds since the epoch. */
export function isInstant(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function wrongToken(value: unknown): string {
  return typeof value === 'string' && value !== '' ? 'a text that has no UTF-8 form' : kindOf(value).en;
}
