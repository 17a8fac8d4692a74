import type { MethodRow } from './method-row.js';
import { FUND_METHODS } from './methods-fund.js';
import { OTHER_METHODS } from './methods-other.js';
import { READ_METHODS } from './methods-read.js';
import { TRADE_METHODS } from './methods-trade.js';

/** Every method of which it is known whether it may be sent again. Source: protocol.md 8.7. */
export const METHODS: readonly MethodRow[] = [...READ_METHODS, ...TRADE_METHODS, ...FUND_METHODS, ...OTHER_METHODS];

/**
 * Names of the keys that a caller chooses and by which the gateway takes a repeat for the same call. Source: protocol.md 8.7.
 *
 * Left out: what the gateway issues (`trade_no`, `auth_no`, `operation_id`, `agreement_no`, `certify_id`), for such a number names
 * an object and not one request to change it; and `app_version`, which is a version first and a key of one method only.
 */
export const CALLER_KEYS: readonly string[] = [
  'out_trade_no',
  'out_request_no',
  'out_biz_no',
  'out_order_no',
  'out_batch_no',
  'external_agreement_no',
  'outer_order_no',
];
