import type { ReplyNode } from '../protocol/open-reply.js';
import type { Confirmation, Verdict } from './confirmation.js';
import { notFoundBy, questionOf } from './confirmation.js';
import type { StateWords } from './judge.js';
import { isSameAmount, isSameText, judgeState } from './judge.js';

const REFUND_STATES: StateWords = {
  field: 'refund_status',
  ran: ['REFUND_SUCCESS'],
  running: ['REFUND_PROCESSING'],
  failed: [],
};

/**
 * How `alipay.trade.refund` is asked after: by `alipay.trade.fastpay.refund.query` under the same `out_request_no`. Only
 * `REFUND_SUCCESS` means that it ran: a 10000 that tells nothing of the refund is how the gateway says that there is none,
 * and the same refund may be sent again, three seconds after the last. Source: protocol.md 6.4, 8.4.
 */
export const CONFIRM_REFUND: Confirmation = {
  by: 'alipay.trade.fastpay.refund.query',
  reads: ['trade_no', 'out_trade_no', 'out_request_no', 'refund_amount'],
  question: questionOf('trade_no', 'out_trade_no', 'out_request_no'),
  judgeAnswer,
  judgeRefusal: notFoundBy('TRADE_NOT_EXIST', 'ACQ.TRADE_NOT_EXIST'),
  pauseMs: 3_000,
};

function judgeAnswer(node: ReplyNode, content: ReplyNode): Verdict {
  const named = node['out_request_no'];
  if (named !== undefined && !isSameText(named, content['out_request_no'])) {
    return { kind: 'no_answer', because: 'the reply speaks of another refund' };
  }
  if (node['refund_status'] === undefined) return { kind: 'did_not_run' };
  if (named === undefined) return { kind: 'no_answer', because: 'the reply does not say of which refund it speaks' };
  if (!isSameAmount(node['refund_amount'], content['refund_amount'])) {
    return { kind: 'cannot_tell', because: 'the refund under this out_request_no has another amount' };
  }
  return judgeState(node, REFUND_STATES);
}
