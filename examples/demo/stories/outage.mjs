// @ts-check
import assert from 'node:assert/strict';
import { busy, paid } from 'alipay-axios/testing';

/** @type {import('../stage.mjs').Story} */
export const story = {
  title: { en: 'An outage of two replies, healed by retries', zh: '网关两次 20000，重试后恢复' },
  play: async ({ connect, gateway }) => {
    await gateway.script('alipay.trade.query', [busy(), busy('aop.unknow-error'), paid({ total_amount: '12.50' })]);
    const { data, alipay: report } = await connect().execute('alipay.trade.query', { out_trade_no: '20261123-2' });
    assert.equal(data['trade_status'], 'TRADE_SUCCESS');
    assert.deepEqual(
      report.attempts.map(({ code, decision }) => [code, decision]),
      [
        ['20000', 'retry'],
        ['20000', 'retry'],
        ['10000', 'accept'],
      ],
    );
    return `${data['trade_status']} at attempt ${report.attempts.length}, and the caller saw none of it`;
  },
};
