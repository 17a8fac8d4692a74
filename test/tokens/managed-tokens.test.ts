import type { TokenRecord } from 'alipay-axios';
import { describe, expect, test } from 'vitest';
import type { Asker } from '../../src/runtime/tokens/held-token.js';
import { createManagedTokens } from '../../src/runtime/tokens/managed-tokens.js';
import { createSharedRefresh } from '../../src/runtime/tokens/shared-refresh.js';
import type { TokenRefreshed } from '../../src/runtime/tokens/text-tokens.js';
import type { Traded } from '../../src/runtime/tokens/trade.js';
import { away, failureOf, KEY, openBench, recordNo } from './parts.js';

const HOUR_MS = 3_600_000;
const GRANTED: Traded = { kind: 'granted', grant: { value: 'v2', refreshToken: 'r2' }, by: 'gateway' };
const FAILED: Traded = { kind: 'failed', because: 'down' };
const SPENT: Traded = { kind: 'spent', because: 'refused' };

/** The managed tokens of an instance whose store has a record of an hour, which is due 5 minutes before its end. */
async function open(more: Partial<TokenRecord> = {}) {
  const bench = openBench({ refreshAheadMs: 300_000 });
  const beganMs = bench.clock.now();
  const record = recordNo(1, { issuedAtMs: beganMs, expiresAtMs: beganMs + HOUR_MS, ...more });
  await bench.inner.compareAndSet(KEY, 0, record);
  bench.trades = [GRANTED];
  const shared = createSharedRefresh<TokenRefreshed>(bench.clock);
  const goingOn: Promise<unknown>[] = [];
  const { gateway, appId } = KEY;
  const managed = createManagedTokens({
    rotation: bench.parts,
    shared,
    place: { gateway, appId },
    goesOn: (work) => void goingOn.push(work),
  });
  const told: unknown[] = [];
  const asker: Asker = {
    callId: 'c',
    method: 'm',
    observe: (kind) => ({
      started: (...args) => told.push([kind, 'started', ...args]),
      succeeded: (...args) => told.push([kind, 'succeeded', ...args]),
      failed: (...args) => told.push([kind, 'failed', ...args]),
    }),
  };
  const current = () => managed.current('auth_token', 'o', asker);
  /** Lets what goes on in the background come to its end. */
  const settle = () => Promise.all(goingOn.splice(0));
  const held = await current();
  // The record was learnt by a read, and nothing was told of it.
  bench.calls.length = 0;
  return { bench, managed, asker, told, current, settle, goingOn, record, held };
}

const FIRST = { value: 'v1', generation: 1, owner: 'o' };
const SECOND = { value: 'v2', generation: 2, owner: 'o' };

describe('a token that lives', () => {
  test('is fetched once, in silence, and then given at once', async () => {
    const { bench, told, current, held, goingOn } = await open();
    expect([held, current()]).toEqual([FIRST, FIRST]);
    expect([told, bench.calls, goingOn]).toEqual([[], [], []]);
  });

  test('is kept under the place of the instance', async () => {
    const { managed } = await open();
    expect(managed.keyOf('auth_token', 'o')).toEqual(KEY);
  });

  test('that nobody has put is missed', async () => {
    const { managed, asker, told } = await open();
    expect(await failureOf(Promise.resolve(managed.current('auth_token', 'x', asker)))).toMatchObject({
      because: 'no token of this owner is in the store',
      advice: 'reauthorize',
    });
    expect(told).toEqual([]);
  });

  test('is looked after once a second, in the background, and gives way to a newer one', async () => {
    const { bench, current, settle } = await open();
    await bench.inner.compareAndSet(KEY, 1, recordNo(2));
    await bench.clock.sleep(999);
    current();
    expect(bench.calls).toEqual([]);
    await bench.clock.sleep(1);
    expect([current(), current()]).toEqual([FIRST, FIRST]);
    await settle();
    expect(bench.calls).toEqual([['read']]);
    expect(current()).toEqual(SECOND);
  });

  test('is put back where the store has lost it, and is looked after again a second later', async () => {
    const { bench, current, settle, record } = await open();
    const fresh = openBench();
    bench.on = fresh.inner;
    await bench.clock.sleep(1_000);
    current();
    await settle();
    expect(await fresh.inner.read(KEY)).toEqual(record);
    await bench.clock.sleep(999);
    current();
    await settle();
    const before = bench.calls.length;
    await bench.clock.sleep(1);
    current();
    await settle();
    expect(bench.calls.length).toBe(before + 1);
  });

  test.each([
    [0, false],
    [-1, false],
    [1, true],
  ])('that can be renewed for %i ms more is put back: %s', async (leftMs, isPutBack) => {
    const { bench, current, settle } = await open();
    bench.parts.known.learn(
      'auth_token',
      'o',
      recordNo(2, { refreshExpiresAtMs: bench.clock.now() + 1_000 + leftMs }),
      bench.clock.now(),
    );
    await bench.clock.sleep(1_000);
    current();
    await settle();
    expect((await bench.inner.read(KEY))?.generation).toBe(isPutBack ? 2 : 1);
  });

  test('does not mind a store that is away, and lets through an error that nobody foresaw', async () => {
    const { bench, current, settle } = await open();
    bench.on = { read: away };
    await bench.clock.sleep(1_000);
    expect(current()).toEqual(FIRST);
    await settle();
    Object.assign(bench.parts, {
      store: { ...bench.parts.store, read: () => Promise.reject(new RangeError('a bug')) },
    });
    await bench.clock.sleep(1_000);
    current();
    await expect(settle()).rejects.toThrow('a bug');
  });
});

