// @ts-check
// How much of the heap is held, and whether it grows.

import { setImmediate as turn } from 'node:timers/promises';
import { getHeapCodeStatistics } from 'node:v8';

/** @typedef {{ bytes: number, codeBytes: number }} Held in all, and of that by the engine's code with its notes */
/** @typedef {{ calls: number, bytes: number }} HeapPoint */
/** @typedef {HeapPoint & Held} HeapSample */
/** @typedef {{ startBytes: number, bytesPerCall: number, errorPerCall: number, samples: number, calls: number }} Growth */

const ROUNDS = 8;

/**
 * What is held when everything has been collected that nobody holds any more; needs `--expose-gc`.
 *
 * @returns {Promise<Held>}
 */
export async function readHeld() {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('The heap can only be measured with node --expose-gc');
  let bytes = Number.POSITIVE_INFINITY;
  // What finalizers and closed handles let go of is there for the next collection only. And what an engine has set aside to
  // fill next counts as used, up to 0.2 MB: the least of several collections is the one with the least of that.
  for (let round = 0; round < ROUNDS; round++) {
    await turn();
    gc();
    bytes = Math.min(bytes, process.memoryUsage().heapUsed);
  }
  const { code_and_metadata_size: machine, bytecode_and_metadata_size: bytecode } = getHeapCodeStatistics();
  return { bytes, codeBytes: machine + bytecode };
}

/**
 * A straight line through the samples after the warm-up, by least squares, with the standard error of its slope.
 *
 * @param {readonly HeapPoint[]} samples
 * @param {number} warmUp calls whose samples are left out
 * @returns {Growth}
 */
export function fitGrowth(samples, warmUp) {
  const used = samples.filter(({ calls }) => calls >= warmUp);
  const [first] = used;
  const last = used.at(-1);
  if (used.length < 3 || first === undefined || last === undefined) throw new Error('There are fewer than 3 samples');
  const mean = (/** @type {(one: HeapPoint) => number} */ of) =>
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
