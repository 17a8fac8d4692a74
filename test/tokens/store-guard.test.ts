import type { TokenKey, TokenStore } from 'alipay-axios';
import { createMemoryTokenStore } from 'alipay-axios';
import { createTestClock } from 'alipay-axios/testing';
import { describe, expect, test } from 'vitest';
import { guardStore, StoreFailure } from '../../src/runtime/tokens/store-guard.js';

const KEY: TokenKey = { gateway: 'https://gateway.example', appId: 'a', kind: 'auth_token', owner: 'o' };
const RECORD = { value: 'secret-value', refreshToken: 'secret-refresh', generation: 1 };

function guard(on: { readonly [Name in keyof TokenStore]?: (...args: never[]) => unknown } = {}) {
  const clock = createTestClock();
  const inner = createMemoryTokenStore(clock);
  return { clock, inner, store: guardStore({ ...inner, ...on } as TokenStore, clock) };
}

const WORK: readonly (readonly [name: keyof TokenStore, work: (store: TokenStore) => Promise<unknown>])[] = [
  ['read', (store) => store.read(KEY)],
  ['compareAndSet', (store) => store.compareAndSet(KEY, 0, RECORD, 1)],
  ['setAside', (store) => store.setAside(KEY, RECORD)],
  ['acquireLease', (store) => store.acquireLease(KEY, 100)],
  ['releaseLease', (store) => store.releaseLease(KEY, 1)],
];

describe('a store that does what it is asked', () => {
  test('is given everything that it needs, and gives back what it answers', async () => {
    const { store, clock } = guard();
    expect(await store.read(KEY)).toBeUndefined();
    expect(await store.acquireLease(KEY, 100)).toEqual({ fence: 1, abandoned: false });
    expect(await store.acquireLease(KEY, 100)).toBeUndefined();
    expect(await store.compareAndSet(KEY, 0, RECORD, 1)).toBe(true);
    expect(await store.compareAndSet(KEY, 0, RECORD, 1)).toBe(false);
    await store.setAside(KEY, { ...RECORD, generation: 2 });
    expect(await store.read(KEY)).toEqual({ ...RECORD, generation: 2 });
    await store.releaseLease(KEY, 1);
    expect(await store.acquireLease(KEY, 100)).toEqual({ fence: 2, abandoned: false });
    await clock.advance(100);
    expect(await store.acquireLease(KEY, 100)).toEqual({ fence: 3, abandoned: true });
  });
});

describe.each(WORK)('a store whose %s', (name, work) => {
  test.each(['secret-value', 'secret-refresh'])(
    'rejects is away, and %s, which was to be written, does not show',
    async (secret) => {
      const { store } = guard({ [name]: () => Promise.reject(new Error(`SET ${secret} failed`)) });
      const failure = await work(store).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StoreFailure);
      expect(failure).toMatchObject({ kind: 'away', because: `tokens.store.${name} threw` });
      const isWrite = name === 'compareAndSet' || name === 'setAside';
      expect(String((failure as StoreFailure).cause).includes('secret-')).toBe(!isWrite);
    },
  );

  test('throws at once is away as well', async () => {
    const thrown = (): never => {
      throw new Error('not connected');
    };
    const failing = work(guard({ [name]: thrown }).store);
    await expect(failing).rejects.toMatchObject({ kind: 'away', because: `tokens.store.${name} threw` });
  });

  test('does not answer is away after a second', async () => {
    const { store, clock } = guard({ [name]: () => new Promise(() => {}) });
    let failure: unknown;
    const failing = work(store).catch((error: unknown) => {
      failure = error;
    });
    await clock.advance(999);
    expect(failure).toBeUndefined();
    await clock.advance(1);
    await failing;
    expect(failure).toMatchObject({ kind: 'away', because: `tokens.store.${name} did not answer within 1000 ms` });
  });

  test.each([Object.assign(new Error('x'), { code: 'ERR_TOKEN_RECORD' }), { code: 'ERR_TOKEN_RECORD' }])(
    'cannot read its record is unreadable',
    async (thrown) => {
      const failing = work(guard({ [name]: () => Promise.reject(thrown) }).store);
      await expect(failing).rejects.toMatchObject({
        kind: 'unreadable',
        because: 'tokens.store cannot read the record',
      });
    },
  );

  test.each([null, undefined, 'ERR_TOKEN_RECORD', { code: 'ECONNRESET' }])(
    'rejects with %j is away',
    async (thrown) => {
      const failing = work(guard({ [name]: () => Promise.reject(thrown) }).store);
      await expect(failing).rejects.toMatchObject({ kind: 'away', because: `tokens.store.${name} threw` });
    },
  );
});

describe('a store that answers', () => {
  test.each([undefined, null])('%s has no record and no lease', async (answer) => {
    const { store } = guard({ read: async () => answer, acquireLease: async () => answer });
    expect([await store.read(KEY), await store.acquireLease(KEY, 1)]).toEqual([undefined, undefined]);
  });

  test.each<[name: keyof TokenStore, answer: unknown, because: string]>([
    ['read', 'garbage', 'tokens.store.read gave something that is no record: it is a string'],
    ['read', { value: 'v' }, 'tokens.store.read gave something that is no record: its generation is undefined'],
    ['compareAndSet', 'OK', 'tokens.store.compareAndSet gave a string and not a boolean'],
    ['compareAndSet', undefined, 'tokens.store.compareAndSet gave undefined and not a boolean'],
    ['acquireLease', 'mine', 'tokens.store.acquireLease gave a string'],
    ['acquireLease', true, 'tokens.store.acquireLease gave a boolean'],
    ['acquireLease', {}, 'tokens.store.acquireLease gave an object without a number in fence'],
    ['acquireLease', { fence: '1' }, 'tokens.store.acquireLease gave an object without a number in fence'],
    ['acquireLease', { fence: Number.NaN }, 'tokens.store.acquireLease gave an object without a number in fence'],
  ])('%s with %j is unreadable', async (name, answer, because) => {
    const { store } = guard({ [name]: async () => answer });
    const failing = WORK.find(([one]) => one === name)?.[1](store);
    await expect(failing).rejects.toBeInstanceOf(StoreFailure);
    await expect(failing).rejects.toMatchObject({ kind: 'unreadable', because: expect.stringContaining(because) });
  });

  test('a lease without a word on it gives one that nobody abandoned', async () => {
    for (const abandoned of [undefined, 1, 'true', null]) {
      const { store } = guard({ acquireLease: async () => ({ fence: 7, abandoned }) });
      expect(await store.acquireLease(KEY, 1)).toEqual({ fence: 7, abandoned: false });
    }
  });
});

describe('a lease that comes too late', () => {
  test.each([
    ['is given back', { fence: 7, abandoned: false }, [7]],
    ['that is none is not', undefined, []],
  ])('%s', async (_what, answer, expected) => {
    let come = (): void => {};
    const coming = new Promise<void>((resolve) => {
      come = resolve;
    });
    const released: unknown[] = [];
    const { store, clock } = guard({
      acquireLease: async () => {
        await coming;
        return answer;
      },
      releaseLease: async (...args) => void released.push(args[1]),
    });
    const failing = store.acquireLease(KEY, 1).catch((error: unknown) => error);
    await clock.advance(1_000);
    expect(await failing).toMatchObject({ because: 'tokens.store.acquireLease did not answer within 1000 ms' });
    come();
    await clock.advance(0);
    expect(released).toEqual(expected);
  });
});
