import { describe, expect, test } from 'vitest';
import { readGrants, tradeParams } from '../../src/protocol/token-replies.js';

describe('the parameters of a trade', () => {
  test('go to the top level for users and into the content for merchants', () => {
    const trade = { grant_type: 'refresh_token', refresh_token: 'r' } as const;
    expect(tradeParams('auth_token', trade)).toEqual(trade);
    expect(tradeParams('app_auth_token', trade)).toEqual({ biz_content: trade });
  });
});

describe('the grant in a reply', () => {
  test('of a user', () => {
    const node = {
      access_token: 'a',
      refresh_token: 'r',
      expires_in: 1_296_000,
      re_expires_in: '2592000',
      user_id: '2088102150527498',
      open_id: 'o',
    };
    expect(readGrants('auth_token', node)).toEqual([
      {
        value: 'a',
        refreshToken: 'r',
        lastsMs: 1_296_000_000,
        refreshLastsMs: 2_592_000_000,
        userId: '2088102150527498',
        openId: 'o',
      },
    ]);
  });

  test('that never ends has no lifetimes, whatever the numbers say', () => {
    const node = { access_token: 'a', expires_in: 300, re_expires_in: 300, auth_token_type: 'permanent' };
    expect(readGrants('auth_token', node)).toEqual([{ value: 'a' }]);
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, '', 'soon', null, {}, true, [300]])(
    'takes %s for no lifetime',
    (expires_in) => {
      expect(readGrants('auth_token', { access_token: 'a', expires_in })).toEqual([{ value: 'a' }]);
    },
  );

  test('rounds parts of a second down', () => {
    expect(readGrants('auth_token', { access_token: 'a', expires_in: 1.23456 })[0]?.lastsMs).toBe(1_234);
  });

  test('of a merchant stands at the top, in the list, or in both', () => {
    const first = { app_auth_token: 'a', app_refresh_token: 'ra', auth_app_id: '1', user_id: '2088' };
    const second = { app_auth_token: 'b', app_refresh_token: 'rb', auth_app_id: '2' };
    const a = { value: 'a', refreshToken: 'ra', userId: '2088', authAppId: '1' };
    const b = { value: 'b', refreshToken: 'rb', authAppId: '2' };
    expect(readGrants('app_auth_token', first)).toEqual([a]);
    expect(readGrants('app_auth_token', { code: '10000', tokens: [first, second] })).toEqual([a, b]);
    expect(readGrants('app_auth_token', { ...first, tokens: [first, second, null, 'x'] })).toEqual([a, b]);
  });

  test.each([{}, { access_token: '' }, { access_token: 7 }, { app_auth_token: 'of the other kind' }])(
    'is none in %j',
    (node) => {
      expect(readGrants('auth_token', node)).toEqual([]);
    },
  );
});
