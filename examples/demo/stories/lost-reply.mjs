// @ts-check
import assert from 'node:assert/strict';
import { lost } from 'alipay-axios/testing';

/** @type {import('../stage.mjs').Story} */
export const story = {
  title: { en: 'A payment whose reply is lost', zh: '付款成功，应答却丢了' },
  play: async ({ connect, gateway }) => {
    await gateway.script('alipay.trade.pay', [lost()]);
    const { data, alipay: report } = await connect().execute('alipay.trade.pay', {
      out_trade_no: '20261123-7',
      total_amount: '88.80',
      subject: '火锅双人餐',
      auth_code: '280000000000000007',
    });
    assert.equal(report.confirmedBy, 'alipay.trade.query');
    assert.equal(data['trade_status'], 'TRADE_SUCCESS');
    const runs = (await gateway.runs()).filter(({ key }) => key === '20261123-7');
    assert.equal(runs.length, 1, 'exactly one payment');
    assert.equal(runs[0]?.amount, '88.80');
    return `paid ${data['total_amount']} yuan, known by ${report.confirmedBy}; the ledger shows ${runs.length} payment of ${runs[0]?.amount}`;
  },
};
