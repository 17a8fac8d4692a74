import type { AlipayInstance, AlipayOptions, Clock, TokenRecord, TokenStore } from 'alipay-axios';
import { createAlipay, createMemoryTokenStore } from 'alipay-axios';
import { createTestClock } from 'alipay-axios/testing';
import { afterEach, describe, expect, test } from 'vitest';
import type { World } from '../support/world.js';
import { failureOf, openWorld } from '../support/world.js';

const SHARE = 'alipay.user.info.share';
const TRADE = 'alipay.system.oauth.token';
const OWNER = '2088102150527498';

let world: World;
const others: AlipayInstance[] = [];
afterEach(async () => {
  for (const one of others.splice(0)) one.close();
  await world.close();
});

/** A store in memory, and what stands between it and the library. */
interface Trouble {
  readonly inner: TokenStore;
  readonly store: TokenStore;
  /** Replaces what the store does; `undefined` lets it do its work. */
  on: Partial<TokenStore>;
  readonly calls: (keyof TokenStore)[];
}

function makeTrouble(): Trouble {
  const trouble: Trouble = {
    inner: createMemoryTokenStore(createTestClock()),
    on: {},
    calls: [],
    store: {} as TokenStore,
  };
  const through = <Name extends keyof TokenStore>(name: Name): TokenStore[Name] =>
    ((...args: never[]) => {
      trouble.calls.push(name);
      const method = (trouble.on[name] ?? trouble.inner[name]) as (...given: never[]) => unknown;
      return method(...args);
    }) as TokenStore[Name];
  const store: TokenStore = {
    read: through('read'),
    compareAndSet: through('compareAndSet'),
    setAside: through('setAside'),
    acquireLease: through('acquireLease'),
    releaseLease: through('releaseLease'),
  };
  return Object.assign(trouble, { store });
}

async function open(trouble: Trouble, tokens: AlipayOptions['tokens'] = {}): Promise<string> {
  world = await openWorld({ alipay: { tokens: { store: trouble.store, ...tokens } } });
  const { token: value, refreshToken } = world.gateway.tokens.issueUser({ userId: OWNER });
  await world.alipay.tokens.put({ kind: 'auth_token', owner: OWNER, value, refreshToken });
  return value;
}

function another(trouble: Trouble, tokens: AlipayOptions['tokens'] = {}, clock: Clock = world.clock): AlipayInstance {
  const { credentials, url } = world.gateway;
  const options = { ...credentials, gateway: url, clock, random: () => 0.5 };
  const alipay = createAlipay({ ...options, tokens: { store: trouble.store, ...tokens } });
  others.push(alipay);
  return alipay;
}

const share = (alipay: AlipayInstance = world.alipay) =>
  alipay.execute(SHARE, undefined, { authToken: { owner: OWNER } });
const keyOf = () => ({
  gateway: world.gateway.url,
  appId: world.gateway.credentials.appId,
  kind: 'auth_token' as const,
  owner: OWNER,
});
const trades = (): number => world.gateway.log.filter(({ method }) => method === TRADE).length;
const away = (): Promise<never> => Promise.reject(new Error('connection lost: password hunter2'));

