// @ts-check
// The section `tokens` as tables for people.

import { goalTable, spreadText, table } from './report.mjs';

/** @import { TokenRatios, TokenSummary, WindowKind } from './token-summary.mjs' */

/** @type {readonly [kind: WindowKind, title: string][]} */
const KIND_TITLES = [
  ['calm', 'no renewal'],
  ['ahead', 'renewed ahead of its end'],
  ['late', 'renewed after its end'],
];

/** @type {readonly [title: string, key: keyof TokenRatios][]} */
const RATIO_TITLES = [
  ['p99, renewed ahead : no renewal', 'aheadOverCalm'],
  ['p99, renewed after its end : no renewal', 'lateOverCalm'],
  ["p99, no renewal : no renewal, the machine's own unrest", 'calmOverCalm'],
];

/** @param {TokenSummary} summary */
export function renderTokenReport({ settings, windows, p99Ratios, pooledP99Ratios, goals }) {
  const { calls, warmUp, turns, inFlight } = settings;
  const { aheadOverCalm, lateOverCalm } = pooledP99Ratios;
  return [
    `Calls with a user's token, ${inFlight} at once at most, with pauses between them`,
    `${turns} turns, each of 2 windows without a renewal, 2 renewed ahead and 1 renewed late, of ${calls} calls each,`,
    `after ${warmUp} of each kind to warm up. The gateway kills the old token at once: what is on its way is sent again.`,
    'Medians of the turns, in brackets the lowest and the highest; of the windows for renewals and what is sent again.',
    `"Next" are the ${inFlight} calls of a window that come next when the token is old enough, and in the same place without.`,
    '',
    ...table([
      [
        "A user's token",
        'p50 ms',
        'p99 ms',
        'next p50 ms',
        'p90 ms',
        'renewals',
        'a renewal ms',
        'failed',
        'sent again',
        'these took ms',
      ],
      ...KIND_TITLES.map(([kind, title]) => rowOf(title, windows[kind])),
    ]),
    '',
    ...table([
      ['Ratios, each within a turn:', ''],
      ...RATIO_TITLES.map(([title, key]) => [title, spreadText(p99Ratios[key], 2)]),
    ]),
    '',
    `Pooled over all turns: p99 renewed ahead : no renewal ${aheadOverCalm.toFixed(2)}, after its end ${lateOverCalm.toFixed(2)}`,
    '',
    ...goalTable(goals),
  ].join('\n');
}

/**
 * @param {string} title
 * @param {TokenSummary['windows'][WindowKind]} window
 */
function rowOf(title, { p50Ms, p99Ms, next, windows, renewals, renewalMs, failed, resent, resentMs }) {
  const isCalm = renewals === 0;
  return [
    title,
    spreadText(p50Ms, 1),
    spreadText(p99Ms, 1),
    next.p50Ms.toFixed(1),
    next.p90Ms.toFixed(1),
    `${renewals} in ${windows}`,
    isCalm ? '-' : spreadText(renewalMs, 1),
    String(failed),
    isCalm ? '-' : spreadText(resent, 1),
    isCalm ? '-' : spreadText(resentMs, 1),
  ];
}
