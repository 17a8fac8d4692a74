import type { TokenRecord } from 'alipay-axios';
import { describe, expect, test } from 'vitest';
import { RefreshFailed } from '../../src/runtime/tokens/held-token.js';
import { leaseMsOf, rotate } from '../../src/runtime/tokens/rotate.js';
import type { Traded } from '../../src/runtime/tokens/trade.js';
import type { Bench } from './parts.js';
import { away, failureOf, KEY, openBench, recordNo } from './parts.js';

const QUESTION = { callId: 'c', method: 'm', subCode: 's' };
const GRANTED: Traded = { kind: 'granted', grant: { value: 'v2', refreshToken: 'r2' }, by: 'gateway' };
const LOST: Traded = { kind: 'lost', because: 'lost', cause: 'the cause' };
const SPENT: Traded = { kind: 'spent', because: 'spent', cause: 'the cause' };
const FAILED: Traded = { kind: 'failed', because: 'failed', cause: 'the cause' };

/** A bench whose store has the first record, unless it is given another one. */
async function open(record: TokenRecord | undefined = recordNo(1), settings = {}): Promise<Bench> {
  const bench = openBench(settings);
  if (record !== undefined) await bench.inner.compareAndSet(KEY, 0, record);
  bench.trades = [GRANTED];
  return bench;
}

/** Renews the token; what goes on afterwards is awaited as well, or left alone. */
async function renew(bench: Bench, stale = 1, isPatient = true) {
  const goingOn: Promise<void>[] = [];
  const task = { key: KEY, stale, question: QUESTION, goesOn: (work: Promise<void>) => void goingOn.push(work) };
  const rotated = await rotate(bench.parts, task);
  if (isPatient) await Promise.all(goingOn);
  return rotated;
}

const second = (bench: Bench) => ({ ...recordNo(2), issuedAtMs: bench.clock.now() });
const namesOf = (bench: Bench) => bench.calls.map(([name]) => name);

describe('a renewal', () => {
  test('trades once under the lease, writes what it brought under its fence, and gives the lease back', async () => {
    const bench = await open();
    expect(await renew(bench)).toEqual({ record: second(bench), by: 'gateway' });
    expect(bench.calls).toEqual([
      ['read'],
      ['acquireLease', 10_000],
      ['read'],
      ['compareAndSet', 1, second(bench), 1],
      ['releaseLease', 1],
    ]);
    expect([bench.traded, bench.clock.sleeps]).toEqual([1, []]);
  });

  test('takes a lease that outlasts the refresh', async () => {
    expect(leaseMsOf(700)).toBe(5_700);
    const bench = await open(recordNo(1), { refreshTimeoutMs: 700 });
    await renew(bench);
    expect(bench.calls).toContainEqual(['acquireLease', 5_700]);
  });

  test('is not made where the store has a newer token', async () => {
    const bench = await open(recordNo(3));
    expect(await renew(bench)).toEqual({ record: recordNo(3), by: 'store' });
    expect([namesOf(bench), bench.traded]).toEqual([['read'], 0]);
    expect(bench.parts.known.get(KEY.kind, KEY.owner)?.record).toEqual(recordNo(3));
  });

  test('is not made where another has made it while the lease was taken', async () => {
    const bench = await open();
    bench.on = {
      acquireLease: async (...args) => {
        await bench.inner.compareAndSet(KEY, 1, recordNo(2));
        return bench.inner.acquireLease(...args);
      },
    };
    expect(await renew(bench)).toEqual({ record: recordNo(2), by: 'store' });
    expect([namesOf(bench).at(-1), bench.traded]).toEqual(['releaseLease', 0]);
  });

  test('waits for who holds the lease, and takes what he brought', async () => {
    const bench = await open();
    await bench.inner.acquireLease(KEY, 60_000);
    let looks = 0;
    bench.on = {
      read: async (key) => {
        // The store is not to blame for it.
        expect(bench.parts.trouble).toEqual({});
        if (++looks === 4) await bench.inner.compareAndSet(KEY, 1, recordNo(2));
        return bench.inner.read(key);
      },
    };
    expect(await renew(bench)).toEqual({ record: recordNo(2), by: 'store' });
    expect([bench.clock.sleeps, bench.traded]).toEqual([[75, 75, 75], 0]);
  });

  test('gives up where somebody holds the lease and brings nothing', async () => {
    const bench = await open();
    await bench.inner.acquireLease(KEY, 60_000);
    const failure = await failureOf(renew(bench));
    expect(failure).toBeInstanceOf(RefreshFailed);
    expect(failure).toMatchObject({
      because: 'another process held the lease of this token and brought no new one, for 30000 ms',
      advice: undefined,
    });
  });

  test('is not made under a lease that took longer to get than it outlasts the refresh', async () => {
    const bench = await open();
    const takesMs = (ms: number, slow: Bench): void => {
      slow.on = {
        acquireLease: async (...args) => {
          await slow.clock.sleep(ms);
          slow.on = {};
          return slow.inner.acquireLease(...args);
        },
      };
    };
    takesMs(5_001, bench);
    await renew(bench);
    expect(namesOf(bench).filter((name) => name === 'acquireLease')).toHaveLength(2);
    const inTime = await open();
    takesMs(5_000, inTime);
    await renew(inTime);
    expect(namesOf(inTime).filter((name) => name === 'acquireLease')).toHaveLength(1);
  });

  test('gives an abandoned lease time for the write of who had it', async () => {
    const bench = await open();
    await bench.inner.acquireLease(KEY, 1);
    await bench.clock.sleep(1);
    await renew(bench);
    // 16 pauses of 75 ms are 1.2 s.
    expect([bench.clock.sleeps.slice(1), bench.traded]).toEqual([Array(16).fill(75), 1]);
  });

  test('has no time left to give one that was abandoned late', async () => {
    const bench = await open();
    await bench.inner.acquireLease(KEY, 29_500);
    expect(await failureOf(renew(bench))).toMatchObject({
      because: 'the process before brought no new token, for 30000 ms',
    });
  });

  test('takes what the one before has written meanwhile', async () => {
    const bench = await open();
    await bench.inner.acquireLease(KEY, 1);
    await bench.clock.sleep(1);
    let looks = 0;
    bench.on = {
      read: async (key) => {
        if (++looks === 5) await bench.inner.compareAndSet(KEY, 1, recordNo(2));
        return bench.inner.read(key);
      },
    };
    expect(await renew(bench)).toEqual({ record: recordNo(2), by: 'store' });
    expect([bench.clock.sleeps.length, bench.traded]).toEqual([1 + 3, 0]);
  });
});

