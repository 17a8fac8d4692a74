// @ts-check
// The figures for bench/results/soak.md.

/** @import { GatewayCount } from './gateway-process.mjs' */
/** @import { Goal, Heap, SoakReport } from './judge.mjs' */
/** @import { Terms } from './soak.mjs' */

/**
 * @param {object} parts
 * @param {Terms} parts.terms
 * @param {SoakReport} parts.report
 * @param {GatewayCount} parts.gateway
 * @param {readonly Goal[]} parts.goals
 * @param {string} parts.machine
 * @param {string} parts.date
 */
export function renderSoak({ terms, report, gateway, goals, machine, date }) {
  const { calls, heaps, seconds, notified, rssBytes } = report;
  return [
    '# Soak',
    '',
    `\`${commandOf(terms)}\`, seed ${terms.seed}, ${date}, Node ${process.versions.node}, ${machine}.`,
    `${calls} calls in ${Math.round(seconds)} s, ${flightOf(terms)}, over HTTP to a gateway in a process of its own: ${gateway.requests} requests,`,
    `of which ${gateway.troubled} met trouble; ${gateway.payments} payments, ${notified} notifications, ${gateway.renewals} tokens renewed.`,
    '',
    '| what | goal | got | |',
    '| --- | --- | --- | --- |',
    ...goals.map(({ what, goal, got, isMet }) => `| ${what} | ${goal} | ${got} | ${isMet ? 'met' : 'missed'} |`),
    '',
    'The heap is measured when no call is under way, no connection is open, the journal has struck out what has ended, and everything has',
    'been collected (`--expose-gc`, the least of eight collections). The growth is the slope of a straight line through the samples after',
    `the warm-up, by least squares, with its standard error. ${engineOf(terms)}`,
    '',
    ...heaps.map((heap, nth) => renderHeap(heap, heaps.length > 1 ? ` of process ${nth + 1}` : '')),
    '',
    `${heaps.length > 1 ? 'The processes' : 'The process'} held ${mega(rssBytes)} MB in all.`,
    '',
    '| call and how it ended | calls |',
    '| --- | ---: |',
    ...Object.entries(report.ends).map(([end, count]) => `| ${end} | ${count} |`),
    '',
  ].join('\n');
}

/** @param {Terms} terms */
function commandOf({ calls, faults, processes, isOptimised }) {
  const rest = `${processes > 1 ? ` --processes ${processes}` : ''}${isOptimised ? ' --optimise' : ''}`;
  return `npm run soak -- --calls ${calls} --faults ${faults}${rest} --write`;
}

/** @param {Terms} terms */
const flightOf = ({ inFlight, processes }) =>
  processes > 1 ? `${inFlight} in flight in each of ${processes} processes` : `${inFlight} in flight`;

/** @param {Terms} terms */
const engineOf = ({ isOptimised }) =>
  isOptimised
    ? 'The engine optimised, and its code is measured with the rest.'
    : 'The engine compiled each function at its first run and did not\noptimise: it goes on optimising for hundreds of thousands of calls, and its code, which is on the heap as well, would be measured as\ngrowth (`--optimise` shows it).';

/** @param {Heap} heap @param {string} whose */
function renderHeap({ samples, warmUp }, whose) {
  const all = samples.map(({ bytes }) => mega(bytes)).join(', ');
  const of = (/** @type {number | undefined} */ bytes) => mega(bytes ?? Number.NaN);
  const first = samples.find(({ calls }) => calls >= warmUp);
  return `All samples${whose}, in MB: ${all}. Of this the engine's code took ${of(first?.codeBytes)} MB at the end of the warm-up (call ${first?.calls}) and ${of(samples.at(-1)?.codeBytes)} MB at the end.`;
}

/** @param {number} bytes */
const mega = (bytes) => (bytes / 1e6).toFixed(2);
