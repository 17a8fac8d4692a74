import type { TokenKind } from '../../catalog/rows.js';
import type { Ageing } from '../../policy/token-age.js';
import { planAgeing } from '../../policy/token-age.js';
import { putBounded } from './replaced-texts.js';
import type { TokenRecord } from './token-store.js';

/** A record that this process holds. */
export interface KnownToken {
  readonly record: TokenRecord;
  /** When it is to be renewed; `undefined` where the gateway tells. */
  readonly ageing: Ageing | undefined;
  /** When the store was last asked about it, by `elapsedMs`. */
  checkedAtMs: number;
  /** Before this instant, by `elapsedMs`, it is not renewed in the background. */
  restsUntilMs: number;
}

/** The records that this process holds, by whose they are. */
export interface KnownTokens {
  get(kind: TokenKind, owner: string): KnownToken | undefined;
  /** Keeps a record where it is newer than what is held; returns what is held then. */
  learn(kind: TokenKind, owner: string, record: TokenRecord, atMs: number): KnownToken;
}

/** Makes an empty collection; when it is full the record that was learnt first is forgotten first. */
export function createKnownTokens(refreshAheadMs: number, random: () => number): KnownTokens {
  const known = new Map<string, KnownToken>();
  return {
    get: (kind, owner) => known.get(`${kind} ${owner}`),
    learn: (kind, owner, record, atMs) => {
      const key = `${kind} ${owner}`;
      const old = known.get(key);
      if (old !== undefined && !isNews(record, old.record)) {
        old.checkedAtMs = atMs;
        return old;
      }
      const ageing = planAgeing(kind, record, refreshAheadMs, random());
      const fresh = { record, ageing, checkedAtMs: atMs, restsUntilMs: Number.NEGATIVE_INFINITY };
      putBounded(known, key, fresh);
      return fresh;
    },
  };
}

// A record that comes late must not overwrite a newer one; at one generation only the verdict on it can be new.
function isNews(record: TokenRecord, old: TokenRecord): boolean {
  if (record.generation !== old.generation) return record.generation > old.generation;
  return record.reauthorize === true && old.reauthorize !== true;
}