describe('a store that is away', () => {
  test('does not touch calls whose token is held and lives', async () => {
    const trouble = makeTrouble();
    await open(trouble);
    trouble.on = { read: away, compareAndSet: away, acquireLease: away, releaseLease: away, setAside: away };
    for (let count = 0; count < 5; count++) {
      await world.clock.advance(1_000);
      expect((await share()).alipay.code).toBe('10000');
    }
    expect(trouble.calls.filter((name) => name === 'read').length).toBeGreaterThan(3);
  });

  test('is waited for by a renewal until it is back', async () => {
    const trouble = makeTrouble();
    const token = await open(trouble);
    world.gateway.tokens.expire(token);
    let left = 5;
    trouble.on = { read: (key) => (left-- > 0 ? away() : trouble.inner.read(key)) };
    expect((await share()).alipay.code).toBe('10000');
    expect(left).toBeLessThan(0);
    expect(trades()).toBe(1);
  });

  test('is not waited for with whenStoreIsDown: fail', async () => {
    const trouble = makeTrouble();
    const token = await open(trouble, { whenStoreIsDown: 'fail' });
    world.gateway.tokens.expire(token);
    trouble.on = { read: away };
    const error = await failureOf(share());
    expect([error.code, error.outcome, error.reauthorize]).toEqual(['ERR_ALIPAY_TOKEN', 'rejected', undefined]);
    expect(error.message).toContain('tokens.store.read threw');
    expect(error.advice.zh).toContain('tokens.store');
    expect(trades()).toBe(0);
    trouble.on = {};
    expect((await share()).alipay.code).toBe('10000');
  });

  test('for longer than a renewal may take ends it, and says for how long', async () => {
    const trouble = makeTrouble();
    const token = await open(trouble);
    world.gateway.tokens.expire(token);
    trouble.on = { acquireLease: away };
    const error = await failureOf(share());
    expect(error.code).toBe('ERR_ALIPAY_TOKEN');
    expect(error.message).toMatch(/tokens\.store\.acquireLease threw, for 30\d\d\d ms/);
    expect(trades()).toBe(0);
  });

  test('is named by the error of a call whose own time ends first', async () => {
    const trouble = makeTrouble();
    const clock = createTestClock();
    world = await openWorld({ alipay: { clock, tokens: { store: trouble.store } } });
    trouble.on = { read: away };
    const options = { authToken: { owner: OWNER }, deadlineMs: 3_000 };
    const failing = failureOf(world.alipay.execute(SHARE, undefined, options));
    await clock.advance(3_000);
    const error = await failing;
    expect([error.code, error.outcome]).toEqual(['ERR_ALIPAY_DEADLINE', 'not_sent']);
    expect(error.message).toContain('waited for a token: tokens.store.read threw');
    expect(error.advice.en).toContain('tokens.store');
  });

  test('fails put, find and grant with advice; a code is not spent on it', async () => {
    const trouble = makeTrouble();
    await open(trouble, { whenStoreIsDown: 'fail' });
    trouble.on = { read: away };
    const code = world.gateway.tokens.codeForUser();
    const put = await failureOf(world.alipay.tokens.put({ kind: 'auth_token', owner: OWNER, value: 'v' }));
    const find = await failureOf(world.alipay.tokens.find('auth_token', OWNER));
    const grant = await failureOf(world.alipay.tokens.grant('auth_token', code));
    expect([put.method, find.method, grant.method]).toEqual(['tokens.put', 'tokens.find', TRADE]);
    for (const error of [put, find, grant]) {
      expect([error.code, error.outcome]).toEqual(['ERR_ALIPAY_TOKEN', 'not_sent']);
    }
    expect(trades()).toBe(0);
    trouble.on = {};
    expect((await world.alipay.tokens.grant('auth_token', code)).owner).toBeDefined();
  });

  test('when a grant is to be written: it is told, the token works here, and is written when the store is back', async () => {
    const trouble = makeTrouble();
    await open(trouble, { whenStoreIsDown: 'fail' });
    let left = 3;
    trouble.on = {
      compareAndSet: (...args) => (left-- > 0 ? away() : trouble.inner.compareAndSet(...args)),
    };
    const owner = '2088000000000099';
    const code = world.gateway.tokens.codeForUser({ userId: owner });
    const error = await failureOf(world.alipay.tokens.grant('auth_token', code));
    expect([error.code, error.outcome]).toEqual(['ERR_ALIPAY_TOKEN', 'unknown']);
    const { data } = await world.alipay.execute(SHARE, undefined, { authToken: { owner } });
    expect(data['user_id']).toBe(owner);
    await world.alipay.close();
    expect(await trouble.inner.read({ ...keyOf(), owner })).toBeDefined();
  });

  test('when a renewal is to be written: calls go on with the new token, which is written when the store is back', async () => {
    const trouble = makeTrouble();
    const token = await open(trouble);
    const before = await trouble.inner.read(keyOf());
    world.gateway.tokens.expire(token);
    let left = 3;
    trouble.on = { compareAndSet: (...args) => (left-- > 0 ? away() : trouble.inner.compareAndSet(...args)) };
    expect((await share()).alipay.code).toBe('10000');
    await world.alipay.close();
    const after = await trouble.inner.read(keyOf());
    expect(after?.generation).toBe((before?.generation ?? 0) + 1);
    expect(trades()).toBe(1);
  });
});

