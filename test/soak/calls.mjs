// @ts-check
// The calls of the soak: of every kind that the library tells apart, each with numbers of its own where it needs some.

/** @import { Chance } from '../money/chance.mjs' */
/** @import { Plan } from './lanes.mjs' */

export const REPORT = 'alipay.data.dataservice.bill.downloadurl.query';
export const USER = 'alipay.user.info.share';
export const PAY = 'alipay.trade.pay';
export const NEVER = 'demo.points.give';

/**
 * Picks the next call: of a hundred 82 are safe, 8 safe with a user's token, 6 payments, and 4 may never be repeated.
 *
 * @param {Chance} chance
 * @param {number} nth
 * @param {readonly string[]} owners
 * @param {string} notifyUrl
 * @returns {Plan}
 */
export function pickCall(chance, nth, owners, notifyUrl) {
  const draw = chance.under(100);
  if (draw < 82) return { method: REPORT, content: { bill_type: 'trade', bill_date: '2026-11-23' }, options: {} };
  if (draw < 90) return { method: USER, content: undefined, options: { authToken: { owner: chance.pick(owners) } } };
  if (draw < 96) return { ...payFor(nth), options: chance.isOneIn(2) ? { notifyUrl } : {} };
  return { method: NEVER, content: { note: String(nth) }, options: {} };
}

/** @param {number} nth @returns {Plan} */
export const payFor = (nth) => ({ method: PAY, content: orderOf(nth), options: {} });

/** @param {number} nth */
function orderOf(nth) {
  // A bar code pays once.
  const code = `28${String(nth).padStart(16, '0')}`;
  return { out_trade_no: `soak-${nth}`, subject: 'tea', total_amount: '1.00', scene: 'bar_code', auth_code: code };
}
