// @ts-check
import assert from 'node:assert/strict';

/** @type {import('../stage.mjs').Story} */
export const story = {
  title: { en: 'A payment and a plain query', zh: '一笔付款，一次查询' },
  play: async ({ connect }) => {
    const alipay = connect();
    await alipay.execute('alipay.trade.pay', {
      out_trade_no: '20261123-1',
      total_amount: '35.00',
      subject: '牛肉面',
      auth_code: '280000000000000001',
    });
    const { data, alipay: report } = await alipay.post('/gateway.do', {
      method: 'alipay.trade.query',
      biz_content: { out_trade_no: '20261123-1' },
    });
    assert.equal(data['trade_status'], 'TRADE_SUCCESS');
    assert.equal(data['total_amount'], '35.00');
    assert.equal(report.attempts.length, 1);
    return `paid ${data['total_amount']} yuan, ${data['trade_status']}, the reply verified, one attempt each`;
  },
};
