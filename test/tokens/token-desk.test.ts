import type { StaleToken } from 'alipay-axios';
import { createMemoryTokenStore } from 'alipay-axios';
import { createTestClock } from 'alipay-axios/testing';
import { describe, expect, test } from 'vitest';
import type { Settings, TokenSettings } from '../../src/runtime/settings.js';
import type { Asker } from '../../src/runtime/tokens/held-token.js';
import { createTokenDesk } from '../../src/runtime/tokens/token-desk.js';
import type { OwnCall } from '../../src/runtime/tokens/trade.js';
import { failureOf, KEY, recordNo } from './parts.js';

const ASKER: Asker = {
  callId: 'c',
  method: 'm',
  observe: () => ({ started: () => {}, succeeded: () => {}, failed: () => {} }),
};

/** A desk over a store with the first record; at the gateway each refresh brings `v2`. */
async function open(tokens: Partial<TokenSettings> = {}, deadlineMs = 30_000) {
  const clock = createTestClock();
  const store = createMemoryTokenStore(clock);
  await store.compareAndSet(KEY, 0, recordNo(1));
  const asked: OwnCall[] = [];
  const settings = {
    appId: KEY.appId,
    gateway: KEY.gateway,
    clock,
    random: () => 0.5,
    deadlineMs,
    tokens: { store, refreshTimeoutMs: 5_000, refreshAheadMs: 0, whenStoreIsDown: 'wait', ...tokens },
  } as unknown as Settings;
  const desk = createTokenDesk(settings, async (call) => {
    asked.push(call);
    return { node: { access_token: 'v2', refresh_token: 'r2', expires_in: 3_600 } };
  });
  const refused = (held = { value: 'v1', generation: 1, owner: 'o' }) =>
    desk.replace({ kind: 'auth_token', held, subCode: 's' }, 'it was refused', desk.failures, ASKER);
  return { clock, store, desk, asked, refused };
}

describe('the tokens of a call', () => {
  test('are the texts at once, and those of owners when they are there', async () => {
    const { desk } = await open();
    const merchant = { value: 'm', generation: 0 };
    const user = { value: 'v1', generation: 1, owner: 'o' };
    expect(desk.current({}, ASKER)).toStrictEqual({});
    expect(desk.current({ app_auth_token: 'm' }, ASKER)).toStrictEqual({ app_auth_token: merchant });
    const found = desk.current({ app_auth_token: 'm', auth_token: { owner: 'o' } }, ASKER);
    expect(found).toBeInstanceOf(Promise);
    expect(await found).toStrictEqual({ app_auth_token: merchant, auth_token: user });
    expect(desk.current({ auth_token: { owner: 'o' } }, ASKER)).toStrictEqual({ auth_token: user });
    const missing = Promise.resolve(desk.current({ app_auth_token: { owner: 'o' } }, ASKER));
    expect(await failureOf(missing)).toMatchObject({ advice: 'reauthorize' });
    expect(desk.failures).toBe(1);
  });

  test('are not those that somebody has put on Object.prototype', async () => {
    const { desk } = await open();
    expect(desk.current(Object.create({ auth_token: 'm' }), ASKER)).toStrictEqual({});
  });
});