describe('a trade that fails', () => {
  test('for a lost reply is asked for once more', async () => {
    const bench = await open();
    bench.trades = [LOST, GRANTED];
    expect((await renew(bench)).record.value).toBe('v2');
    expect([bench.traded, bench.clock.sleeps]).toEqual([2, [75]]);
  });

  test('for a lost reply twice takes a new consent, and condemns nothing', async () => {
    const bench = await open();
    bench.trades = [LOST];
    const failure = await failureOf(renew(bench));
    expect(failure).toMatchObject({ because: 'lost', cause: 'the cause', advice: 'reauthorize' });
    expect(bench.traded).toBe(2);
    expect(await bench.inner.read(KEY)).toEqual(recordNo(1));
  });

  test('for good condemns the record for all, under the fence', async () => {
    const bench = await open();
    bench.trades = [SPENT];
    const failure = await failureOf(renew(bench));
    expect(failure).toMatchObject({ because: 'spent', cause: 'the cause', advice: 'reauthorize' });
    const condemned = { ...recordNo(1), reauthorize: true };
    expect(bench.calls).toContainEqual(['compareAndSet', 1, condemned, 1]);
    expect(await bench.inner.read(KEY)).toEqual(condemned);
    expect(bench.parts.known.get(KEY.kind, KEY.owner)?.record).toEqual(condemned);
    // Nobody asks the gateway again, and the lease is free.
    expect(await failureOf(renew(bench))).toMatchObject({
      because: 'the gateway has refused its refresh token for good',
      cause: undefined,
      advice: 'reauthorize',
    });
    expect(bench.traded).toBe(1);
    expect(await bench.inner.acquireLease(KEY, 1)).toMatchObject({ abandoned: false });
  });

  test('for good does so even where the store cannot be told', async () => {
    const bench = await open();
    bench.trades = [SPENT];
    bench.on = { compareAndSet: away };
    expect(await failureOf(renew(bench))).toMatchObject({ because: 'spent', advice: 'reauthorize' });
  });

  test('otherwise fails, and leaves everything as it was', async () => {
    const bench = await open();
    bench.trades = [FAILED];
    const failure = await failureOf(renew(bench));
    expect(failure).toMatchObject({ because: 'failed', cause: 'the cause', advice: undefined });
    expect(await bench.inner.read(KEY)).toEqual(recordNo(1));
    expect(await bench.inner.acquireLease(KEY, 1)).toMatchObject({ abandoned: false });
  });

  test.each([LOST, SPENT, FAILED])('does not matter where another has written a new token: $kind', async (failed) => {
    const bench = await open();
    bench.trades = [
      async () => {
        await bench.inner.compareAndSet(KEY, 1, recordNo(2));
        return failed;
      },
    ];
    expect(await renew(bench)).toEqual({ record: recordNo(2), by: 'store' });
    // At once: what has been found is not looked for again.
    expect([bench.traded, bench.clock.sleeps]).toEqual([1, []]);
  });

  test('is settled when the store, which was away then, has been read again, without another trade', async () => {
    const bench = await open();
    bench.trades = [
      async () => {
        let left = 3;
        bench.on = { read: (key) => (left-- > 0 ? away() : bench.inner.read(key)) };
        return FAILED;
      },
    ];
    expect(await failureOf(renew(bench))).toMatchObject({ because: 'failed', cause: 'the cause' });
    expect([bench.traded, bench.clock.sleeps]).toEqual([1, [75, 75, 75]]);
  });

  test('by an error that nobody foresaw lets it through, and gives the lease back', async () => {
    const bench = await open();
    bench.trades = [() => Promise.reject(new RangeError('a bug'))];
    expect(await failureOf(renew(bench))).toBeInstanceOf(RangeError);
    expect(await bench.inner.acquireLease(KEY, 1)).toMatchObject({ abandoned: false });
  });
});
