// @ts-check
import assert from 'node:assert/strict';
import { createTestCredentials, refused } from 'alipay-axios/testing';
import { failureOf } from '../stage.mjs';

/** @import { AlipayError } from 'alipay-axios' */
/** @import { Stage } from '../stage.mjs' */

/** @type {import('../stage.mjs').Story} */
export const story = {
  title: {
    en: 'Mistakes that no retry cures fail at once, with the cure',
    zh: '重试也没用的错误：立即失败，并给出解决办法',
  },
  play: async ({ connect, gateway, timeline }) => {
    await gateway.script('alipay.trade.query', [refused('40001', 'isv.missing-signature-key')]);
    const missing = await failureOf(connect().execute('alipay.trade.query', { out_trade_no: '20261123-4' }));
    assertFailedFast(missing, '40001');
    tell(timeline, missing);

    // Nothing is scripted here: the gateway checks the signature, and it really does not fit.
    const { privateKey } = createTestCredentials();
    const stranger = connect({ privateKey });
    const invalid = await failureOf(stranger.execute('alipay.trade.query', { out_trade_no: '20261123-4' }));
    assertFailedFast(invalid, '40002');
    assert.equal(invalid.subCode, 'isv.invalid-signature');
    tell(timeline, invalid);
    return 'one attempt each, no wait, nothing ran, and the error says what to do';
  },
};

/** @param {AlipayError} error @param {string} code */
function assertFailedFast(error, code) {
  assert.equal(error.code, 'ERR_ALIPAY_REJECTED');
  assert.equal(error.gatewayCode, code);
  assert.equal(error.outcome, 'rejected');
  assert.equal(error.attempts.length, 1);
}

/** @param {Stage['timeline']} timeline @param {AlipayError} error */
function tell(timeline, { advice }) {
  timeline.say(advice.en, 'cure (en)  ');
  timeline.say(advice.zh, 'cure (zh)  ');
}
