import { findMethod } from '../catalog/find-method.js';
import type { CodeRow } from '../catalog/rows.js';
import { nodeNameOf } from '../protocol/envelope.js';
import type { Reply, ReplyNode } from '../protocol/open-reply.js';
import type { Answer, AttemptResult } from './attempt-result.js';

/** Finds the row for a reply's codes, and for the node of a signed one; `rowFor` with the caller's rules bound to it. */
export type FindRow = (code: string, subCode: string | undefined, method: string, node?: ReplyNode) => CodeRow;

const SUCCESS = '10000';
const PENDING = '10003';

/**
 * What a reply says about the attempt. Only a verified reply can be a success; an unsigned refusal is believed as a
 * refusal and never as more; a status that is not 2xx comes from an access layer unless the reply under it verifies.
 * Source: design.md 4, protocol.md 2.2.
 */
export function classifyReply(reply: Reply, httpStatus: number, method: string, findRow: FindRow): AttemptResult {
  const isGatewayStatus = httpStatus >= 200 && httpStatus < 300;
  if (reply.kind !== 'verified' && !isGatewayStatus) {
    return isTurnedAway(reply, httpStatus, { method, findRow }) ? turnedAway(method, findRow) : byStatus(httpStatus);
  }
  switch (reply.kind) {
    case 'malformed':
      return { kind: 'unknown', cause: 'malformed', detail: reply.why };
    case 'forged':
      return { kind: 'unknown', cause: 'forged' };
    case 'stranger':
      return { kind: 'unknown', cause: 'unknown-certificate' };
    case 'verified':
    case 'unsigned':
      return classifyNode(reply, method, findRow);
    default: {
      const never: never = reply;
      return never;
    }
  }
}

// What looks like a success, carries a signature that does not fit or says itself that nobody knows may be the word on a call
// that ran.
function isTurnedAway(
  reply: Exclude<Reply, { kind: 'verified' }>,
  httpStatus: number,
  { method, findRow }: { readonly method: string; readonly findRow: FindRow },
): boolean {
  if (httpStatus !== 429) return false;
  if (reply.kind !== 'unsigned') return reply.kind === 'malformed';
  return classifyNode(reply, method, findRow).kind === 'refused';
}

/** The result where an access layer turned the request away for its rate (429). Source: RFC 6585 4. */
export function turnedAway(method: string, findRow: FindRow): AttemptResult {
  const row = findRow(CALL_LIMITED, undefined, method);
  return { kind: 'refused', answer: { code: CALL_LIMITED, signed: false, row } };
}

/** What any other status says that is not the gateway's own word: that nobody knows. */
export function byStatus(httpStatus: number): AttemptResult {
  return { kind: 'unknown', cause: 'http-status', detail: `HTTP ${httpStatus}` };
}

const CALL_LIMITED = '40005';

function classifyNode(
  reply: Extract<Reply, { kind: 'verified' | 'unsigned' }>,
  method: string,
  findRow: FindRow,
): AttemptResult {
  const { node, nodeName } = reply;
  const isOwnNode = nodeName === nodeNameOf(method);
  const code = codeOf(node);
  if (code === undefined && !(isOwnNode && mayLackCode(node, method))) {
    return { kind: 'unknown', cause: 'malformed', detail: `${nodeName} carries no code` };
  }
  const signed = reply.kind === 'verified';
  const subCode = textOf(node, 'sub_code')?.trim();
  if (subCode !== undefined && !(signed ? SIGNED_NAME : NAME).test(subCode)) {
    return { kind: 'unknown', cause: 'malformed', detail: 'its sub_code is none' };
  }
  // Its fields count only where it is this method's own, and signed.
  const row = findRow(code ?? SUCCESS, subCode, method, signed && isOwnNode && code !== undefined ? node : undefined);
  const answer = readAnswer(node, { code, subCode }, signed, row);
  if (answer.row.tells === 'succeeded' && (!isOwnNode || (code === SUCCESS && answer.subCode !== undefined))) {
    return { kind: 'unknown', cause: 'malformed', detail: 'a success in the form of a failure' };
  }
  switch (answer.row.tells) {
    case 'succeeded':
      return succeeded(answer);
    case 'refused':
      return answer.signed && answer.row.action === 'accept' ? succeeded(answer) : { kind: 'refused', answer };
    case 'unknown':
      if (answer.signed && answer.row.action === 'accept') return succeeded(answer);
      return { kind: 'unknown', cause: 'answered', answer };
    default: {
      const never: never = answer.row.tells;
      return never;
    }
  }
}

// A few methods answer a success without a code, and for any other that would be a reply that says nothing.
function mayLackCode(node: ReplyNode, method: string): boolean {
  return findMethod(method)?.codeless === true && !Object.hasOwn(node, 'code') && !Object.hasOwn(node, 'sub_code');
}

function succeeded(answer: Answer): AttemptResult {
  if (!answer.signed) return { kind: 'unknown', cause: 'unsigned', answer };
  // A user's rule can turn a success down; that it ran stays possible, so it is never a refusal.
  if (answer.row.action !== 'accept') return { kind: 'unknown', cause: 'answered', answer };
  return { kind: 'succeeded', answer, pending: answer.code === PENDING };
}

function readAnswer(
  node: ReplyNode,
  { code, subCode }: { readonly code: string | undefined; readonly subCode: string | undefined },
  signed: boolean,
  row: CodeRow,
): Answer {
  const msg = textOf(node, 'msg');
  const subMsg = textOf(node, 'sub_msg');
  return {
    signed,
    row,
    ...(code === undefined ? {} : { code }),
    ...(msg === undefined ? {} : { msg }),
    ...(subCode === undefined ? {} : { subCode }),
    ...(subMsg === undefined ? {} : { subMsg }),
  };
}

// Codes go into messages and events, where nothing but a code may come from an unsigned reply. One published code has a
// comma and a blank in it. Source: protocol.md 6.3.
const NAME = /^[\w.,: -]{1,128}$/;
const SIGNED_NAME = /^[\p{L}\p{N}_.,:;()/+ -]{1,128}$/u;

function codeOf(node: ReplyNode): string | undefined {
  const code = textOf(node, 'code');
  return code !== undefined && NAME.test(code) ? code : undefined;
}

function textOf(node: ReplyNode, name: string): string | undefined {
  const value = Object.hasOwn(node, name) ? node[name] : undefined;
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
