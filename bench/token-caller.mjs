// @ts-check
// Makes the calls of users whose tokens the library keeps, in a process of its own. Its first message is the `Target`; each
// further one is a slice of calls to make and to report on.

import { setTimeout as sleep } from 'node:timers/promises';
import { createAlipay } from 'alipay-axios';

/** @import { AlipayInstance, Clock } from 'alipay-axios' */
/** @import { IssuedToken } from 'alipay-axios/testing' */
/** @import { Target } from './gateway-process.mjs' */

/**
 * A slice of the calls of one user, whose token is put when it is first seen. By `setOnMs` the clock is set on before the
 * middle call and until the slice is over: that makes a token old at one certain call, however fast the machine is.
 *
 * @typedef {object} SliceTask
 * @property {IssuedToken} issued
 * @property {number} calls
 * @property {number} inFlight
 * @property {number} setOnMs
 */

/**
 * What a slice, or a whole window, came to.
 *
 * @typedef {object} TokenSlice
 * @property {number[]} tookMs how long each call took that did not fail
 * @property {number[]} nextMs of these the first ones from the middle call on, as many as there are callers
 * @property {number[]} resentMs of these the calls that were sent again, as their token was replaced while they were under way
 * @property {number} failed
 * @property {number[]} renewalMs how long each renewal took that the library told of
 */

const METHOD = 'alipay.user.info.share';

// How long each of the callers pauses between two calls, on average: a machine that is never idle measures its own queues.
const PAUSE_MS = 16;

/** The machine's clock, but that it can be set on; what measures spans does not follow. */
function createMovableClock() {
  let setOnMs = 0;
  /** @type {Clock} */
  const clock = {
    now: () => Date.now() + setOnMs,
    elapsed: () => performance.now(),
    sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
  };
  const set = (/** @type {number} */ ms) => {
    setOnMs = ms;
  };
  return { clock, set };
}

/**
 * Notes the renewals of tokens.
 *
 * @param {AlipayInstance} alipay
 */
function noteRenewals(alipay) {
  const seen = { begun: 0, tookMs: /** @type {number[]} */ ([]) };
  alipay.events.on('refresh', () => seen.begun++);
  for (const name of /** @type {const} */ (['refreshed', 'refreshFailed'])) {
    alipay.events.on(name, ({ durationMs }) => seen.tookMs.push(durationMs));
  }
  return seen;
}

/**
 * @param {AlipayInstance} alipay
 * @param {SliceTask} task
 * @param {() => void} atHalf
 */
async function drive(alipay, { issued, calls, inFlight }, atHalf) {
  const authToken = { owner: issued.owner };
  /** @type {Omit<TokenSlice, 'renewalMs'>} */
  const result = { tookMs: [], nextMs: [], resentMs: [], failed: 0 };
  const half = Math.floor(calls / 2);
  let begun = 0;
  const lane = async () => {
    while (begun < calls) {
      // Drawn, so that the callers do not fall into step.
      await sleep(2 * PAUSE_MS * Math.random());
      if (begun >= calls) return;
      const nth = begun++;
      if (nth === half) atHalf();
      const startedAt = performance.now();
      try {
        const response = await alipay.execute(METHOD, undefined, { authToken });
        const tookMs = performance.now() - startedAt;
        result.tookMs.push(tookMs);
        if (nth >= half && nth < half + inFlight) result.nextMs.push(tookMs);
        if (response.alipay.attempts.length > 1) result.resentMs.push(tookMs);
      } catch {
        result.failed++;
      }
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return result;
}

process.once('message', (/** @type {Target} */ { url, credentials }) => {
  const { clock, set } = createMovableClock();
  const alipay = createAlipay({ ...credentials, gateway: url, clock });
  const renewals = noteRenewals(alipay);
  const put = new Set();

  /**
   * @param {SliceTask} task
   * @returns {Promise<TokenSlice>}
   */
  const measure = async (task) => {
    const { owner, token: value, refreshToken, expiresAtMs, refreshExpiresAtMs } = task.issued;
    const record = { owner, value, refreshToken, expiresAtMs, refreshExpiresAtMs };
    if (!put.has(owner)) await alipay.tokens.put({ kind: 'auth_token', ...record });
    put.add(owner);
    const before = renewals.begun;
    const result = await drive(alipay, task, () => set(task.setOnMs));
    // A renewal in the background may outlast the last call.
    while (renewals.tookMs.length < renewals.begun) await sleep(1);
    set(0);
    return { ...result, renewalMs: renewals.tookMs.slice(before) };
  };

  process.on('message', async (/** @type {SliceTask} */ task) => {
    process.send?.(await measure(task));
  });
  process.send?.('ready');
});
// Keep-alive sockets would hold a process whose work is done.
process.once('disconnect', () => process.exit());
