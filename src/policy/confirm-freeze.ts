import type { ReplyNode } from '../protocol/open-reply.js';
import type { Confirmation, Verdict } from './confirmation.js';
import { notFoundBy, questionOf } from './confirmation.js';
import type { StateWords } from './judge.js';
import { isSameAmount, isSameText, judgeState } from './judge.js';

const OPERATION_STATES: StateWords = {
  field: 'status',
  ran: ['SUCCESS'],
  running: ['INIT'],
  failed: ['CLOSED'],
};

/**
 * How `alipay.fund.auth.order.freeze` is asked after: by `alipay.fund.auth.operation.detail.query` under the same
 * `out_order_no` and `out_request_no`. INIT means that the payer has yet to confirm. Source: protocol.md 6.4, 6.5, 8.5.
 */
export const CONFIRM_FREEZE: Confirmation = confirmOperation('out_order_no', 'FREEZE');

/** How `alipay.fund.auth.order.unfreeze` is asked after: likewise, by `auth_no` and `out_request_no`. */
export const CONFIRM_UNFREEZE: Confirmation = confirmOperation('auth_no', 'UNFREEZE');

function confirmOperation(order: 'out_order_no' | 'auth_no', type: 'FREEZE' | 'UNFREEZE'): Confirmation {
  return {
    by: 'alipay.fund.auth.operation.detail.query',
    reads: [order, 'out_request_no', 'amount'],
    question: questionOf(order, 'out_request_no'),
    judgeAnswer: (node, content) => judgeOperation(node, content, order, type),
    judgeRefusal: notFoundBy('AUTH_ORDER_NOT_EXIST', 'AUTH_OPERATION_NOT_EXIST'),
  };
}

function judgeOperation(node: ReplyNode, content: ReplyNode, order: string, type: string): Verdict {
  if (!isSameText(node['out_request_no'], content['out_request_no']) || !isSameText(node[order], content[order])) {
    return { kind: 'no_answer', because: 'the reply speaks of another operation' };
  }
  if (node['operation_type'] !== undefined && node['operation_type'] !== type) {
    return { kind: 'cannot_tell', because: 'the operation under this out_request_no is of another kind' };
  }
  if (!isSameAmount(node['amount'], content['amount'])) {
    return { kind: 'cannot_tell', because: 'the operation under this out_request_no has another amount' };
  }
  return judgeState(node, OPERATION_STATES);
}
