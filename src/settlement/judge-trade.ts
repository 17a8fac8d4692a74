import { isSameAmount, isSameText } from '../policy/judge.js';
import type { ReplyNode } from '../protocol/open-reply.js';

/** What a query told about the trade of a payment; `stranger` is a trade under its number that is not its own. */
export type TradeState = 'paid' | 'waiting' | 'closed' | 'stranger' | 'no_answer';

/** What is compared of a payment with a trade. */
export interface PaymentKey {
  readonly outTradeNo: string;
  readonly amount: unknown;
}

/** Judges a verified answer of `alipay.trade.query`. Source: protocol.md 8.3. */
export function judgeTrade(node: ReplyNode, { outTradeNo, amount }: PaymentKey): TradeState {
  if (!isSameText(node['out_trade_no'], outTradeNo)) return 'no_answer';
  if (!isSameAmount(node['total_amount'], amount)) return 'stranger';
  switch (node['trade_status']) {
    case 'TRADE_SUCCESS':
    case 'TRADE_FINISHED':
      return 'paid';
    case 'WAIT_BUYER_PAY':
      return 'waiting';
    case 'TRADE_CLOSED':
      return 'closed';
    default:
      return 'no_answer';
  }
}
