import type { AlipayError, AlipayInstance, StaleToken } from 'alipay-axios';
import { afterEach, describe, expect, test } from 'vitest';
import type { World } from '../support/world.js';
import { openWorld } from '../support/world.js';

const SHARE = 'alipay.user.info.share';

let world: World;
afterEach(() => world.close());

interface Refreshing {
  readonly asked: StaleToken[];
  readonly alipay: () => AlipayInstance;
}

async function open(refresh: (stale: StaleToken, alipay: AlipayInstance) => Promise<string>): Promise<Refreshing> {
  const asked: StaleToken[] = [];
  world = await openWorld({
    alipay: {
      tokens: {
        refresh: (stale) => {
          asked.push(stale);
          return refresh(stale, world.alipay);
        },
      },
    },
  });
  return { asked, alipay: () => world.alipay };
}

describe('a stale token', () => {
  test('is refreshed once under 50 parallel calls, which all succeed; a late failure with the old text needs no refresh', async () => {
    const { asked } = await open(async (_stale, alipay) => {
      const { data } = await alipay.post<{ access_token: string }>('/gateway.do', {
        method: 'alipay.system.oauth.token',
        grant_type: 'refresh_token',
        refresh_token: user.refreshToken,
      });
      return data.access_token;
    });
    const user = world.gateway.tokens.issueUser();
    world.gateway.tokens.expire(user.token);
    const call = () => world.alipay.execute(SHARE, undefined, { authToken: user.token });

    const responses = await Promise.all(Array.from({ length: 50 }, call));
    expect(responses.map(({ alipay }) => alipay.code)).toEqual(Array(50).fill('10000'));
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      kind: 'auth_token',
      value: user.token,
      subCode: 'aop.auth-token-time-out',
      method: SHARE,
    });
    expect(world.gateway.tokens.refreshCount).toBe(1);

    const late = await call();
    expect(late.alipay.attempts).toHaveLength(1);
    expect(asked).toHaveLength(1);
    expect(world.told.filter(({ name }) => name === 'refresh' || name === 'refreshed')).toHaveLength(2);
  });

  test('that fails late, when its reply comes after the refresh is over, is replaced without another refresh', async () => {
    const { asked } = await open(async () => fresh.token);
    const user = world.gateway.tokens.issueUser();
    const fresh = world.gateway.tokens.issueUser();
    world.gateway.tokens.expire(user.token);
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let isFirst = true;
    const adapter = world.alipay.defaults.adapter;
    const slow = world.alipay.execute(SHARE, undefined, {
      authToken: user.token,
      adapter: async (config) => {
        const { default: axios } = await import('axios');
        const response = await axios.getAdapter(adapter)(config);
        if (isFirst) {
          isFirst = false;
          await held;
        }
        return response;
      },
    });
    const quick = await world.alipay.execute(SHARE, undefined, { authToken: user.token });
    release();
    const late = await slow;
    expect(quick.alipay.attempts.map(({ decision }) => decision)).toEqual(['refresh', 'accept']);
    expect(late.alipay.attempts.map(({ decision }) => decision)).toEqual(['refresh', 'accept']);
    expect(asked).toHaveLength(1);
  });

  test('whose refresh fails makes all 50 fail with ERR_ALIPAY_TOKEN, and the next call may try again', async () => {
    let isDown = true;
    const { asked } = await open(async () => {
      if (isDown) throw new Error('the token store is down');
      return fresh.token;
    });
    const merchant = world.gateway.tokens.issueMerchant();
    const fresh = world.gateway.tokens.issueMerchant();
    world.gateway.tokens.expire(merchant.token);
    const call = () =>
      world.alipay.execute('alipay.trade.query', { out_trade_no: 'none' }, { appAuthToken: merchant.token });

    const errors = await Promise.all(Array.from({ length: 50 }, () => call().catch((error: AlipayError) => error)));
    expect(asked).toHaveLength(1);
    for (const error of errors) {
      expect(error).toMatchObject({
        code: 'ERR_ALIPAY_TOKEN',
        outcome: 'rejected',
        subCode: 'aop.app-auth-token-time-out',
      });
      expect((error as AlipayError).cause?.message).toBe('the token store is down');
    }
    isDown = false;
    await expect(call()).rejects.toMatchObject({ code: 'ERR_ALIPAY_BUSINESS', subCode: 'ACQ.TRADE_NOT_EXIST' });
    expect(asked).toHaveLength(2);
  });

  test('is refreshed only once a call: a new token that is refused as well ends it', async () => {
    const { asked } = await open(async ({ value }) => `${value}x`);
    await expect(world.alipay.execute(SHARE, undefined, { authToken: 'never-issued' })).rejects.toMatchObject({
      code: 'ERR_ALIPAY_TOKEN',
      outcome: 'rejected',
      attempts: { length: 2 },
    });
    expect(asked).toHaveLength(1);
  });

  test('does not use up attempts: refresh and replay are counted apart', async () => {
    const { asked } = await open(async () => fresh.token);
    const fresh = world.gateway.tokens.issueUser();
    const { busy, refused } = await import('alipay-axios/testing');
    world.gateway.on(SHARE).reply(busy(), busy(), refused('20001', 'aop.invalid-auth-token'));
    const response = await world.alipay.execute(SHARE, undefined, {
      authToken: world.gateway.tokens.issueUser().token,
    });
    expect(response.alipay.attempts.map(({ decision }) => decision)).toEqual(['retry', 'retry', 'refresh', 'accept']);
    expect(asked).toHaveLength(1);
  });

  test('of the two kinds in one call is refreshed each in its own turn', async () => {
    const { asked } = await open(async ({ kind }) => (kind === 'auth_token' ? user.token : merchant.token));
    const user = world.gateway.tokens.issueUser();
    const merchant = world.gateway.tokens.issueMerchant();
    const response = await world.alipay.execute(SHARE, undefined, {
      authToken: 'old-user',
      appAuthToken: 'old-merchant',
    });
    expect(asked.map(({ kind }) => kind).sort()).toEqual(['app_auth_token', 'auth_token']);
    expect(response.alipay.attempts).toHaveLength(3);
  });

  test('without a callback fails with advice, and an unsigned refusal never costs a refresh', async () => {
    const { asked } = await open(async () => 'unused');
    const { refused, unsigned } = await import('alipay-axios/testing');
    world.gateway.on('alipay.trade.query').reply(unsigned(refused('20001', 'aop.app-auth-token-time-out')));
    const appAuthToken = world.gateway.tokens.issueMerchant().token;
    await expect(
      world.alipay.execute('alipay.trade.query', { out_trade_no: '1' }, { appAuthToken }),
    ).rejects.toMatchObject({ code: 'ERR_ALIPAY_TOKEN', outcome: 'rejected' });
    expect(asked).toHaveLength(0);
    await expect(world.alipay.execute(SHARE, undefined, {})).rejects.toMatchObject({ outcome: 'rejected' });
  });
});

