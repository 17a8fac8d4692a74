// @ts-check
// The results as lines for people.

/** @import { Count, Result } from './scenario.mjs' */

/** @param {number} value */
const number = (value) => Math.round(value).toLocaleString('en-US');

/** @param {Count} count */
const countText = ({ expected, seen }) => `${seen} of ${expected ?? '?'}`;

/**
 * A line for one scenario, and one for each thing that is wrong with it.
 *
 * @param {Result} result
 * @param {number} nameColumns
 */
export function renderResult(result, nameColumns) {
  const { name, processes, calls, refreshes, supersededUses, longestMs, recovery, wrong } = result;
  const parts = [
    `${`${name}:`.padEnd(nameColumns + 1)} ${processes} processes`,
    `${number(calls)} calls`,
    `${countText(refreshes)} refreshes`,
    `${countText(supersededUses)} superseded uses`,
    `longest call ${number(longestMs)} ms`,
    ...(recovery === undefined ? [] : [`recovered after ${number(recovery.tookMs)} ms`]),
  ];
  const verdict = wrong.length === 0 ? 'ok    ' : 'NOT OK';
  return [`${verdict} ${parts.join(', ')}`, ...wrong.map((one) => `       ${one}`)].join('\n');
}

/** @param {readonly Result[]} results */
export function renderTotals(results) {
  const sum = (/** @type {(result: Result) => number} */ count) => results.reduce((all, one) => all + count(one), 0);
  const wrong = results.filter((result) => result.wrong.length > 0).length;
  const totals = [
    `${results.length} ${results.length === 1 ? 'scenario' : 'scenarios'}`,
    `${number(sum(({ calls }) => calls))} calls`,
    `${number(sum(({ refreshes }) => refreshes.seen))} refreshes`,
    `${number(sum(({ lost }) => lost))} lost`,
  ].join(', ');
  return `${totals}: ${wrong === 0 ? 'all as they should be' : `${wrong} NOT as they should be`}`;
}
