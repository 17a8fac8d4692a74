// @ts-check
// The ways of trying again that are compared, each with the defaults that its package has. Source: resilience.md 1.1 and 1.9.

import { createAlipayClient } from './alipay-client.mjs';
import { createPlainClient } from './plain-client.mjs';

/** @import { Begin, World } from './fleet.mjs' */
/** @import { Rule } from './plain-client.mjs' */

/** @typedef {'alipay-axios' | 'no retries' | 'p-retry' | 'axios-retry' | 'smithy standard'} Strategy */

/** In the order in which they are shown. @type {readonly Strategy[]} */
export const STRATEGIES = ['alipay-axios', 'no retries', 'p-retry', 'axios-retry', 'smithy standard'];

/** Makes a client of the strategy. @type {Readonly<Record<Strategy, (world: World) => Begin>>} */
export const CLIENTS = {
  'alipay-axios': (world) => createAlipayClient(world),
  'no retries': (world) => createPlainClient(world, { after: () => undefined }),
  'p-retry': (world) => createPlainClient(world, P_RETRY),
  'axios-retry': (world) => createPlainClient(world, AXIOS_RETRY),
  'smithy standard': (world) => createPlainClient(world, createSmithyRule(world.random)),
};

const P_RETRY_RETRIES = 10;

// retries 10, factor 2, minTimeout 1 000, maxTimeout infinite, randomize off; whatever is thrown is tried again.
/** @type {Rule} */
const P_RETRY = {
  after: (_, attempts) => (attempts > P_RETRY_RETRIES ? undefined : 1_000 * 2 ** (attempts - 1)),
};

const AXIOS_RETRY_RETRIES = 3;

// A delay of 0 is a timer of 1 ms. A POST is tried again where there was no response, unless axios's own timeout ended it.
/** @type {Rule} */
const AXIOS_RETRY = {
  after: (reply, attempts) =>
    (reply === 'unreachable' || reply === 'reset') && attempts <= AXIOS_RETRY_RETRIES ? 1 : undefined,
};

const SMITHY = {
  attempts: 3,
  baseMs: 50,
  throttledBaseMs: 1_000,
  capMs: 20_000,
  tokens: 500,
  cost: 14,
  throttledCost: 5,
};

// A success gives back what the call's last retry cost, or one token where it had none.
/** @param {() => number} random @returns {Rule} */
function createSmithyRule(random) {
  let tokens = SMITHY.tokens;
  /** @type {WeakMap<object, number>} */
  const paid = new WeakMap();
  return {
    after: (reply, attempts, call) => {
      const isThrottled = reply === 'throttled';
      const cost = isThrottled ? SMITHY.throttledCost : SMITHY.cost;
      if (attempts >= SMITHY.attempts || tokens < cost) return undefined;
      tokens -= cost;
      paid.set(call, cost);
      const baseMs = isThrottled ? SMITHY.throttledBaseMs : SMITHY.baseMs;
      return Math.floor(random() * Math.min(SMITHY.capMs, baseMs * 2 ** (attempts - 1)));
    },
    served: (call) => {
      tokens = Math.min(SMITHY.tokens, tokens + (paid.get(call) ?? 1));
    },
  };
}