describe('a store that loses what it had', () => {
  test('is given back what is held, by the next calls, before anything has failed', async () => {
    const trouble = makeTrouble();
    await open(trouble);
    const fresh = makeTrouble();
    trouble.on = { ...fresh.inner };
    await world.clock.advance(1_000);
    await share();
    await share();
    expect(await fresh.inner.read(keyOf())).toMatchObject({ value: expect.any(String) });
  });

  test('is given back what is held before that is renewed, and others have time to bring something newer', async () => {
    const trouble = makeTrouble();
    const clock = createTestClock();
    world = await openWorld({ gateway: { clock }, alipay: { clock, tokens: { store: trouble.store } } });
    const { token: value, refreshToken } = world.gateway.tokens.issueUser({ userId: OWNER });
    await world.alipay.tokens.put({ kind: 'auth_token', owner: OWNER, value, refreshToken });
    const other = another(trouble, {}, clock);
    await share(other);
    // The other process has renewed it; then the store is emptied, before we have heard of it.
    world.gateway.tokens.expire(value);
    await share(other);
    const fresh = makeTrouble();
    trouble.on = { ...fresh.inner };
    const ours = share();
    await clock.whenPending(1);
    expect((await fresh.inner.read(keyOf()))?.value).toBe(value);
    await clock.advance(1_000);
    // The other process looks after a second, and finds less than it holds.
    await share(other);
    await clock.advance(200);
    expect((await ours).alipay.code).toBe('10000');
    expect(trades()).toBe(1);
  });

  test('while a renewal is under way: the new record is set aside, found, and built upon', async () => {
    const trouble = makeTrouble();
    const token = await open(trouble);
    world.gateway.tokens.expire(token);
    const fresh = makeTrouble();
    world.alipay.events.on('attempt', ({ method }) => {
      if (method === TRADE) trouble.on = { ...fresh.inner };
    });
    await share();
    expect(trouble.calls).toContain('setAside');
    const found = await fresh.inner.read(keyOf());
    expect(found?.value).toBe(world.gateway.log.at(-1)?.params['auth_token']);
    world.gateway.tokens.expire(found?.value ?? '');
    expect((await share(another(trouble))).alipay.code).toBe('10000');
    expect([trades(), world.gateway.tokens.refreshCount]).toEqual([2, 2]);
  });

  test('after the token can be renewed no more is not given it back', async () => {
    const trouble = makeTrouble();
    world = await openWorld({ alipay: { tokens: { store: trouble.store } } });
    const { token: value, refreshToken } = world.gateway.tokens.issueUser({ userId: OWNER });
    const refreshExpiresAtMs = world.clock.now() + 500;
    await world.alipay.tokens.put({ kind: 'auth_token', owner: OWNER, value, refreshToken, refreshExpiresAtMs });
    const fresh = makeTrouble();
    trouble.on = { ...fresh.inner };
    await world.clock.advance(1_000);
    await share();
    await share();
    expect(await fresh.inner.read(keyOf())).toBeUndefined();
  });
});

describe('a put while a renewal is under way', () => {
  test('counts: the renewed token does not overwrite it', async () => {
    const trouble = makeTrouble();
    const token = await open(trouble);
    world.gateway.tokens.expire(token);
    const { token: value, refreshToken } = world.gateway.tokens.issueUser({ userId: OWNER });
    await world.clock.advance(10);
    let putting: Promise<unknown> = Promise.resolve();
    world.alipay.events.on('attempt', ({ method }) => {
      if (method === TRADE)
        putting = another(trouble).tokens.put({ kind: 'auth_token', owner: OWNER, value, refreshToken });
    });
    trouble.on = {
      compareAndSet: async (...args) => {
        if (args[3] !== undefined) await putting;
        return trouble.inner.compareAndSet(...args);
      },
    };
    await share();
    expect((await trouble.inner.read(keyOf()))?.value).toBe(value);
    expect(world.gateway.log.at(-1)?.params['auth_token']).toBe(value);
  });
});

