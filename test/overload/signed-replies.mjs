// @ts-check
// Replies of a gateway that are signed once and given many times.

import { createPrivateKey, sign } from 'node:crypto';

const NODES = /** @type {const} */ ({
  ok: { code: '10000', msg: 'Success' },
  busy: { code: '20000', msg: 'Service Currently Unavailable', sub_code: 'isp.unknow-error', sub_msg: 'busy' },
  'no such trade': { code: '40004', msg: 'Business Failed', sub_code: 'ACQ.TRADE_NOT_EXIST', sub_msg: 'none' },
  'app limited': { code: '40005', msg: 'Call Limited', sub_code: 'isv.app-call-limited', sub_msg: 'slow down' },
  'method limited': { code: '40005', msg: 'Call Limited', sub_code: 'isv.method-call-limited', sub_msg: 'slow down' },
  'stale token': { code: '20001', msg: 'Insufficient', sub_code: 'aop.invalid-auth-token', sub_msg: 'stale' },
});

/** @typedef {keyof typeof NODES} ReplyKind */

export const REPLY_KINDS = /** @type {readonly ReplyKind[]} */ (Object.keys(NODES));

/**
 * @param {string} alipayPrivateKey
 * @param {'RSA' | 'RSA2'} signType
 * @returns {(method: string, kind: ReplyKind) => Buffer}
 */
export function createReplies(alipayPrivateKey, signType) {
  const key = createPrivateKey(alipayPrivateKey);
  /** @type {Map<string, Buffer>} */
  const made = new Map();
  return (method, kind) => {
    const name = `${method} ${kind}`;
    const known = made.get(name);
    if (known !== undefined) return known;
    const node = JSON.stringify(NODES[kind]);
    const signature = sign(signType === 'RSA' ? 'RSA-SHA1' : 'RSA-SHA256', Buffer.from(node), key).toString('base64');
    const nodeName = `${method.replaceAll('.', '_')}_response`;
    const reply = Buffer.from(`{"${nodeName}":${node},"sign":"${signature}"}`);
    made.set(name, reply);
    return reply;
  };
}
