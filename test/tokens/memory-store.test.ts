import { createTestClock } from 'alipay-axios/testing';
import { describe, expect, test } from 'vitest';
import { createMemoryTokenStore } from '../../src/runtime/tokens/memory-store.js';
import type { TokenKey } from '../../src/runtime/tokens/token-store.js';
import { describeStoreContract, recordOf } from './store-contract.js';

const KEY: TokenKey = { gateway: 'https://openapi.alipay.com', appId: 'a', kind: 'auth_token', owner: 'o' };

describeStoreContract('the store in memory', async () => {
  const clock = createTestClock();
  const store = createMemoryTokenStore(clock);
  return {
    first: store,
    second: store,
    untilLeaseEnds: (_key, ttlMs) => clock.advance(ttlMs),
    close: async () => {},
  };
});

describe('the store in memory', () => {
  test('ends a lease to the millisecond', async () => {
    const clock = createTestClock();
    const store = createMemoryTokenStore(clock);
    await store.acquireLease(KEY, 100);
    await clock.advance(99);
    expect(await store.acquireLease(KEY, 100)).toBeUndefined();
    await clock.advance(1);
    expect(await store.acquireLease(KEY, 100)).toEqual({ fence: 2, abandoned: true });
  });

  test('measures leases by the time that is never set back', async () => {
    let elapsed = 0;
    const store = createMemoryTokenStore({ now: () => 5, elapsed: () => elapsed });
    await store.acquireLease(KEY, 100);
    elapsed = 100;
    expect(await store.acquireLease(KEY, 100)).toEqual({ fence: 2, abandoned: true });
  });

  test('has a clock of its own', async () => {
    const store = createMemoryTokenStore();
    expect(await store.acquireLease(KEY, 600_000)).toEqual({ fence: 1, abandoned: false });
    expect(await store.acquireLease(KEY, 600_000)).toBeUndefined();
  });

  test('shares nothing with another store', async () => {
    const [one, other] = [createMemoryTokenStore(), createMemoryTokenStore()];
    await one.compareAndSet(KEY, 0, recordOf(1));
    expect(await other.read(KEY)).toBeUndefined();
  });

  test.each([
    [0, 0],
    [0, 1.5],
    [0, Number.NaN],
    [2, 1],
  ])('refuses to write over generation %d a record of generation %d', async (expected, generation) => {
    const writing = createMemoryTokenStore().compareAndSet(KEY, expected, recordOf(generation));
    await expect(writing).rejects.toThrow(
      `"next.generation" must be a whole number of at least 1 and never go back, got ${generation} after ${expected}`,
    );
    await expect(writing).rejects.toThrow(
      `应为不小于 1 且不回退的整数，收到的是 ${generation}（上一代为 ${expected}）`,
    );
  });

  test('writes over what was set aside by its own generation alone', async () => {
    const store = createMemoryTokenStore();
    await store.compareAndSet(KEY, 0, recordOf(1));
    await store.setAside(KEY, recordOf(3));
    expect(await store.compareAndSet(KEY, 2, recordOf(4))).toBe(false);
    expect(await store.compareAndSet(KEY, 3, recordOf(4))).toBe(true);
  });

  test('does nothing where a lease is given back that nobody has taken', async () => {
    const store = createMemoryTokenStore();
    await store.releaseLease(KEY, 1);
    await store.compareAndSet(KEY, 0, recordOf(1));
    await store.releaseLease(KEY, 1);
    expect(await store.read(KEY)).toStrictEqual(recordOf(1));
  });

  test('hands out no object that it keeps', async () => {
    const store = createMemoryTokenStore();
    await store.compareAndSet(KEY, 0, recordOf(1));
    Object.assign((await store.read(KEY)) ?? {}, { value: 'changed' });
    expect(await store.read(KEY)).toStrictEqual(recordOf(1));
  });
});
