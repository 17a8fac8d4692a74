// @ts-check
import assert from 'node:assert/strict';

/** @import { AlipayInstance, StaleToken } from 'alipay-axios' */
/** @import { Stage } from '../stage.mjs' */

const CALLS = Array.from({ length: 50 }, (_, index) => index);

/** @type {import('../stage.mjs').Story} */
export const story = {
  title: { en: 'Stale tokens under 50 parallel calls', zh: '令牌过期，50 个并发调用，只刷新一次' },
  play: async (stage) => {
    const wallet = new Map();
    let refreshes = 0;
    const alipay = stage.connect({
      tokens: {
        refresh: (stale) => {
          refreshes++;
          return refreshAtTheGateway(alipay, wallet, stale);
        },
      },
    });

    stage.timeline.say("a user's token (auth_token, 用户授权令牌) expires");
    await shareUserInfo(alipay, stage, wallet);
    assert.equal(refreshes, 1, 'one refresh for the user');

    stage.timeline.say("a merchant's token (app_auth_token, 应用授权令牌) expires");
    await takePayments(alipay, stage, wallet);
    assert.equal(refreshes, 2, 'and one for the merchant');
    return '100 calls with two dead tokens: all went through, each token refreshed once, no payment taken twice';
  },
};

/** @param {AlipayInstance} alipay @param {Stage} stage @param {Map<string, string>} wallet */
async function shareUserInfo(alipay, { gateway }, wallet) {
  const user = await gateway.issueUser();
  wallet.set(user.token, user.refreshToken);
  await gateway.expire(user.token);
  const replies = await Promise.all(
    CALLS.map(() => alipay.execute('alipay.user.info.share', undefined, { authToken: user.token })),
  );
  assert(replies.every(({ data }) => data['user_id'] === user.owner));
}

/** @param {AlipayInstance} alipay @param {Stage} stage @param {Map<string, string>} wallet */
async function takePayments(alipay, { gateway }, wallet) {
  const merchant = await gateway.issueMerchant();
  wallet.set(merchant.token, merchant.refreshToken);
  await gateway.expire(merchant.token);
  const replies = await Promise.all(
    CALLS.map((index) =>
      alipay.execute(
        'alipay.trade.pay',
        {
          out_trade_no: `till-${index}`,
          total_amount: '8.80',
          subject: '豆浆油条',
          auth_code: `2811111111111111${index + 10}`,
        },
        { appAuthToken: merchant.token },
      ),
    ),
  );
  assert(replies.every(({ data }) => data['code'] === '10000'));
  const runs = (await gateway.runs()).filter((run) => run.merchant === merchant.owner);
  assert.equal(runs.length, CALLS.length, 'as many payments as calls');
  assert.equal(new Set(runs.map((run) => run.key)).size, CALLS.length, 'and none of them twice');
}

/**
 * A real refresh, through the library itself. A service would read and write its token store here.
 *
 * @param {AlipayInstance} alipay
 * @param {Map<string, string>} wallet refresh tokens by access token
 * @param {StaleToken} stale
 */
async function refreshAtTheGateway(alipay, wallet, { kind, value }) {
  const grant = { grant_type: 'refresh_token', refresh_token: wallet.get(value) };
  const isUser = kind === 'auth_token';
  const { data } = isUser
    ? await alipay.execute('alipay.system.oauth.token', undefined, { params: grant })
    : await alipay.execute('alipay.open.auth.token.app', grant);
  const fresh = String(data[isUser ? 'access_token' : 'app_auth_token']);
  wallet.set(fresh, String(data[isUser ? 'refresh_token' : 'app_refresh_token']));
  return fresh;
}
