import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TokenKey, TokenRecord, TokenStore } from '../../src/runtime/tokens/token-store.js';

/** Two handles on the same tokens, as two processes have them; one handle twice where a store is of one process. */
export interface OpenStores {
  readonly first: TokenStore;
  readonly second: TokenStore;
  /** Resolves once a lease of so many milliseconds has ended by itself. */
  untilLeaseEnds(key: TokenKey, ttlMs: number): Promise<void>;
  close(): Promise<void>;
}

const KEY: TokenKey = {
  gateway: 'https://openapi.alipay.com',
  appId: '2021000000000001',
  kind: 'auth_token',
  owner: '2088000000000001',
};

/** No lease of a test ends before the test does. */
const LONG_MS = 600_000;

/** A plain record of a generation. */
export function recordOf(generation: number, value: string = `token-${generation}`): TokenRecord {
  return { value, refreshToken: `refresh-of-${value}`, generation };
}

/** The contract of a token store, as tests; every store has to pass the same ones. */
export function describeStoreContract(name: string, open: () => Promise<OpenStores>): void {
  describe(name, () => {
    let stores: OpenStores | undefined;
    beforeEach(async () => {
      stores = await open();
    });
    afterEach(async () => {
      await stores?.close();
      stores = undefined;
    });
    const get = (): OpenStores => {
      if (stores === undefined) throw new Error('the stores did not open');
      return stores;
    };

    describe('records', () => testRecords(get));
    describe('compare and set', () => testCompareAndSet(get));
    describe('what is set aside', () => testSetAside(get));
    describe('leases', () => testLeases(get));
    describe('owners', () => testOwners(get));
  });
}

type GetStores = () => OpenStores;

function testRecords(get: GetStores): void {
  test('are none at first', async () => {
    expect(await get().first.read(KEY)).toBeUndefined();
    expect(await get().second.read(KEY)).toBeUndefined();
  });

  test('come back with every field', async () => {
    const full: Required<TokenRecord> = {
      value: '202011BB"\\ 令牌 🀄 \0 \ud800 é',
      refreshToken: 'r'.repeat(100_000),
      expiresAtMs: 1_795_406_400_123,
      refreshExpiresAtMs: 1_796_702_400_000,
      issuedAtMs: 1_794_110_400_000,
      generation: Number.MAX_SAFE_INTEGER,
      reauthorize: false,
    };
    expect(await get().first.compareAndSet(KEY, 0, full)).toBe(true);
    expect(await get().second.read(KEY)).toStrictEqual(full);
  });

  test('stay without the fields that they came without', async () => {
    expect(await get().first.compareAndSet(KEY, 0, { value: 't', generation: 1 })).toBe(true);
    expect(await get().second.read(KEY)).toStrictEqual({ value: 't', generation: 1 });
  });

  test('are there although their end has passed: whether one is of use is not for the store to say', async () => {
    const past = { ...recordOf(1), expiresAtMs: 1_000, refreshExpiresAtMs: 2_000 };
    expect(await get().first.compareAndSet(KEY, 0, past)).toBe(true);
    expect(await get().first.read(KEY)).toStrictEqual(past);
  });

  test('forget fields that the next one does not have', async () => {
    await get().first.compareAndSet(KEY, 0, { ...recordOf(1), expiresAtMs: 9e12, reauthorize: true });
    await get().first.compareAndSet(KEY, 1, recordOf(2));
    expect(await get().first.read(KEY)).toStrictEqual(recordOf(2));
  });

  test('do not change with the object that was handed in', async () => {
    const mine = { ...recordOf(1) };
    await get().first.compareAndSet(KEY, 0, mine);
    mine.value = 'changed';
    expect((await get().first.read(KEY))?.value).toBe('token-1');
  });
}

