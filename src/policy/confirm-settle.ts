import type { ReplyNode } from '../protocol/open-reply.js';
import type { Confirmation, Verdict } from './confirmation.js';
import { notFoundBy, questionOf } from './confirmation.js';
import { isSameText } from './judge.js';

/**
 * How `alipay.trade.order.settle` is asked after: by `alipay.trade.order.settle.query` under the same `out_request_no`. It
 * ran when every share arrived; a reply without any shares is how the gateway says that there is no such settlement, as no
 * code for it is declared. Source: protocol.md 6.4, 6.5, 8.5.
 */
export const CONFIRM_SETTLE: Confirmation = {
  by: 'alipay.trade.order.settle.query',
  reads: ['out_request_no', 'trade_no'],
  question: questionOf('out_request_no', 'trade_no'),
  judgeAnswer,
  judgeRefusal: notFoundBy(),
};

function judgeAnswer(node: ReplyNode, content: ReplyNode): Verdict {
  const named = node['out_request_no'];
  if (named !== undefined && !isSameText(named, content['out_request_no'])) {
    return { kind: 'no_answer', because: 'the reply speaks of another settlement' };
  }
  const shares = node['royalty_detail_list'];
  if (shares === undefined) return named === undefined ? { kind: 'did_not_run' } : { kind: 'running' };
  if (named === undefined || !Array.isArray(shares) || shares.length === 0) {
    return { kind: 'no_answer', because: 'the reply does not say how the settlement stands' };
  }
  return judgeShares(shares.map((share) => Object(share)['state']));
}

function judgeShares(states: readonly unknown[]): Verdict {
  if (states.every((state) => state === 'SUCCESS')) return { kind: 'ran' };
  if (states.every((state) => state === 'FAIL')) return { kind: 'failed', because: 'no share of it arrived (FAIL)' };
  if (states.some((state) => state === 'PROCESSING')) return { kind: 'running' };
  if (states.every((state) => state === 'SUCCESS' || state === 'FAIL')) {
    return { kind: 'cannot_tell', because: 'some of its shares arrived and others failed' };
  }
  return { kind: 'no_answer', because: 'the reply names a state that is not known' };
}
