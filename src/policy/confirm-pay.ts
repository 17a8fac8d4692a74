import type { ReplyNode } from '../protocol/open-reply.js';
import type { Confirmation, Verdict } from './confirmation.js';

/**
 * How `alipay.trade.pay` is asked after: by `alipay.trade.query` under the same `out_trade_no`. Paid means it ran, waiting
 * for the buyer means it still runs, no such trade means it did not run. Source: protocol.md 6.4, 8.1, 8.3.
 */
export const CONFIRM_PAY: Confirmation = {
  by: 'alipay.trade.query',
  question: (content) => ({ out_trade_no: content['out_trade_no'] }),
  judgeAnswer,
  judgeRefusal,
};

function judgeRefusal(subCode: string | undefined, signed: boolean): Verdict {
  if (!signed) return { kind: 'no_answer', because: 'the refusal of the query was not signed' };
  if (subCode === 'ACQ.TRADE_NOT_EXIST') return { kind: 'did_not_run' };
  return { kind: 'cannot_tell', because: `the query was refused${subCode === undefined ? '' : ` (${subCode})`}` };
}

function judgeAnswer(node: ReplyNode, content: ReplyNode): Verdict {
  // A signed reply can be an old one to another query, played back: it must speak of this trade.
  if (String(node['out_trade_no']) !== String(content['out_trade_no'])) {
    return { kind: 'no_answer', because: 'the reply speaks of another trade' };
  }
  if (!isSameAmount(node['total_amount'], content['total_amount'])) {
    return { kind: 'cannot_tell', because: 'the trade under this out_trade_no has another amount' };
  }
  switch (node['trade_status']) {
    case 'TRADE_SUCCESS':
    case 'TRADE_FINISHED':
      return { kind: 'ran' };
    case 'WAIT_BUYER_PAY':
      return { kind: 'running' };
    case 'TRADE_CLOSED':
      return { kind: 'cannot_tell', because: 'the trade is closed: it was never paid, or paid and refunded' };
    default:
      return { kind: 'no_answer', because: 'the reply names no trade_status that is known' };
  }
}

function isSameAmount(left: unknown, right: unknown): boolean {
  return right === undefined || right === null || plainAmount(left) === plainAmount(right);
}

// "8.8", "8.80" and 8.8 are one amount; comparing as numbers would round.
function plainAmount(amount: unknown): string {
  const text = String(amount);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
