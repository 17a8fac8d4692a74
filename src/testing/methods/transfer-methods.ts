import { formatTimestamp } from '../../protocol/timestamp.js';
import { formatFen, parseFen } from '../amounts.js';
import type { FundBook, TransferEntry } from '../fund-book.js';
import type { BusinessNode } from '../reply-words.js';
import { refusalNode, successNode } from '../reply-words.js';
import { tradeKey } from '../trade-book.js';
import { fingerprintOf } from '../trades.js';
import type { GatewayCall, Handler } from './call.js';
import { refuseMissing, refuseParameter } from './call.js';

/** The methods that transfer money to others and ask after it. Source: protocol.md 8.5, 8.7. */
export function transferMethods(book: FundBook): readonly (readonly [method: string, handler: Handler])[] {
  return [
    ['alipay.fund.trans.uni.transfer', (call) => transfer(book, call)],
    ['alipay.fund.trans.common.query', (call) => query(book, call)],
  ];
}

function transfer(book: FundBook, call: GatewayCall): BusinessNode {
  const refusal = refuseMissing(call, ['out_biz_no', 'trans_amount', 'product_code']);
  if (refusal !== undefined) return refusal;
  const fen = parseFen(call.content['trans_amount']);
  if (fen === undefined) return refuseParameter('trans_amount');
  const { merchant, content } = call;
  const outBizNo = String(content['out_biz_no']);
  const fingerprint = fingerprintOf(content, fen);
  const key = tradeKey(merchant, outBizNo);
  const earlier = book.transfers.get(key);
  if (earlier !== undefined) {
    return earlier.fingerprint === fingerprint
      ? successNode(fieldsOf(earlier))
      : refusalNode('40004', 'PAYMENT_INFO_INCONSISTENCY');
  }
  const entry: TransferEntry = {
    merchant,
    outBizNo,
    fen,
    fingerprint,
    orderId: book.newNumber(),
    atMs: book.now(),
    status: 'DEALING',
  };
  book.transfers.set(key, entry);
  if (call.buyer !== 'hesitates') book.endTransfer(entry, 'SUCCESS');
  return successNode(fieldsOf(entry));
}

function fieldsOf(entry: TransferEntry): Readonly<Record<string, string>> {
  return {
    out_biz_no: entry.outBizNo,
    order_id: entry.orderId,
    pay_fund_order_id: entry.orderId,
    status: entry.status,
    trans_date: formatTimestamp(entry.atMs),
  };
}

function query(book: FundBook, call: GatewayCall): BusinessNode {
  const { merchant, content } = call;
  const orderId = content['order_id'];
  const refusal = orderId ? undefined : refuseMissing(call, ['out_biz_no', 'product_code']);
  if (refusal !== undefined) return refusal;
  const entry = orderId
    ? [...book.transfers.values()].find((one) => one.merchant === merchant && one.orderId === String(orderId))
    : book.transfers.get(tradeKey(merchant, String(content['out_biz_no'])));
  if (entry === undefined) return refusalNode('40004', 'ORDER_NOT_EXIST');
  const failure = { error_code: 'PAYEE_NOT_EXIST', fail_reason: '收款账户不存在' };
  return successNode({
    ...fieldsOf(entry),
    trans_amount: formatFen(entry.fen),
    ...(entry.status === 'FAIL' ? failure : {}),
  });
}