function testCompareAndSet(get: GetStores): void {
  test('writes for the expected generation only', async () => {
    const { first, second } = get();
    expect(await first.compareAndSet(KEY, 1, recordOf(2))).toBe(false);
    expect(await first.read(KEY)).toBeUndefined();
    expect(await first.compareAndSet(KEY, 0, recordOf(1))).toBe(true);
    expect(await second.compareAndSet(KEY, 0, recordOf(9, 'late'))).toBe(false);
    expect(await second.compareAndSet(KEY, 2, recordOf(9, 'early'))).toBe(false);
    expect(await first.read(KEY)).toStrictEqual(recordOf(1));
    expect(await second.compareAndSet(KEY, 1, recordOf(7))).toBe(true);
    expect(await first.read(KEY)).toStrictEqual(recordOf(7));
  });

  test('refuses the second of two equal writes', async () => {
    expect(await get().first.compareAndSet(KEY, 0, recordOf(1))).toBe(true);
    expect(await get().second.compareAndSet(KEY, 0, recordOf(1))).toBe(false);
  });

  test.each([0, 4])('lets exactly one of many win from generation %i', async (expected) => {
    const { first, second } = get();
    if (expected > 0) await first.compareAndSet(KEY, 0, recordOf(expected));
    const writes = Array.from({ length: 60 }, (_one, index) => recordOf(expected + 1, `racer-${index}`));
    const won = await Promise.all(
      writes.map((next, index) => (index % 2 === 0 ? first : second).compareAndSet(KEY, expected, next)),
    );
    expect(won.filter((isWon) => isWon)).toHaveLength(1);
    expect(await second.read(KEY)).toStrictEqual(writes[won.indexOf(true)]);
  });

  test('loses no step of many workers that read and write', async () => {
    const { first, second } = get();
    const work = async (store: TokenStore): Promise<void> => {
      for (let done = 0; done < 10; ) {
        const generation = (await store.read(KEY))?.generation ?? 0;
        if (await store.compareAndSet(KEY, generation, recordOf(generation + 1))) done += 1;
      }
    };
    await Promise.all([first, second, first, second, first, second].map(work));
    expect(await first.read(KEY)).toStrictEqual(recordOf(60));
  });

  test('can mark a record without a new generation', async () => {
    const { first, second } = get();
    await first.compareAndSet(KEY, 0, recordOf(3));
    expect(await first.compareAndSet(KEY, 3, { ...recordOf(3), reauthorize: true })).toBe(true);
    expect(await second.read(KEY)).toStrictEqual({ ...recordOf(3), reauthorize: true });
  });

  test.each([2, 0, -1, 1.5, Number.NaN])('rejects %d after generation 3, and changes nothing', async (generation) => {
    const { first } = get();
    await first.compareAndSet(KEY, 0, recordOf(3));
    await expect(first.compareAndSet(KEY, 3, recordOf(generation))).rejects.toThrow(TypeError);
    await expect(first.compareAndSet(KEY, 3, recordOf(generation))).rejects.toThrow(/"next\.generation".*“next/);
    expect(await first.read(KEY)).toStrictEqual(recordOf(3));
  });
}

