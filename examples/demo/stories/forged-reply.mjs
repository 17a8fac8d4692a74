// @ts-check
import assert from 'node:assert/strict';
import { forged, paid, pending } from 'alipay-axios/testing';
import { failureOf } from '../stage.mjs';

const LIE = forged(paid({ total_amount: '9999.00' }));

/** @type {import('../stage.mjs').Story} */
export const story = {
  title: { en: 'A forged "paid" is not believed', zh: '伪造的“已付款”应答不被采信' },
  play: async ({ connect, gateway }) => {
    const alipay = connect();
    await gateway.script('alipay.trade.query', [LIE, pending({ total_amount: '9999.00' })]);
    const { data } = await alipay.execute('alipay.trade.query', { out_trade_no: '20261123-6' });
    assert.equal(data['trade_status'], 'WAIT_BUYER_PAY');

    await gateway.script('alipay.trade.query', [LIE, LIE, LIE]);
    const error = await failureOf(alipay.execute('alipay.trade.query', { out_trade_no: '20261123-6' }));
    assert.equal(error.code, 'ERR_ALIPAY_SIGNATURE');
    assert.equal(error.attempts.length, 3);
    return `the true reply says ${data['trade_status']}; where every reply is forged the call fails (${error.code})`;
  },
};
