// @ts-check
// How much of the heap is held, and whether it grows.

import { setImmediate as turn } from 'node:timers/promises';

/** @typedef {{ calls: number, bytes: number }} HeapSample */
/** @typedef {{ startBytes: number, bytesPerCall: number, errorPerCall: number, samples: number, calls: number }} Growth */

/** What is held when everything has been collected that nobody holds any more; needs `--expose-gc`. */
export async function heldBytes() {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('The heap can only be measured with node --expose-gc');
  let least = Number.POSITIVE_INFINITY;
  // What finalizers and closed handles let go of is there for the next collection only.
  for (let round = 0; round < 4; round++) {
    await turn();
    gc();
    least = Math.min(least, process.memoryUsage().heapUsed);
  }
  return least;
}

/**
 * A straight line through the samples after the warm-up, by least squares, with the standard error of its slope.
 *
 * @param {readonly HeapSample[]} samples
 * @param {number} warmUp calls whose samples are left out
 * @returns {Growth}
 */
export function fitGrowth(samples, warmUp) {
  const used = samples.filter(({ calls }) => calls >= warmUp);
  const [first] = used;
  const last = used.at(-1);
  if (used.length < 3 || first === undefined || last === undefined) throw new Error('There are fewer than 3 samples');
  const mean = (/** @type {(one: HeapSample) => number} */ of) =>
    used.reduce((sum, one) => sum + of(one), 0) / used.length;
  const middle = mean(({ calls }) => calls);
  const level = mean(({ bytes }) => bytes);
  const spread = mean(({ calls }) => (calls - middle) ** 2);
  const bytesPerCall = mean(({ calls, bytes }) => (calls - middle) * (bytes - level)) / spread;
  const at = (/** @type {number} */ calls) => level + bytesPerCall * (calls - middle);
  const rest = used.reduce((sum, { calls, bytes }) => sum + (bytes - at(calls)) ** 2, 0);
  const errorPerCall = Math.sqrt(rest / (used.length - 2) / (spread * used.length));
  return {
    startBytes: at(first.calls),
    bytesPerCall,
    errorPerCall,
    samples: used.length,
    calls: last.calls - first.calls,
  };
}
