// @ts-check
// The calls of one process: a few at a time, and never more than it has been allowed.

import { EventEmitter, once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { isAlipayError } from 'alipay-axios';

/**
 * @typedef {object} Failure
 * @property {string} code
 * @property {boolean} reauthorize
 * @property {string} message
 */

/**
 * What has changed since the last report.
 *
 * @typedef {object} LaneNews
 * @property {number} done calls that went well, all in all
 * @property {number} inFlight
 * @property {number} longestMs
 * @property {Failure[]} failures the new ones
 */

/**
 * Begins to make calls. A call that fails waits for `again` and is then made once more.
 *
 * @param {() => Promise<unknown>} call
 * @param {number} lanes
 * @param {(news: LaneNews) => void} report
 */
export function startLanes(call, lanes, report) {
  const orders = new EventEmitter().setMaxListeners(0);
  const state = { done: 0, inFlight: 0, longestMs: 0 };
  /** @type {Failure[]} */
  let failures = [];
  let [begun, allowed, round] = [0, 0, 0];
  let isOver = false;

  const tellLater = tellOncePerTurn(() => {
    // The calls that it breaks off are no news.
    if (isOver) return;
    report({ ...state, failures });
    failures = [];
  });
  const succeeds = async () => {
    state.inFlight++;
    const startedAt = performance.now();
    const failure = await call().then(() => undefined, failureOf);
    state.inFlight--;
    state.longestMs = Math.max(state.longestMs, performance.now() - startedAt);
    if (failure === undefined) state.done++;
    else failures.push(failure);
    tellLater();
    return failure === undefined;
  };
  const run = async () => {
    for (;;) {
      while (begun >= allowed) await once(orders, 'order');
      begun++;
      while (!(await succeeds())) {
        const failedIn = round;
        while (round === failedIn) await once(orders, 'order');
      }
    }
  };
  for (let lane = 0; lane < lanes; lane++) run();

  return {
    /** @param {number} calls how many may have been begun, all in all */
    allow: (calls) => {
      allowed = calls;
      orders.emit('order');
    },
    again: () => {
      round++;
      orders.emit('order');
    },
    stop: () => {
      isOver = true;
    },
  };
}

/**
 * After whatever follows from a reply at once, so that a call that is begun in the place of another is counted.
 *
 * @param {() => void} tell
 */
function tellOncePerTurn(tell) {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    setImmediate(() => {
      isDue = false;
      tell();
    });
  };
}

/**
 * @param {unknown} error
 * @returns {Failure}
 */
function failureOf(error) {
  if (!isAlipayError(error)) return { code: 'none', reauthorize: false, message: String(error) };
  const { code, reauthorize = false, message } = error;
  return { code, reauthorize, message };
}
