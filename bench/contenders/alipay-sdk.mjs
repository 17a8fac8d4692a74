// @ts-check
// The official SDK, with the verification of replies that it leaves off by default, but for encrypted ones: those it takes for
// forged, as it cuts the signed text at braces that they do not have (protocol.md 2.5).

import { AlipaySdk } from 'alipay-sdk';

/** @type {import('../field/measure.mjs').OpenContender} */
export function openContender({ url, credentials, certificates, encryptKey, outTradeNo }, { protocol, encrypted }) {
  const { appId, privateKey, alipayPublicKey } = credentials;
  const trust =
    certificates === undefined
      ? { alipayPublicKey }
      : {
          appCertContent: certificates.app,
          // It reads a file of one certificate only.
          alipayPublicCertContent: `${certificates.alipay.split('-----END CERTIFICATE-----')[0]}-----END CERTIFICATE-----\n`,
          alipayRootCertContent: certificates.root,
        };
  const place = { gateway: `${url}/gateway.do`, endpoint: url };
  const sdk = new AlipaySdk({ appId, privateKey, keyType: 'PKCS8', encryptKey, ...place, ...trust });
  if (protocol === 'v3') {
    return async () => {
      const { data } = await sdk.curl('POST', '/v3/alipay/trade/query', { body: { out_trade_no: outTradeNo } });
      return data.out_trade_no === outTradeNo ? '10000' : 'another';
    };
  }
  return async () => {
    const bizContent = { out_trade_no: outTradeNo };
    const { code } = await sdk.exec(
      'alipay.trade.query',
      { bizContent, needEncrypt: encrypted },
      { validateSign: !encrypted },
    );
    return code;
  };
}
