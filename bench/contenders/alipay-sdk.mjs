// @ts-check
// The official SDK, with the verification of replies that it leaves off by default.

import { AlipaySdk } from 'alipay-sdk';

/** @import { Ask, Target } from '../measure.mjs' */

/**
 * @param {Target} target
 * @returns {Ask}
 */
export function openContender({ url, credentials, outTradeNo }) {
  const { appId, privateKey, alipayPublicKey } = credentials;
  const sdk = new AlipaySdk({ appId, privateKey, alipayPublicKey, gateway: `${url}/gateway.do`, keyType: 'PKCS8' });
  return async () => {
    const bizContent = { out_trade_no: outTradeNo };
    const { code } = await sdk.exec('alipay.trade.query', { bizContent }, { validateSign: true });
    return code;
  };
}
