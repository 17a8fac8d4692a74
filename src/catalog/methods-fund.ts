import type { MethodRow } from './method-row.js';

/** Transfers, batches and pre-authorisations. Source: protocol.md 8.7 and 8.5. */
export const FUND_METHODS: readonly MethodRow[] = [
  {
    method: 'alipay.fund.trans.uni.transfer',
    repeat: 'with-key',
    key: [['out_biz_no']],
    confirm: 'alipay.fund.trans.common.query',
  },
  { method: 'alipay.fund.trans.toaccount.transfer', repeat: 'with-key', key: [['out_biz_no']] },
  { method: 'alipay.fund.trans.refund', repeat: 'with-key', key: [['out_request_no']] },
  { method: 'alipay.fund.trans.app.pay', repeat: 'with-key', key: [['out_biz_no']], page: 'app' },
  { method: 'alipay.fund.trans.page.pay', repeat: 'with-key', key: [['out_biz_no']], page: 'page' },
  { method: 'alipay.fund.batch.create', repeat: 'with-key', key: [['out_batch_no']] },
  // The only batch number it takes is one that Alipay issued, and nothing says that a second close is harmless.
  { method: 'alipay.fund.batch.close', repeat: 'never' },
  {
    method: 'alipay.fund.auth.order.freeze',
    repeat: 'with-key',
    key: [['out_order_no'], ['out_request_no']],
    confirm: 'alipay.fund.auth.operation.detail.query',
  },
  {
    method: 'alipay.fund.auth.order.app.freeze',
    repeat: 'with-key',
    key: [['out_order_no'], ['out_request_no']],
    page: 'app',
  },
  { method: 'alipay.fund.auth.order.voucher.create', repeat: 'with-key', key: [['out_order_no'], ['out_request_no']] },
  {
    method: 'alipay.fund.auth.order.unfreeze',
    repeat: 'with-key',
    key: [['auth_no'], ['out_request_no']],
    confirm: 'alipay.fund.auth.operation.detail.query',
  },
  {
    method: 'alipay.fund.auth.operation.cancel',
    repeat: 'with-key',
    key: [
      ['auth_no', 'out_order_no'],
      ['operation_id', 'out_request_no'],
    ],
  },
];
