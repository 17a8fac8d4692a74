import type { AlipayInstance } from 'alipay-axios';
import { hangUp, httpStatus } from 'alipay-axios/testing';
import { afterEach, describe, expect, test } from 'vitest';
import type { World, WorldOptions } from '../support/world.js';
import { failureOf, HTTP_ADAPTER, openWorld } from '../support/world.js';

const SHARE = 'alipay.user.info.share';
const TRADE = 'alipay.system.oauth.token';
const OWNER = '2088102150527498';
const HOUR_MS = 3_600_000;

let world: World;
afterEach(() => world.close());

/** A world with a user whose token lives for an hour; the renewal is due 5 minutes before (the draw is 0.5). */
async function open(options: WorldOptions = {}): Promise<string> {
  world = await openWorld(options);
  const issued = world.gateway.tokens.issueUser({ userId: OWNER, lifetimeMs: HOUR_MS });
  const { token: value, refreshToken, expiresAtMs, refreshExpiresAtMs } = issued;
  await world.alipay.tokens.put({
    kind: 'auth_token',
    owner: OWNER,
    value,
    refreshToken,
    expiresAtMs,
    refreshExpiresAtMs,
  });
  return value;
}

const share = (alipay: AlipayInstance = world.alipay) =>
  alipay.execute(SHARE, undefined, { authToken: { owner: OWNER } });
const sentTokens = (): (string | undefined)[] =>
  world.gateway.log.filter(({ method }) => method === SHARE).map(({ params }) => params['auth_token']);
const trades = (): number => world.gateway.log.filter(({ method }) => method === TRADE).length;
const ended = (name: 'refreshed' | 'refreshFailed'): Promise<void> =>
  new Promise((resolve) => {
    const stop = world.alipay.events.on(name, () => {
      stop();
      // The event is told before the bookkeeping that follows it.
      setImmediate(resolve);
    });
  });

