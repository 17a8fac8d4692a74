// @ts-check
// What must hold of every call, judged by the ledger and by nothing that the client says of itself.

/** @import { MoneyCall } from './calls.mjs' */

/**
 * How a call ended for its caller.
 *
 * @typedef {object} CallEnd
 * @property {'success' | 'pending' | 'not_sent' | 'rejected' | 'unknown'} outcome
 * @property {number} attempts sends of the call
 * @property {string} code of the error, or ''
 */

/**
 * What really happened, when everything on its way had arrived.
 *
 * @typedef {object} Truth
 * @property {number} runs how often the ledger has it
 * @property {number} worked how often the gateway did the work of a method without a number
 * @property {number} arrived how many requests reached the gateway and were not refused by it
 * @property {boolean} isAborted whether the caller broke it off
 */

/**
 * The rules that a call broke; none where all is well.
 *
 * @param {MoneyCall} call
 * @param {CallEnd} end
 * @param {Truth} truth
 * @param {number} maxAttempts
 * @returns {string[]}
 */
export function judge(call, { outcome, attempts, code }, { runs, worked, arrived, isAborted }, maxAttempts) {
  const done = call.isKeyed ? runs : worked;
  const broken = [];
  if (done > 1) broken.push(`ran ${done} times`);
  if (outcome === 'success' && done === 0) broken.push('success without a run');
  if (outcome === 'rejected' && done > 0) broken.push('rejected, and it ran');
  if (outcome === 'not_sent' && arrived > 0) broken.push('not_sent, and it arrived');
  const isCutShort = isAborted || code === 'ERR_ALIPAY_DEADLINE' || code === 'ERR_ALIPAY_OVERLOAD';
  if (outcome === 'not_sent' && !isCutShort && attempts < maxAttempts) {
    broken.push(`given up after ${attempts} sends that never left`);
  }
  return broken;
}
