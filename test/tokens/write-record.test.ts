import { describe, expect, test } from 'vitest';
import { RefreshFailed } from '../../src/runtime/tokens/held-token.js';
import { StoreFailure } from '../../src/runtime/tokens/store-guard.js';
import { keepWriting, putToken, restore, writeRenewed } from '../../src/runtime/tokens/write-record.js';
import { away, failureOf, KEY, openBench, recordNo } from './parts.js';

const unreadable = (): Promise<never> => Promise.reject({ code: 'ERR_TOKEN_RECORD' });
const learnt = ({ parts }: ReturnType<typeof openBench>) => parts.known.get(KEY.kind, KEY.owner)?.record;

describe('a record that is put back', () => {
  test.each([
    ['where there is none', 0, 2, 2],
    ['over an older one', 1, 2, 2],
    ['and not over the same one', 2, 2, 2],
    ['and not over a newer one', 3, 2, 3],
  ])('%s', async (_what, there, held, newest) => {
    const bench = openBench();
    if (there > 0) await bench.inner.compareAndSet(KEY, 0, recordNo(there));
    expect(await restore(bench.parts, KEY, recordNo(held))).toEqual(recordNo(newest));
    expect(await bench.inner.read(KEY)).toEqual(recordNo(newest));
    expect(bench.calls.map(([name]) => name)).toEqual(there < held ? ['read', 'compareAndSet'] : ['read']);
    expect(learnt(bench)).toEqual(there < held ? undefined : recordNo(newest));
  });

  test('is set aside where another write comes between', async () => {
    const bench = openBench();
    bench.on = { compareAndSet: async () => false };
    expect(await restore(bench.parts, KEY, recordNo(2))).toEqual(recordNo(2));
    expect(bench.calls.at(-1)).toEqual(['setAside', recordNo(2)]);
    expect(await bench.inner.read(KEY)).toEqual(recordNo(2));
  });
});

describe('what a renewal brought', () => {
  test('is held and written under its lease', async () => {
    const bench = openBench();
    await bench.inner.compareAndSet(KEY, 0, recordNo(1));
    expect(await writeRenewed(bench.parts, KEY, 1, recordNo(2), 7)).toEqual(recordNo(2));
    expect(bench.calls).toEqual([['compareAndSet', 1, recordNo(2), 7]]);
    expect(learnt(bench)).toEqual(recordNo(2));
  });

  test('is set aside where it is not taken, and gives way to what is newer', async () => {
    const bench = openBench();
    await bench.inner.compareAndSet(KEY, 0, recordNo(5));
    expect(await writeRenewed(bench.parts, KEY, 1, recordNo(2), 7)).toEqual(recordNo(5));
    expect(bench.calls.map(([name]) => name)).toEqual(['compareAndSet', 'setAside', 'read']);
    expect(learnt(bench)).toEqual(recordNo(5));
  });

  test('stays what there is where the store has nothing even then', async () => {
    const bench = openBench();
    bench.on = { compareAndSet: async () => false, read: async () => undefined };
    expect(await writeRenewed(bench.parts, KEY, 1, recordNo(2), 7)).toEqual(recordNo(2));
  });
});

describe('a record that the store has yet to take', () => {
  test('is offered ten times a second, until it is taken', async () => {
    const bench = openBench();
    let left = 3;
    bench.on = { read: (key) => (left-- > 0 ? away() : bench.inner.read(key)) };
    await keepWriting(bench.parts, KEY, recordNo(2));
    expect(bench.clock.sleeps).toEqual([100, 100, 100]);
    expect(await bench.inner.read(KEY)).toEqual(recordNo(2));
  });

  test('is offered for ten minutes', async () => {
    const bench = openBench();
    bench.on = { read: away };
    await keepWriting(bench.parts, KEY, recordNo(2));
    expect(bench.clock.sleeps).toHaveLength(6_000);
  });

  test('is offered for ten seconds from when the instance is closed', async () => {
    const bench = openBench();
    let looks = 0;
    bench.on = {
      read: () => {
        looks++;
        // After 5 s.
        if (looks === 50) bench.isClosed = true;
        return away();
      },
    };
    await keepWriting(bench.parts, KEY, recordNo(2));
    expect(looks).toBe(150);
  });

  test('is not offered again to a store that answers and cannot read what it has', async () => {
    const bench = openBench();
    bench.on = { read: unreadable };
    await keepWriting(bench.parts, KEY, recordNo(2));
    expect(bench.clock.sleeps).toEqual([]);
  });

  test('lets through an error that nobody foresaw', async () => {
    const bench = openBench();
    const parts = {
      ...bench.parts,
      store: { ...bench.parts.store, read: () => Promise.reject(new RangeError('a bug')) },
    };
    await expect(keepWriting(parts, KEY, recordNo(2))).rejects.toThrow('a bug');
  });
});

