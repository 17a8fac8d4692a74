// @ts-check
// This library, as its users have it: the built package, nothing tuned.

import { createAlipay } from 'alipay-axios';

/** @import { Ask, Target } from '../measure.mjs' */

/**
 * @param {Target} target
 * @returns {Ask}
 */
export function openContender({ url, credentials, outTradeNo }) {
  const alipay = createAlipay({ ...credentials, gateway: url });
  return async () => {
    const { data } = await alipay.execute('alipay.trade.query', { out_trade_no: outTradeNo });
    return data['code'];
  };
}
