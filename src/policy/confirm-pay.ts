import type { ReplyNode } from '../protocol/open-reply.js';
import type { Confirmation, Verdict } from './confirmation.js';
import { notFoundBy, questionOf } from './confirmation.js';
import type { StateWords } from './judge.js';
import { isSameAmount, isSameText, judgeState } from './judge.js';

// A closed trade was never paid, or paid and refunded. Source: protocol.md 8.3.
const TRADE_STATES: StateWords = {
  field: 'trade_status',
  ran: ['TRADE_SUCCESS', 'TRADE_FINISHED'],
  running: ['WAIT_BUYER_PAY'],
  failed: [],
  mixed: { TRADE_CLOSED: 'the trade is closed: it was never paid, or paid and refunded' },
};

/**
 * How `alipay.trade.pay` is asked after: by `alipay.trade.query` under the same `out_trade_no`. Paid means it ran, waiting
 * for the buyer means it still runs, no such trade means it did not run. Source: protocol.md 6.4, 8.1, 8.3.
 */
export const CONFIRM_PAY: Confirmation = {
  by: 'alipay.trade.query',
  reads: ['out_trade_no', 'total_amount'],
  question: questionOf('out_trade_no'),
  judgeAnswer,
  judgeRefusal: notFoundBy('ACQ.TRADE_NOT_EXIST'),
};

function judgeAnswer(node: ReplyNode, content: ReplyNode): Verdict {
  // A signed reply can be an old one to another query, played back: it must speak of this trade.
  if (!isSameText(node['out_trade_no'], content['out_trade_no'])) {
    return { kind: 'no_answer', because: 'the reply speaks of another trade' };
  }
  if (!isSameAmount(node['total_amount'], content['total_amount'])) {
    return { kind: 'cannot_tell', because: 'the trade under this out_trade_no has another amount' };
  }
  return judgeState(node, TRADE_STATES);
}
