// @ts-check
// What people write who have axios: an interceptor that signs, one that verifies and opens, and axios-retry, which is told that
// a query may be sent again. It signs on the event loop, as `createSign` does, and cuts the signed text out of the reply's text.

import { createSign, createVerify } from 'node:crypto';
import axios from 'axios';
import axiosRetry from 'axios-retry';

/** @type {import('../field/measure.mjs').OpenContender} */
export function openContender({ url, credentials, outTradeNo }) {
  const { appId, privateKey, alipayPublicKey } = credentials;
  const client = axios.create({ baseURL: url, timeout: 10_000, transformResponse: (text) => text });
  client.interceptors.request.use((config) => {
    /** @type {Record<string, string>} */
    const params = {
      app_id: appId,
      method: 'alipay.trade.query',
      charset: 'utf-8',
      sign_type: 'RSA2',
      timestamp: new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' '),
      version: '1.0',
      biz_content: JSON.stringify({ out_trade_no: outTradeNo }),
    };
    const text = Object.keys(params)
      .sort()
      .map((name) => `${name}=${params[name]}`)
      .join('&');
    params['sign'] = createSign('RSA-SHA256').update(text).sign(privateKey, 'base64');
    config.data = new URLSearchParams(params).toString();
    config.headers.set('content-type', 'application/x-www-form-urlencoded;charset=utf-8');
    return config;
  });
  client.interceptors.response.use((response) => {
    const text = String(response.data);
    const { sign, alipay_trade_query_response: node } = JSON.parse(text);
    const signed = text.slice(text.indexOf(':') + 1, text.lastIndexOf(',"sign"'));
    if (!createVerify('RSA-SHA256').update(signed).verify(alipayPublicKey, sign, 'base64')) throw new Error('forged');
    if (node.code === '20000') throw new axios.AxiosError('busy', 'BUSY', response.config);
    response.data = node;
    return response;
  });
  // Last, so that it sees what the interceptor above throws.
  axiosRetry(client, {
    retries: 3,
    retryDelay: axiosRetry.exponentialDelay,
    retryCondition: (error) => axiosRetry.isNetworkError(error) || error.code === 'BUSY',
  });
  return async () => {
    const { data } = await client.post('/gateway.do', '');
    return data.code;
  };
}
