import { describe, expect, test } from 'vitest';
import { rotate } from '../../src/runtime/tokens/rotate.js';
import type { Traded } from '../../src/runtime/tokens/trade.js';
import type { Bench } from './parts.js';
import { away, failureOf, KEY, openBench, recordNo } from './parts.js';

/** Renews the first record; what goes on afterwards is handed out. */
async function renew(bench: Bench, stale = 1) {
  const goingOn: Promise<void>[] = [];
  const question = { callId: 'c', method: 'm', subCode: 's' };
  const goesOn = (work: Promise<void>) => void goingOn.push(work);
  return { ...(await rotate(bench.parts, { key: KEY, stale, question, goesOn })), goingOn };
}

async function open(settings = {}): Promise<Bench> {
  const bench = openBench(settings);
  await bench.inner.compareAndSet(KEY, 0, recordNo(1));
  bench.trades = [{ kind: 'granted', grant: { value: 'v2', refreshToken: 'r2' }, by: 'gateway' }];
  return bench;
}

describe('a store that is away', () => {
  test('is waited for, told of meanwhile, and forgotten when it has answered', async () => {
    const bench = await open();
    let left = 2;
    const told: unknown[] = [];
    bench.on = {
      acquireLease: (...args) => {
        told.push(bench.parts.trouble.store?.because);
        return left-- > 0 ? away() : bench.inner.acquireLease(...args);
      },
    };
    await renew(bench);
    const because = 'tokens.store.acquireLease threw';
    expect(told).toEqual([undefined, because, because]);
    expect(bench.parts.trouble).toEqual({});
  });

  test('for too long fails the renewal, with what it threw', async () => {
    const bench = await open();
    bench.on = { read: away };
    expect(await failureOf(renew(bench))).toMatchObject({
      because: 'tokens.store.read threw, for 30000 ms',
      advice: 'store-away',
      cause: { message: 'away' },
    });
  });

  test('is not waited for where that is not wanted', async () => {
    const bench = await open({ whenStoreIsDown: 'fail' });
    bench.on = { read: away };
    expect(await failureOf(renew(bench))).toMatchObject({
      because: 'tokens.store.read threw',
      advice: 'store-away',
      cause: { message: 'away' },
    });
    expect(bench.clock.sleeps).toEqual([]);
  });

  test('is not waited for where it answers and cannot be read', async () => {
    const bench = await open();
    bench.on = { read: async () => 'garbage' as never };
    expect(await failureOf(renew(bench))).toMatchObject({ advice: 'store-unreadable' });
    expect(bench.clock.sleeps).toEqual([]);
  });

  test('does not matter where the lease cannot be given back', async () => {
    const bench = await open();
    bench.on = { releaseLease: away };
    expect((await renew(bench)).record.value).toBe('v2');
  });
});

describe('a new token that the store does not take', () => {
  test('is used at once and written later, and its lease is not given back', async () => {
    const bench = await open();
    let left = 2;
    bench.on = { compareAndSet: (...args) => (left-- > 0 ? away() : bench.inner.compareAndSet(...args)) };
    const { record, by, goingOn } = await renew(bench);
    expect([record.value, by, goingOn.length]).toEqual(['v2', 'gateway', 1]);
    expect(bench.parts.known.get(KEY.kind, KEY.owner)?.record).toEqual(record);
    await Promise.all(goingOn);
    expect(await bench.inner.read(KEY)).toEqual(record);
    expect(bench.calls.map(([name]) => name)).not.toContain('releaseLease');
    expect(await bench.inner.acquireLease(KEY, 1)).toBeUndefined();
  });

  test.each<Traded>([
    { kind: 'granted', grant: { value: 'v2' }, by: 'gateway' },
    { kind: 'spent', because: 'spent' },
  ])('by an error that nobody foresaw fails, and gives the lease back: $kind', async (traded) => {
    const bench = await open();
    bench.trades = [traded];
    const compareAndSet = () => Promise.reject(new RangeError('a bug'));
    Object.assign(bench.parts, { store: { ...bench.parts.store, compareAndSet } });
    expect(await failureOf(renew(bench))).toBeInstanceOf(RangeError);
    expect(await bench.inner.acquireLease(KEY, 1)).toMatchObject({ abandoned: false });
  });
});

describe('a store that has lost what this process holds', () => {
  test('is given it back where it does, and that is what the call gets', async () => {
    const bench = openBench();
    bench.parts.known.learn(KEY.kind, KEY.owner, recordNo(5), 0);
    const { record, by } = await renew(bench, 1);
    expect([record, by, bench.clock.sleeps]).toEqual([recordNo(5), 'store', []]);
    expect(await bench.inner.read(KEY)).toEqual(recordNo(5));
    expect(bench.traded).toBe(0);
  });

  test('is given it back before it is renewed, and others get two seconds to bring something newer', async () => {
    const bench = await open();
    const fresh = openBench();
    bench.on = fresh.inner;
    // So that a pause is of 100 ms.
    Object.assign(bench.parts, { random: () => 1 });
    bench.parts.known.learn(KEY.kind, KEY.owner, recordNo(1), 0);
    const beganMs = bench.clock.now();
    let tradedAtMs = 0;
    bench.trades = [
      async () => {
        tradedAtMs = bench.clock.now();
        return { kind: 'granted', grant: { value: 'v2' }, by: 'gateway' };
      },
    ];
    expect((await renew(bench)).record.value).toBe('v2');
    expect(tradedAtMs - beganMs).toBe(2_000);
    expect(await fresh.inner.read(KEY)).toMatchObject({ value: 'v2', refreshToken: 'r1', generation: 2 });
  });

  test('has nothing at all to renew where nothing was ever there', async () => {
    expect(await failureOf(renew(openBench(), 0))).toMatchObject({
      because: 'no token of this owner is in the store',
      advice: 'reauthorize',
    });
  });
});

describe('a token without a refresh token', () => {
  test('cannot be renewed but by a callback', async () => {
    const bench = openBench();
    await bench.inner.compareAndSet(KEY, 0, { value: 'v1', generation: 1 });
    expect(await failureOf(renew(bench))).toMatchObject({
      because: 'no refresh token was ever stored with it',
      advice: 'reauthorize',
    });
    const other = openBench({ refresh: () => 'unused' });
    await other.inner.compareAndSet(KEY, 0, { value: 'v1', generation: 1 });
    other.trades = [{ kind: 'granted', grant: { value: 'v2' }, by: 'callback' }];
    expect(await renew(other)).toMatchObject({ record: { value: 'v2', generation: 2 }, by: 'callback' });
  });
});
