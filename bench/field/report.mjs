// @ts-check
// The field as tables in Markdown, which people can read as they stand.

import { goalTable, renderMachine } from '../report.mjs';
import { TITLES, WORKLOADS } from './workloads.mjs';

/** @import { Machine, Spread } from '../summary.mjs' */
/** @import { FieldSummary, Sample } from './summary.mjs' */
/** @import { Contender, WorkloadName } from './workloads.mjs' */

/** @type {readonly [title: string, key: keyof Sample, digits: number][]} */
const COLUMNS = [
  ['calls/s', 'callsPerSecond', 0],
  ['CPU µs a call', 'cpuMicros', 0],
  ['p50 ms', 'p50Ms', 1],
  ['p99 ms', 'p99Ms', 1],
  ['p99.9 ms', 'p999Ms', 1],
  ['loop delay p99 ms', 'loopP99Ms', 1],
  ['peak MB', 'peakMb', 0],
  ['failed %', 'failedPercent', 1],
];

/** @param {FieldSummary} summary @param {Machine} machine */
export function renderField({ settings, figures, speedOverSdk, goals }, machine) {
  const { calls, warmUp, turns } = settings;
  return [
    `${renderMachine(machine)}; ${turns} turns of ${calls} calls each, after ${warmUp} to warm up (with faults, 1000 at most).`,
    'All against one gateway process, which verifies every request; its reply, the same for all, was signed once.',
    'Medians of the turns, in brackets the lowest and the highest; ratios are taken within a turn.',
    'What outlives a call is left by the young collections, and waits for a full one.',
    ...Object.entries(figures).flatMap(([name, ofContenders]) => [
      '',
      `### ${WORKLOADS[/** @type {WorkloadName} */ (name)].title}`,
      '',
      row('', 'over alipay-sdk', ...COLUMNS.map(([title]) => title), 'KB allocated a call', 'KB that outlive it'),
      row(...Array.from({ length: COLUMNS.length + 4 }, () => '---')),
      ...Object.entries(ofContenders).map(([contender, figure]) =>
        row(
          TITLES[/** @type {Contender} */ (contender)],
          times(speedOverSdk[name]?.[contender]),
          ...COLUMNS.map(([, key, digits]) => cell(figure[key], digits)),
          figure.allocatedKb === undefined ? 'not measured' : figure.allocatedKb.toFixed(0),
          figure.survivingKb === undefined ? 'not measured' : figure.survivingKb.toFixed(1),
        ),
      ),
    ]),
    '',
    '```text',
    ...goalTable(goals),
    '```',
  ].join('\n');
}

/** @param {string[]} cells */
function row(...cells) {
  return `| ${cells.join(' | ')} |`;
}

/** @param {Spread | undefined} spread */
function times(spread) {
  return spread === undefined ? '' : `${cell(spread, 2)}`;
}

/** @param {Spread} spread @param {number} digits */
function cell({ median, min, max }, digits) {
  return min === max
    ? median.toFixed(digits)
    : `${median.toFixed(digits)} (${min.toFixed(digits)}..${max.toFixed(digits)})`;
}