describe('a user token', () => {
  test('is not renewed while it is young', async () => {
    await open();
    await world.clock.advance(HOUR_MS - 300_001);
    await share();
    expect([trades(), world.gateway.tokens.refreshCount]).toEqual([0, 0]);
  });

  test('is renewed in the background when its end is near, with no call waiting', async () => {
    // The trade is held until the calls are answered: it kills the old token.
    let letGo = (): void => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const adapter: typeof HTTP_ADAPTER = async (config) => {
      if (new URL(String(config.url)).searchParams.get('method') === TRADE) await held;
      return HTTP_ADAPTER(config);
    };
    const token = await open({ alipay: { axios: { adapter } } });
    await world.clock.advance(HOUR_MS - 300_000);
    const renewed = ended('refreshed');
    const replies = await Promise.all([share(), share(), share()]);
    letGo();
    expect(replies.flatMap(({ alipay }) => alipay.attempts)).toHaveLength(3);
    await renewed;
    await share();
    expect(world.gateway.tokens.refreshCount).toBe(1);
    const [first, second, third, last] = sentTokens();
    expect([first, second, third]).toEqual([token, token, token]);
    expect(last).not.toBe(token);
    expect(world.told.find(({ name }) => name === 'refresh')?.event).toMatchObject({
      because: 'its life is about to end',
      token: 'auth_token',
    });
  });

  test('that could not be renewed in the background rests for 10 seconds, and then it is tried again', async () => {
    await open();
    await world.clock.advance(HOUR_MS - 300_000);
    world.gateway.on(TRADE).reply(httpStatus(503), httpStatus(503));
    const failed = ended('refreshFailed');
    await share();
    await failed;
    await share();
    await share();
    // The lost reply was asked for once more, and the gateway gave no answer that ends the token.
    expect(trades()).toBe(2);
    await world.clock.advance(10_000);
    await share();
    // Nothing but the owner's consent was said to help, so it is left to the gateway's refusal.
    expect(trades()).toBe(2);
    expect((await world.alipay.tokens.find('auth_token', OWNER))?.reauthorize).toBe(false);
  });

  test('whose trade never left rests for 10 seconds, and then it is tried again', async () => {
    const down = { isDown: true };
    await open({
      alipay: {
        axios: {
          adapter: (config) => {
            const isTrade = new URL(String(config.url)).searchParams.get('method') === TRADE;
            if (isTrade && down.isDown) throw Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
            return HTTP_ADAPTER(config);
          },
        },
      },
    });
    await world.clock.advance(HOUR_MS - 300_000);
    const failed = ended('refreshFailed');
    await share();
    await failed;
    down.isDown = false;
    await share();
    expect(trades()).toBe(0);
    await world.clock.advance(10_000);
    const renewed = ended('refreshed');
    await share();
    await renewed;
    expect(world.gateway.tokens.refreshCount).toBe(1);
  });

  test('is waited for in its last seconds', async () => {
    const token = await open();
    await world.clock.advance(HOUR_MS - 5_000);
    const { alipay } = await share();
    expect(alipay.attempts).toHaveLength(1);
    expect(sentTokens()).not.toContain(token);
    expect(world.gateway.tokens.refreshCount).toBe(1);
  });

  test('that cannot be renewed in its last seconds is sent as it is, as the gateway has the last word', async () => {
    const token = await open();
    await world.clock.advance(HOUR_MS - 5_000);
    world.gateway.on(TRADE).reply(hangUp(), hangUp());
    await share();
    expect(sentTokens()).toEqual([token]);
  });

  test('that cannot be renewed after its end is not sent', async () => {
    await open();
    await world.clock.advance(HOUR_MS);
    world.gateway.on(TRADE).reply(hangUp(), hangUp());
    const error = await failureOf(share());
    expect([error.code, error.outcome, error.attempts.length]).toEqual(['ERR_ALIPAY_TOKEN', 'not_sent', 0]);
    expect(sentTokens()).toEqual([]);
  });

  test('is renewed once for many calls after its end', async () => {
    await open();
    await world.clock.advance(2 * HOUR_MS);
    const replies = await Promise.all(Array.from({ length: 50 }, () => share()));
    expect(replies.flatMap(({ alipay }) => alipay.attempts)).toHaveLength(50);
    expect(world.gateway.tokens.refreshCount).toBe(1);
  });

  test('is renewed as far ahead as refreshAheadMs says', async () => {
    await open({ alipay: { tokens: { refreshAheadMs: 1_200_000 } } });
    await world.clock.advance(HOUR_MS - 1_200_000);
    const renewed = ended('refreshed');
    await share();
    await renewed;
    expect(world.gateway.tokens.refreshCount).toBe(1);
  });

  test('is left to its last seconds where refreshAheadMs is 0', async () => {
    await open({ alipay: { tokens: { refreshAheadMs: 0 } } });
    await world.clock.advance(HOUR_MS - 5_001);
    await share();
    expect(trades()).toBe(0);
    await world.clock.advance(1);
    await share();
    expect(trades()).toBe(1);
  });
});

test('a merchant token is renewed only when the gateway refuses it, however old it is by its own numbers', async () => {
  world = await openWorld({ gateway: { clock: { now: () => Date.UTC(2026, 10, 23, 4) } } });
  const issued = world.gateway.tokens.issueMerchant({ lifetimeMs: HOUR_MS });
  const { token: value, refreshToken, owner, expiresAtMs } = issued;
  await world.alipay.tokens.put({ kind: 'app_auth_token', owner, value, refreshToken, expiresAtMs });
  await world.clock.advance(3 * HOUR_MS);
  const query = () => world.alipay.execute('alipay.trade.query', { out_trade_no: '1' }, { appAuthToken: { owner } });
  const error = await failureOf(query());
  // The clocks differ by three hours here, which is corrected; no token was touched for it.
  expect(error.subCode).toBe('ACQ.TRADE_NOT_EXIST');
  expect(world.gateway.tokens.refreshCount).toBe(0);
});
