// @ts-check
// One client and nothing but its brakes: how many attempts a call makes while the gateway fails.

import { createAlipayClient } from './alipay-client.mjs';
import { DEADLINE_MS } from './limits.mjs';
import { createRandom } from './random.mjs';
import { createTimeline } from './timeline.mjs';

/** @import { Call } from './fleet.mjs' */
/** @import { Reply } from './gateway.mjs' */

/**
 * @typedef {object} CallsOptions
 * @property {number} calls
 * @property {'outage' | 'faults'} fault `outage` refuses every connection, `faults` answers a tenth with 20000
 * @property {number} seed
 * @property {{ budget: boolean, breaker: boolean }} brakes
 * @property {number} [inFlight] calls under way at once, each followed by the next. Default 32
 * @property {number} [replyMs] how long an attempt takes, in milliseconds. Default 1
 * @property {number} [refusedMs] how long a call takes that is refused before it is sent, in milliseconds. Default 0
 * @property {number} [faultShare] the share of attempts that fail in `faults`. Default 0.1
 */

/**
 * @typedef {object} CallsResult
 * @property {number} calls
 * @property {number} succeeded
 * @property {number} attempts
 * @property {number} attemptsPerCall
 * @property {number} tookMs in virtual time
 * @property {number} callsAfterBudgetSpent calls that began after the budget had first refused a retry; 0 where it never did
 * @property {number} attemptsAfterBudgetSpent the attempts of those calls
 * @property {number} attemptsPerCallAfterBudgetSpent `NaN` where there were none
 */

/** How many calls are under way at once, unless told otherwise. */
const IN_FLIGHT = 32;
const FAULT_SHARE = 0.1;

/**
 * Makes calls in a closed loop against a gateway that fails.
 *
 * @param {CallsOptions} options
 * @returns {CallsResult}
 *
 * @example
 * simulateCalls({ calls: 10_000, fault: 'outage', seed: 1, brakes: { budget: true, breaker: false } }).attemptsPerCall; // 1.0045
 */
export function simulateCalls(options) {
  const { calls, seed, brakes, inFlight = IN_FLIGHT, replyMs = 1, refusedMs = 0 } = options;
  const timeline = createTimeline();
  const replies = createReplies(options, createRandom(seed, 1));
  const after = { calls: 0, attempts: 0 };
  /** @type {WeakSet<Call>} those that began after the budget was spent */
  const late = new WeakSet();
  let succeeded = 0;
  let attempts = 0;
  let begun = 0;
  let isSpent = false;
  const next = () => {
    if (begun >= calls) return;
    const beganMs = timeline.now();
    const call = { phase: 0, beganMs, deadlineMs: beganMs + DEADLINE_MS };
    begun++;
    if (isSpent) {
      after.calls++;
      late.add(call);
    }
    begin(call);
  };
  const world = {
    timeline,
    random: createRandom(seed, 0),
    /** @param {Call} call @param {(reply: Reply) => void} settle */
    send: (call, settle) => {
      attempts++;
      if (late.has(call)) after.attempts++;
      timeline.at(timeline.now() + replyMs, () => settle(replies()));
    },
    /** @param {Call} call @param {boolean} isWell */
    ended: (call, isWell) => {
      if (isWell) succeeded++;
      // Not at once, or ten thousand refusals in a row would go ten thousand frames deep.
      timeline.at(timeline.now() + (call.beganMs === timeline.now() ? refusedMs : 0), next);
    },
  };
  const onBudgetSpent = () => {
    isSpent = true;
  };
  const begin = createAlipayClient(world, { ...brakes, onBudgetSpent });
  for (let lane = 0; lane < inFlight; lane++) timeline.at(0, next);
  timeline.run();
  return {
    calls: begun,
    succeeded,
    attempts,
    attemptsPerCall: attempts / begun,
    tookMs: timeline.now(),
    callsAfterBudgetSpent: after.calls,
    attemptsAfterBudgetSpent: after.attempts,
    attemptsPerCallAfterBudgetSpent: after.attempts / after.calls,
  };
}

/** @param {CallsOptions} options @param {() => number} random @returns {() => Reply} */
function createReplies({ fault, faultShare = FAULT_SHARE }, random) {
  if (fault === 'outage') return () => 'unreachable';
  if (fault === 'faults') return () => (random() < faultShare ? 'busy' : 'served');
  throw new TypeError(`"fault" must be "outage" or "faults", got ${JSON.stringify(fault)}`);
}