describe('a store that answers garbage', () => {
  const record: TokenRecord = { value: 'v', generation: 1 };

  test.each([
    ['a text', 'garbage'],
    ['a record without a value', { generation: 1 }],
    ['a record with an empty value', { ...record, value: '' }],
    ['a record with half a character', { ...record, value: '\ud800' }],
    ['a record with a refresh token that is no text', { ...record, refreshToken: 7 }],
    ['a record without a generation', { value: 'v' }],
    ['a generation that is no whole number', { ...record, generation: 1.5 }],
    ['an end that is a text', { ...record, expiresAtMs: 'soon' }],
  ])('%s where a record belongs: nothing is sent and nothing is written', async (_title, garbage) => {
    const trouble = makeTrouble();
    await open(trouble);
    const before = await trouble.inner.read(keyOf());
    trouble.on = { read: async () => garbage as never };
    const alipay = another(trouble);
    trouble.calls.length = 0;
    for (const work of [
      share(alipay),
      alipay.tokens.find('auth_token', OWNER),
      alipay.tokens.put({ kind: 'auth_token', owner: OWNER, value: 'new' }),
      alipay.tokens.grant('auth_token', world.gateway.tokens.codeForUser({ userId: OWNER })),
    ]) {
      const error = await failureOf(work);
      expect([error.code, error.outcome]).toEqual(['ERR_ALIPAY_TOKEN', 'not_sent']);
      expect(error.message).toMatch(/something that is no record: it/);
      expect(error.advice.zh).toContain('令牌记录');
    }
    expect(new Set(trouble.calls)).toEqual(new Set(['read']));
    expect(world.gateway.log).toEqual([]);
    expect(await trouble.inner.read(keyOf())).toEqual(before);
  });

  test('a null where nothing is: as undefined', async () => {
    const trouble = makeTrouble();
    await open(trouble);
    trouble.on = { read: async () => null as never };
    expect(await another(trouble).tokens.find('auth_token', OWNER)).toBeUndefined();
  });

  test.each([
    ['compareAndSet', { compareAndSet: async () => 'OK' as never }, 'a string and not a boolean'],
    ['acquireLease', { acquireLease: async () => 'mine' as never }, 'tokens.store.acquireLease gave a string'],
  ])('from %s: it is told, and the old record stays', async (name, on, words) => {
    const trouble = makeTrouble();
    const token = await open(trouble);
    const before = await trouble.inner.read(keyOf());
    world.gateway.tokens.expire(token);
    trouble.on = on;
    if (name === 'acquireLease') expect((await failureOf(share())).message).toContain(words);
    // What has been renewed is sent, whatever the store says; but nothing can be put.
    else await share();
    if (name === 'compareAndSet') {
      const put = world.alipay.tokens.put({ kind: 'auth_token', owner: OWNER, value: 'new' });
      expect((await failureOf(put)).message).toContain(words);
    }
    expect(await trouble.inner.read(keyOf())).toEqual(before);
  });

  test('a record that it says it cannot read: its own error is the cause, and nobody waits', async () => {
    const trouble = makeTrouble();
    await open(trouble);
    const words = 'The entry shop:{digest}:token in Redis is sealed: give the "encryptionKey"';
    const unreadable = Object.assign(new Error(words), { code: 'ERR_TOKEN_RECORD' });
    trouble.on = { read: () => Promise.reject(unreadable) };
    const error = await failureOf(share(another(trouble)));
    expect(error.cause).toBe(unreadable);
    expect(error.advice.en).toContain('encryptionKey');
  });

  test('by throwing instead of rejecting: as a store that is away', async () => {
    const trouble = makeTrouble();
    await open(trouble, { whenStoreIsDown: 'fail' });
    trouble.on = {
      read: () => {
        throw new TypeError('not connected');
      },
    };
    expect((await failureOf(share(another(trouble, { whenStoreIsDown: 'fail' })))).message).toContain('read threw');
  });
});

describe('a store that never answers', () => {
  test('counts as away after a second', async () => {
    const trouble = makeTrouble();
    const clock = createTestClock();
    world = await openWorld({ alipay: { clock, tokens: { store: trouble.store, whenStoreIsDown: 'fail' } } });
    trouble.on = { read: () => new Promise(() => {}) };
    const failing = failureOf(share());
    await clock.advance(1_000);
    expect((await failing).message).toContain('did not answer within 1000 ms');
  });

  test('in time gives a lease that it grants late back', async () => {
    const trouble = makeTrouble();
    const clock = createTestClock();
    world = await openWorld({
      gateway: { clock },
      alipay: { clock, tokens: { store: trouble.store, whenStoreIsDown: 'fail' } },
    });
    const { token: value, refreshToken } = world.gateway.tokens.issueUser({ userId: OWNER });
    await world.alipay.tokens.put({ kind: 'auth_token', owner: OWNER, value, refreshToken });
    world.gateway.tokens.expire(value);
    let grant = (): void => {};
    const asked = new Promise<void>((resolve) => {
      trouble.on = {
        acquireLease: async (...args) => {
          await new Promise<void>((open) => {
            grant = open;
            resolve();
          });
          return trouble.inner.acquireLease(...args);
        },
      };
    });
    const failing = failureOf(share());
    await asked;
    await clock.advance(1_000);
    expect((await failing).message).toContain('acquireLease did not answer');
    grant();
    await clock.advance(0);
    trouble.on = {};
    expect((await share()).alipay.code).toBe('10000');
  });
});
