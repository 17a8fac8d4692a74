// @ts-check
// Measures one contender in a process of its own: `measure.mjs <contender>`, with the task as the first message. It warms
// up and says so; then each message is a slice of calls to make and to report on.

import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { measureAllocations, measureSurvivors } from './allocations.mjs';

/** @import { Workload } from './workloads.mjs' */

/**
 * Where a gateway is and what to ask it for.
 *
 * @typedef {object} Target
 * @property {string} url
 * @property {{ appId: string, privateKey: string, alipayPublicKey: string }} credentials
 * @property {{ app: string, alipay: string, root: string, appSn: string, rootSn: string }} [certificates] in certificate mode
 * @property {string} encryptKey
 * @property {string} outTradeNo
 */

/** Makes one call and resolves to the `code` of its reply. @typedef {() => Promise<unknown>} Ask */
/** @typedef {(target: Target, workload: Workload) => Ask} OpenContender */
/** @typedef {{ target: Target, workload: Workload, warmUp: number }} Task */
/** @typedef {{ calls: number } | 'allocations' | { survivors: number }} Order */

/**
 * What a slice of calls came to.
 *
 * @typedef {object} Slice
 * @property {number[]} tookMs how long each call took that went well
 * @property {number} failed
 * @property {number} wallMs
 * @property {number} cpuMicros of the whole process, thread pool and garbage collection included
 * @property {number} loopMeanMs how late the event loop was, on average
 * @property {number} loopP99Ms
 * @property {number} peakMb the most memory that the process has had so far
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
      const code = await ask().catch((/** @type {unknown} */ error) => error);
      if (code === '10000') tookMs.push(performance.now() - startedAt);
      else lastFailure = code;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return tookMs;
}

/** @type {unknown} */
let lastFailure;

/**
 * @param {Ask} ask
 * @param {number} calls
 * @param {Workload} workload
 * @returns {Promise<Slice>}
 */
async function measure(ask, calls, { faulty, inFlight }) {
  const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  loop.enable();
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const tookMs = await drive(ask, calls, inFlight);
  const wallMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  loop.disable();
  const failed = calls - tookMs.length;
  if (failed > 0 && !faulty) throw new Error(`${failed} of ${calls} calls failed`, { cause: lastFailure });
  // The monitor's readings hold its own timer's interval; of a slice too short for a reading there is none.
  const late = (/** @type {number} */ nanos) => Math.max(0, (nanos || 0) / 1e6 - LOOP_RESOLUTION_MS);
  return {
    tookMs,
    failed,
    wallMs,
    cpuMicros: user + system,
    loopMeanMs: late(loop.mean),
    loopP99Ms: late(loop.percentile(99)),
    peakMb: process.resourceUsage().maxRSS / 1_024,
  };
}

const [contender = ''] = process.argv.slice(2);
/** @type {{ openContender: OpenContender }} */
const { openContender } = await import(`../contenders/${contender}.mjs`);

process.once('message', async (/** @type {Task} */ { target, workload, warmUp }) => {
  const ask = openContender(target, workload);
  const driven = (/** @type {number} */ calls) => drive(ask, calls, workload.inFlight);
  process.on('message', async (/** @type {Order} */ order) => {
    if (order === 'allocations') process.send?.({ kb: await measureAllocations(driven) });
    else if ('survivors' in order) process.send?.({ kb: await measureSurvivors(driven, order.survivors) });
    else process.send?.(await measure(ask, order.calls, workload));
  });
  await drive(ask, warmUp, workload.inFlight);
  process.send?.('ready');
});
// Keep-alive sockets and pools would hold a process whose work is done.
process.once('disconnect', () => process.exit());
