import { formatTimestamp } from '../../protocol/timestamp.js';
import { formatFen, parseFen } from '../amounts.js';
import type { BusinessNode } from '../reply-words.js';
import { refusalNode, successNode } from '../reply-words.js';
import type { TradeBook } from '../trade-book.js';
import { tradeKey } from '../trade-book.js';
import type { TradeEntry } from '../trades.js';
import { BUYER, tradeNumbers } from '../trades.js';
import type { GatewayCall, Handler } from './call.js';
import { refuseMissing, refuseNumberless, refuseParameter } from './call.js';

const CANCEL_WINDOW_MS = 24 * 3_600_000;

/** The methods that end trades and give money back. Source: protocol.md 8.2, 8.4. */
export function refundMethods(book: TradeBook): readonly (readonly [method: string, handler: Handler])[] {
  return [
    ['alipay.trade.cancel', (call) => cancel(book, call)],
    ['alipay.trade.close', (call) => close(book, call)],
    ['alipay.trade.refund', (call) => refund(book, call)],
    ['alipay.trade.fastpay.refund.query', (call) => queryRefund(book, call)],
  ];
}

function cancel(book: TradeBook, call: GatewayCall): BusinessNode {
  const refusal = refuseNumberless(call);
  if (refusal !== undefined) return refusal;
  const outTradeNo = call.content['out_trade_no'];
  const entry = book.find(call.merchant, call.content);
  if (entry === undefined) {
    book.precreations.delete(tradeKey(call.merchant, String(outTradeNo)));
    // Nothing existed: no action. Source: protocol.md 8.2.
    return successNode({ out_trade_no: outTradeNo, retry_flag: 'N' });
  }
  if (entry.status === 'TRADE_FINISHED') return refusalNode('40004', 'ACQ.TRADE_HAS_FINISHED');
  if (entry.status !== 'TRADE_CLOSED') {
    if (book.now() - entry.createdAtMs > CANCEL_WINDOW_MS) return refusalNode('40004', 'ACQ.TRADE_CANCEL_TIME_OUT');
    entry.cancelled = reverse(book, entry);
  }
  const action = entry.cancelled ?? (entry.paidAtMs === undefined ? 'close' : 'refund');
  return successNode({ ...tradeNumbers(entry), retry_flag: 'N', action });
}

function reverse(book: TradeBook, entry: TradeEntry): 'close' | 'refund' {
  if (entry.status === 'WAIT_BUYER_PAY') {
    book.close(entry);
    return 'close';
  }
  const fen = entry.fen - entry.refundedFen;
  // A refund may already bear the trade's own number.
  const outRequestNo = `${entry.outTradeNo}#cancel`;
  book.refund(entry, { method: 'alipay.trade.cancel', key: entry.outTradeNo, outRequestNo, fen });
  return 'refund';
}

function close(book: TradeBook, call: GatewayCall): BusinessNode {
  const refusal = refuseNumberless(call);
  if (refusal !== undefined) return refusal;
  const entry = book.find(call.merchant, call.content);
  if (entry === undefined) return refusalNode('40004', 'ACQ.TRADE_NOT_EXIST');
  if (entry.paidAtMs !== undefined) return refusalNode('40004', 'ACQ.TRADE_STATUS_ERROR');
  book.close(entry);
  return successNode(tradeNumbers(entry));
}

function refund(book: TradeBook, call: GatewayCall): BusinessNode {
  const refusal = refuseNumberless(call) ?? refuseMissing(call, ['refund_amount']);
  if (refusal !== undefined) return refusal;
  const fen = parseFen(call.content['refund_amount']);
  if (fen === undefined) return refuseParameter('refund_amount');
  const entry = book.find(call.merchant, call.content);
  if (entry === undefined) return refusalNode('40004', 'ACQ.TRADE_NOT_EXIST');

  const given = call.content['out_request_no'];
  // Without a number of its own a refund is known by its trade, and so must be the whole. Source: protocol.md 8.4.
  const outRequestNo = given ? String(given) : entry.outTradeNo;
  const earlier = entry.refunds.get(outRequestNo);
  if (earlier !== undefined) {
    return earlier.fen === fen
      ? successNode(refundFields(entry, fen, 'N'))
      : refusalNode('40004', 'ACQ.DISCORDANT_REPEAT_REQUEST');
  }
  if (!given && fen < entry.fen) return refuseParameter('out_request_no');
  const unfit = refuseStatus(entry);
  if (unfit !== undefined) return unfit;
  if (fen > entry.fen - entry.refundedFen) return refusalNode('40004', 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL');
  book.refund(entry, { method: call.method, key: outRequestNo, outRequestNo, fen });
  return successNode(refundFields(entry, fen, 'Y'));
}

function refuseStatus(entry: TradeEntry): BusinessNode | undefined {
  switch (entry.status) {
    case 'TRADE_SUCCESS':
      return undefined;
    case 'WAIT_BUYER_PAY':
      return refusalNode('40004', 'ACQ.TRADE_STATUS_ERROR');
    case 'TRADE_CLOSED':
      return refusalNode('40004', 'ACQ.TRADE_HAS_CLOSE');
    case 'TRADE_FINISHED':
      return refusalNode('40004', 'ACQ.TRADE_HAS_FINISHED');
    default: {
      const never: never = entry.status;
      return never;
    }
  }
}

// refund_fee counts all refunds of the trade together. Source: protocol.md 8.4.
function refundFields(entry: TradeEntry, fen: number, fundChange: 'Y' | 'N'): Readonly<Record<string, string>> {
  return {
    ...tradeNumbers(entry),
    ...BUYER,
    fund_change: fundChange,
    refund_fee: formatFen(entry.refundedFen),
    send_back_fee: formatFen(fen),
  };
}

function queryRefund(book: TradeBook, call: GatewayCall): BusinessNode {
  const refusal = refuseNumberless(call) ?? refuseMissing(call, ['out_request_no']);
  if (refusal !== undefined) return refusal;
  const entry = book.find(call.merchant, call.content);
  // Without the prefix, unlike everywhere else. Source: protocol.md 6.4.
  if (entry === undefined) return refusalNode('40004', 'TRADE_NOT_EXIST');
  const found = entry.refunds.get(String(call.content['out_request_no']));
  // 10000 without any refund data is how the gateway says that there is no such refund. Source: protocol.md 8.4.
  if (found === undefined) return successNode();
  return successNode({
    ...tradeNumbers(entry),
    out_request_no: found.outRequestNo,
    total_amount: formatFen(entry.fen),
    refund_amount: formatFen(found.fen),
    refund_status: 'REFUND_SUCCESS',
    gmt_refund_pay: formatTimestamp(found.atMs),
  });
}
