// @ts-check
// What has to hold at the end of a soak.

import { fitGrowth } from './heap.mjs';

/** @import { HeapSample } from './heap.mjs' */
/** @import { Seen } from './watch.mjs' */

/**
 * What a run came to.
 *
 * @typedef {object} SoakReport
 * @property {number} calls
 * @property {number} settled calls that ended for their callers
 * @property {Record<string, number>} ends how many ended how
 * @property {readonly Heap[]} heaps one for each process
 * @property {Seen} seen
 * @property {number} listeners left on a signal that was given to many calls
 * @property {readonly string[]} handles what holds the process and did not before
 * @property {readonly string[]} rejections unhandled ones
 * @property {readonly string[]} warnings
 * @property {boolean} ended whether the processes ended by themselves
 * @property {number} seconds
 * @property {number} notified notifications taken in
 * @property {number} rssBytes what the processes held in all
 */
/** @typedef {{ samples: readonly HeapSample[], warmUp: number }} Heap */
/** @typedef {{ what: string, goal: string, got: string, isMet: boolean }} Goal */

const MOST_PERCENT = 1;
const PER_CALLS = 100_000;
// What runs for the first time adds its code and its notes: over fewer calls that looks like growth, and only a leak as wide as
// a barn door can be told from it.
const LEAST_CALLS = 50_000;
const MOST_WHEN_SHORT = 50;

/** @param {SoakReport} report @returns {Goal[]} */
export function judge(report) {
  const { seen } = report;
  const { start, refresh, confirm } = seen.begun;
  return [
    ...report.heaps.map((heap, nth) => judgeGrowth(heap, report.heaps.length > 1 ? ` in process ${nth + 1}` : '')),
    same('calls that ended for their callers', report.calls, report.settled),
    same('calls that told of their start', report.calls, start),
    none(`of ${start} starts without an end`, counted(seen.open.start)),
    none(`of ${refresh} refreshes without an end`, counted(seen.open.refresh)),
    none(`of ${confirm} questions without an end`, counted(seen.open.confirm)),
    none('ends of what was not open', seen.astray),
    none('listeners left on a signal of many calls', counted(report.listeners)),
    none('handles left after close()', report.handles),
    none('unhandled rejections', report.rejections),
    none('warnings', report.warnings),
    { what: 'the process ends by itself', goal: 'yes', got: report.ended ? 'yes' : 'no', isMet: report.ended },
  ];
}

/** @param {Heap} heap @param {string} where @returns {Goal} */
function judgeGrowth(heap, where) {
  const { startBytes, bytesPerCall, errorPerCall, samples, calls } = fitGrowth(heap.samples, heap.warmUp);
  const isLong = calls >= LEAST_CALLS;
  const over = isLong ? PER_CALLS : calls;
  const most = isLong ? MOST_PERCENT : MOST_WHEN_SHORT;
  const percent = (/** @type {number} */ bytes) => (100 * bytes * over) / startBytes;
  const grown = `${percent(bytesPerCall).toFixed(2)} +- ${percent(errorPerCall).toFixed(2)} %`;
  return {
    what: `growth of the heap per ${over} calls${where}`,
    goal: `below ${most} %`,
    got: `${grown} of ${(startBytes / 1e6).toFixed(2)} MB (${samples} samples over ${calls} calls)`,
    isMet: percent(bytesPerCall) < most,
  };
}

/** @param {string} what @param {number} wanted @param {number} got @returns {Goal} */
const same = (what, wanted, got) => ({ what, goal: String(wanted), got: String(got), isMet: wanted === got });

/** @param {string} what @param {readonly string[]} found @returns {Goal} */
const none = (what, found) => ({
  what,
  goal: 'none',
  got: found.length === 0 ? 'none' : found.slice(0, 5).join('; '),
  isMet: found.length === 0,
});

/** @param {number} count */
const counted = (count) => (count === 0 ? [] : [String(count)]);