function testSetAside(get: GetStores): void {
  test('is read where it is newer, and only then', async () => {
    const { first, second } = get();
    await first.compareAndSet(KEY, 0, recordOf(4));
    await first.setAside(KEY, recordOf(3, 'older'));
    expect(await second.read(KEY)).toStrictEqual(recordOf(4));
    await first.setAside(KEY, recordOf(4, 'equal'));
    expect(await second.read(KEY)).toStrictEqual(recordOf(4));
    await first.setAside(KEY, recordOf(5, 'rescued'));
    expect(await second.read(KEY)).toStrictEqual(recordOf(5, 'rescued'));
  });

  test('is read where nothing else is there, with every field', async () => {
    const saved = { ...recordOf(2), expiresAtMs: 9e12, refreshExpiresAtMs: 9.1e12, issuedAtMs: 8e12 };
    await get().first.setAside(KEY, saved);
    expect(await get().second.read(KEY)).toStrictEqual(saved);
  });

  test('keeps the highest generation, the first of equal ones', async () => {
    const { first, second } = get();
    await first.setAside(KEY, recordOf(6, 'kept'));
    await second.setAside(KEY, recordOf(5, 'lower'));
    await second.setAside(KEY, recordOf(6, 'equal'));
    expect(await first.read(KEY)).toStrictEqual(recordOf(6, 'kept'));
    await second.setAside(KEY, recordOf(7));
    expect(await first.read(KEY)).toStrictEqual(recordOf(7));
  });

  test('is written on top of by who has read it, and read no more', async () => {
    const { first, second } = get();
    await first.compareAndSet(KEY, 0, recordOf(4));
    await first.setAside(KEY, recordOf(5, 'rescued'));
    expect(await second.compareAndSet(KEY, 5, recordOf(6))).toBe(true);
    expect(await first.read(KEY)).toStrictEqual(recordOf(6));
    expect(await first.compareAndSet(KEY, 5, recordOf(9))).toBe(false);
  });

  test('can be taken as it is, at its own generation', async () => {
    const { first } = get();
    await first.setAside(KEY, recordOf(5));
    expect(await first.compareAndSet(KEY, 5, { ...recordOf(5), reauthorize: true })).toBe(true);
    expect(await first.read(KEY)).toStrictEqual({ ...recordOf(5), reauthorize: true });
  });

  test('outlives a write below it', async () => {
    const { first } = get();
    await first.compareAndSet(KEY, 0, recordOf(4));
    await first.setAside(KEY, recordOf(8, 'rescued'));
    expect(await first.compareAndSet(KEY, 4, recordOf(5))).toBe(true);
    expect(await first.read(KEY)).toStrictEqual(recordOf(8, 'rescued'));
  });

  test('counts for nothing as the expected generation where it is not newer', async () => {
    const { first } = get();
    await first.setAside(KEY, recordOf(3, 'older'));
    await first.compareAndSet(KEY, 0, recordOf(2));
    await first.compareAndSet(KEY, 3, recordOf(5));
    await first.setAside(KEY, recordOf(4, 'older'));
    expect(await first.compareAndSet(KEY, 4, recordOf(9))).toBe(false);
    expect(await first.read(KEY)).toStrictEqual(recordOf(5));
  });
}

