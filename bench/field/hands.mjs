// @ts-check
// What an expert would write by hand with node:crypto for one kind of query and no more: the key is read once, the signature
// is made in the thread pool, the reply is verified over its bytes before it is parsed. Nothing is tried again, nothing is
// classified. Both floors use these hands, one with axios and one with undici.

import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  randomUUID,
  sign,
  verify,
  X509Certificate,
} from 'node:crypto';
import { promisify } from 'node:util';

/** @import { Target } from './measure.mjs' */
/** @import { Workload } from './workloads.mjs' */
/** @typedef {{ path: string, body: string, headers: Record<string, string> }} Written */
/** @typedef {(name: string) => string | undefined} HeaderOf */
/** @typedef {{ write: () => Promise<Written>, read: (bytes: Buffer, headerOf: HeaderOf) => unknown }} Hands `read` gives the code */

const signAsync = promisify(sign);
const METHOD = 'alipay.trade.query';
const NODE_START = Buffer.from('"alipay_trade_query_response":');
const SIGN_START = Buffer.from(',"sign":"');
const SN_START = Buffer.from(',"alipay_cert_sn":"');
const NO_IV = Buffer.alloc(16);

/**
 * @param {Target} target
 * @param {Workload} workload
 * @returns {Hands}
 */
export function createHands(target, { protocol, encrypted }) {
  const { appId, privateKey, alipayPublicKey } = target.credentials;
  const { certificates } = target;
  const key = createPrivateKey(privateKey);
  const alipayKey =
    certificates === undefined ? createPublicKey(alipayPublicKey) : new X509Certificate(certificates.alipay).publicKey;
  const aesKey = Buffer.from(target.encryptKey, 'base64');
  const content = () => JSON.stringify({ out_trade_no: target.outTradeNo });
  const system = {
    app_id: appId,
    ...(certificates === undefined
      ? {}
      : { app_cert_sn: certificates.appSn, alipay_root_cert_sn: certificates.rootSn }),
    charset: 'utf-8',
    ...(encrypted ? { encrypt_type: 'AES' } : {}),
    format: 'JSON',
    method: METHOD,
    sign_type: 'RSA2',
    version: '1.0',
  };
  if (protocol === 'v3') return v3Hands(appId, key, alipayKey, content);
  return {
    write: async () => writeV2(system, encrypted ? encrypt(content(), aesKey) : content(), key),
    read: (bytes) => readV2(bytes, alipayKey, encrypted ? aesKey : undefined),
  };
}

/**
 * @param {Record<string, string>} common
 * @param {string} bizContent
 * @param {import('node:crypto').KeyObject} key
 * @returns {Promise<Written>}
 */
async function writeV2(common, bizContent, key) {
  const system = { ...common, timestamp: chinaTime(Date.now()) };
  const text = Object.entries({ ...system, biz_content: bizContent })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const signature = (await signAsync('sha256', Buffer.from(text), key)).toString('base64');
  const query = Object.entries({ ...system, sign: signature })
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  return {
    path: `/gateway.do?${query}`,
    body: `biz_content=${encodeURIComponent(bizContent)}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
  };
}

/**
 * Cuts the business node out of the reply's bytes, verifies it, and only then opens it.
 *
 * @param {Buffer} bytes
 * @param {import('node:crypto').KeyObject} alipayKey
 * @param {Buffer | undefined} aesKey
 */
function readV2(bytes, alipayKey, aesKey) {
  const nodeAt = bytes.indexOf(NODE_START) + NODE_START.length;
  const signAt = bytes.lastIndexOf(SIGN_START);
  const snAt = bytes.lastIndexOf(SN_START, signAt);
  if (nodeAt < NODE_START.length || signAt < nodeAt) throw new Error('The reply is no signed envelope');
  const node = bytes.subarray(nodeAt, snAt > nodeAt ? snAt : signAt);
  const from = signAt + SIGN_START.length;
  const signature = Buffer.from(bytes.toString('latin1', from, bytes.indexOf('"', from)), 'base64');
  if (!verify('sha256', node, alipayKey, signature)) throw new Error('The signature of the reply does not fit');
  const value = JSON.parse(node.toString());
  return aesKey === undefined ? value.code : JSON.parse(decrypt(value, aesKey)).code;
}

/**
 * @param {string} appId
 * @param {import('node:crypto').KeyObject} key
 * @param {import('node:crypto').KeyObject} alipayKey
 * @param {() => string} content
 * @returns {Hands}
 */
function v3Hands(appId, key, alipayKey, content) {
  const path = '/v3/alipay/trade/query';
  return {
    write: async () => {
      const body = content();
      const auth = `app_id=${appId},nonce=${randomUUID()},timestamp=${Date.now()}`;
      const signature = await signAsync('sha256', Buffer.from(`${auth}\nPOST\n${path}\n${body}\n`), key);
      const authorization = `ALIPAY-SHA256withRSA ${auth},sign=${signature.toString('base64')}`;
      const headers = { authorization, 'content-type': 'application/json', 'alipay-request-id': randomUUID() };
      return { path, body, headers };
    },
    read: (bytes, headerOf) => {
      const head = `${headerOf('alipay-timestamp')}\n${headerOf('alipay-nonce')}\n`;
      const text = Buffer.concat([Buffer.from(head), bytes, Buffer.from('\n')]);
      const signature = Buffer.from(headerOf('alipay-signature') ?? '', 'base64');
      if (!verify('sha256', text, alipayKey, signature)) throw new Error('The signature of the reply does not fit');
      return JSON.parse(bytes.toString()).out_trade_no === undefined ? 'nothing' : '10000';
    },
  };
}

/** @param {string} text @param {Buffer} key */
function encrypt(text, key) {
  const cipher = createCipheriv('aes-128-cbc', key, NO_IV);
  return cipher.update(text, 'utf8', 'base64') + cipher.final('base64');
}

/** @param {string} text @param {Buffer} key */
function decrypt(text, key) {
  const decipher = createDecipheriv('aes-128-cbc', key, NO_IV);
  return decipher.update(text, 'base64', 'utf8') + decipher.final('utf8');
}

/** @param {number} atMs */
function chinaTime(atMs) {
  return new Date(atMs + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
