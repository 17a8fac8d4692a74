// @ts-check
// Medians and ratios. Ratios are taken within a turn, where the machine was the same for all, and the median of the turns
// is what counts.

import { availableParallelism, cpus } from 'node:os';

/** @import { Slice } from './measure.mjs' */
/** @typedef {'floor' | 'alipay-axios' | 'alipay-sdk'} Contender */
/** @typedef {Record<Contender, Sample>} Turn */
/** @typedef {{ median: number, min: number, max: number }} Spread */
/** @typedef {{ calls: number, warmUp: number, turns: number, inFlight: number }} Settings */
/** @typedef {{ name: string, goal: string, got: Spread, met: boolean }} Goal */

/**
 * What one contender came to in one turn.
 *
 * @typedef {object} Sample
 * @property {number} callsPerSecond
 * @property {number} cpuMicros CPU time a call, in microseconds
 * @property {number} p50Ms
 * @property {number} p99Ms
 * @property {number} loopMeanMs how late the event loop was, on average
 * @property {number} loopP99Ms
 */

/** @typedef {{ node: string, platform: string, cpu: string, cpus: number }} Machine */

/**
 * @typedef {object} Summary
 * @property {Settings} settings
 * @property {Record<Contender, Record<keyof Sample, Spread>>} contenders
 * @property {Record<keyof typeof RATIOS, Spread>} ratios
 * @property {Spread} ownCpuMicros what this library adds to the floor, in microseconds of CPU a call
 * @property {Goal[]} goals
 * @property {Turn[]} turns
 */

/** In the order of their turns. @type {readonly Contender[]} */
export const CONTENDERS = ['floor', 'alipay-axios', 'alipay-sdk'];

const MIN_SPEED = 2.5;
const MAX_CPU = 1.15;

const RATIOS = {
  /** @param {Turn} turn */
  speedOverSdk: (turn) => turn['alipay-axios'].callsPerSecond / turn['alipay-sdk'].callsPerSecond,
  /** @param {Turn} turn */
  floorSpeedOverSdk: (turn) => turn.floor.callsPerSecond / turn['alipay-sdk'].callsPerSecond,
  /** @param {Turn} turn */
  speedOverFloor: (turn) => turn['alipay-axios'].callsPerSecond / turn.floor.callsPerSecond,
  /** @param {Turn} turn */
  cpuOverFloor: (turn) => turn['alipay-axios'].cpuMicros / turn.floor.cpuMicros,
  /** @param {Turn} turn */
  sdkCpuOverFloor: (turn) => turn['alipay-sdk'].cpuMicros / turn.floor.cpuMicros,
};

/**
 * @param {readonly Slice[]} slices
 * @returns {Sample}
 */
export function sampleOf(slices) {
  const tookMs = slices.flatMap((slice) => slice.tookMs);
  const calls = tookMs.length;
  /** @param {(slice: Slice) => number} read */
  const sum = (read) => slices.reduce((total, slice) => total + read(slice), 0);
  return {
    callsPerSecond: (calls / sum((slice) => slice.wallMs)) * 1000,
    cpuMicros: sum((slice) => slice.cpuMicros) / calls,
    p50Ms: quantileOf(tookMs, 0.5),
    p99Ms: quantileOf(tookMs, 0.99),
    loopMeanMs: sum((slice) => slice.loopMeanMs) / slices.length,
    loopP99Ms: sum((slice) => slice.loopP99Ms) / slices.length,
  };
}

/**
 * The value below which this share of the values lies.
 *
 * @param {readonly number[]} values
 * @param {number} share
 */
export function quantileOf(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/**
 * @param {readonly number[]} values
 * @returns {Spread}
 */
export function spreadOf(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (/** @type {number} */ index) => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return { median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, min: at(0), max: at(sorted.length - 1) };
}

/** @returns {Machine} */
export function machineOf() {
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cpus: availableParallelism(),
  };
}

/**
 * @param {Turn[]} turns
 * @param {Settings} settings
 * @returns {Summary}
 */
export function summarize(turns, settings) {
  /** @param {(turn: Turn) => number} read */
  const over = (read) => spreadOf(turns.map(read));
  /** @param {Contender} name */
  const ofContender = (name) => ({
    callsPerSecond: over((turn) => turn[name].callsPerSecond),
    cpuMicros: over((turn) => turn[name].cpuMicros),
    p50Ms: over((turn) => turn[name].p50Ms),
    p99Ms: over((turn) => turn[name].p99Ms),
    loopMeanMs: over((turn) => turn[name].loopMeanMs),
    loopP99Ms: over((turn) => turn[name].loopP99Ms),
  });
  const speed = over(RATIOS.speedOverSdk);
  const cpu = over(RATIOS.cpuOverFloor);
  return {
    settings,
    contenders: {
      floor: ofContender('floor'),
      'alipay-axios': ofContender('alipay-axios'),
      'alipay-sdk': ofContender('alipay-sdk'),
    },
    ratios: {
      speedOverSdk: speed,
      floorSpeedOverSdk: over(RATIOS.floorSpeedOverSdk),
      speedOverFloor: over(RATIOS.speedOverFloor),
      cpuOverFloor: cpu,
      sdkCpuOverFloor: over(RATIOS.sdkCpuOverFloor),
    },
    ownCpuMicros: over((turn) => turn['alipay-axios'].cpuMicros - turn.floor.cpuMicros),
    goals: [
      {
        name: 'calls/s, alipay-axios : alipay-sdk',
        goal: `>= ${MIN_SPEED}`,
        got: speed,
        met: speed.median >= MIN_SPEED,
      },
      { name: 'CPU a call, alipay-axios : floor', goal: `<= ${MAX_CPU}`, got: cpu, met: cpu.median <= MAX_CPU },
    ],
    turns,
  };
}
