import type { BusinessNode, ReplyFields } from './reply-words.js';
import { plainNode, refusalNode, successNode } from './reply-words.js';

/** Headers of a scripted answer, by their names. */
export type ReplyHeaders = Readonly<Record<string, string>>;

/**
 * One scripted reply: plain data, so that it can be sent to a gateway in another process.
 *
 * - `pass` the gateway's own work and answer
 * - `node` this business node; nothing is run
 * - `paid` / `pending` the buyer has paid by now / has not yet; the ledger knows it too
 * - `unsigned` / `forged` the inner reply without a signature / with one that does not fit
 * - `delayed` the inner reply, worked out at once and sent later
 * - `ran` the gateway's own work, and then the inner reply instead of its answer
 * - `lost` the inner reply's work, and then the socket is destroyed
 * - `hangUp` the socket is destroyed and nothing is run
 * - `silent` no answer ever; `run` says whether the work is done
 * - `http` / `raw` an answer that is no envelope / these very bytes as the body, with status 200
 */
export type ScriptedReply =
  | { readonly kind: 'pass' }
  | { readonly kind: 'node'; readonly node: BusinessNode }
  | { readonly kind: 'paid' | 'pending'; readonly fields: ReplyFields }
  | { readonly kind: 'unsigned' | 'forged' | 'ran' | 'lost'; readonly reply: ScriptedReply }
  | { readonly kind: 'delayed'; readonly reply: ScriptedReply; readonly ms: number }
  | { readonly kind: 'hangUp' }
  | { readonly kind: 'silent'; readonly run: boolean }
  | { readonly kind: 'http'; readonly status: number; readonly body: string; readonly headers: ReplyHeaders }
  | {
      readonly kind: 'raw';
      readonly body: string;
      readonly encoding: 'utf8' | 'base64';
      readonly headers: ReplyHeaders;
    };

/** The gateway's own work and answer: in a queue of scripted replies, "this one for real". */
export function pass(): ScriptedReply {
  return { kind: 'pass' };
}

/** 10000 with these fields; nothing is run. */
export function ok(fields: ReplyFields = {}): ScriptedReply {
  return { kind: 'node', node: successNode(fields) };
}

/**
 * The buyer has paid by now: `alipay.trade.pay` is done and answers 10000, `alipay.trade.query` tells `TRADE_SUCCESS`, and
 * a trade that the ledger holds is paid there too. Numbers and amounts come from the request.
 *
 * @example
 * gateway.on('alipay.trade.query').reply(pending(), pending(), paid());
 */
export function paid(fields: ReplyFields = {}): ScriptedReply {
  return { kind: 'paid', fields };
}

/**
 * The buyer has not paid yet: `alipay.trade.pay` answers 10003 and leaves a trade that waits until `ledger.buyerPays`,
 * `alipay.trade.query` tells `WAIT_BUYER_PAY`. Likewise a pre-authorisation, until `ledger.payerConfirms`. Source: protocol.md 8.1.
 */
export function pending(fields: ReplyFields = {}): ScriptedReply {
  return { kind: 'pending', fields };
}

/**
 * The transfer is taken in and not carried out yet: status DEALING, until `ledger.transferEnds`. Source: protocol.md 8.5.
 */
export function dealing(fields: ReplyFields = {}): ScriptedReply {
  return { kind: 'pending', fields };
}

/** The gateway asks for the cancellation to be sent again: 10000 with `retry_flag` Y; nothing is done. Source: protocol.md 8.2. */
export function retryCancel(fields: ReplyFields = {}): ScriptedReply {
  return { kind: 'node', node: successNode({ retry_flag: 'Y', ...fields }) };
}

/** A refusal, with the gateway's own words for it; nothing is run. */
export function refused(code: string, subCode: string, fields: ReplyFields = {}): ScriptedReply {
  return { kind: 'node', node: refusalNode(code, subCode, fields) };
}

/** 20000, after which nobody knows whether the call ran. It did not; `ran(busy())` is the other case. */
export function busy(subCode: 'isp.unknow-error' | 'aop.unknow-error' = 'isp.unknow-error'): ScriptedReply {
  return refused('20000', subCode);
}

/** 40005: too many calls, by the app or (`isv.method-call-limited`) of this method. */
export function throttled(
  subCode: 'isv.app-call-limited' | 'isv.method-call-limited' = 'isv.app-call-limited',
): ScriptedReply {
  return refused('40005', subCode);
}

/** A reply with any `code`, also one that the gateway does not have. */
export function answered(code: string, fields: ReplyFields = {}): ScriptedReply {
  return { kind: 'node', node: plainNode(code, fields) };
}

/** The reply without its signature. */
export function unsigned(reply: ScriptedReply): ScriptedReply {
  return { kind: 'unsigned', reply };
}

/** The reply with a signature that does not fit it. */
export function forged(reply: ScriptedReply): ScriptedReply {
  return { kind: 'forged', reply };
}

/** The reply, worked out at once and sent after so many milliseconds of real time. */
export function delayed(reply: ScriptedReply, ms: number): ScriptedReply {
  return { kind: 'delayed', reply, ms };
}

/** The gateway does its work, and then answers with `reply` and not with the result: `ran(busy())` is the 20000 that ran. */
export function ran(reply: ScriptedReply): ScriptedReply {
  return { kind: 'ran', reply };
}

/** The work is done and the answer never comes: the socket is destroyed. Default of `reply` is the real work, `pass()`. */
export function lost(reply: ScriptedReply = pass()): ScriptedReply {
  return { kind: 'lost', reply };
}

/** The socket is destroyed and nothing was run. */
export function hangUp(): ScriptedReply {
  return { kind: 'hangUp' };
}

/** No answer, and the socket stays open. With `run` the work is done. Default `{ run: false }`. */
export function silent(options: { readonly run?: boolean } = {}): ScriptedReply {
  return { kind: 'silent', run: options.run ?? false };
}

/** An answer from in front of the gateway: a status, and a body that is no envelope. Nothing is run. */
export function httpStatus(status: number, body = '', headers: ReplyHeaders = {}): ScriptedReply {
  return { kind: 'http', status, body, headers };
}

/** Exactly this body with status 200: text as UTF-8, or bytes in whatever charset. Nothing is run. */
export function raw(body: string | Uint8Array, headers: ReplyHeaders = {}): ScriptedReply {
  return typeof body === 'string'
    ? { kind: 'raw', body, encoding: 'utf8', headers }
    : { kind: 'raw', body: Buffer.from(body).toString('base64'), encoding: 'base64', headers };
}
