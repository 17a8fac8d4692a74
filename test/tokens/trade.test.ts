import { AlipayError } from 'alipay-axios';
import { describe, expect, test } from 'vitest';
import { RefreshFailed } from '../../src/runtime/tokens/held-token.js';
import type { OwnAnswer, OwnCall } from '../../src/runtime/tokens/trade.js';
import { tradeAtGateway, tradeByCallback } from '../../src/runtime/tokens/trade.js';
import { failureOf, KEY, recordNo } from './parts.js';

const QUESTION = { callId: 'c', method: 'm', subCode: 's' };
const MERCHANT = { ...KEY, kind: 'app_auth_token' } as const;

describe('a trade at the gateway', () => {
  const trade = (answer: OwnAnswer, key: typeof KEY = KEY, record = recordNo(1)) => {
    const asked: OwnCall[] = [];
    const ask = async (call: OwnCall): Promise<OwnAnswer> => {
      asked.push(call);
      return answer;
    };
    return tradeAtGateway(ask)(key, record, QUESTION).then((traded) => ({ traded, asked }));
  };

  test('sends the refresh token as its kind has it, and reads the grant', async () => {
    const params = { grant_type: 'refresh_token', refresh_token: 'r1' };
    const user = await trade({ node: { access_token: 'n', refresh_token: 'nr' } });
    expect(user.asked).toEqual([{ callId: 'c', method: 'alipay.system.oauth.token', params }]);
    const grant = { value: 'n', refreshToken: 'nr' };
    expect(user.traded).toEqual({ kind: 'granted', grant, by: 'gateway' });
    const merchant = await trade({ node: { app_auth_token: 'n', app_refresh_token: 'nr' } }, MERCHANT);
    expect(merchant.asked).toEqual([
      { callId: 'c', method: 'alipay.open.auth.token.app', params: { biz_content: params } },
    ]);
    expect(merchant.traded).toEqual({ kind: 'granted', grant, by: 'gateway' });
  });

  test('fails where a success holds no token', async () => {
    expect((await trade({ node: { code: '10000' } })).traded).toEqual({
      kind: 'failed',
      because: 'the gateway answered the refresh with a success that holds no token',
    });
  });

  test.each<[outcome: string, subCode: string | undefined, reauthorize: boolean, signed: boolean, traded: object]>([
    ['unknown', undefined, false, false, { kind: 'lost', because: 'the reply to the refresh was lost (ERR_X)' }],
    ['unknown', 's.x', true, true, { kind: 'lost', because: 'the reply to the refresh was lost (s.x)' }],
    ['rejected', 's.x', true, true, { kind: 'spent', because: 'the refresh failed (s.x)' }],
    // No verdict on a refresh token rests on an unsigned word.
    ['rejected', 's.x', true, false, { kind: 'failed', because: 'the refresh failed (s.x)' }],
    ['rejected', 's.x', false, true, { kind: 'failed', because: 'the refresh failed (s.x)' }],
    ['not_sent', undefined, false, false, { kind: 'failed', because: 'the refresh failed (ERR_X)' }],
  ])('that ends with %s %s, consent %s, signed %s', async (outcome, subCode, reauthorize, signed, traded) => {
    const members = { code: 'ERR_X', outcome, subCode, reauthorize };
    const failure = Object.assign(Object.create(AlipayError.prototype), members) as AlipayError;
    expect((await trade({ failure, signed })).traded).toEqual({ ...traded, cause: failure });
  });
});

describe('a trade by the callback', () => {
  test('asks it with all that is known of the token', async () => {
    const asked: unknown[] = [];
    const byCallback = tradeByCallback(async (...args) => {
      asked.push(args);
      return { value: 'n' };
    });
    const traded = { kind: 'granted', grant: { value: 'n' }, by: 'callback' };
    expect(await byCallback(KEY, recordNo(1), QUESTION)).toEqual(traded);
    const bare = { value: 'v', generation: 1 };
    await byCallback(MERCHANT, bare, QUESTION);
    const common = { owner: 'o', subCode: 's', method: 'm' };
    expect(asked).toStrictEqual([
      [{ kind: 'auth_token', value: 'v1', refreshToken: 'r1', ...common }, KEY, recordNo(1)],
      [{ kind: 'app_auth_token', value: 'v', ...common }, MERCHANT, bare],
    ]);
  });

  test.each(['secret-value', 'secret-refresh'])('that fails says why, without %s that it was given', async (secret) => {
    const cause = new Error(`no answer for ${secret}`);
    const record = { value: 'secret-value', refreshToken: 'secret-refresh', generation: 1 };
    const failing = tradeByCallback(() => Promise.reject(new RefreshFailed('it threw', cause)));
    const traded = await failing(KEY, record, QUESTION);
    expect(traded).toMatchObject({ kind: 'failed', because: 'it threw', cause: { message: expect.any(String) } });
    expect(String((traded as { readonly cause: unknown }).cause)).not.toMatch(/secret-/);
    const silent = tradeByCallback(() => Promise.reject(new RefreshFailed('it took too long')));
    const untold = { kind: 'failed', because: 'it took too long', cause: undefined };
    expect(await silent(KEY, record, QUESTION)).toEqual(untold);
  });

  test('lets through an error that nobody foresaw', async () => {
    const broken = tradeByCallback(() => Promise.reject(new RangeError('a bug')));
    expect(await failureOf(broken(KEY, recordNo(1), QUESTION))).toBeInstanceOf(RangeError);
  });
});