describe('a token that is put', () => {
  const NEW = { value: 'n', refreshToken: 'nr' };

  test('has the time for its generation, is held from then on, and is given back', async () => {
    const bench = openBench();
    const generation = bench.clock.now();
    expect(await putToken(bench.parts, KEY, NEW)).toEqual({ ...NEW, generation });
    expect(await bench.inner.read(KEY)).toEqual({ ...NEW, generation });
    expect(learnt(bench)).toEqual({ ...NEW, generation });
  });

  test('stands above what the store has, what is held, and as high as it is said to', async () => {
    const far = Date.UTC(2100, 0, 1);
    const stored = openBench();
    await stored.inner.compareAndSet(KEY, 0, recordNo(far));
    expect((await putToken(stored.parts, KEY, NEW)).generation).toBe(far + 1);
    const held = openBench();
    held.parts.known.learn(KEY.kind, KEY.owner, recordNo(far), 0);
    expect((await putToken(held.parts, KEY, NEW)).generation).toBe(far + 1);
    expect((await putToken(openBench().parts, KEY, { ...NEW, generation: far })).generation).toBe(far);
    expect((await putToken(openBench().parts, KEY, { ...NEW, generation: 1 })).generation).toBeGreaterThan(1);
  });

  test('is put again where others write the same record, and not for ever', async () => {
    const bench = openBench();
    let left = 2;
    bench.on = { compareAndSet: async (...args) => (left-- > 0 ? false : bench.inner.compareAndSet(...args)) };
    expect((await putToken(bench.parts, KEY, NEW)).value).toBe('n');
    expect(bench.clock.sleeps).toEqual([75, 75]);
    bench.on = { compareAndSet: async () => false };
    const failure = await failureOf(putToken(bench.parts, KEY, NEW));
    expect(failure).toBeInstanceOf(RefreshFailed);
    expect(failure).toMatchObject({ because: 'others kept writing the same record, for 30000 ms', advice: undefined });
  });

  test('waits for a store that is away, says so meanwhile, and gives up in the end', async () => {
    const bench = openBench();
    let left = 2;
    const trouble: unknown[] = [];
    bench.on = {
      read: (key) => {
        trouble.push(bench.parts.trouble.store?.because);
        return left-- > 0 ? away() : bench.inner.read(key);
      },
    };
    expect((await putToken(bench.parts, KEY, NEW)).value).toBe('n');
    expect(trouble).toEqual([undefined, 'tokens.store.read threw', 'tokens.store.read threw']);
    bench.on = { read: away };
    expect(await failureOf(putToken(bench.parts, KEY, NEW))).toMatchObject({
      because: 'tokens.store.read threw, for 30000 ms',
      advice: 'store-away',
      cause: { message: 'away' },
    });
  });

  test('does not wait where that is not wanted, nor for a record that cannot be read', async () => {
    const bench = openBench({ whenStoreIsDown: 'fail' });
    bench.on = { read: away };
    expect(await failureOf(putToken(bench.parts, KEY, NEW))).toMatchObject({
      because: 'tokens.store.read threw',
      advice: 'store-away',
    });
    const other = openBench();
    other.on = { read: unreadable };
    expect(await failureOf(putToken(other.parts, KEY, NEW))).toMatchObject({ advice: 'store-unreadable' });
    expect([...bench.clock.sleeps, ...other.clock.sleeps]).toEqual([]);
  });

  test('lets through an error that nobody foresaw', async () => {
    const { parts } = openBench();
    const store = { ...parts.store, read: () => Promise.reject(new RangeError('a bug')) };
    const failure = await failureOf(putToken({ ...parts, store }, KEY, NEW));
    expect(failure).toBeInstanceOf(RangeError);
    expect(failure).not.toBeInstanceOf(StoreFailure);
  });
});
