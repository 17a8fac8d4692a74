// @ts-check
// This library over its own lean transport in the place of axios's.

import { createAlipay } from 'alipay-axios';
import { createUndiciAdapter } from 'alipay-axios/undici';
import { askBy, optionsOf } from './alipay-axios.mjs';

/** @type {import('../field/measure.mjs').OpenContender} */
export function openContender(target, workload) {
  const adapter = createUndiciAdapter({ connections: Math.max(50, workload.inFlight) });
  return askBy(createAlipay({ ...optionsOf(target, workload), axios: { adapter } }), target, workload);
}
