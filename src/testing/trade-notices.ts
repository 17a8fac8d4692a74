import { formatTimestamp } from '../protocol/timestamp.js';
import { formatFen } from './amounts.js';
import type { TradeEntry } from './trades.js';
import { BUYER } from './trades.js';

/** The fields of the notification that tells of a trade as it stands now. Source: protocol.md 9.1, 9.3. */
export function tradeNotice(entry: TradeEntry): Readonly<Record<string, string>> {
  const yuan = formatFen(entry.fen);
  const refund = [...entry.refunds.values()].at(-1);
  return {
    notify_type: 'trade_status_sync',
    trade_status: entry.status,
    out_trade_no: entry.outTradeNo,
    trade_no: entry.tradeNo,
    subject: entry.subject,
    total_amount: yuan,
    seller_id: '2088000000000000',
    buyer_id: BUYER.buyer_user_id,
    buyer_logon_id: BUYER.buyer_logon_id,
    gmt_create: formatTimestamp(entry.createdAtMs),
    ...(entry.paidAtMs === undefined
      ? {}
      : {
          gmt_payment: formatTimestamp(entry.paidAtMs),
          receipt_amount: yuan,
          buyer_pay_amount: yuan,
          fund_bill_list: JSON.stringify([{ amount: yuan, fundChannel: 'ALIPAYACCOUNT' }]),
        }),
    ...(refund === undefined
      ? {}
      : {
          refund_fee: formatFen(entry.refundedFen),
          out_biz_no: refund.outRequestNo,
          gmt_refund: `${formatTimestamp(refund.atMs)}.000`,
        }),
  };
}
