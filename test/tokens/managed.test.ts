import { getEventListeners } from 'node:events';
import type { AlipayInstance, TokenStore } from 'alipay-axios';
import { createAlipay, createMemoryTokenStore } from 'alipay-axios';
import { createTestClock, hangUp, lost, pass, refused } from 'alipay-axios/testing';
import { afterEach, describe, expect, test } from 'vitest';
import type { World, WorldOptions } from '../support/world.js';
import { failureOf, HTTP_ADAPTER, listen, openWorld } from '../support/world.js';

const SHARE = 'alipay.user.info.share';
const USER_TRADE = 'alipay.system.oauth.token';
const MERCHANT_TRADE = 'alipay.open.auth.token.app';
const USER = '2088102150527498';

let world: World;
const others: AlipayInstance[] = [];
afterEach(async () => {
  for (const one of others.splice(0)) one.close();
  await world.close();
});

/** A world with a user whose token is kept under `USER`. */
async function openWithUser(options: WorldOptions & { readonly lifetimeMs?: number } = {}): Promise<string> {
  const { lifetimeMs, ...rest } = options;
  world = await openWorld(rest);
  const issued = world.gateway.tokens.issueUser({ userId: USER, ...(lifetimeMs === undefined ? {} : { lifetimeMs }) });
  const { token: value, refreshToken, expiresAtMs, refreshExpiresAtMs } = issued;
  await world.alipay.tokens.put({
    kind: 'auth_token',
    owner: USER,
    value,
    refreshToken,
    expiresAtMs,
    refreshExpiresAtMs,
  });
  return value;
}

const share = (alipay: AlipayInstance = world.alipay, options: object = {}) =>
  alipay.execute(SHARE, undefined, { authToken: { owner: USER }, ...options });

/** Another instance on the same gateway and store: another process, as far as the library can see. */
function another(store: TokenStore, clock = world.clock): AlipayInstance {
  const { credentials, url } = world.gateway;
  const alipay = createAlipay({ ...credentials, gateway: url, clock, random: () => 0.5, tokens: { store } });
  others.push(alipay);
  return alipay;
}

const sentTokens = (): (string | undefined)[] =>
  world.gateway.log.filter(({ method }) => method === SHARE).map(({ params }) => params['auth_token']);
const trades = (method = USER_TRADE): number => world.gateway.log.filter((entry) => entry.method === method).length;
const refreshEvents = (): string[] => world.told.map(({ name }) => name).filter((name) => name.startsWith('refresh'));