describe('a token that ages', () => {
  const ageing = async () => {
    const opened = await open();
    await opened.bench.clock.sleep(HOUR_MS - 300_000);
    return opened;
  };

  test('is given at once and renewed once in the background', async () => {
    const { bench, told, current, settle } = await ageing();
    expect([current(), current()]).toEqual([FIRST, FIRST]);
    await settle();
    expect([current(), bench.traded]).toEqual([SECOND, 1]);
    // No word of the gateway's led to it.
    expect(bench.questions).toEqual([{ callId: 'c', method: 'm', subCode: '' }]);
    expect(told).toEqual([
      ['auth_token', 'started', 'its life is about to end'],
      ['auth_token', 'succeeded', 0, 'gateway'],
    ]);
  });

  test('rests for ten seconds where that fails, and is looked after meanwhile', async () => {
    const { bench, current, settle } = await ageing();
    bench.trades = [FAILED];
    current();
    await settle();
    await bench.clock.sleep(9_999);
    bench.calls.length = 0;
    expect(current()).toEqual(FIRST);
    await settle();
    expect([bench.traded, bench.calls]).toEqual([1, [['read']]]);
    await bench.clock.sleep(1);
    current();
    await settle();
    expect(bench.traded).toBe(2);
  });

  test('is not renewed again where only its owner can help, in this process or another', async () => {
    const { bench, told, current, settle } = await ageing();
    bench.trades = [SPENT];
    current();
    await settle();
    await bench.clock.sleep(60_000);
    expect(current()).toEqual(FIRST);
    await settle();
    expect([bench.traded, told.length]).toEqual([1, 2]);
  });

  test('rests until the gateway refuses it where nobody knows what became of its renewal', async () => {
    const { bench, current, settle } = await ageing();
    bench.trades = [{ kind: 'lost', because: 'lost' }];
    current();
    await settle();
    await bench.clock.sleep(60_000);
    expect(current()).toEqual(FIRST);
    await settle();
    // The lost reply was asked for once more, and not again.
    expect(bench.traded).toBe(2);
  });

  test('lets through an error that nobody foresaw', async () => {
    const { bench, current, settle } = await ageing();
    bench.trades = [() => Promise.reject(new RangeError('a bug'))];
    current();
    await expect(settle()).rejects.toThrow('a bug');
  });
});

describe('a token that is spent', () => {
  const spent = async (leftMs = 5_000) => {
    const opened = await open();
    await opened.bench.clock.sleep(HOUR_MS - leftMs);
    return opened;
  };

  test('is renewed before it is given, once for all', async () => {
    const { bench, current } = await spent();
    expect(await Promise.all([current(), current()])).toEqual([SECOND, SECOND]);
    expect(bench.traded).toBe(1);
    expect(bench.questions).toEqual([{ callId: 'c', method: 'm', subCode: '' }]);
  });

  test('is given as it is while it has not ended, where it cannot be renewed', async () => {
    const { bench, current } = await spent(1);
    bench.trades = [FAILED];
    expect(await current()).toEqual(FIRST);
    await bench.clock.sleep(1);
    expect(await failureOf(Promise.resolve(current()))).toMatchObject({ because: 'down' });
  });

  test('lets through an error that nobody foresaw', async () => {
    const { bench, current } = await spent();
    bench.trades = [() => Promise.reject(new RangeError('a bug'))];
    expect(await failureOf(Promise.resolve(current()))).toBeInstanceOf(RangeError);
  });
});
