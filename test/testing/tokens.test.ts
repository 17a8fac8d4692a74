import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TestGateway } from '../../src/testing/index.js';
import { createTestClock, createTestCredentials, startGateway } from '../../src/testing/index.js';
import type { RawClient, RawReply } from './raw-client.js';
import { createRawClient, fits } from './raw-client.js';

const DAY_MS = 24 * 3_600_000;
const credentials = createTestCredentials();
const clock = createTestClock();
let gateway: TestGateway;
let client: RawClient;

beforeEach(async () => {
  gateway = await startGateway({ credentials, clock });
  client = createRawClient(gateway.url, credentials, clock.now);
});
afterEach(() => gateway.close());

const oauth = (params: Record<string, string>): Promise<RawReply> =>
  client.send({ method: 'alipay.system.oauth.token', params });
const refreshUser = (token: string): Promise<RawReply> => oauth({ grant_type: 'refresh_token', refresh_token: token });
const share = async (token?: string): Promise<Record<string, unknown>> =>
  (await client.send({ method: 'alipay.user.info.share', params: { auth_token: token } })).node;
const appToken = async (content: Record<string, string>): Promise<Record<string, unknown>> =>
  (await client.send({ method: 'alipay.open.auth.token.app', content })).node;

describe('user tokens', () => {
  test('a code is good for one exchange, and a success carries no code field', async () => {
    const code = gateway.tokens.codeForUser({ userId: '2088000000000001' });
    const reply = await oauth({ grant_type: 'authorization_code', code });
    expect(reply.nodeName).toBe('alipay_system_oauth_token_response');
    expect(reply.node).toMatchObject({ user_id: '2088000000000001', expires_in: 1_296_000, re_expires_in: 2_592_000 });
    expect(reply.node).not.toHaveProperty('code');
    expect(await share(String(reply.node['access_token']))).toMatchObject({
      code: '10000',
      user_id: '2088000000000001',
    });

    const again = await oauth({ grant_type: 'authorization_code', code });
    expect(again.nodeName).toBe('error_response');
    expect(again.node).toMatchObject({ code: '40002', sub_code: 'isv.code-invalid' });
    expect(fits(again, credentials.alipayPublicKey)).toBe(true);
  });

  test('a refresh kills the old token at once, rotates the refresh token, and does not prolong it', async () => {
    const old = gateway.tokens.issueUser();
    await clock.advance(DAY_MS);
    const { node } = await refreshUser(old.refreshToken);
    expect(node).toMatchObject({ user_id: old.owner, expires_in: 1_296_000, re_expires_in: 2_592_000 - 86_400 });
    expect(await share(old.token)).toMatchObject({ code: '20001', sub_code: 'aop.invalid-auth-token' });
    expect(await share(String(node['access_token']))).toMatchObject({ user_id: old.owner });
    expect(gateway.tokens.supersededUses).toBe(0);
    expect((await refreshUser(old.refreshToken)).node).toMatchObject({ sub_code: 'isv.refreshed-token-invalid' });
    expect(gateway.tokens).toMatchObject({ refreshCount: 1, supersededUses: 1 });
    expect(() => gateway.tokens.expire(old.refreshToken)).toThrow('no token to expire');
  });

  test('tokens run out by the clock and on request', async () => {
    const byClock = gateway.tokens.issueUser({ lifetimeMs: 1_000 });
    expect(await share(byClock.token)).toMatchObject({ code: '10000' });
    await clock.advance(1_000);
    expect(await share(byClock.token)).toMatchObject({ sub_code: 'aop.auth-token-time-out' });
    expect((await refreshUser(byClock.refreshToken)).node).toHaveProperty('access_token');

    const onRequest = gateway.tokens.issueUser();
    gateway.tokens.expire(onRequest.token);
    expect(await share(onRequest.token)).toMatchObject({ sub_code: 'aop.auth-token-time-out' });
    gateway.tokens.expire(onRequest.refreshToken);
    expect((await refreshUser(onRequest.refreshToken)).node).toMatchObject({ sub_code: 'isv.refresh-token-time-out' });
    gateway.tokens.revoke(onRequest.token);
    expect(await share(onRequest.token)).toMatchObject({ sub_code: 'aop.invalid-auth-token' });
    expect(() => gateway.tokens.expire('made-up')).toThrow('no token to expire');
  });

  test('what is no grant is refused', async () => {
    expect((await refreshUser('made-up')).node).toMatchObject({ sub_code: 'isv.refresh-token-invalid' });
    expect((await oauth({ grant_type: 'password' })).node).toMatchObject({ sub_code: 'isv.grant-type-invalid' });
    expect(await share()).toMatchObject({ sub_code: 'aop.invalid-auth-token' });
  });
});

const queryToken = async (token: unknown): Promise<Record<string, unknown>> =>
  (await client.send({ method: 'alipay.open.auth.token.app.query', content: { app_auth_token: token } })).node;

