// @ts-check
// What holds calls back, for worlds that are full of trouble.

/** @import { AlipayOptions } from 'alipay-axios' */
/** @import { Chance } from './chance.mjs' */
/** @typedef {Pick<AlipayOptions, 'budget' | 'breaker' | 'limiter' | 'bulkhead'>} Brakes */

/**
 * None: where most attempts fail, hardly a call would get as far as it is meant to.
 *
 * @type {Brakes}
 */
export const NO_BRAKES = { budget: false, breaker: false, limiter: false, bulkhead: false };

/**
 * So tight that a single call can feel them.
 *
 * @param {Chance} chance
 * @returns {Brakes}
 */
export function tightBrakes(chance) {
  return {
    budget: { tokens: chance.under(40), floorPerMinute: chance.under(3) },
    breaker: { minAttempts: 1 + chance.under(4), openMs: 1 + chance.under(5_000) },
    limiter: { minPerSecond: chance.pick([0.1, 0.5, 5]) },
    bulkhead: { maxInFlight: 1, maxWaiting: 0 },
  };
}