describe('a code', () => {
  test('of a user is traded and kept, and calls ask for the token by its owner', async () => {
    world = await openWorld();
    const code = world.gateway.tokens.codeForUser({ userId: USER });
    const granted = await world.alipay.tokens.grant('auth_token', code);
    expect(granted).toMatchObject({ kind: 'auth_token', owner: USER, userId: USER, reauthorize: false, others: [] });
    expect(granted.expiresAtMs).toBe(world.clock.now() + 1_296_000_000);
    const { data } = await share();
    expect(data['user_id']).toBe(USER);
    expect(await world.alipay.tokens.find('auth_token', USER)).toEqual({
      kind: 'auth_token',
      owner: USER,
      generation: granted.generation,
      expiresAtMs: granted.expiresAtMs,
      refreshExpiresAtMs: granted.refreshExpiresAtMs,
      reauthorize: false,
    });
    expect(world.told.map(({ name }) => name)).toEqual(['start', 'attempt', 'success', 'start', 'attempt', 'success']);
  });

  test('of a merchant is kept by the merchant’s app, or by the name that the caller gives', async () => {
    world = await openWorld();
    const { tokens } = world.gateway;
    const byApp = await world.alipay.tokens.grant(
      'app_auth_token',
      tokens.codeForMerchant({ appId: '2021000000000777' }),
    );
    const owner = 'shop 7, 七号店';
    const byName = await world.alipay.tokens.grant('app_auth_token', tokens.codeForMerchant(), { owner });
    expect([byApp.owner, byName.owner]).toEqual(['2021000000000777', owner]);
    const sale = { out_trade_no: '1', auth_code: '281234567890123456', total_amount: '1.00', subject: 'x' };
    await world.alipay.execute('alipay.trade.pay', sale, { appAuthToken: { owner } });
    const same = { method: 'alipay.trade.query', biz_content: { out_trade_no: '1' }, app_auth_token: { owner } };
    const { data } = await world.alipay.post('/gateway.do', same);
    expect(data['trade_status']).toBe('TRADE_SUCCESS');
  });

  test('that brings tokens of several apps keeps them all', async () => {
    world = await openWorld();
    const { ok } = await import('alipay-axios/testing');
    const app = (id: string) => ({
      app_auth_token: `t${id}`,
      app_refresh_token: `r${id}`,
      auth_app_id: id,
      user_id: USER,
    });
    world.gateway.on(MERCHANT_TRADE).reply(ok({ ...app('1'), tokens: [app('1'), app('2'), app('3')] }));
    const granted = await world.alipay.tokens.grant('app_auth_token', 'a-code', { owner: 'first' });
    expect([granted, ...granted.others].map(({ owner }) => owner)).toEqual(['first', '2', '3']);
    for (const owner of ['first', '2', '3']) {
      expect(await world.alipay.tokens.find('app_auth_token', owner), owner).toBeDefined();
    }
  });

  test('whose reply names nobody is kept all the same, under a name that is told', async () => {
    world = await openWorld();
    const { ok } = await import('alipay-axios/testing');
    world.gateway.on(USER_TRADE).reply(ok({ access_token: 'a', refresh_token: 'r' }));
    const { owner } = await world.alipay.tokens.grant('auth_token', 'a-code');
    expect(owner).toMatch(/^[\da-f]{64}$/);
    expect(await world.alipay.tokens.find('auth_token', owner)).toBeDefined();
  });

  test('is sent once: not after a lost reply, and not after a refusal', async () => {
    world = await openWorld();
    world.gateway.on(USER_TRADE).reply(lost());
    const code = world.gateway.tokens.codeForUser();
    const first = await failureOf(world.alipay.tokens.grant('auth_token', code));
    expect([first.code, first.outcome]).toEqual(['ERR_ALIPAY_NETWORK', 'unknown']);
    expect(trades()).toBe(1);
    const second = await failureOf(world.alipay.tokens.grant('auth_token', code));
    expect([second.subCode, second.reauthorize]).toEqual(['isv.code-invalid', true]);
    expect(trades()).toBe(2);
  });

  test('is never shown, nor the tokens that it brings, to interceptors, events and errors', async () => {
    world = await openWorld();
    const seen: unknown[] = [];
    world.alipay.interceptors.request.use((config) => {
      seen.push(config.data, config.params, config.url);
      return config;
    });
    const code = world.gateway.tokens.codeForUser({ userId: USER });
    const granted = await world.alipay.tokens.grant('auth_token', code);
    const again = await failureOf(world.alipay.tokens.grant('auth_token', code));
    expect(seen).toEqual([]);
    const shown = JSON.stringify([granted, again, world.told]);
    expect(shown).not.toContain(code);
    expect(shown).not.toContain('authusrB');
  });
});

