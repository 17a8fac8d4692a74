// @ts-check
// What a fleet came to: a row a second, and the few figures that are compared.

/** @import { FleetRecord } from './fleet.mjs' */
/** @import { PhaseKind, Scenario } from './scenario.mjs' */
/** @import { Strategy } from './strategies.mjs' */
/** @import { Counts } from './tally.mjs' */

/**
 * One second of a fleet. The latencies are of all calls that ended then, well or not; `undefined` where none did.
 *
 * @typedef {object} Row
 * @property {number} second
 * @property {number} offered attempts sent
 * @property {number} goodput calls that ended well
 * @property {number} failures calls that ended otherwise
 * @property {number | undefined} p50Ms
 * @property {number | undefined} p99Ms
 */

/**
 * @typedef {object} Summary
 * @property {Strategy} strategy
 * @property {Counts} total
 * @property {Partial<Record<PhaseKind, number>>} attemptsPerCall of the calls that began in phases of the kind
 * @property {Partial<Record<PhaseKind, number>>} servedShare of the calls that began in phases of the kind
 * @property {number} servedShareInAll
 * @property {number} peakOffered the highest offered load of a second, as a multiple of the normal load
 * @property {number} peakAfterReturn the same, from the end of the outage to the end of the recovery
 * @property {number} secondsUntilBack after the outage, from which on goodput is at 95 %; see `secondsUntilBack`
 * @property {number} p50Ms of all calls
 * @property {number} p99Ms of all calls
 */

/** @typedef {{ summary: Summary, rows: Row[] }} FleetReport */

const BACK_AT = 0.95;
const STAYS_FOR_S = 5;

/**
 * @param {FleetRecord} record
 * @param {Scenario} scenario
 * @returns {FleetReport}
 */
export function reportOf({ strategy, seconds, phases }, scenario) {
  const normal = scenario.clients * scenario.perSecond;
  const rows = seconds.map(({ attempts, served, failed, tookMs }, second) => {
    const sorted = Float64Array.from(tookMs).sort();
    const latencies = { p50Ms: quantileOf(sorted, 0.5), p99Ms: quantileOf(sorted, 0.99) };
    return { second, offered: attempts, goodput: served, failures: failed, ...latencies };
  });
  const all = Float64Array.from(seconds.flatMap(({ tookMs }) => tookMs)).sort();
  const recovery = scenario.phases.find(({ kind }) => kind === 'recovery');
  const [fromS, toS] = [(recovery?.beginsMs ?? 0) / 1_000, (recovery?.endsMs ?? 0) / 1_000];
  const after = rows.slice(fromS, toS);
  const total = sumOf(phases);
  const summary = {
    strategy,
    total,
    attemptsPerCall: byKind(scenario, phases, ({ attempts, calls }) => attempts / calls),
    servedShare: byKind(scenario, phases, ({ served, calls }) => served / calls),
    servedShareInAll: total.served / total.calls,
    peakOffered: peakOf(rows) / normal,
    peakAfterReturn: peakOf(after) / normal,
    secondsUntilBack: secondsUntilBack(after.map(({ goodput }) => goodput / normal)),
    p50Ms: quantileOf(all, 0.5) ?? Number.NaN,
    p99Ms: quantileOf(all, 0.99) ?? Number.NaN,
  };
  return { summary, rows };
}

/**
 * From how many seconds after the return on goodput is at 95 %: the first second that reaches it, and from which on five
 * seconds reach it on average, so that a single wave does not count. Infinite where there is none.
 *
 * @param {readonly number[]} shares of the normal load, by second after the return
 */
export function secondsUntilBack(shares) {
  const nth = shares.findIndex((share, second) => {
    const next = shares.slice(second, second + STAYS_FOR_S);
    return share >= BACK_AT && next.reduce((sum, one) => sum + one, 0) >= BACK_AT * next.length;
  });
  return nth < 0 ? Number.POSITIVE_INFINITY : nth;
}

/** @param {Float64Array} sorted @param {number} share */
function quantileOf(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** @param {readonly Row[]} rows */
function peakOf(rows) {
  return rows.reduce((most, { offered }) => Math.max(most, offered), 0);
}

/** @param {Scenario} scenario @param {readonly Counts[]} counts @param {(sum: Counts) => number} read */
function byKind({ phases }, counts, read) {
  const kinds = new Set(phases.map(({ kind }) => kind));
  return Object.fromEntries(
    [...kinds].map((kind) => [kind, read(sumOf(counts.filter((_, nth) => phases[nth]?.kind === kind)))]),
  );
}

/** @param {readonly Counts[]} counts @returns {Counts} */
function sumOf(counts) {
  const sum = { calls: 0, attempts: 0, served: 0, failed: 0 };
  for (const { calls, attempts, served, failed } of counts) {
    sum.calls += calls;
    sum.attempts += attempts;
    sum.served += served;
    sum.failed += failed;
  }
  return sum;
}
