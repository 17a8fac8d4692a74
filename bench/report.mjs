// @ts-check
// The summary as tables for people.

/** @import { Contender, Goal, Machine, Sample, Spread, Summary } from './summary.mjs' */

/** @type {readonly [title: string, key: keyof Sample, digits: number][]} */
const COLUMNS = [
  ['calls/s', 'callsPerSecond', 0],
  ['CPU us/call', 'cpuMicros', 0],
  ['p50 ms', 'p50Ms', 1],
  ['p99 ms', 'p99Ms', 1],
  ['loop delay ms', 'loopMeanMs', 1],
  ['loop p99 ms', 'loopP99Ms', 1],
];

/** @type {readonly [name: Contender, title: string][]} */
const CONTENDER_TITLES = [
  ['floor', 'axios + node:crypto by hand (floor)'],
  ['alipay-axios', 'alipay-axios (this library)'],
  ['alipay-sdk', 'alipay-sdk 4.14.0, validateSign'],
];

/** @type {readonly [title: string, key: keyof Summary['ratios']][]} */
const RATIO_TITLES = [
  ['calls/s, alipay-axios : alipay-sdk', 'speedOverSdk'],
  ['calls/s, floor : alipay-sdk', 'floorSpeedOverSdk'],
  ['calls/s, alipay-axios : floor', 'speedOverFloor'],
  ['CPU a call, alipay-axios : floor', 'cpuOverFloor'],
  ['CPU a call, alipay-sdk : floor', 'sdkCpuOverFloor'],
];

/** @param {Machine} machine */
export function renderMachine({ node, platform, cpus, cpu }) {
  return `${node}, ${platform}, ${cpus} x ${cpu}`;
}

/** @param {Summary} summary */
export function renderReport({ settings, contenders, ratios, ownCpuMicros, goals }) {
  const { calls, warmUp, turns, inFlight } = settings;
  return [
    `${inFlight} calls in flight; ${turns} turns of ${calls} calls each, after ${warmUp} to warm up`,
    'The gateway verifies every request; its reply, the same for all, was signed once.',
    'Medians of the turns, in brackets the lowest and the highest.',
    '',
    ...table([
      ['', ...COLUMNS.map(([title]) => title)],
      ...CONTENDER_TITLES.map(([name, title]) => [
        title,
        ...COLUMNS.map(([, key, digits]) => spreadText(contenders[name][key], digits)),
      ]),
    ]),
    '',
    ...table([
      ['Ratios, each within a turn:', ''],
      ...RATIO_TITLES.map(([title, key]) => [title, spreadText(ratios[key], 2)]),
    ]),
    '',
    `What alipay-axios adds to the floor: ${spreadText(ownCpuMicros, 0)} us of CPU a call`,
    '',
    ...goalTable(goals),
  ].join('\n');
}

/** @param {readonly Goal[]} goals */
export function goalTable(goals) {
  return table([
    ['To reach:', '', '', ''],
    ...goals.map(({ name, goal, got, met }) => [name, goal, `got ${got.median.toFixed(2)}`, met ? 'met' : 'missed']),
  ]);
}

/**
 * @param {Spread} spread
 * @param {number} digits
 */
export function spreadText({ median, min, max }, digits) {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}..${max.toFixed(digits)})`;
}

/**
 * Aligns columns, the first to the left and the others to the right.
 *
 * @param {readonly (readonly string[])[]} rows
 */
export function table(rows) {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const align = (/** @type {string} */ cell, /** @type {number} */ column) =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(align).join('  ').trimEnd());
}
