import { inspect } from 'node:util';
import { isAlipayError } from '../errors.js';
import { describeThrown } from './describe-thrown.js';

/** No text of anybody else's is quoted longer than this, in characters. */
const LONGEST = 1_000;

/**
 * A gateway's text without what it quotes of the request (its own text to sign, for one, tokens and content included) and
 * without the given secrets: from the first `name=` or `{` on it can hold anything, so all of that goes.
 * Source: protocol.md 2.2.
 */
export function redactText(text: string, secrets: readonly string[]): string {
  // Before it is cut, or half of a secret could stay at the end.
  const clean = secrets.filter((one) => one !== '').reduce((left, one) => left.replaceAll(one, '[redacted]'), text);
  const head = clean.slice(0, LONGEST);
  const cutAt = quoteStart(head);
  return cutAt === undefined ? head : `${head.slice(0, cutAt)}[the request, redacted]`;
}

// By hand and not by a pattern: an unsigned reply chooses this text, and a pattern can be made to take quadratic time.
function quoteStart(text: string): number | undefined {
  const brace = text.indexOf('{');
  const starts = [brace, nameStart(text)].filter((at) => at >= 0);
  return starts.length === 0 ? undefined : Math.min(...starts);
}

/** Where the first name begins that an equals sign follows; -1 where none does. An equals sign alone names nothing. */
function nameStart(text: string): number {
  let equals = text.indexOf('=');
  while (equals >= 0 && !isNameAt(text, equals - 1)) equals = text.indexOf('=', equals + 1);
  let name = equals;
  while (isNameAt(text, name - 1)) name--;
  return name;
}

function isNameAt(text: string, at: number): boolean {
  return at >= 0 && /[\w.-]/.test(text.charAt(at));
}

/**
 * Somebody else's error as the cause of ours: itself where nothing secret is in it; where something is, where it is too
 * large to be sure, and for every axios error but ours (it carries a whole request), a new one that keeps name and code.
 */
export function safeCause(error: unknown, secrets: readonly string[]): Error {
  if (isAlipayError(error)) return error;
  if (!(error instanceof Error)) return new Error(redactText(describeThrown(error), secrets));
  if (!('isAxiosError' in error) && isClean(error, secrets)) return error;
  return withoutText(error);
}

/** Somebody else's error by its name and code alone. */
export function withoutText(thrown: unknown): Error {
  const error = thrown instanceof Error ? thrown : new Error();
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  const safe = new Error(`${error.name}${code}: its text is left out, as it may hold a secret`);
  safe.name = error.name;
  return safe;
}

// A token store's word on a record that it cannot read names the entry, whose name may have braces, and never its content.
function namesEntry(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_TOKEN_RECORD';
}

function isClean(error: Error, secrets: readonly string[]): boolean {
  try {
    const text = inspect(error, { depth: 6, maxArrayLength: 100, maxStringLength: 10_000, showHidden: true });
    // What inspect itself cut off may hold anything.
    if (/more items?|more characters?|\[(?:Object|Array)\]/.test(text)) return false;
    if (secrets.some((one) => one !== '' && text.includes(one))) return false;
    return namesEntry(error) || redactText(error.message, []) === error.message;
  } catch {
    return false;
  }
}
