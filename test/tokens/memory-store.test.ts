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

  test('hands out no object that it keeps', async () => {
    const store = createMemoryTokenStore();
    await store.compareAndSet(KEY, 0, recordOf(1));
    Object.assign((await store.read(KEY)) ?? {}, { value: 'changed' });
    expect(await store.read(KEY)).toStrictEqual(recordOf(1));
  });
});
