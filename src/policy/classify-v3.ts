import { findV3Code } from '../catalog/find-v3-code.js';
import { nodeNameOf } from '../protocol/envelope.js';
import type { Reply, ReplyNode } from '../protocol/open-reply.js';
import type { AttemptResult } from './attempt-result.js';
import type { FindRow } from './classify.js';
import { byStatus, classifyReply, turnedAway } from './classify.js';

/**
 * What a v3 reply says about the attempt, in the terms of the same tables as v2. A success has to be signed; a refusal need
 * not be, and is believed as a refusal only where the status says that it is the gateway's own. The status is no signal for
 * more: results nobody knows come under 400 too. Source: protocol.md 5.2, 5.3.
 */
export function classifyV3Reply(reply: Reply, httpStatus: number, method: string, findRow: FindRow): AttemptResult {
  if (reply.kind === 'forged' || reply.kind === 'stranger') return classifyReply(reply, 200, method, findRow);
  const isSuccess = httpStatus >= 200 && httpStatus < 300;
  if (reply.kind === 'malformed') {
    if (isSuccess) return classifyReply(reply, 200, method, findRow);
    return httpStatus === 429 ? turnedAway(method, findRow) : byStatus(httpStatus);
  }
  if (isSuccess) return translated(reply, method, findRow, successNode(reply.node, httpStatus, method));
  const { node } = reply;
  const code = node['code'];
  if (typeof code !== 'string' || code === '') {
    // Fields without a code could be those of a success.
    const saysNothing = Object.keys(node).length === 0;
    return httpStatus === 429 && saysNothing ? turnedAway(method, findRow) : byStatus(httpStatus);
  }
  const result = translated(reply, method, findRow, errorNode(code, node['message']));
  // What stands in the gateway's place makes 5xx pages of its own.
  const isOwnStatus = reply.kind === 'verified' || (httpStatus >= 400 && httpStatus < 500);
  return result.kind === 'refused' && !isOwnStatus ? byStatus(httpStatus) : result;
}

function translated(
  reply: Extract<Reply, { kind: 'verified' | 'unsigned' }>,
  method: string,
  findRow: FindRow,
  node: ReplyNode,
): AttemptResult {
  return classifyReply({ ...reply, nodeName: nodeNameOf(method), node }, 200, method, findRow);
}

// 202: accepted and not processed, the same request is to be repeated. A payment without its time of payment still waits for
// the buyer; v3 has no documented word for that. Source: protocol.md 5.3.
function successNode(node: ReplyNode, httpStatus: number, method: string): ReplyNode {
  if (httpStatus === 202) return { code: '20000' };
  const isPending = method === 'alipay.trade.pay' && !Object.hasOwn(node, 'gmt_payment');
  const { code: _code, sub_code: _subCode, ...fields } = node;
  return { ...fields, code: isPending ? '10003' : '10000' };
}

function errorNode(v3Code: string, message: unknown): ReplyNode {
  const { code, subCode } = findV3Code(v3Code);
  return { code, sub_code: subCode, ...(typeof message === 'string' ? { sub_msg: message } : {}) };
}
