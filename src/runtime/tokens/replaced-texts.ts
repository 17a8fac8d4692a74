import { createHash } from 'node:crypto';
import type { TokenKind } from '../../catalog/rows.js';

/** What is remembered of tokens that were refused: by what they were replaced. */
export interface ReplacedTexts {
  /** The token that has replaced this one, at the end of the chain; the same text where none has. */
  current(kind: TokenKind, value: string): string;
  remember(kind: TokenKind, old: string, fresh: string): void;
}

/** How many entries of a kind are kept. Late failures come within seconds, but callers may keep an old text for long. */
const REMEMBERED = 10_000;

/** Makes an empty memory; when it is full the oldest entry is forgotten first. */
export function createReplacedTexts(): ReplacedTexts {
  const replaced = new Map<string, string>();
  return {
    current: (kind, value) => {
      let at = value;
      while (replaced.size > 0) {
        const next = replaced.get(tokenKey(kind, at));
        if (next === undefined) return at;
        at = next;
      }
      return at;
    },
    remember: (kind, old, fresh) => {
      // A token that comes back is not stale any more; forgetting it also keeps the chain without a circle.
      replaced.delete(tokenKey(kind, fresh));
      if (fresh !== old) putBounded(replaced, tokenKey(kind, old), fresh);
    },
  };
}

/** The name of a token in a map: a digest and not the text, as the map lives long and old tokens need not. */
export function tokenKey(kind: TokenKind, value: string): string {
  return `${kind}:${createHash('sha256').update(value).digest('base64')}`;
}

/** Puts an entry into a map that forgets its oldest one when it is full. */
export function putBounded<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.size > REMEMBERED ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
}