describe('what the callback gives back', () => {
  test.each([
    ['an object with a value', { value: 'fresh', expiresAtMs: 1 }, undefined],
    ['nothing', undefined, /returned neither a text nor/],
    ['an empty text', '', /returned neither a text nor/],
    ['a number', 7, /returned neither a text nor/],
    ['an object without a value', {}, /returned neither a text nor/],
  ])('%s', async (_title, answer, complaint) => {
    world = await openWorld({ alipay: { tokens: { refresh: (() => answer) as never } } });
    const error = await world.alipay.execute(SHARE, undefined, { authToken: 'stale' }).catch((one: AlipayError) => one);
    expect((error as AlipayError).code).toBe('ERR_ALIPAY_TOKEN');
    if (complaint !== undefined) expect((error as AlipayError).message).toMatch(complaint);
    else expect(world.gateway.log.map(({ params }) => params['auth_token'])).toEqual(['stale', 'fresh']);
  });

  test('a callback that never settles is ended after refreshTimeoutMs', async () => {
    const rung: number[] = [];
    const clock = {
      now: () => Date.now(),
      sleep: async () => {},
      alarm: (ms: number, ring: () => void) => {
        rung.push(ms);
        if (ms === 5_000) queueMicrotask(ring);
        return () => {};
      },
    };
    let aborted = false;
    world = await openWorld({
      gateway: { clock: Date },
      alipay: {
        clock,
        tokens: {
          refresh: ({ signal }) =>
            new Promise(() => {
              signal.addEventListener('abort', () => {
                aborted = true;
              });
            }),
        },
      },
    });
    const error = await world.alipay.execute(SHARE, undefined, { authToken: 'stale' }).catch((one: AlipayError) => one);
    expect((error as AlipayError).message).toContain('tokens.refresh took longer than 5000 ms');
    expect(aborted).toBe(true);
    expect(rung).toContain(5_000);
  });
});
