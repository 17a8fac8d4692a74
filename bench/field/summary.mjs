// @ts-check
// Ratios are taken within a turn, where the machine was the same for all, and the median of the turns is what counts.

import { goalOf, quantileOf, spreadOf } from '../summary.mjs';
import { contendersOf, WORKLOADS } from './workloads.mjs';

/** @import { Goal, Spread } from '../summary.mjs' */
/** @import { Slice } from './measure.mjs' */
/** @import { Contender, WorkloadName } from './workloads.mjs' */

/** @typedef {{ calls: number, turns: number, warmUp: number }} FieldSettings */
/** @typedef {Map<Contender, Sample>} FieldTurn */

/**
 * What one contender came to in one turn.
 *
 * @typedef {object} Sample
 * @property {number} callsPerSecond
 * @property {number} cpuMicros CPU time a call, in microseconds
 * @property {number} p50Ms
 * @property {number} p99Ms
 * @property {number} p999Ms
 * @property {number} loopMeanMs how late the event loop was, on average
 * @property {number} loopP99Ms
 * @property {number} peakMb
 * @property {number} failedPercent
 */

/** @typedef {Record<keyof Sample, Spread> & { allocatedKb: number | undefined, survivingKb: number | undefined }} Figures */
/** @typedef {{ name: WorkloadName, turns: FieldTurn[], allocations: Map<Contender, number | undefined>, survivors: Map<Contender, number> }} Measured */

/**
 * @typedef {object} FieldSummary
 * @property {FieldSettings} settings
 * @property {Measured[]} workloads
 * @property {Record<string, Record<string, Figures>>} figures by workload and contender
 * @property {Record<string, Record<string, Spread>>} speedOverSdk calls/s of each contender over alipay-sdk's
 * @property {Goal[]} goals
 */

/** @param {readonly Slice[]} slices @returns {Sample} */
export function sampleOf(slices) {
  const tookMs = slices.flatMap((slice) => slice.tookMs);
  /** @param {(slice: Slice) => number} read */
  const sum = (read) => slices.reduce((total, slice) => total + read(slice), 0);
  const failed = sum((slice) => slice.failed);
  const calls = tookMs.length + failed;
  return {
    callsPerSecond: (calls / sum((slice) => slice.wallMs)) * 1_000,
    cpuMicros: sum((slice) => slice.cpuMicros) / calls,
    p50Ms: quantileOf(tookMs, 0.5),
    p99Ms: quantileOf(tookMs, 0.99),
    p999Ms: quantileOf(tookMs, 0.999),
    loopMeanMs: sum((slice) => slice.loopMeanMs) / slices.length,
    loopP99Ms: sum((slice) => slice.loopP99Ms) / slices.length,
    peakMb: Math.max(...slices.map(({ peakMb }) => peakMb)),
    failedPercent: (failed / calls) * 100,
  };
}

/** @param {Measured[]} workloads @param {FieldSettings} settings @returns {FieldSummary} */
export function summarizeField(workloads, settings) {
  const figures = Object.fromEntries(workloads.map((one) => [one.name, figuresOf(one)]));
  const speedOverSdk = Object.fromEntries(
    workloads.map((one) => [
      one.name,
      Object.fromEntries(
        contendersOf(WORKLOADS[one.name]).map((name) => [name, ratio(one, 'callsPerSecond', name, 'alipay-sdk')]),
      ),
    ]),
  );
  return { settings, workloads, figures, speedOverSdk, goals: goalsOf(workloads) };
}

/** @param {Measured} measured */
function figuresOf({ name, turns, allocations, survivors }) {
  return Object.fromEntries(
    contendersOf(WORKLOADS[name]).map((contender) => {
      const samples = turns.flatMap((turn) => turn.get(contender) ?? []);
      const keys = /** @type {(keyof Sample)[]} */ (Object.keys(samples[0] ?? {}));
      const spreads = keys.map((key) => [key, spreadOf(samples.map((sample) => sample[key]))]);
      const heap = { allocatedKb: allocations.get(contender), survivingKb: survivors.get(contender) };
      return [contender, { ...Object.fromEntries(spreads), ...heap }];
    }),
  );
}

/**
 * @param {Measured} measured
 * @param {keyof Sample} key
 * @param {Contender} over
 * @param {Contender} under
 */
function ratio({ turns }, key, over, under) {
  return spreadOf(turns.map((turn) => (turn.get(over)?.[key] ?? Number.NaN) / (turn.get(under)?.[key] ?? Number.NaN)));
}

/** @param {readonly Measured[]} workloads @returns {Goal[]} */
function goalsOf(workloads) {
  const usual = workloads.find(({ name }) => name === 'v2-32');
  const [one, many] = [workloads.find(({ name }) => name === 'v2-1'), workloads.find(({ name }) => name === 'v2-256')];
  const over = (/** @type {Contender} */ name) => `${name} : alipay-sdk`;
  return [
    ...(usual === undefined
      ? []
      : [
          goalOf(`calls/s, ${over('alipay-axios')}`, ratio(usual, 'callsPerSecond', 'alipay-axios', 'alipay-sdk'), {
            least: 2.5,
          }),
          goalOf(
            `calls/s, ${over('alipay-axios-undici')}`,
            ratio(usual, 'callsPerSecond', 'alipay-axios-undici', 'alipay-sdk'),
            { least: 4.5 },
          ),
          goalOf('CPU a call, alipay-axios : floor', ratio(usual, 'cpuMicros', 'alipay-axios', 'floor'), {
            most: 1.1,
          }),
          goalOf(
            `event-loop delay p99, ${over('alipay-axios')}`,
            ratio(usual, 'loopP99Ms', 'alipay-axios', 'alipay-sdk'),
            { most: 0.5 },
          ),
        ]),
    ...(one === undefined || many === undefined
      ? []
      : [goalOf('CPU a call of alipay-axios, 256 in flight : 1', flatness(one, many), { most: 1.1 })]),
  ];
}

/** @param {Measured} one @param {Measured} many */
function flatness(one, many) {
  const at = (/** @type {Measured} */ { turns }, /** @type {number} */ nth) =>
    turns[nth]?.get('alipay-axios')?.cpuMicros ?? Number.NaN;
  return spreadOf(many.turns.map((_, nth) => at(many, nth) / at(one, nth)));
}