describe('a managed token that the gateway refuses', () => {
  test('lets callers that are aborted while they wait leave at once, and goes on for the others', async () => {
    const token = await openWithUser();
    world.gateway.tokens.expire(token);
    const { delayed } = await import('alipay-axios/testing');
    world.gateway.on(USER_TRADE).reply(delayed(pass(), 300));
    const controller = new AbortController();
    const staying = Array.from({ length: 20 }, () => share());
    const leaving = Array.from({ length: 20 }, () => failureOf(share(world.alipay, { signal: controller.signal })));
    await new Promise<void>((resolve) => {
      world.alipay.events.on('refresh', () => resolve());
    });
    controller.abort();
    const errors = await Promise.all(leaving);
    // The refresh is still under way.
    expect(refreshEvents()).toEqual(['refresh']);
    for (const error of errors) expect(error.code).toBe('ERR_ALIPAY_CANCELED');
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    const replies = await Promise.all(staying);
    expect(new Set(replies.map(({ alipay }) => alipay.code))).toEqual(new Set(['10000']));
    expect(world.gateway.tokens.refreshCount).toBe(1);
  });

  test('is not renewed where another process has done it: the call goes on with what the store has', async () => {
    const store = createMemoryTokenStore(createTestClock());
    const token = await openWithUser({ alipay: { tokens: { store } } });
    const other = another(store);
    await share(other);
    world.gateway.tokens.expire(token);
    await share();
    expect(world.gateway.tokens.refreshCount).toBe(1);
    const told = listen(other);
    const { alipay } = await share(other);
    expect(alipay.attempts.map(({ decision }) => decision)).toEqual(['refresh', 'accept']);
    expect(world.gateway.tokens.refreshCount).toBe(1);
    expect(told.find(({ name }) => name === 'refreshed')?.event).toMatchObject({ by: 'store' });
  });

  test('costs a call that has just caught up one refresh of its own', async () => {
    const store = createMemoryTokenStore(createTestClock());
    const token = await openWithUser({ alipay: { tokens: { store } } });
    const other = another(store);
    await share(other);
    world.gateway.tokens.expire(token);
    await share();
    // The other process is one token behind, and the one it will catch up with ends as well.
    world.gateway.tokens.expire(sentTokens().at(-1) ?? '');
    const { alipay } = await share(other);
    expect(alipay.attempts.map(({ decision }) => decision)).toEqual(['refresh', 'refresh', 'accept']);
    expect(world.gateway.tokens.refreshCount).toBe(2);
  });

  test('and whose successor is refused as well ends the call', async () => {
    await openWithUser();
    const no = refused('20001', 'aop.auth-token-time-out');
    world.gateway.on(SHARE).reply(no, no, no, no);
    const error = await failureOf(share());
    expect([error.code, error.outcome, error.attempts.length]).toEqual(['ERR_ALIPAY_TOKEN', 'rejected', 2]);
    expect(world.gateway.tokens.refreshCount).toBe(1);
  });

  test('of a merchant is renewed by the merchants’ method', async () => {
    world = await openWorld();
    const { owner } = await world.alipay.tokens.grant('app_auth_token', world.gateway.tokens.codeForMerchant());
    const query = () => world.alipay.execute('alipay.trade.query', { out_trade_no: '1' }, { appAuthToken: { owner } });
    expect((await failureOf(query())).subCode).toBe('ACQ.TRADE_NOT_EXIST');
    world.gateway.tokens.expire(world.gateway.log.at(-1)?.params['app_auth_token'] ?? '');
    expect((await failureOf(query())).subCode).toBe('ACQ.TRADE_NOT_EXIST');
    expect(trades(MERCHANT_TRADE)).toBe(2);
    expect(world.gateway.tokens.refreshCount).toBe(1);
  });

  test('is asked after under its owner: a question takes the renewed token too', async () => {
    world = await openWorld();
    const { owner } = await world.alipay.tokens.grant('app_auth_token', world.gateway.tokens.codeForMerchant());
    world.gateway.on('alipay.trade.pay').reply(lost());
    world.gateway.on('alipay.trade.query').reply(refused('20001', 'aop.app-auth-token-time-out'));
    const sale = { out_trade_no: '1', auth_code: '281234567890123456', total_amount: '1.00', subject: 'x' };
    const { alipay } = await world.alipay.execute('alipay.trade.pay', sale, { appAuthToken: { owner } });
    expect(alipay.confirmedBy).toBe('alipay.trade.query');
    expect(world.gateway.tokens.refreshCount).toBe(1);
  });
});

describe('the callback', () => {
  test('renews managed tokens too: it gets owner and refresh token, and what it returns is kept', async () => {
    const asked: object[] = [];
    const token = await openWithUser({
      alipay: {
        tokens: {
          refresh: ({ signal: _signal, ...stale }) => {
            asked.push(stale);
            return { value: fresh.token, refreshToken: fresh.refreshToken, expiresAtMs: fresh.expiresAtMs };
          },
        },
      },
    });
    const fresh = world.gateway.tokens.issueUser({ userId: USER });
    const stale = { kind: 'auth_token', value: token, owner: USER, subCode: 'aop.auth-token-time-out', method: SHARE };
    world.gateway.tokens.expire(token);
    await Promise.all(Array.from({ length: 20 }, () => share()));
    expect(asked).toEqual([{ ...stale, refreshToken: expect.stringContaining('authusrBR') }]);
    expect(trades()).toBe(0);
    const status = await world.alipay.tokens.find('auth_token', USER);
    expect(status?.expiresAtMs).toBe(fresh.expiresAtMs);
    expect(world.told.find(({ name }) => name === 'refreshed')?.event).toMatchObject({ by: 'callback' });
  });

  test('that answers too late fails the call, and its token is kept for the next', async () => {
    const clock = createTestClock();
    let answer = (_value: string): void => {};
    const token = await openWithUser({
      gateway: { clock },
      alipay: {
        clock,
        tokens: {
          refresh: () =>
            new Promise<string>((resolve) => {
              answer = resolve;
            }),
        },
      },
    });
    const fresh = world.gateway.tokens.issueUser({ userId: USER });
    world.gateway.tokens.expire(token);
    const asked = new Promise<void>((resolve) => {
      world.alipay.events.on('refresh', () => setImmediate(resolve));
    });
    const failing = failureOf(share());
    await asked;
    await clock.advance(5_000);
    const error = await failing;
    expect(error.message).toContain('tokens.refresh took longer than 5000 ms');
    expect(error.reauthorize).toBeUndefined();
    answer(fresh.token);
    await clock.advance(0);
    await share();
    expect(sentTokens().at(-1)).toBe(fresh.token);
  });
});

