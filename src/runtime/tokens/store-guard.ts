import { kindOf } from '../../protocol/invalid-input.js';
import type { Clock } from '../clock.js';
import { Interruption } from '../interruption.js';
import { safeCause } from '../redact.js';
import { createStopSignal } from '../stop-signal.js';
import { withTimeLimit } from '../time-limit.js';
import { readRecord } from './check-record.js';
import type { Lease, TokenRecord, TokenStore } from './token-store.js';

/** How long a store may take for one operation before it counts as away, in milliseconds. */
export const STORE_LIMIT_MS = 1_000;

/**
 * A store that did not do what it was asked.
 *
 * - `away` it threw or did not answer; it may be back later
 * - `unreadable` it answers, and with something that is no record
 */
export class StoreFailure extends Error {
  readonly kind: 'away' | 'unreadable';
  readonly because: string;
  override readonly cause: unknown;

  constructor(kind: StoreFailure['kind'], because: string, cause?: unknown) {
    super(because);
    this.kind = kind;
    this.because = because;
    this.cause = cause;
  }
}

/**
 * A store of whoever's that fulfils its contract or says that it did not: every operation ends in time, every answer is
 * what it should be, and a lease that comes too late is given back.
 */
export function guardStore(store: TokenStore, clock: Clock): TokenStore {
  const bounded = <T>(name: keyof TokenStore, work: () => Promise<T>, written?: TokenRecord): Promise<T> => {
    // `async`, so that a store that throws at once has failed like any other.
    const ask = async (): Promise<T> => work();
    return withTimeLimit(clock, STORE_LIMIT_MS, createStopSignal(), ask).catch((error: unknown) => {
      throw failureOf(name, error, written);
    });
  };
  return {
    read: async (key) => {
      const found: unknown = await bounded('read', () => store.read(key));
      if (found === undefined || found === null) return undefined;
      const reading = readRecord(found);
      if ('record' in reading) return reading.record;
      throw new StoreFailure('unreadable', `tokens.store.read gave something that is no record: ${reading.wrong}`);
    },
    compareAndSet: async (key, expected, next, fence) => {
      const work = (): Promise<boolean> => store.compareAndSet(key, expected, next, fence);
      const isWritten: unknown = await bounded('compareAndSet', work, next);
      if (typeof isWritten === 'boolean') return isWritten;
      throw new StoreFailure('unreadable', `tokens.store.compareAndSet gave ${kindOf(isWritten).en} and not a boolean`);
    },
    setAside: (key, record) => bounded('setAside', () => store.setAside(key, record), record),
    acquireLease: async (key, ttlMs) => {
      let isLate = false;
      const work = async (): Promise<Lease | undefined> => {
        const lease = readLease(await store.acquireLease(key, ttlMs));
        if (isLate && lease !== undefined) await store.releaseLease(key, lease.fence);
        return lease;
      };
      return bounded('acquireLease', work).catch((error: unknown) => {
        isLate = true;
        throw error;
      });
    },
    releaseLease: (key, fence) => bounded('releaseLease', () => store.releaseLease(key, fence)),
  };
}

function readLease(lease: unknown): Lease | undefined {
  if (lease === undefined || lease === null) return undefined;
  const { fence, abandoned } = lease as { readonly fence?: unknown; readonly abandoned?: unknown };
  if (typeof fence === 'number' && Number.isFinite(fence)) return { fence, abandoned: abandoned === true };
  const came = typeof lease === 'object' ? 'an object without a number in fence' : kindOf(lease).en;
  throw new StoreFailure('unreadable', `tokens.store.acquireLease gave ${came}`);
}

function failureOf(name: keyof TokenStore, error: unknown, written: TokenRecord | undefined): StoreFailure {
  if (error instanceof StoreFailure) return error;
  if (error instanceof Interruption) {
    return new StoreFailure('away', `tokens.store.${name} did not answer within ${STORE_LIMIT_MS} ms`);
  }
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  // A client's error may hold the command that failed, with the tokens in it.
  const cause = safeCause(error, [written?.value ?? '', written?.refreshToken ?? '']);
  if (code === 'ERR_TOKEN_RECORD') return new StoreFailure('unreadable', 'tokens.store cannot read the record', cause);
  return new StoreFailure('away', `tokens.store.${name} threw`, cause);
}
