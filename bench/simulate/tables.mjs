// @ts-check
// The results as CSV and as a table in Markdown.

import { BROWN_OUT_SPEED, CAPACITY, FAULTS, GRANTED_PART } from './scenario.mjs';

/** @import { Phase, PhaseKind, Scenario } from './scenario.mjs' */
/** @import { FleetReport, Summary } from './summary.mjs' */

/** @type {readonly [kind: PhaseKind, title: string][]} */
const ATTEMPT_COLUMNS = [
  ['normal', 'normal'],
  ['brown-out', 'brown-out'],
  ['outage', 'outage'],
  ['throttling', 'throttled'],
];

/**
 * A row for each second and strategy.
 *
 * @param {readonly FleetReport[]} reports
 * @param {readonly Phase[]} phases
 */
export function renderCsv(reports, phases) {
  const lines = reports.flatMap(({ summary, rows }) =>
    rows.map(({ second, offered, goodput, failures, p50Ms, p99Ms }) => {
      const latencies = [p50Ms, p99Ms].map((ms) => ms?.toFixed(1) ?? '');
      return [second, phaseAt(phases, second), summary.strategy, offered, goodput, failures, ...latencies].join(',');
    }),
  );
  return ['second,phase,strategy,offered_per_s,goodput_per_s,failures_per_s,p50_ms,p99_ms', ...lines, ''].join('\n');
}

/** @param {readonly Phase[]} phases @param {number} second */
function phaseAt(phases, second) {
  return phases.find(({ endsMs }) => second * 1_000 < endsMs)?.kind ?? 'end';
}

/**
 * @param {readonly FleetReport[]} reports
 * @param {Scenario} scenario
 */
export function renderMarkdown(reports, scenario) {
  const heads = [
    'strategy',
    ...ATTEMPT_COLUMNS.map(([, title]) => `attempts a call, ${title}`),
    'calls served',
    'peak load',
    'peak after the return',
    'back after',
    'p99',
  ];
  const rows = reports.map(({ summary }) => cellsOf(summary));
  return [
    tellScenario(scenario),
    '',
    rowOf(heads),
    rowOf(heads.map((_, nth) => (nth === 0 ? '---' : '---:'))),
    ...rows.map(rowOf),
    '',
    'Loads are of one second, as multiples of the normal load. Back: goodput is at 95 % of normal after the outage.',
    'The p99 is that of all calls, those that failed included.',
    '',
  ].join('\n');
}

/** @param {Summary} summary */
function cellsOf(summary) {
  const { strategy, attemptsPerCall, servedShareInAll, peakOffered, peakAfterReturn, secondsUntilBack, p99Ms } =
    summary;
  return [
    strategy === 'alipay-axios' ? `**${strategy}**` : strategy,
    ...ATTEMPT_COLUMNS.map(([kind]) => (attemptsPerCall[kind] ?? Number.NaN).toFixed(2)),
    `${(servedShareInAll * 100).toFixed(1)} %`,
    `${peakOffered.toFixed(2)}x`,
    `${peakAfterReturn.toFixed(2)}x`,
    Number.isFinite(secondsUntilBack) ? `${secondsUntilBack} s` : 'never',
    `${(p99Ms / 1_000).toFixed(1)} s`,
  ];
}

/**
 * The scenario in two sentences.
 *
 * @param {Scenario} scenario
 */
export function tellScenario({ clients, perSecond, seed, phases }) {
  const seconds = (phases.at(-1)?.endsMs ?? 0) / 1_000;
  return (
    `${clients} clients with ${perSecond} calls a second each, ${seconds} seconds of virtual time, seed ${seed}. ` +
    `The gateway can serve ${CAPACITY} times as many; ${BROWN_OUT_SPEED * 100} % of that in the brown-out; while it throttles ` +
    `it grants them ${GRANTED_PART * 100} % of their calls together; in the phase of the faults ${FAULTS * 100} % of attempts fail.`
  );
}

/** @param {readonly string[]} cells */
function rowOf(cells) {
  return `| ${cells.join(' | ')} |`;
}