describe('a refresh whose reply is lost', () => {
  test('is asked for once more, and then the owner has to authorise again: the gateway knows the token as used', async () => {
    const token = await openWithUser();
    world.gateway.tokens.expire(token);
    world.gateway.on(USER_TRADE).reply(lost());
    const error = await failureOf(share());
    expect([error.code, error.reauthorize, error.outcome]).toEqual(['ERR_ALIPAY_TOKEN', true, 'rejected']);
    expect(error.advice.en).toContain('authorise the app again');
    expect(error.advice.zh).toContain('重新授权');
    expect((error.cause as { subCode?: string }).subCode).toBe('isv.refreshed-token-invalid');
    expect(trades()).toBe(2);
    expect(world.told.find(({ name }) => name === 'refreshFailed')?.event).toMatchObject({ reauthorize: true });

    // The verdict is kept: nobody asks the gateway for it again.
    expect((await failureOf(share())).reauthorize).toBe(true);
    expect(trades()).toBe(2);
    expect((await world.alipay.tokens.find('auth_token', USER))?.reauthorize).toBe(true);

    // A new grant heals it.
    await world.alipay.tokens.grant('auth_token', world.gateway.tokens.codeForUser({ userId: USER }));
    expect((await share()).alipay.code).toBe('10000');
  });

  test('and that never ran succeeds when it is asked for once more', async () => {
    const token = await openWithUser();
    world.gateway.tokens.expire(token);
    world.gateway.on(USER_TRADE).reply(hangUp());
    const { alipay } = await share();
    expect(alipay.attempts.map(({ decision }) => decision)).toEqual(['refresh', 'accept']);
    expect([trades(), world.gateway.tokens.refreshCount]).toEqual([2, 1]);
  });

  test('twice is not asked for a third time, and not held against the token', async () => {
    const token = await openWithUser();
    world.gateway.tokens.expire(token);
    world.gateway.on(USER_TRADE).reply(hangUp(), hangUp());
    const error = await failureOf(share());
    expect([error.code, error.reauthorize]).toEqual(['ERR_ALIPAY_TOKEN', true]);
    expect(trades()).toBe(2);
    expect((await world.alipay.tokens.find('auth_token', USER))?.reauthorize).toBe(false);
    expect((await share()).alipay.code).toBe('10000');
  });

  test('by one process is found by another that wins: what the store has counts', async () => {
    const store = createMemoryTokenStore(createTestClock());
    const token = await openWithUser({ alipay: { tokens: { store } } });
    world.gateway.tokens.expire(token);
    const other = another(store);
    // The first process's trade runs, and its reply is lost; meanwhile somebody puts a new grant.
    world.gateway.on(USER_TRADE).reply(lost());
    world.alipay.events.on('attempt', ({ method }) => {
      if (method !== USER_TRADE) return;
      const fresh = world.gateway.tokens.issueUser({ userId: USER });
      void other.tokens.put({ kind: 'auth_token', owner: USER, value: fresh.token, refreshToken: fresh.refreshToken });
    });
    const { alipay } = await share();
    expect(alipay.code).toBe('10000');
    expect(trades()).toBe(1);
  });
});

