import type { Text } from '../catalog/rows.js';
import type { AlipayError } from '../errors.js';
import type { ReplyNode } from '../protocol/open-reply.js';

/**
 * Why a payment is closed.
 *
 * - `rejected` the gateway refused it
 * - `not_sent` it never reached the gateway
 * - `canceled` it was cancelled before the buyer paid
 * - `refunded` the buyer had paid when it was cancelled, and has the money back
 * - `closed` the trade was closed, by its own time or by somebody else
 * - `never_existed` its reply was lost, and the gateway knows of no such trade, long after the last send
 */
export type ClosedReason = 'rejected' | 'not_sent' | 'canceled' | 'refunded' | 'closed' | 'never_existed';

/** Why a payment is closed, with what the gateway said. */
export interface Closed {
  /** Why, as a word; see `ClosedReason`. */
  readonly reason: ClosedReason;
  /** One sentence for the till, in both languages. */
  readonly text: Text;
  /** What failed; for `rejected` and `not_sent`. */
  readonly error?: AlipayError;
}

/** What is known of a payment whose end nobody could find out. */
export interface LastKnown {
  /** The trade as the gateway told it last; `undefined` where it never did. */
  readonly trade: ReplyNode | undefined;
  /** `in_doubt` where a cancellation was sent that may yet be carried out. */
  readonly cancel: 'not_sent' | 'in_doubt' | 'refused';
  /** What failed last. */
  readonly error: Error | undefined;
}

/**
 * How a bar-code payment ended.
 *
 * - `paid` the money is there; `trade` is the gateway's own, verified word
 * - `closed` it will not be paid any more, and a new `out_trade_no` may be used
 * - `unresolved` nobody knows: keep the order open, take no new number, look at `advice`
 */
export type Settlement =
  | { readonly status: 'paid'; readonly trade: ReplyNode }
  | { readonly status: 'closed'; readonly why: Closed }
  | { readonly status: 'unresolved'; readonly lastKnown: LastKnown; readonly advice: Text };

const TEXTS: Readonly<Record<ClosedReason, Text>> = {
  rejected: {
    zh: '网关拒绝了这笔支付，没有扣款。',
    en: 'The gateway refused the payment; the buyer was not charged.',
  },
  not_sent: {
    zh: '请求没有到达网关，没有扣款。',
    en: 'The payment never reached the gateway; the buyer was not charged.',
  },
  canceled: {
    zh: '买家付款之前，这笔交易已经撤销。',
    en: 'The payment was cancelled before the buyer paid.',
  },
  refunded: {
    zh: '撤销时买家已经付款，款项已原路退回。',
    en: 'The buyer had paid when the payment was cancelled, and the money went back.',
  },
  closed: {
    zh: '交易已经关闭：买家没有付款，或者款项已全额退回。',
    en: 'The trade is closed: the buyer did not pay, or was refunded in full.',
  },
  never_existed: {
    zh: '网关没有这笔交易，没有扣款。',
    en: 'The gateway knows of no such trade; the buyer was not charged.',
  },
};

/** A payment that will not be paid any more. */
export function closed(reason: ClosedReason, error?: AlipayError): Settlement {
  return { status: 'closed', why: { reason, text: TEXTS[reason], ...(error === undefined ? {} : { error }) } };
}

/** A payment whose end nobody could find out. */
export function unresolved(lastKnown: LastKnown): Settlement {
  return { status: 'unresolved', lastKnown, advice: lastKnown.cancel === 'in_doubt' ? ADVICE.canceling : ADVICE.open };
}

const ADVICE: Readonly<Record<'open' | 'canceling', Text>> = {
  open: {
    zh: '先不要换单号重新收款：稍后用 alipay.trade.query 查询这个 out_trade_no，已付款就交货，没付款就撤销；一直查不到结果请转人工核对。',
    en: 'Do not charge again under a new number: ask alipay.trade.query about this out_trade_no later; if it is paid, hand over the goods, if not, cancel it. If it stays unclear, have a person check.',
  },
  canceling: {
    zh: '撤销已经发出但结果不明，买家可能已付款、也可能已退款：用同一 out_trade_no 再次撤销，直到成功；在此之前不要交货，也不要换单号重新收款。',
    en: 'A cancellation was sent and its result is unknown, so the buyer may have paid or have the money back: cancel again under the same out_trade_no until it succeeds. Until then hand over nothing, and do not charge again under a new number.',
  },
};
