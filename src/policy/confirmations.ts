import { CONFIRM_FREEZE, CONFIRM_UNFREEZE } from './confirm-freeze.js';
import { CONFIRM_PAY } from './confirm-pay.js';
import { CONFIRM_REFUND } from './confirm-refund.js';
import { CONFIRM_SETTLE } from './confirm-settle.js';
import { CONFIRM_TRANSFER } from './confirm-transfer.js';
import type { Confirmation } from './confirmation.js';

const CONFIRMATIONS: ReadonlyMap<string, Confirmation> = new Map([
  ['alipay.trade.pay', CONFIRM_PAY],
  ['alipay.trade.refund', CONFIRM_REFUND],
  ['alipay.trade.order.settle', CONFIRM_SETTLE],
  ['alipay.fund.trans.uni.transfer', CONFIRM_TRANSFER],
  ['alipay.fund.auth.order.freeze', CONFIRM_FREEZE],
  ['alipay.fund.auth.order.unfreeze', CONFIRM_UNFREEZE],
]);

/** How calls of this method are asked after; `undefined` where the gateway offers no way. */
export function confirmationOf(method: string): Confirmation | undefined {
  return CONFIRMATIONS.get(method);
}
