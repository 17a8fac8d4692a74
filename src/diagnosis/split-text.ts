import type { Pairs } from './pairs.js';

const NAME = /^[A-Za-z_][\w.-]{0,63}$/;

/**
 * Takes a text to sign apart. Values stand in it raw, so an `&` need not be the end of one: what the value has of its own after
 * an `&`, as the query of a `notify_url` does, is told from the next parameter by what was signed. Takes time in proportion to
 * the length.
 */
export function splitText(text: string, signed: Pairs): Pairs {
  const own = new Map(signed);
  const pairs: [name: string, value: string][] = [];
  let inner = NONE;
  for (const piece of text.split('&')) {
    const at = piece.indexOf('=');
    const name = at < 0 ? '' : piece.slice(0, at);
    const last = pairs.at(-1);
    const expected = inner.get(name) ?? 0;
    if (last !== undefined && (expected > 0 || !NAME.test(name))) {
      if (expected > 0) inner.set(name, expected - 1);
      last[1] += `&${piece}`;
      continue;
    }
    pairs.push([name, piece.slice(at + 1)]);
    const value = own.get(name);
    inner = value === undefined ? NONE : innerNames(value);
  }
  return pairs;
}

const NONE: Map<string, number> = new Map();

/** The names that a value has after an `&` of its own, each with how often. */
export function innerNames(value: string): Map<string, number> {
  const names = new Map<string, number>();
  if (!value.includes('&')) return names;
  for (const piece of value.split('&').slice(1)) {
    const at = piece.indexOf('=');
    const name = at < 0 ? '' : piece.slice(0, at);
    if (NAME.test(name)) names.set(name, (names.get(name) ?? 0) + 1);
  }
  return names;
}