function testLeases(get: GetStores): void {
  test('are held by one', async () => {
    const { first, second } = get();
    const leases = await Promise.all(
      Array.from({ length: 20 }, (_one, index) => (index % 2 === 0 ? first : second).acquireLease(KEY, LONG_MS)),
    );
    const taken = leases.filter((lease) => lease !== undefined);
    expect(taken).toHaveLength(1);
    expect(taken.every(({ fence }) => Number.isSafeInteger(fence))).toBe(true);
    expect(await first.acquireLease(KEY, LONG_MS)).toBeUndefined();
  });

  test('come with a growing number', async () => {
    const { first, second } = get();
    let last = 0;
    for (const store of [first, second, second, first, first]) {
      const fence = await take(store);
      expect(fence).toBeGreaterThan(last);
      await store.releaseLease(KEY, fence);
      last = fence;
    }
  });

  test('are given back by their holder only', async () => {
    const { first, second } = get();
    await first.releaseLease(KEY, 1);
    const fence = await take(first);
    await second.releaseLease(KEY, fence + 1);
    await second.releaseLease(KEY, fence - 1);
    expect(await second.acquireLease(KEY, LONG_MS)).toBeUndefined();
    await first.releaseLease(KEY, fence);
    const next = await take(second);
    await first.releaseLease(KEY, fence);
    expect(await first.acquireLease(KEY, LONG_MS)).toBeUndefined();
    await second.releaseLease(KEY, next);
  });

  test('end by themselves', async () => {
    const { first, second, untilLeaseEnds } = get();
    const fence = await take(first, 50);
    await untilLeaseEnds(KEY, 50);
    const next = await take(second);
    expect(next).toBeGreaterThan(fence);
    await first.releaseLease(KEY, fence);
    expect(await first.acquireLease(KEY, LONG_MS)).toBeUndefined();
  });

  test('tell whether the one before was given back', async () => {
    const { first, second, untilLeaseEnds } = get();
    const abandoned: (boolean | undefined)[] = [];
    const takeFor = async (store: TokenStore, ttlMs: number): Promise<number> => {
      const lease = await store.acquireLease(KEY, ttlMs);
      abandoned.push(lease?.abandoned);
      return lease?.fence ?? Number.NaN;
    };
    await first.releaseLease(KEY, await takeFor(first, LONG_MS));
    await takeFor(second, 50);
    await untilLeaseEnds(KEY, 50);
    const fence = await takeFor(first, 50);
    await untilLeaseEnds(KEY, 50);
    // Late, but given back: its holder lives, and is done.
    await first.releaseLease(KEY, fence);
    await takeFor(second, LONG_MS);
    expect(abandoned).toEqual([false, false, true, false]);
  });

  test('let only the last holder write', async () => {
    const { first, second, untilLeaseEnds } = get();
    const early = await take(first, 50);
    await untilLeaseEnds(KEY, 50);
    // Nobody has taken it since, so that its holder may still write.
    expect(await first.compareAndSet(KEY, 0, recordOf(1), early)).toBe(true);
    const late = await take(second);
    expect(await first.compareAndSet(KEY, 1, recordOf(2, 'stale'), early)).toBe(false);
    expect(await first.read(KEY)).toStrictEqual(recordOf(1));
    expect(await second.compareAndSet(KEY, 1, recordOf(2), late)).toBe(true);
    await second.releaseLease(KEY, late);
    expect(await first.compareAndSet(KEY, 2, recordOf(3, 'stale'), early)).toBe(false);
    expect(await first.compareAndSet(KEY, 2, recordOf(3))).toBe(true);
  });
}

function testOwners(get: GetStores): void {
  test.each<[string, Partial<TokenKey>]>([
    ['gateway', { gateway: 'https://openapi-sandbox.dl.alipaydev.com' }],
    ['app', { appId: '2021000000000002' }],
    ['kind', { kind: 'app_auth_token' }],
    ['owner', { owner: '2088000000000002' }],
    ['owner with the marks of a name', { owner: '{2088}:token","x\0\ud800' }],
    ['owner without a name', { owner: '' }],
  ])('are kept apart by %s', async (_what, other) => {
    const { first, second } = get();
    const theirs = { ...KEY, ...other };
    await first.compareAndSet(KEY, 0, recordOf(1, 'ours'));
    await take(first);
    expect(await second.read(theirs)).toBeUndefined();
    expect(await second.acquireLease(theirs, LONG_MS)).toBeDefined();
    await second.setAside(theirs, recordOf(5, 'aside'));
    expect(await second.compareAndSet(theirs, 5, recordOf(6, 'theirs'))).toBe(true);
    expect(await first.read(KEY)).toStrictEqual(recordOf(1, 'ours'));
    expect(await first.read(theirs)).toStrictEqual(recordOf(6, 'theirs'));
  });

  test('are not mixed where the parts of two keys run into each other', async () => {
    const { first } = get();
    await first.compareAndSet({ ...KEY, gateway: 'a', appId: 'bc' }, 0, recordOf(1));
    expect(await first.read({ ...KEY, gateway: 'ab', appId: 'c' })).toBeUndefined();
  });
}

async function take(store: TokenStore, ttlMs = LONG_MS): Promise<number> {
  const lease = await store.acquireLease(KEY, ttlMs);
  if (lease === undefined) throw new Error('the lease is held by another');
  return lease.fence;
}
