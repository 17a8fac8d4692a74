import { randomUUID } from 'node:crypto';
import { encryptContent } from '../../protocol/content-cipher.js';
import { signBytes } from '../../protocol/signature.js';
import { v3ReplyBytes } from '../../protocol/v3-request.js';
import type { GatewaySetup } from '../gateway-options.js';
import type { BusinessNode } from '../reply-words.js';
import type { Seal } from '../seal-reply.js';
import type { HandledReply } from '../send-answer.js';

/** What a v3 reply is written for. */
export interface V3Delivery {
  readonly setup: GatewaySetup;
  readonly traceId: string;
  /** Whether the request came encrypted, so that a success goes encrypted. */
  readonly encrypted: boolean;
}

/**
 * Writes a business node as v3 does: real status codes, no envelope, a signature in the headers of every success; errors are
 * not signed. Source: protocol.md 5.2, 5.3.
 */
export async function writeV3(node: BusinessNode, seal: Seal, delivery: V3Delivery): Promise<HandledReply> {
  const { code, msg: _msg, sub_code: subCode, sub_msg: message, ...fields } = node;
  if (code === '10000' || code === '10003') return writeSuccess(fields, seal, delivery);
  const body = Buffer.from(JSON.stringify({ code: bare(subCode ?? code), message: message ?? node.msg, links: LINKS }));
  return page(STATUS[code] ?? 400, body, 'application/json;charset=utf-8', {}, delivery);
}

const LINKS = [{ link: 'https://opendocs.alipay.com/open-v3/054fcv', desc: '解决方案' }];

const STATUS: Readonly<Record<string, number>> = {
  '20000': 500,
  '20001': 401,
  '40001': 400,
  '40002': 400,
  '40003': 400,
  '40004': 400,
  '40005': 429,
  '40006': 403,
};

// The gateway's own codes have no prefix in v3. Source: protocol.md 5.3.
function bare(subCode: string): string {
  return subCode.replace(/^(?:isv|isp|aop)\./, '');
}

async function writeSuccess(fields: object, seal: Seal, delivery: V3Delivery): Promise<HandledReply> {
  const { setup, encrypted } = delivery;
  const { encryptKey, signers } = setup;
  const text = JSON.stringify(fields);
  const isSealed = encrypted && encryptKey !== undefined;
  const body = Buffer.from(isSealed ? encryptContent(text, encryptKey) : text);
  const type = isSealed ? 'text/plain;charset=utf-8' : 'application/json;charset=utf-8';
  if (seal === 'unsigned') return page(200, body, type, {}, delivery);
  const timestamp = String(setup.now());
  const nonce = randomUUID().replaceAll('-', '');
  const { key, certSn } = signers.current();
  const covered = v3ReplyBytes(timestamp, seal === 'forged' ? `${nonce}x` : nonce, body);
  const headers = {
    'alipay-timestamp': timestamp,
    'alipay-nonce': nonce,
    'alipay-signature': await signBytes(covered, key, 'RSA2'),
    ...(certSn === undefined ? {} : { 'alipay-sn': certSn }),
  };
  return page(200, body, type, headers, delivery);
}

function page(
  status: number,
  body: Buffer,
  contentType: string,
  headers: Readonly<Record<string, string>>,
  { setup, traceId }: V3Delivery,
): HandledReply {
  const own = {
    'content-type': contentType,
    'content-length': String(body.length),
    date: new Date(setup.now()).toUTCString(),
    'alipay-trace-id': traceId,
  };
  return { kind: 'reply', status, headers: { ...own, ...headers }, body };
}