describe('merchant tokens', () => {
  test('a code is exchanged once, and the token pays for the merchant', async () => {
    const code = gateway.tokens.codeForMerchant({ appId: '2021000000000077' });
    const node = await appToken({ grant_type: 'authorization_code', code });
    expect(node).toMatchObject({ code: '10000', auth_app_id: '2021000000000077' });
    expect(await appToken({ grant_type: 'authorization_code', code })).toMatchObject({
      sub_code: 'AUTH_CODE_NOT_VALID',
    });
    await client.send({
      method: 'alipay.trade.pay',
      content: { out_trade_no: '1', total_amount: '1', subject: 'x', auth_code: '1' },
      params: { app_auth_token: String(node['app_auth_token']) },
    });
    expect(gateway.ledger.runs).toMatchObject([{ merchant: '2021000000000077', amount: '1.00' }]);
  });

  test('a refresh kills the old token and the old refresh token', async () => {
    const old = gateway.tokens.issueMerchant();
    const refresh = { grant_type: 'refresh_token', refresh_token: old.refreshToken };
    const node = await appToken(refresh);
    expect(node).toMatchObject({ auth_app_id: old.owner });
    expect(await appToken(refresh)).toMatchObject({ code: '40004', sub_code: 'REFRESH_TOKEN_NOT_VALID' });
    expect(await queryToken(old.token)).toMatchObject({ sub_code: 'AUTH_TOKEN_NOT_EXISTED' });
    expect(await queryToken(node['app_auth_token'])).toMatchObject({ status: 'valid', auth_app_id: old.owner });
    gateway.tokens.expire(String(node['app_auth_token']));
    expect(await queryToken(node['app_auth_token'])).toMatchObject({ status: 'invalid' });
    expect(gateway.tokens).toMatchObject({ refreshCount: 1, supersededUses: 1 });
  });

  test('what is no grant is refused', async () => {
    const expired = gateway.tokens.issueMerchant();
    gateway.tokens.expire(expired.refreshToken);
    for (const [content, subCode] of [
      [{ grant_type: 'authorization_code', code: 'made-up' }, 'AUTH_CODE_NOT_EXIST'],
      [{ grant_type: 'refresh_token', refresh_token: 'made-up' }, 'REFRESH_TOKEN_NOT_EXIST'],
      [{ grant_type: 'refresh_token', refresh_token: expired.refreshToken }, 'REFRESH_TOKEN_TIME_OUT'],
      [{ grant_type: 'password' }, 'GRANT_TYPE_INVALID'],
    ] as const) {
      expect(await appToken(content)).toMatchObject({ code: '40004', sub_code: subCode });
    }
  });
});

describe('with reusableAppRefreshTokens', () => {
  beforeEach(async () => {
    await gateway.close();
    gateway = await startGateway({ credentials, clock, reusableAppRefreshTokens: true });
    client = createRawClient(gateway.url, credentials, clock.now);
  });

  const refreshMerchant = (token: unknown): Promise<Record<string, unknown>> =>
    appToken({ grant_type: 'refresh_token', refresh_token: String(token) });

  test('a used refresh token of a merchant gives a new pair, which kills the access token issued before', async () => {
    const old = gateway.tokens.issueMerchant();
    const first = await refreshMerchant(old.refreshToken);
    expect(gateway.tokens.supersededUses).toBe(0);
    const second = await refreshMerchant(old.refreshToken);
    expect(second).toMatchObject({ code: '10000', auth_app_id: old.owner });
    expect(await queryToken(first['app_auth_token'])).toMatchObject({ sub_code: 'AUTH_TOKEN_NOT_EXISTED' });
    expect(await queryToken(second['app_auth_token'])).toMatchObject({ status: 'valid' });
    expect(gateway.tokens).toMatchObject({ refreshCount: 2, supersededUses: 1 });

    // The first pair's refresh token has never been used.
    const third = await refreshMerchant(first['app_refresh_token']);
    expect(await queryToken(second['app_auth_token'])).toMatchObject({ sub_code: 'AUTH_TOKEN_NOT_EXISTED' });
    expect(await queryToken(third['app_auth_token'])).toMatchObject({ status: 'valid' });
    expect(gateway.tokens).toMatchObject({ refreshCount: 3, supersededUses: 1 });
  });

  test('it is accepted until its own end, by the clock or on request', async () => {
    const byClock = gateway.tokens.issueMerchant();
    const onRequest = gateway.tokens.issueMerchant();
    for (const { refreshToken } of [byClock, onRequest]) await refreshMerchant(refreshToken);
    gateway.tokens.expire(onRequest.refreshToken);
    expect(await refreshMerchant(onRequest.refreshToken)).toMatchObject({ sub_code: 'REFRESH_TOKEN_TIME_OUT' });
    expect(await refreshMerchant(byClock.refreshToken)).toMatchObject({ code: '10000' });
    await clock.advance(byClock.refreshExpiresAtMs - clock.now());
    expect(await refreshMerchant(byClock.refreshToken)).toMatchObject({ sub_code: 'REFRESH_TOKEN_TIME_OUT' });
    expect(gateway.tokens).toMatchObject({ refreshCount: 3, supersededUses: 3 });
  });

  test('a user’s is refused all the same', async () => {
    const old = gateway.tokens.issueUser();
    await refreshUser(old.refreshToken);
    expect((await refreshUser(old.refreshToken)).node).toMatchObject({ sub_code: 'isv.refreshed-token-invalid' });
    expect(gateway.tokens).toMatchObject({ refreshCount: 1, supersededUses: 1 });
  });
});
