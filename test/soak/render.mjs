// @ts-check
// The figures for bench/results/soak.md.

/** @import { CallerReport } from './caller.mjs' */
/** @import { GatewayCount } from './gateway-process.mjs' */
/** @import { Goal, SoakReport } from './judge.mjs' */

/**
 * @param {object} parts
 * @param {{ faults: number, inFlight: number, seed: number }} parts.terms
 * @param {SoakReport & CallerReport} parts.report
 * @param {GatewayCount} parts.gateway
 * @param {readonly Goal[]} parts.goals
 * @param {string} parts.machine
 * @param {string} parts.date
 */
export function renderSoak({ terms, report, gateway, goals, machine, date }) {
  const { calls, samples, warmUp, seconds, notified, rssBytes } = report;
  const mega = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(2);
  return [
    '# Soak',
    '',
    `\`npm run soak -- --calls ${calls} --faults ${terms.faults} --write\`, seed ${terms.seed}, ${date}, Node ${process.versions.node}, ${machine}.`,
    `${calls} calls in ${Math.round(seconds)} s, ${terms.inFlight} in flight, over HTTP to a gateway in a process of its own: ${gateway.requests} requests,`,
    `of which ${gateway.troubled} met trouble; ${gateway.payments} payments, ${notified} notifications, ${gateway.renewals} tokens renewed.`,
    '',
    '| what | goal | got | |',
    '| --- | --- | --- | --- |',
    ...goals.map(({ what, goal, got, isMet }) => `| ${what} | ${goal} | ${got} | ${isMet ? 'met' : 'missed'} |`),
    '',
    'The heap is measured when no call is under way, no connection is open and everything has been collected (`--expose-gc`, the least of four',
    `collections). The growth is the slope of a straight line through the samples from call ${warmUp} on, by least squares, with its`,
    `standard error. All of them, in MB: ${samples.map(({ bytes }) => mega(bytes)).join(', ')}. The process held ${mega(rssBytes)} MB in all.`,
    '',
    '| call and how it ended | calls |',
    '| --- | ---: |',
    ...report.ends.map((line) => `| ${line.replace(/: (\d+)$/, ' | $1')} |`),
    '',
  ].join('\n');
}
