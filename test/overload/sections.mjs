// @ts-check
// The sections of the check: each measures, and gives its goals with what they came to.

import { fileURLToPath } from 'node:url';
import { simulateGrant, simulateRecovery } from '../../bench/simulate/studies.mjs';
import { shareOut, stretches } from '../support/share-out.mjs';
import { measureAborts } from './aborts.mjs';
import { compareAttempts } from './attempts.mjs';
import { followGrants } from './grants.mjs';
import { leaveNothing, measureOverruns } from './real-time.mjs';

/** @import { TestCredentials } from 'alipay-axios/testing' */
/** @import { Count } from './schedule-worker.mjs' */
/** @typedef {{ credentials: TestCredentials, calls: number, schedules: number, seed: number, workers: number }} Terms */
/** @typedef {{ what: string, goal: string, got: string, isMet: boolean }} Goal */
/** @typedef {keyof typeof SECTIONS} SectionName */

/** @param {string} what @param {number} got @param {number} most @param {number} [digits] @returns {Goal} */
const atMost = (what, got, most, digits = 3) => ({
  what,
  goal: `at most ${most}`,
  got: got.toFixed(digits),
  isMet: got <= most,
});

/** @param {string} what @param {number} got @param {number} wanted @param {number} share @returns {Goal} */
const near = (what, got, wanted, share) => ({
  what,
  goal: `within ${share * 100} % of ${wanted.toFixed(4)}`,
  got: got.toFixed(4),
  isMet: Math.abs(got / wanted - 1) <= share,
});

/** @param {Terms} terms @returns {Promise<Goal[]>} */
async function attempts({ credentials, calls, seed }) {
  const [budget, all, random] = await compareAttempts(credentials, calls, seed);
  if (budget === undefined || all === undefined || random === undefined) throw new Error('A measurement is missing');
  for (const { name, real, model } of [budget, all, random]) {
    console.log(
      `  ${name}: ${calls} calls, ${real.sent} sent, ${real.succeeded} went well; model: ${model.attempts} sent`,
    );
  }
  return [
    atMost('outage, budget alone: attempts a call once it was spent', real(budget.real.afterSpent), 1.01),
    atMost('outage, budget alone, model: the same', budget.model.attemptsPerCallAfterBudgetSpent, 1.01),
    near(
      'outage, budget alone: attempts a call, as the model says',
      budget.real.perCall,
      budget.model.attemptsPerCall,
      0.05,
    ),
    atMost('outage, all on: attempts a call', all.real.perCall, 1.01),
    atMost('10 % faults: attempts a call', random.real.perCall, 1.12),
    atMost('10 % faults: calls that failed, in %', 100 * (1 - random.real.succeeded / calls), 0.2),
    atMost('10 % faults, model: attempts a call', random.model.attemptsPerCall, 1.12),
    atMost('10 % faults, model: calls that failed, in %', 100 * (1 - random.model.succeeded / calls), 0.2),
    near('10 % faults: attempts a call, as the model says', random.real.perCall, random.model.attemptsPerCall, 0.05),
  ];
}

/** @param {number | undefined} figure */
function real(figure) {
  if (figure === undefined) throw new Error('The budget was never spent');
  return figure;
}

/** @param {Terms} terms @returns {Promise<Goal[]>} */
async function recovery({ seed }) {
  return /** @type {const} */ (['refusing', 'silent']).flatMap((kind) => {
    const { secondsUntilBack, peakAfterReturn, peakDuringOutage } = simulateRecovery({
      seed,
      clients: 1_000,
      perSecond: 1.5,
      outageMs: 60_000,
      kind,
    });
    console.log(
      `  a gateway that is ${kind} for 60 s: offered load at the beginning up to ${peakDuringOutage.toFixed(2)} of normal`,
    );
    return [
      atMost(`${kind}: seconds until goodput is back at 95 %`, secondsUntilBack, 5, 0),
      atMost(`${kind}: offered load after the return, of normal`, peakAfterReturn, 1.2),
    ];
  });
}

