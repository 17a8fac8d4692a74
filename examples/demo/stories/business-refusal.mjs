// @ts-check
import assert from 'node:assert/strict';
import { failureOf } from '../stage.mjs';

/** @type {import('../stage.mjs').Story} */
export const story = {
  title: { en: 'A refund of more than was paid is refused (40004)', zh: '退款超过实付金额，业务拒绝（40004）' },
  play: async ({ connect, gateway }) => {
    const alipay = connect();
    await alipay.execute('alipay.trade.pay', {
      out_trade_no: '20261123-5',
      total_amount: '6.00',
      subject: '煎饼果子',
      auth_code: '280000000000000005',
    });
    const error = await failureOf(
      alipay.execute('alipay.trade.refund', {
        out_trade_no: '20261123-5',
        refund_amount: '60.00',
        out_request_no: 'refund-5',
      }),
    );
    assert.equal(error.code, 'ERR_ALIPAY_BUSINESS');
    assert.equal(error.subCode, 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL');
    assert.equal(error.outcome, 'rejected');
    assert.equal(error.attempts.length, 1);
    assert.equal((await gateway.runs()).filter(({ key }) => key === 'refund-5').length, 0);
    return `${error.subCode}: an answer and no accident, so it is not tried again; no money moved`;
  },
};
