import { CONFIRM_PAY } from './confirm-pay.js';
import type { Confirmation } from './confirmation.js';

const CONFIRMATIONS: ReadonlyMap<string, Confirmation> = new Map([['alipay.trade.pay', CONFIRM_PAY]]);

/** How calls of this method are asked after; `undefined` where the gateway offers no way. */
export function confirmationOf(method: string): Confirmation | undefined {
  return CONFIRMATIONS.get(method);
}
