// @ts-check
// The test gateways, in key mode and in certificate mode, in one process of their own, so that their work is not counted as a
// contender's. The first message is their `Targets`; then each message prepares for a workload.
//
// Every request is verified. The reply to a query, which is the same for all, is signed once: an RSA signature is the dearest
// thing in a call, and made for each it would let the gateway take the processor from those it is there to measure.

import { certificateSn, createAlipay, rootCertificateSn } from 'alipay-axios';
import { busy, createTestAuthority, createTestCredentials, hangUp, raw, startGateway } from 'alipay-axios/testing';
import axios from 'axios';

/** @import { AxiosAdapter } from 'axios' */
/** @import { AlipayInstance } from 'alipay-axios' */
/** @import { ScriptedReply, TestGateway } from 'alipay-axios/testing' */
/** @import { Target } from './measure.mjs' */
/** @import { Workload } from './workloads.mjs' */

/** @typedef {{ key: Target, certificate: Target }} Targets */

const OUT_TRADE_NO = 'bench-1';
const FAULT_EVERY = 20;

/** What answers from now on; undefined for the gateway itself. @type {(() => ScriptedReply) | undefined} */
let answer;
const encryptKey = Buffer.alloc(16, 5).toString('base64');
const credentials = createTestCredentials();
const options = { credentials, encryptKey, logLimit: 0, script: () => answer?.() };
const gateways = {
  key: await startGateway(options),
  certificate: await startGateway({ ...options, authority: createTestAuthority() }),
};
const made = { key: await makeReplies(openKey(gateways.key)), certificate: await makeReplies(openCertified()) };

process.on('message', (/** @type {Workload} */ workload) => {
  const { mode, protocol, encrypted, faulty } = workload;
  const reply = made[mode][protocol === 'v3' ? 'v3' : encrypted ? 'aes' : 'v2'];
  let requests = 0;
  answer = () => (faulty && ++requests % FAULT_EVERY === 0 ? fault(requests / FAULT_EVERY) : reply);
  process.send?.('ready');
});
process.once('disconnect', () => process.exit());
process.send?.(targets());

/** @param {number} nth @returns {ScriptedReply} */
function fault(nth) {
  return nth % 2 === 0 ? busy() : hangUp();
}

/** @param {TestGateway} gateway */
function openKey(gateway) {
  return createAlipay({ ...gateway.credentials, encryptKey, gateway: gateway.url });
}

function openCertified() {
  const { certificateCredentials, url } = gateways.certificate;
  return createAlipay({ ...certificateCredentials, encryptKey, gateway: url });
}

/** @returns {Targets} */
function targets() {
  const { key, certificate } = gateways;
  const { certificates } = certificate.certificateCredentials;
  const common = { outTradeNo: OUT_TRADE_NO, encryptKey };
  return {
    key: { ...common, url: key.url, credentials: key.credentials },
    certificate: {
      ...common,
      url: certificate.url,
      credentials: certificate.credentials,
      certificates: {
        ...certificates,
        appSn: certificateSn(certificates.app),
        rootSn: rootCertificateSn(certificates.root),
      },
    },
  };
}

/**
 * Creates the trade that all contenders ask for, and takes down what the gateway says of it.
 *
 * @param {AlipayInstance} alipay
 */
async function makeReplies(alipay) {
  const order = { out_trade_no: OUT_TRADE_NO, subject: 'Bench', total_amount: '88.88' };
  await alipay.execute('alipay.trade.pay', { ...order, auth_code: '281234567890123456' });
  const content = { out_trade_no: OUT_TRADE_NO };
  const http = axios.getAdapter('http');
  /** @type {ScriptedReply[]} */
  const taken = [];
  /** @type {AxiosAdapter} */
  const adapter = async (config) => {
    const response = await http(config);
    const headers = Object.entries(response.headers).filter(([name]) => name.startsWith('alipay-'));
    taken.push(raw(response.data, Object.fromEntries(headers.map(([name, value]) => [name, String(value)]))));
    return response;
  };
  await alipay.execute('alipay.trade.query', content, { adapter });
  await alipay.execute('alipay.trade.query', content, { adapter, encrypt: true });
  await alipay.post('/v3/alipay/trade/query', content, { adapter });
  await alipay.close();
  const [v2, aes, v3] = taken;
  if (v2 === undefined || aes === undefined || v3 === undefined) throw new Error('The gateway gave no replies');
  return { v2, aes, v3 };
}
