import { formatTimestamp } from '../../protocol/timestamp.js';
import { formatFen, parseFen } from '../amounts.js';
import type { BusinessNode } from '../reply-words.js';
import { plainNode, refusalNode, successNode } from '../reply-words.js';
import type { TradeBook, TradeDraft } from '../trade-book.js';
import { tradeKey } from '../trade-book.js';
import type { TradeEntry } from '../trades.js';
import { BUYER, fingerprintOf, tradeNumbers } from '../trades.js';
import type { GatewayCall, Handler } from './call.js';
import { refuseMissing, refuseNumberless, refuseParameter } from './call.js';

/** The methods that make trades and ask after them. Source: protocol.md 8.1, 8.3, 8.7. */
export function tradeMethods(book: TradeBook): readonly (readonly [method: string, handler: Handler])[] {
  return [
    ['alipay.trade.pay', (call) => pay(book, call)],
    ['alipay.trade.create', (call) => create(book, call)],
    ['alipay.trade.precreate', (call) => precreate(book, call)],
    ['alipay.trade.query', (call) => query(book, call)],
  ];
}

type Drafting =
  | { readonly ok: true; readonly draft: TradeDraft }
  | { readonly ok: false; readonly refusal: BusinessNode };

function draftOf(call: GatewayCall, required: readonly string[]): Drafting {
  const missing = refuseMissing(call, ['out_trade_no', 'total_amount', 'subject', ...required]);
  if (missing !== undefined) return { ok: false, refusal: missing };
  const { content, merchant, method, params } = call;
  // v3 has it in the body.
  const notifyUrl = params['notify_url'] ?? (content['notify_url'] as string | undefined);
  const fen = parseFen(content['total_amount']);
  if (fen === undefined) return { ok: false, refusal: refuseParameter('total_amount') };
  const outTradeNo = String(content['out_trade_no']);
  const subject = String(content['subject']);
  const draft = { merchant, method, outTradeNo, fen, subject, fingerprint: fingerprintOf(content, fen) };
  return { ok: true, draft: notifyUrl === undefined ? draft : { ...draft, notifyUrl } };
}

/** Why a trade cannot be begun once more; `undefined` where it waits and the content is the same. */
function refuseRepeat(entry: TradeEntry, draft: TradeDraft): BusinessNode | undefined {
  if (entry.fingerprint !== draft.fingerprint) return refusalNode('40004', 'ACQ.CONTEXT_INCONSISTENT');
  switch (entry.status) {
    case 'WAIT_BUYER_PAY':
      return undefined;
    case 'TRADE_CLOSED':
      return refusalNode('40004', 'ACQ.TRADE_HAS_CLOSE');
    case 'TRADE_SUCCESS':
    case 'TRADE_FINISHED':
      return refusalNode('40004', 'ACQ.TRADE_HAS_SUCCESS', tradeNumbers(entry));
    default: {
      const never: never = entry.status;
      return never;
    }
  }
}

function pay(book: TradeBook, call: GatewayCall): BusinessNode {
  const drafting = draftOf(call, ['auth_code']);
  if (!drafting.ok) return drafting.refusal;
  const known = book.find(call.merchant, { out_trade_no: drafting.draft.outTradeNo });
  const refusal = known && refuseRepeat(known, drafting.draft);
  if (refusal !== undefined) return refusal;
  const authCode = String(call.content['auth_code']);
  const user = book.userOf(authCode);
  if (user !== undefined && user !== known) return refusalNode('40004', 'ACQ.PAYMENT_AUTH_CODE_INVALID');

  const entry = known ?? book.open(drafting.draft);
  // The same call again while the buyer is asked for the password changes nothing.
  const isRepeat = entry.authCode === authCode;
  book.useCode(authCode, entry);
  const buyer = call.buyer ?? (isRepeat ? 'hesitates' : book.buyer);
  if (buyer === 'hesitates') return plainNode('10003', { ...tradeNumbers(entry), ...amountsOf(entry), ...BUYER });
  book.settle(entry);
  return successNode(paidFields(entry));
}

function create(book: TradeBook, call: GatewayCall): BusinessNode {
  const begun = beginTrade(book, call);
  return 'refusal' in begun ? begun.refusal : successNode(tradeNumbers(begun.entry));
}

/** Begins the trade that a call names, or finds it where the call is a repeat; nobody pays yet. */
export function beginTrade(
  book: TradeBook,
  call: GatewayCall,
): { readonly entry: TradeEntry } | { readonly refusal: BusinessNode } {
  const drafting = draftOf(call, []);
  if (!drafting.ok) return { refusal: drafting.refusal };
  const known = book.find(call.merchant, { out_trade_no: drafting.draft.outTradeNo });
  const refusal = known && refuseRepeat(known, drafting.draft);
  return refusal === undefined ? { entry: known ?? book.open(drafting.draft) } : { refusal };
}

function precreate(book: TradeBook, call: GatewayCall): BusinessNode {
  const drafting = draftOf(call, []);
  if (!drafting.ok) return drafting.refusal;
  const { draft } = drafting;
  const known = book.find(call.merchant, { out_trade_no: draft.outTradeNo });
  const refusal = known && refuseRepeat(known, draft);
  if (refusal !== undefined) return refusal;
  const key = tradeKey(draft.merchant, draft.outTradeNo);
  const earlier = book.precreations.get(key);
  if (earlier !== undefined && earlier.draft.fingerprint !== draft.fingerprint) {
    return refusalNode('40004', 'ACQ.CONTEXT_INCONSISTENT');
  }
  // A code that is scanned becomes a trade, so the sum of both never falls and no two codes are the same.
  const serial = String(book.precreations.size + book.trades.size + 1).padStart(8, '0');
  const qrCode = earlier?.qrCode ?? `https://qr.alipay.com/bax${serial}`;
  if (known === undefined) book.precreations.set(key, { draft, qrCode });
  return successNode({ out_trade_no: draft.outTradeNo, qr_code: qrCode });
}

function query(book: TradeBook, call: GatewayCall): BusinessNode {
  const refusal = refuseNumberless(call);
  if (refusal !== undefined) return refusal;
  const entry = book.find(call.merchant, call.content);
  if (entry === undefined) return refusalNode('40004', 'ACQ.TRADE_NOT_EXIST');
  if (call.buyer === 'pays' && entry.status === 'WAIT_BUYER_PAY') book.settle(entry);
  return successNode({
    ...tradeNumbers(entry),
    trade_status: entry.status,
    ...amountsOf(entry),
    ...BUYER,
    ...(entry.paidAtMs === undefined ? {} : { send_pay_date: formatTimestamp(entry.paidAtMs) }),
  });
}

function amountsOf(entry: TradeEntry): Readonly<Record<string, string>> {
  const yuan = formatFen(entry.fen);
  return entry.paidAtMs === undefined
    ? { total_amount: yuan }
    : { total_amount: yuan, receipt_amount: yuan, buyer_pay_amount: yuan, invoice_amount: yuan, point_amount: '0.00' };
}

function paidFields(entry: TradeEntry): Readonly<Record<string, unknown>> {
  return {
    ...tradeNumbers(entry),
    ...amountsOf(entry),
    ...BUYER,
    gmt_payment: formatTimestamp(entry.paidAtMs ?? entry.createdAtMs),
    fund_bill_list: [{ amount: formatFen(entry.fen), fund_channel: 'ALIPAYACCOUNT' }],
  };
}
