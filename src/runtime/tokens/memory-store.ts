import { invalidInput } from '../../protocol/invalid-input.js';
import type { Clock } from '../clock.js';
import { elapsedMs, SYSTEM_CLOCK } from '../clock.js';
import type { TokenKey, TokenRecord, TokenStore } from './token-store.js';

/** All that is kept of one owner. */
interface Entry {
  record?: TokenRecord;
  aside?: TokenRecord;
  /** The last lease that was not given back, whether it has ended or not. */
  lease?: { readonly fence: number; readonly endsAtMs: number };
  /** The number of the last lease, whether it was given back or not. */
  lastFence: number;
}

/**
 * Creates the store that one process keeps to itself: it forgets everything when the process ends.
 *
 * Every method does its work before it first waits, so that two calls never mix.
 *
 * @param clock measures the leases; the machine's own by default
 */
export function createMemoryTokenStore(clock: Pick<Clock, 'now' | 'elapsed'> = SYSTEM_CLOCK): TokenStore {
  const entries = new Map<string, Entry>();
  let lastFence = 0;
  // Of a clock, only what measures is asked for; nobody waits here.
  const nowMs = (): number => elapsedMs(clock as Clock);

  return {
    read: async (key) => newestOf(entries.get(nameOf(key))),
    compareAndSet: async (key, expected, next, fence) => {
      checkGenerations(expected, next);
      return write(entryOf(entries, key), expected, next, fence);
    },
    setAside: async (key, record) => {
      const entry = entryOf(entries, key);
      if (record.generation > generationOf(entry.aside)) entry.aside = { ...record };
    },
    acquireLease: async (key, ttlMs) => {
      const entry = entryOf(entries, key);
      if (entry.lease !== undefined && nowMs() < entry.lease.endsAtMs) return undefined;
      const abandoned = entry.lease !== undefined;
      lastFence += 1;
      entry.lease = { fence: lastFence, endsAtMs: nowMs() + ttlMs };
      entry.lastFence = lastFence;
      return { fence: lastFence, abandoned };
    },
    releaseLease: async (key, fence) => {
      const entry = entries.get(nameOf(key));
      if (entry?.lease?.fence === fence) delete entry.lease;
    },
  };
}

function write(entry: Entry, expected: number, next: TokenRecord, fence: number | undefined): boolean {
  if (fence !== undefined && fence < entry.lastFence) return false;
  const main = generationOf(entry.record);
  const aside = generationOf(entry.aside);
  if (expected !== main && !(aside > main && expected === aside)) return false;
  entry.record = { ...next };
  if (aside <= next.generation) delete entry.aside;
  return true;
}

function newestOf(entry: Entry | undefined): TokenRecord | undefined {
  const newest = generationOf(entry?.aside) > generationOf(entry?.record) ? entry?.aside : entry?.record;
  return newest === undefined ? undefined : { ...newest };
}

function generationOf(record: TokenRecord | undefined): number {
  return record?.generation ?? 0;
}

function entryOf(entries: Map<string, Entry>, key: TokenKey): Entry {
  const name = nameOf(key);
  const entry = entries.get(name) ?? { lastFence: 0 };
  entries.set(name, entry);
  return entry;
}

// As JSON, no two keys share a name, whatever characters are in an owner's.
function nameOf({ gateway, appId, kind, owner }: TokenKey): string {
  return JSON.stringify([gateway, appId, kind, owner]);
}

function checkGenerations(expected: number, { generation }: TokenRecord): void {
  if (Number.isSafeInteger(generation) && generation >= 1 && generation >= expected) return;
  throw invalidInput('next.generation', {
    en: `must be a whole number of at least 1 and never go back, got ${generation} after ${expected}`,
    zh: `应为不小于 1 且不回退的整数，收到的是 ${generation}（上一代为 ${expected}）`,
  });
}
