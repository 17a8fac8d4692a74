// @ts-check
// The floor: what an expert would write by hand with axios and node:crypto, for this one kind of call and no more. The key
// is read once, the signature is made in the thread pool, the reply is verified over its bytes before it is parsed.
// Nothing is tried again and nothing is classified.

import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { promisify } from 'node:util';
import axios from 'axios';

/** @import { Ask, Target } from '../measure.mjs' */

const signAsync = promisify(sign);
const METHOD = 'alipay.trade.query';
const NODE_START = Buffer.from('"alipay_trade_query_response":');
const SIGN_START = Buffer.from(',"sign":"');

/**
 * @param {Target} target
 * @returns {Ask}
 */
export function openContender({ url, credentials, outTradeNo }) {
  const { appId } = credentials;
  const privateKey = createPrivateKey(credentials.privateKey);
  const alipayKey = createPublicKey(credentials.alipayPublicKey);
  const client = axios.create({
    baseURL: url,
    timeout: 10_000,
    maxRedirects: 0,
    responseType: 'arraybuffer',
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
  });

  return async () => {
    const bizContent = JSON.stringify({ out_trade_no: outTradeNo });
    const system = {
      app_id: appId,
      charset: 'utf-8',
      format: 'JSON',
      method: METHOD,
      sign_type: 'RSA2',
      timestamp: chinaTime(Date.now()),
      version: '1.0',
    };
    const text = Object.entries({ ...system, biz_content: bizContent })
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${value}`)
      .join('&');
    const signature = (await signAsync('sha256', Buffer.from(text), privateKey)).toString('base64');
    const query = Object.entries({ ...system, sign: signature })
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&');
    const { data } = await client.post(`/gateway.do?${query}`, `biz_content=${encodeURIComponent(bizContent)}`);
    return readReply(data, alipayKey).code;
  };
}

/**
 * Cuts the business node out of the reply's bytes, verifies it, and only then parses it.
 *
 * @param {Buffer} bytes
 * @param {import('node:crypto').KeyObject} alipayKey
 * @returns {{ code: string }}
 */
function readReply(bytes, alipayKey) {
  const nodeAt = bytes.indexOf(NODE_START) + NODE_START.length;
  const signAt = bytes.lastIndexOf(SIGN_START);
  if (nodeAt < NODE_START.length || signAt < nodeAt) throw new Error('The reply is no signed envelope');
  const node = bytes.subarray(nodeAt, signAt);
  const from = signAt + SIGN_START.length;
  const signature = Buffer.from(bytes.toString('latin1', from, bytes.indexOf('"', from)), 'base64');
  if (!verify('sha256', node, alipayKey, signature)) throw new Error('The signature of the reply does not fit');
  return JSON.parse(node.toString());
}

/** @param {number} atMs */
function chinaTime(atMs) {
  return new Date(atMs + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
