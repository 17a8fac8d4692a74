import type { ReplyNode } from '../protocol/open-reply.js';
import type { Confirmation, Verdict } from './confirmation.js';
import { notFoundBy, questionOf } from './confirmation.js';
import type { StateWords } from './judge.js';
import { isSameAmount, isSameText, judgeState } from './judge.js';

const TRANSFER_STATES: StateWords = {
  field: 'status',
  ran: ['SUCCESS'],
  running: ['DEALING', 'INIT', 'WAIT_PAY'],
  failed: ['FAIL', 'CLOSED'],
  mixed: { REFUND: 'the money went out, and the bank sent it back (REFUND)' },
};

/**
 * How `alipay.fund.trans.uni.transfer` is asked after: by `alipay.fund.trans.common.query` under the same `out_biz_no`. An
 * order that is not found may still be on its way, so it is asked for some time before the transfer is sent again.
 * Source: protocol.md 6.4 (ORDER_NOT_EXIST), 8.5.
 */
export const CONFIRM_TRANSFER: Confirmation = {
  by: 'alipay.fund.trans.common.query',
  reads: ['out_biz_no', 'product_code', 'biz_scene', 'trans_amount'],
  question: questionOf('out_biz_no', 'product_code', 'biz_scene'),
  judgeAnswer,
  judgeRefusal: notFoundBy('ORDER_NOT_EXIST'),
  patienceMs: 10_000,
};

function judgeAnswer(node: ReplyNode, content: ReplyNode): Verdict {
  if (!isSameText(node['out_biz_no'], content['out_biz_no'])) {
    return { kind: 'no_answer', because: 'the reply speaks of another transfer' };
  }
  if (node['trans_amount'] !== undefined && !isSameAmount(node['trans_amount'], content['trans_amount'])) {
    return { kind: 'cannot_tell', because: 'the transfer under this out_biz_no has another amount' };
  }
  return judgeState(node, TRANSFER_STATES);
}
