// @ts-check
// Makes the calls of the section `middleware`. RSA is taken out of node:crypto before the library is loaded, so that its noise,
// which is larger than what is measured, is not in the figures.

import crypto, { createPrivateKey } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { createTestCredentials } from 'alipay-axios/testing';
import axios from 'axios';

const credentials = createTestCredentials();
const signature = Buffer.alloc(256, 7);
const key = createPrivateKey(credentials.alipayPrivateKey);
const node = JSON.stringify({ code: '10000', msg: 'Success', out_trade_no: 'bench-1', trade_status: 'TRADE_SUCCESS' });
const signed = crypto.sign('sha256', Buffer.from(node), key).toString('base64');
const data = Buffer.from(`{"alipay_trade_query_response":${node},"sign":"${signed}"}`);

Object.assign(crypto, {
  sign: (/** @type {unknown[]} */ ...[, , , done]) => {
    if (typeof done !== 'function') return signature;
    process.nextTick(done, null, signature);
    return undefined;
  },
  verify: () => true,
});
syncBuiltinESMExports();
const { createAlipay } = await import('alipay-axios');

const headers = { date: new Date().toUTCString() };
/** @type {import('axios').AxiosAdapter} */
const adapter = async (config) => ({ status: 200, statusText: 'OK', headers, data, config });
const { appId, privateKey, alipayPublicKey } = credentials;
const alipay = createAlipay({ appId, privateKey, alipayPublicKey, bulkhead: { maxInFlight: 256 }, axios: { adapter } });
const plain = axios.create({
  baseURL: 'https://openapi.alipay.com',
  adapter,
  responseType: 'arraybuffer',
  // axios copies the same object on its way; writing it down is the middleware's.
  transformRequest: () => 'biz_content=%7B%7D',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
});

const wanted = () => ({ method: 'alipay.trade.query', biz_content: { out_trade_no: 'bench-1' } });

const CALLS = {
  execute: async () => {
    await alipay.execute('alipay.trade.query', { out_trade_no: 'bench-1' });
  },
  post: async () => {
    await alipay.post('/gateway.do', wanted());
  },
  plain: async () => {
    await plain.post('/gateway.do', wanted());
  },
};

const SLICE_CALLS = 500;

process.on('message', async (/** @type {{ calls: number, inFlight: number }} */ { calls, inFlight }) => {
  const micros = { execute: 0, post: 0, plain: 0 };
  for (let left = calls; left > 0; left -= SLICE_CALLS) {
    for (const name of /** @type {const} */ (['execute', 'post', 'plain'])) {
      const before = process.cpuUsage();
      await makeCalls(CALLS[name], Math.min(left, SLICE_CALLS), inFlight);
      const { user, system } = process.cpuUsage(before);
      micros[name] += user + system;
    }
  }
  process.send?.({ execute: micros.execute / calls, post: micros.post / calls, plain: micros.plain / calls });
});
process.once('disconnect', () => process.exit());

/** @param {() => Promise<void>} call @param {number} calls @param {number} inFlight */
async function makeCalls(call, calls, inFlight) {
  let left = calls;
  const lane = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
}
