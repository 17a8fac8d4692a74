// @ts-check
// A client of this library: its own rules out of src/policy, put together in the order in which its engine does it. The
// calls are reads, which may be repeated; one app, one method, so there is one limiter, one breaker and one budget.

import { findCode } from '../../build/catalog/find-code.js';
import { BREAKER, countEnd, heldForMs, letThrough, NEW_BREAKER } from '../../build/policy/breaker.js';
import { decide } from '../../build/policy/decide.js';
import { healthOf } from '../../build/policy/health-of.js';
import { countRefused, countTaken, newRateLimit, RATE_LIMIT } from '../../build/policy/rate-limit.js';
import { costOf, openBudget, RETRY_BUDGET, refund, takeRetry } from '../../build/policy/retry-budget.js';
import { ATTEMPT_LIMIT_MS } from './limits.mjs';
import { createTurnstile } from './turnstile.mjs';

/** @import { AttemptResult } from '../../build/policy/attempt-result.js' */
/** @import { Breaker, Pass } from '../../build/policy/breaker.js' */
/** @import { CallTraits } from '../../build/policy/decision.js' */
/** @import { RateLimit } from '../../build/policy/rate-limit.js' */
/** @import { Begin, Call, World } from './fleet.mjs' */
/** @import { Reply } from './gateway.mjs' */

/**
 * Which of the brakes are on, and what to tell when the budget refuses a retry.
 *
 * @typedef {object} BrakeSwitches
 * @property {boolean} budget
 * @property {boolean} breaker
 * @property {() => void} [onBudgetSpent]
 */

/**
 * @typedef {object} Run a call and how far it has come
 * @property {Call} call
 * @property {number} nth
 * @property {boolean} wasIn
 * @property {number} attempts
 * @property {number | undefined} paid what its last retry cost
 */

/** @type {CallTraits} */
const TRAITS = {
  repeat: 'safe',
  harmless: true,
  confirmable: false,
  missingKey: [],
  refreshable: new Set(),
  maxAttempts: 3,
  backoff: { baseMs: 200, capMs: 5_000, maxRetryAfterMs: 5_000 },
};

/** @param {string} code @param {string} [subCode] */
const answerOf = (code, subCode) => ({ code, signed: true, row: findCode(code, subCode) });

/** @type {Readonly<Record<Reply, AttemptResult>>} */
const RESULTS = {
  served: { kind: 'succeeded', answer: answerOf('10000'), pending: false },
  busy: { kind: 'unknown', cause: 'answered', answer: answerOf('20000', 'isp.unknow-error') },
  throttled: { kind: 'refused', answer: answerOf('40005', 'isv.app-call-limited') },
  unreachable: { kind: 'not_sent', cause: 'refused' },
  reset: { kind: 'unknown', cause: 'reset' },
  timeout: { kind: 'unknown', cause: 'timeout' },
};

/** @type {BrakeSwitches} */
const ALL_ON = { budget: true, breaker: true };

/**
 * Makes a client of this library, with the terms that it has by default.
 *
 * @param {World} world
 * @param {BrakeSwitches} [switches]
 * @returns {Begin}
 */
export function createAlipayClient(world, switches = ALL_ON) {
  const { timeline, random, send, ended } = world;
  const brakes = createBrakes(world, switches);
  const turnstile = createTurnstile(timeline, brakes);
  let count = 0;

  /** @param {Run} run */
  const ask = (run) =>
    turnstile.ask(
      run,
      () => attempt(run),
      () => ended(run.call, false),
    );
  /** @param {Run} run */
  const attempt = (run) => {
    const sentAtMs = timeline.now();
    const pass = brakes.letThrough(sentAtMs);
    run.attempts++;
    send(run.call, (reply) => {
      const nowMs = timeline.now();
      const hadTime = run.call.deadlineMs - sentAtMs >= ATTEMPT_LIMIT_MS;
      const isLostProbe = brakes.count(run, reply, { pass, sentAtMs, hadTime });
      turnstile.leave(nowMs - sentAtMs, reply === 'timeout' ? 'us' : 'them');
      if (reply === 'served') return ended(run.call, true);
      const decision = decide({
        result: RESULTS[reply],
        traits: TRAITS,
        progress: progressOf(run, nowMs),
        draw: random(),
        brakes: brakes.look(nowMs, isLostProbe),
      });
      if (decision.do !== 'retry') {
        if (decision.do === 'fail' && decision.exhausted === 'budget') switches.onBudgetSpent?.();
        return ended(run.call, false);
      }
      run.paid = brakes.pay(decision.throttled, nowMs);
      timeline.at(nowMs + decision.delayMs, () => ask(run));
    });
  };
  return (call) => ask({ call, nth: count++, wasIn: false, attempts: 0, paid: undefined });
}

/** @type {ReadonlySet<never>} */
const NONE = new Set();

/** @param {Run} run @param {number} nowMs */
function progressOf({ call, attempts }, nowMs) {
  return {
    attempts,
    retries: attempts - 1,
    refreshed: NONE,
    clockCorrected: false,
    inDoubt: false,
    remainingMs: call.deadlineMs - nowMs,
  };
}

/** @param {World} world @param {BrakeSwitches} switches */
function createBrakes({ timeline, random }, switches) {
  let budget = openBudget(RETRY_BUDGET, timeline.now());
  let limit = newRateLimit(timeline.now());
  /** @type {Breaker} */
  let breaker = NEW_BREAKER;
  /** @param {boolean} throttled @param {number} atMs */
  const take = (throttled, atMs) => takeRetry(budget, RETRY_BUDGET, costOf(RETRY_BUDGET, throttled), atMs);
  const heldMs = (/** @type {number} */ atMs) => (switches.breaker ? heldForMs(breaker, BREAKER, atMs) : 0);
  return {
    heldForMs: heldMs,
    limit: () => limit,
    /** @param {(limit: RateLimit) => RateLimit} change */
    changeLimit: (change) => {
      limit = change(limit);
    },
    /** @param {number} atMs */
    letThrough: (atMs) => {
      const passed = switches.breaker ? letThrough(breaker, BREAKER, atMs) : undefined;
      breaker = passed?.breaker ?? breaker;
      return passed?.pass;
    },
    /** @param {Run} run @param {Reply} reply @param {{ pass: Pass | undefined, sentAtMs: number, hadTime: boolean }} of */
    count: (run, reply, { pass, sentAtMs, hadTime }) => {
      const atMs = timeline.now();
      const health = healthOf(RESULTS[reply], hadTime);
      if (pass !== undefined) breaker = countEnd(breaker, BREAKER, { health, pass, atMs, draw: random() });
      if (reply === 'served') budget = refund(budget, RETRY_BUDGET, run.paid);
      if (reply === 'throttled') limit = countRefused(limit, RATE_LIMIT, sentAtMs, atMs);
      else if (reply === 'served' || reply === 'busy') limit = countTaken(limit, RATE_LIMIT, atMs);
      return health === 'failed' && pass !== undefined && pass.round > 0;
    },
    /** @param {number} atMs @param {boolean} isLostProbe */
    look: (atMs, isLostProbe) => ({
      transient: !switches.budget || take(false, atMs) !== undefined,
      throttled: !switches.budget || take(true, atMs) !== undefined,
      heldForMs: isLostProbe ? Number.POSITIVE_INFINITY : heldMs(atMs),
    }),
    /** @param {boolean} throttled @param {number} atMs */
    pay: (throttled, atMs) => {
      const granted = switches.budget ? take(throttled, atMs) : undefined;
      budget = granted?.left ?? budget;
      return granted?.paid;
    },
  };
}
