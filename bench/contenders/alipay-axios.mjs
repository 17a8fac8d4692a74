// @ts-check
// This library, as its users have it: the built package, nothing tuned but the room for what is asked of it at once.

import { createAlipay } from 'alipay-axios';

/** @type {import('../field/measure.mjs').OpenContender} */
export function openContender(target, workload) {
  return askBy(createAlipay(optionsOf(target, workload)), target, workload);
}

/**
 * @param {import('../field/measure.mjs').Target} target
 * @param {import('../field/workloads.mjs').Workload} workload
 * @returns {import('alipay-axios').AlipayOptions}
 */
export function optionsOf({ url, credentials, certificates, encryptKey }, { inFlight }) {
  const { appId, privateKey, alipayPublicKey } = credentials;
  const trust =
    certificates === undefined
      ? { alipayPublicKey }
      : { certificates: { app: certificates.app, alipay: certificates.alipay, root: certificates.root } };
  return {
    appId,
    privateKey,
    ...trust,
    encryptKey,
    gateway: url,
    bulkhead: { maxInFlight: Math.max(50, inFlight) },
  };
}

/**
 * @param {import('alipay-axios').AlipayInstance} alipay
 * @param {import('../field/measure.mjs').Target} target
 * @param {import('../field/workloads.mjs').Workload} workload
 * @returns {import('../field/measure.mjs').Ask}
 */
export function askBy(alipay, { outTradeNo }, { protocol, encrypted }) {
  if (protocol === 'v3') {
    return async () => {
      const { data } = await alipay.post('/v3/alipay/trade/query', { out_trade_no: outTradeNo });
      return data.out_trade_no === outTradeNo ? '10000' : 'another';
    };
  }
  const options = encrypted ? { encrypt: true } : {};
  return async () => {
    const { data } = await alipay.execute('alipay.trade.query', { out_trade_no: outTradeNo }, options);
    return data['code'];
  };
}
