import type { MethodRow } from './method-row.js';

/** Trade methods that change something, each with the key that makes a repeat the same call. Source: protocol.md 8.7 and 8.1 to 8.5. */
export const TRADE_METHODS: readonly MethodRow[] = [
  { method: 'alipay.trade.pay', repeat: 'with-key', key: [['out_trade_no']], confirm: 'alipay.trade.query' },
  { method: 'alipay.trade.create', repeat: 'with-key', key: [['out_trade_no']] },
  { method: 'alipay.trade.precreate', repeat: 'with-key', key: [['out_trade_no']] },
  { method: 'alipay.trade.order.pay', repeat: 'with-key', key: [['out_request_no']] },
  { method: 'alipay.trade.cancel', repeat: 'with-key', key: [['out_trade_no', 'trade_no']] },
  { method: 'alipay.trade.close', repeat: 'with-key', key: [['out_trade_no', 'trade_no']] },
  {
    method: 'alipay.trade.refund',
    repeat: 'with-key',
    key: [['out_trade_no', 'trade_no'], ['out_request_no']],
    confirm: 'alipay.trade.fastpay.refund.query',
  },
  { method: 'alipay.trade.refund.apply', repeat: 'with-key', key: [['out_request_no']] },
  { method: 'alipay.trade.page.refund', repeat: 'with-key', key: [['out_request_no']], page: 'page' },
  { method: 'alipay.trade.page.pay', repeat: 'with-key', key: [['out_trade_no']], page: 'page' },
  { method: 'alipay.trade.wap.pay', repeat: 'with-key', key: [['out_trade_no']], page: 'page' },
  { method: 'alipay.trade.app.pay', repeat: 'with-key', key: [['out_trade_no']], page: 'app' },
  {
    method: 'alipay.trade.order.settle',
    repeat: 'with-key',
    key: [['out_request_no']],
    confirm: 'alipay.trade.order.settle.query',
  },
  { method: 'alipay.trade.settle.confirm', repeat: 'with-key', key: [['out_request_no']] },
  { method: 'alipay.trade.batch.settle', repeat: 'with-key', key: [['out_request_no']] },
  { method: 'alipay.trade.batch.transfer', repeat: 'with-key', key: [['out_request_no']] },
  { method: 'alipay.trade.overseas.settle', repeat: 'with-key', key: [['out_request_no']] },
  { method: 'alipay.trade.royalty.relation.bind', repeat: 'with-key', key: [['out_request_no']] },
  { method: 'alipay.trade.royalty.relation.unbind', repeat: 'with-key', key: [['out_request_no']] },
  { method: 'alipay.trade.orderinfo.sync', repeat: 'with-key', key: [['out_request_no']] },
  { method: 'alipay.trade.customs.declare', repeat: 'with-key', key: [['out_request_no']] },
];
