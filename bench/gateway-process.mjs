// @ts-check
// The test gateway in a process of its own, so that its work is not counted as a contender's. Its first message is its
// `Target`; then it answers each `GatewayQuestion`. It ends when the parent goes away.
//
// It verifies every request. The reply to `alipay.trade.query`, which is the same for all, is signed once: an RSA signature
// is the dearest thing in a call, and made for each it would let the gateway take the processor from those it is there to
// measure. Calls with a user's token are answered in earnest, as their tokens have to be looked at.

import { createAlipay } from 'alipay-axios';
import { raw, startGateway } from 'alipay-axios/testing';
import { keepReplyBytes } from '../test/support/reply-bytes.mjs';

/**
 * Where the gateway is and what to ask it for.
 *
 * @typedef {object} Target
 * @property {string} url
 * @property {{ appId: string, privateKey: string, alipayPublicKey: string }} credentials
 * @property {string} outTradeNo
 */

/**
 * `expect` lays out replies for so many queries and `expectPays` for so many payments, `issue` makes a new user with a token of that lifetime in milliseconds, and
 * `count` tells how many tokens have been renewed.
 *
 * @typedef {{ expect: number } | { expectPays: number } | { issue: number } | { count: 'refreshes' }} GatewayQuestion
 */

const OUT_TRADE_NO = 'bench-1';

const gateway = await startGateway({ logLimit: 0 });
const { url, credentials } = gateway;
const { paid, found } = await createTrade();
const script = gateway.on('alipay.trade.query');

process.on('message', (/** @type {GatewayQuestion} */ question) => {
  process.send?.(answer(question));
});
process.once('disconnect', () => gateway.close());
process.send?.({ url, credentials, outTradeNo: OUT_TRADE_NO });

/** @param {GatewayQuestion} question */
function answer(question) {
  if ('issue' in question) return gateway.tokens.issueUser({ lifetimeMs: question.issue });
  if ('count' in question) return gateway.tokens.refreshCount;
  if ('expectPays' in question) {
    gateway
      .on('alipay.trade.pay')
      .clear()
      .reply(...Array.from({ length: question.expectPays }, () => paid));
    return { ready: question.expectPays };
  }
  script.clear().reply(...Array.from({ length: question.expect }, () => found));
  return { ready: question.expect };
}

/**
 * Creates the one trade that all contenders pay and ask for, and gives back the signed bytes in which the gateway tells of it.
 */
async function createTrade() {
  const alipay = createAlipay({ ...credentials, gateway: url });
  const { adapter, last } = keepReplyBytes();
  const order = {
    out_trade_no: OUT_TRADE_NO,
    subject: 'Bench',
    total_amount: '88.88',
    scene: 'bar_code',
    auth_code: '281234567890123456',
  };
  await alipay.execute('alipay.trade.pay', order, { adapter });
  const paid = raw(last());
  await alipay.execute('alipay.trade.query', { out_trade_no: OUT_TRADE_NO }, { adapter });
  alipay.close();
  return { paid, found: raw(last()) };
}
