// @ts-check
// What a call leaves to the garbage collector.

import { Session } from 'node:inspector/promises';
import { PerformanceObserver } from 'node:perf_hooks';

/** @import { HeapProfiler } from 'node:inspector' */

/** Makes so many calls. @typedef {(calls: number) => Promise<unknown>} Drive */

const ALLOCATING_CALLS = 200;
const SAMPLE_BYTES = 4096;

/**
 * What a call allocates, in kilobytes: what the heap grows by while nothing is collected; undefined where something was.
 * The process has to be started with a young generation that is large enough, and with `--expose-gc`.
 *
 * @param {Drive} drive
 */
export async function measureAllocations(drive) {
  let collected = 0;
  const observer = new PerformanceObserver((list) => {
    collected += list.getEntries().length;
  });
  const gc = globalThis.gc;
  if (gc === undefined) throw new Error('Allocations are measured with --expose-gc');
  gc();
  await new Promise((resolve) => setImmediate(resolve));
  observer.observe({ entryTypes: ['gc'] });
  const before = process.memoryUsage().heapUsed;
  await drive(ALLOCATING_CALLS);
  const bytes = process.memoryUsage().heapUsed - before;
  await new Promise((resolve) => setImmediate(resolve));
  observer.disconnect();
  return collected === 0 ? bytes / ALLOCATING_CALLS / 1_024 : undefined;
}

/**
 * What of a call is copied by the young collections, and then waits for a full one, in kilobytes: all that was sampled but what a
 * young collection took. Little of a call is under way while one runs; what else is left is held by something.
 *
 * @param {Drive} drive
 * @param {number} calls enough for several young collections, each of which comes after some two hundred
 */
export async function measureSurvivors(drive, calls) {
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.startSampling', {
    samplingInterval: SAMPLE_BYTES,
    includeObjectsCollectedByMajorGC: true,
  });
  await drive(calls);
  const { profile } = await session.post('HeapProfiler.stopSampling');
  session.disconnect();
  return sizeOf(profile.head) / calls / 1_024;
}

/** @param {HeapProfiler.SamplingHeapProfileNode} node @returns {number} in bytes */
function sizeOf({ selfSize, children }) {
  return children.reduce((size, child) => size + sizeOf(child), selfSize);
}
