// @ts-check
// Medians and quantiles, and the machine that they were measured on.

import { availableParallelism, cpus } from 'node:os';

/** @typedef {{ median: number, min: number, max: number }} Spread */
/** @typedef {{ name: string, goal: string, got: Spread, met: boolean }} Goal */
/** @typedef {{ node: string, platform: string, cpu: string, cpus: number }} Machine */

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
 * @param {string} name
 * @param {Spread} got
 * @param {{ least?: number, most?: number }} bound
 * @returns {Goal}
 */
export function goalOf(name, got, { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY }) {
  const goal = most === Number.POSITIVE_INFINITY ? `>= ${least}` : `<= ${most}`;
  return { name, goal, got, met: got.median >= least && got.median <= most };
}