const GRANTS = {
  'from above': [20, 60, 8],
  'from below': [2, 20],
};
const EACH_MS = 20_000;

/** @param {Terms} terms @returns {Promise<Goal[]>} */
async function limiter({ credentials, seed }) {
  const modelled = /** @type {const} */ (['bucket', 'windows']).flatMap((form) =>
    /** @type {const} */ (['above', 'below']).flatMap((from) =>
      simulateGrant({ seed, form, from }).map((step) =>
        near(
          `model, ${form}, from ${from}: ${step.grantPerSecond} a second granted`,
          step.meanGranted,
          step.grantPerSecond,
          0.25,
        ),
      ),
    ),
  );
  const measured = await Promise.all(
    Object.entries(GRANTS).map(async ([from, grants]) => {
      const rows = await followGrants(credentials, grants, EACH_MS);
      // The first of those from below is only to settle at.
      const judged = from === 'from below' ? rows.slice(1) : rows;
      return judged.map(({ grant, perSecond }) =>
        near(`over HTTP, ${from}: ${grant} a second granted`, perSecond, grant, 0.25),
      );
    }),
  );
  return [...modelled, ...measured.flat()];
}

const SCHEDULE_WORKER = fileURLToPath(new URL('schedule-worker.mjs', import.meta.url));

/** @param {Terms} terms @returns {Promise<Goal[]>} */
async function schedules({ schedules: count, seed, workers }) {
  const began = performance.now();
  const tasks = stretches(count, workers).map((stretch) => ({ seed, ...stretch }));
  const counts = /** @type {Count[]} */ (await shareOut(SCHEDULE_WORKER, tasks));
  const sum = (/** @type {(one: Count) => number} */ of) => counts.reduce((all, one) => all + of(one), 0);
  const broken = counts.flatMap((one) => one.broken);
  const ends = [...new Set(counts.flatMap((one) => Object.keys(one.ends)))].sort();
  const told = ends.map((end) => `${sum((one) => one.ends[end] ?? 0)} ${end}`).join(', ');
  const seconds = Math.round((performance.now() - began) / 1_000);
  console.log(
    `  ${sum((one) => one.played)} schedules, seed ${seed}, ${seconds} s: ${sum((one) => one.calls)} calls, ${sum((one) => one.sends)} sends`,
  );
  console.log(`  ${told}; ${sum((one) => one.tooLate)} told at once that it was too late`);
  for (const line of broken.slice(0, 20)) console.log(`  ${line}`);
  const played = sum((one) => one.played);
  return [
    atMost('calls that ended late, were refused too early, or left something behind', broken.length, 0, 0),
    { what: 'schedules that were played', goal: String(count), got: String(played), isMet: played === count },
  ];
}

/** @param {Terms} terms @returns {Promise<Goal[]>} */
async function aborts({ credentials, calls }) {
  const rows = await measureAborts(credentials, 20);
  const { ended, listeners, timers } = await leaveNothing(credentials, calls * 10);
  return [
    ...rows.map(({ name, slowestMs }) => atMost(`broken off ${name}: slowest of 20, in ms`, slowestMs, 5, 2)),
    atMost(`${ended} calls on one signal: listeners left`, listeners, 0, 0),
    atMost(`${ended} calls on one signal: timers left`, timers, 0, 0),
  ];
}

/** @param {Terms} terms @returns {Promise<Goal[]>} */
async function deadlines({ credentials, calls, seed }) {
  const overrunsMs = await measureOverruns(credentials, calls, seed);
  const at = (/** @type {number} */ share) => overrunsMs[Math.min(calls - 1, Math.floor(calls * share))] ?? Number.NaN;
  console.log(
    `  ${calls} calls: p50 ${at(0.5).toFixed(2)} ms, p99 ${at(0.99).toFixed(2)} ms, slowest ${at(1).toFixed(2)} ms`,
  );
  return [atMost('overrun of the deadline at p99.9, in ms', at(0.999), 10, 2)];
}

/** What there is to check, by name. */
export const SECTIONS = { attempts, recovery, limiter, schedules, aborts, deadlines };