describe('a token of an owner that was refused', () => {
  test('is renewed at the gateway, and kept where the instance is', async () => {
    const { desk, store, clock, asked, refused } = await open();
    expect(await refused()).toEqual({ held: { value: 'v2', generation: 2, owner: 'o' }, wasThere: false });
    expect(asked).toHaveLength(1);
    const [issuedAtMs, expiresAtMs] = [clock.now(), clock.now() + 3_600_000];
    expect(await store.read(desk.keyOf('auth_token', 'o'))).toEqual({ ...recordNo(2), issuedAtMs, expiresAtMs });
    expect(desk.keyOf('auth_token', 'o')).toEqual(KEY);
  });

  test('is renewed by the callback where there is one, with the end that it says', async () => {
    const questions: StaleToken[] = [];
    const { clock, store, asked, refused } = await open({
      refresh: (stale) => {
        questions.push(stale);
        return { value: 'n', refreshToken: 'nr', expiresAtMs: clock.now() + 9 };
      },
    });
    await refused();
    expect([asked, questions.length]).toEqual([[], 1]);
    const [issuedAtMs, expiresAtMs] = [clock.now(), clock.now() + 9];
    expect(await store.read(KEY)).toEqual({ value: 'n', refreshToken: 'nr', generation: 2, issuedAtMs, expiresAtMs });
  });

  test('is written once, under the lease, where the callback brings its successor in time', async () => {
    const inner = createMemoryTokenStore();
    await inner.compareAndSet(KEY, 0, recordNo(1));
    const writes: unknown[] = [];
    const compareAndSet: typeof inner.compareAndSet = (...args) => {
      writes.push(args.slice(3));
      return inner.compareAndSet(...args);
    };
    const setAside = async (): Promise<void> => void writes.push('aside');
    const { desk, refused } = await open({ refresh: () => 'n', store: { ...inner, compareAndSet, setAside } });
    await refused();
    await desk.close();
    expect(writes).toEqual([[1]]);
  });

  test('keeps what it is renewed with where the callback brings a text alone', async () => {
    const { store, clock, refused } = await open({ refresh: () => 'n' });
    await refused();
    expect(await store.read(KEY)).toStrictEqual({
      value: 'n',
      refreshToken: 'r1',
      generation: 2,
      issuedAtMs: clock.now(),
    });
  });

  test('is written although the callback brings its successor too late, and close waits for that', async () => {
    let bring = (_value: string): void => {};
    let signal: AbortSignal | undefined;
    const refresh = (stale: StaleToken): Promise<string> => {
      signal = stale.signal;
      return new Promise((resolve) => {
        bring = resolve;
      });
    };
    const { clock, store, desk, refused } = await open({ refresh });
    const failing = failureOf(refused());
    await clock.advance(4_999);
    expect(signal?.aborted).toBe(false);
    await clock.advance(1);
    expect(await failing).toMatchObject({ because: 'tokens.refresh took longer than 5000 ms' });
    bring('late');
    await clock.advance(0);
    await desk.close();
    expect(await store.read(KEY)).toMatchObject({ value: 'late', generation: 2 });
    expect(await desk.current({ auth_token: { owner: 'o' } }, ASKER)).toMatchObject({ auth_token: { value: 'late' } });
  });

  test('is renewed to the end when the instance is closed, other than a text', async () => {
    let bring = (_value: string): void => {};
    const refresh = ({ owner }: StaleToken): Promise<string> =>
      new Promise((resolve) => {
        if (owner !== undefined) bring = resolve;
      });
    const { clock, store, desk, refused } = await open({ refresh });
    const managed = refused();
    const held = { value: 'text', generation: 0 };
    const text = failureOf(desk.replace({ kind: 'auth_token', held, subCode: 's' }, 'old', 0, ASKER));
    await clock.advance(0);
    let isClosed = false;
    const closing = desk.close().then(() => {
      isClosed = true;
    });
    expect(await text).toMatchObject({ because: 'the instance was closed' });
    expect([isClosed, desk.records.isClosed()]).toEqual([false, true]);
    bring('n');
    expect((await managed).held.value).toBe('n');
    await closing;
    expect((await store.read(KEY))?.value).toBe('n');
  });
});

test('close waits for what goes on, whether it fails or not', async () => {
  const { desk } = await open();
  expect(desk.records.isClosed()).toBe(false);
  let end = (): void => {};
  desk.goesOn(
    new Promise<void>((resolve) => {
      end = resolve;
    }),
  );
  let isClosed = false;
  const closing = desk.close().then(() => {
    isClosed = true;
  });
  await new Promise(setImmediate);
  expect(isClosed).toBe(false);
  end();
  await closing;
});

test.each([
  [1_000, 5_000, 20_000],
  [1_000, 700, 7_100],
  [30_000, 5_000, 30_000],
])(
  'with a deadline of %i and %i for a refresh a renewal may take %i ms',
  async (deadlineMs, refreshTimeoutMs, limitMs) => {
    const { desk } = await open({ refreshTimeoutMs }, deadlineMs);
    expect(desk.records.limitMs).toBe(limitMs);
  },
);