describe('a refresh that fails', () => {
  test('before it was sent, or for its rate, is tried again; the refresh token is as good as before', async () => {
    const token = await openWithUser();
    world.gateway.tokens.expire(token);
    const { throttled } = await import('alipay-axios/testing');
    world.gateway.on(USER_TRADE).reply(throttled(), pass());
    expect((await share()).alipay.code).toBe('10000');
    expect([trades(), world.gateway.tokens.refreshCount]).toEqual([2, 1]);
  });

  test('for the caller’s setup says so with the gateway’s cure, and condemns nothing', async () => {
    world = await openWorld();
    const { owner } = await world.alipay.tokens.grant('app_auth_token', world.gateway.tokens.codeForMerchant());
    world.gateway.on('alipay.trade.query').reply(refused('20001', 'aop.app-auth-token-time-out'));
    world.gateway.on(MERCHANT_TRADE).reply(refused('40004', 'APP_NOT_ISV'));
    const error = await failureOf(
      world.alipay.execute('alipay.trade.query', { out_trade_no: '1' }, { appAuthToken: { owner } }),
    );
    expect([error.code, error.reauthorize]).toEqual(['ERR_ALIPAY_TOKEN', undefined]);
    expect(error.advice.en).toContain('third-party application');
    expect((await world.alipay.tokens.find('app_auth_token', owner))?.reauthorize).toBe(false);
  });

  test('by an unsigned word fails the call and condemns nothing', async () => {
    const token = await openWithUser();
    world.gateway.tokens.expire(token);
    const { unsigned } = await import('alipay-axios/testing');
    world.gateway.on(USER_TRADE).reply(unsigned(refused('40002', 'isv.refreshed-token-invalid')));
    const error = await failureOf(share());
    expect([error.code, error.reauthorize]).toEqual(['ERR_ALIPAY_TOKEN', undefined]);
    expect((await share()).alipay.code).toBe('10000');
  });

  test('because there is nothing to renew the token with says so', async () => {
    world = await openWorld();
    const { token: value } = world.gateway.tokens.issueUser();
    await world.alipay.tokens.put({ kind: 'auth_token', owner: USER, value });
    world.gateway.tokens.expire(value);
    const error = await failureOf(share());
    expect([error.code, error.reauthorize]).toEqual(['ERR_ALIPAY_TOKEN', true]);
    expect(error.message).toContain('no refresh token was ever stored with it');
  });

  test('by a success without a token says so', async () => {
    const token = await openWithUser();
    world.gateway.tokens.expire(token);
    const { ok } = await import('alipay-axios/testing');
    world.gateway.on(USER_TRADE).reply(ok({ hello: 'world' }));
    expect((await failureOf(share())).message).toContain('a success that holds no token');
  });
});

describe('close()', () => {
  test('waits for a code under way, whose token is written before it resolves', async () => {
    const store = createMemoryTokenStore(createTestClock());
    let sent = (): void => {};
    const isSent = new Promise<void>((resolve) => {
      sent = resolve;
    });
    const adapter: typeof HTTP_ADAPTER = (config) => {
      sent();
      return HTTP_ADAPTER(config);
    };
    world = await openWorld({ alipay: { tokens: { store }, axios: { adapter } } });
    const granting = world.alipay.tokens.grant('auth_token', world.gateway.tokens.codeForUser({ userId: USER }));
    await isSent;
    await world.alipay.close();
    expect(await another(store).tokens.find('auth_token', USER)).toBeDefined();
    expect((await granting).owner).toBe(USER);
  });

  test('waits for a refresh under way, whose token is written before it resolves', async () => {
    const store = createMemoryTokenStore(createTestClock());
    const token = await openWithUser({ alipay: { tokens: { store } } });
    const before = await world.alipay.tokens.find('auth_token', USER);
    world.gateway.tokens.expire(token);
    const begun = new Promise<void>((resolve) => {
      world.alipay.events.on('refresh', () => resolve());
    });
    const failing = failureOf(share());
    await begun;
    const closing = world.alipay.close();
    expect((await failing).code).toBe('ERR_ALIPAY_CANCELED');
    await closing;
    const after = await another(store).tokens.find('auth_token', USER);
    expect(after?.generation).toBe((before?.generation ?? 0) + 1);
    expect((await failureOf(world.alipay.tokens.grant('auth_token', 'a-code'))).code).toBe('ERR_ALIPAY_CANCELED');
  });
});

describe('the engine’s own calls', () => {
  test('go out by the instance’s defaults: its adapter and its headers', async () => {
    const seen: string[] = [];
    world = await openWorld({
      alipay: {
        axios: {
          headers: { 'x-one': '1', common: { 'x-two': '2' } },
          adapter: (config) => {
            seen.push(`${config.headers.get('x-one')} ${config.headers.get('x-two')} ${config.method}`);
            return HTTP_ADAPTER(config);
          },
        },
      },
    });
    await world.alipay.tokens.grant('auth_token', world.gateway.tokens.codeForUser());
    expect(seen).toEqual(['1 2 post']);
  });
});
