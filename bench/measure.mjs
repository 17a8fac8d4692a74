// @ts-check
// Measures one contender in a process of its own: `measure.mjs <contender>`, with the task as the first message. It warms
// up and says so; then each message is a slice of calls to make and to report on.

import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/**
 * Where the gateway is and what to ask it for.
 *
 * @typedef {object} Target
 * @property {string} url
 * @property {{ appId: string, privateKey: string, alipayPublicKey: string }} credentials
 * @property {string} outTradeNo
 */

/**
 * Makes one call and resolves to the `code` of its reply.
 *
 * @typedef {() => Promise<unknown>} Ask
 */

/** @typedef {Target & { warmUp: number, inFlight: number }} Task */

/**
 * What a slice of calls came to.
 *
 * @typedef {object} Slice
 * @property {number[]} tookMs how long each call took
 * @property {number} wallMs
 * @property {number} cpuMicros of the whole process, thread pool and garbage collection included
 * @property {number} loopMeanMs how late the event loop was, on average
 * @property {number} loopP99Ms
 */

const LOOP_RESOLUTION_MS = 1;

/**
 * Makes so many calls with never more than `inFlight` under way, and gives back how long each took.
 *
 * @param {Ask} ask
 * @param {number} calls
 * @param {number} inFlight
 */
async function drive(ask, calls, inFlight) {
  /** @type {number[]} */
  const tookMs = [];
  let begun = 0;
  const lane = async () => {
    while (begun < calls) {
      begun++;
      const startedAt = performance.now();
      const code = await ask();
      tookMs.push(performance.now() - startedAt);
      if (code !== '10000') throw new Error(`A call was answered with ${code}`);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return tookMs;
}

/**
 * @param {Ask} ask
 * @param {number} calls
 * @param {number} inFlight
 * @returns {Promise<Slice>}
 */
async function measure(ask, calls, inFlight) {
  const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  loop.enable();
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const tookMs = await drive(ask, calls, inFlight);
  const wallMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  loop.disable();
  // The monitor's readings hold its own timer's interval; of a slice too short for a reading there is none.
  const late = (/** @type {number} */ nanos) => Math.max(0, (nanos || 0) / 1e6 - LOOP_RESOLUTION_MS);
  return {
    tookMs,
    wallMs,
    cpuMicros: user + system,
    loopMeanMs: late(loop.mean),
    loopP99Ms: late(loop.percentile(99)),
  };
}

const [contender = ''] = process.argv.slice(2);
/** @type {{ openContender(target: Target): Ask }} */
const { openContender } = await import(`./contenders/${contender}.mjs`);

process.once('message', async (/** @type {Task} */ task) => {
  const ask = openContender(task);
  process.on('message', async (/** @type {{ calls: number }} */ { calls }) => {
    process.send?.(await measure(ask, calls, task.inFlight));
  });
  await drive(ask, task.warmUp, task.inFlight);
  process.send?.('ready');
});
// Keep-alive sockets and pools would hold a process whose work is done.
process.once('disconnect', () => process.exit());
