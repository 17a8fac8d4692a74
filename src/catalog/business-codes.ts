import { BUSINESS_CONFIRM } from './business-confirm.js';
import { BUSINESS_FUND } from './business-fund.js';
import { BUSINESS_LOCK } from './business-lock.js';
import { BUSINESS_REFUND } from './business-refund.js';
import { BUSINESS_THROTTLE } from './business-throttle.js';
import { BUSINESS_TRADE } from './business-trade.js';
import { BUSINESS_UNKNOWN } from './business-unknown.js';
import type { CodeRow } from './rows.js';

/** The business codes under 40004 that need a policy and not just a text. Source: protocol.md 6.4 and 8.2 to 8.5. */
export const BUSINESS_CODES: readonly CodeRow[] = [
  ...BUSINESS_UNKNOWN,
  ...BUSINESS_CONFIRM,
  ...BUSINESS_THROTTLE,
  ...BUSINESS_LOCK,
  ...BUSINESS_TRADE,
  ...BUSINESS_REFUND,
  ...BUSINESS_FUND,
];
