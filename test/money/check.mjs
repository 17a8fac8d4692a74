// @ts-check
// node test/money/check.mjs [--schedules 100000 --sockets 2000 --payments 10000 --crashes 20 --seed 1 --workers 3]
//
// Plays random schedules of faults, aborts and answers, and judges every call by the ledger. The same seed gives the same
// schedules in virtual time; over sockets the system's own timing is part of the play. It runs over the built package.

import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { shareOut, stretches } from '../support/share-out.mjs';
import { playCrashes } from './crashes.mjs';

/** @import { Tally, Task } from './worker.mjs' */

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '100000' },
    sockets: { type: 'string', default: '2000' },
    payments: { type: 'string', default: '10000' },
    crashes: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(cpus().length + 1) },
  },
});

/** @param {keyof typeof values} name @param {number} least */
function read(name, least) {
  const count = Number(values[name]);
  if (Number.isSafeInteger(count) && count >= least) return count;
  throw new TypeError(`--${name} must be a whole number of at least ${least}, got ${values[name]}`);
}

const seed = read('seed', 0);
const workers = read('workers', 1);
const WORKER = fileURLToPath(new URL('worker.mjs', import.meta.url));

const WHERE = {
  virtual: 'in virtual time',
  sockets: 'over real sockets',
  payments: 'of settlePayment (in brackets the ledger)',
};

/** @param {Task['kind']} kind @param {number} count */
async function play(kind, count) {
  const tasks = stretches(count, workers).map((stretch) => ({ kind, seed, ...stretch }));
  const began = performance.now();
  const tallies = /** @type {Tally[]} */ (await shareOut(WORKER, tasks));
  /** @type {Tally} */
  const all = { played: 0, outcomes: {}, runs: 0, attempts: 0, broken: [] };
  for (const one of tallies) {
    all.played += one.played;
    all.runs += one.runs;
    all.attempts += one.attempts;
    all.broken.push(...one.broken);
    for (const [outcome, number] of Object.entries(one.outcomes)) {
      all.outcomes[outcome] = (all.outcomes[outcome] ?? 0) + number;
    }
  }
  const outcomes = Object.entries(all.outcomes).map(([outcome, number]) => `${number} ${outcome}`);
  const where = WHERE[kind];
  const seconds = Math.round((performance.now() - began) / 1_000);
  console.log(`${all.played} schedules ${where}, seed ${seed}, ${seconds} s: ${outcomes.sort().join(', ')};`);
  const counted = kind === 'payments' ? '' : `${all.attempts} sends, ${all.runs} runs in the ledger, `;
  console.log(`  ${counted}${all.broken.length} that broke a rule`);
  for (const line of all.broken.slice(0, 20)) console.log(`  ${line}`);
  return all;
}

const counts = { virtual: read('schedules', 0), sockets: read('sockets', 0), payments: read('payments', 0) };
const crashes = read('crashes', 0);
/** @type {{ played: number, broken: string[] }[]} */
const played = [];
for (const kind of /** @type {const} */ (['virtual', 'sockets', 'payments'])) {
  if (counts[kind] > 0) played.push(await play(kind, counts[kind]));
}
if (crashes > 0) {
  const { kills, payments, heard, recovered, broken } = await playCrashes(crashes, seed);
  console.log(
    `${kills} kills of shops with a journal: ${payments} payments in the ledger, ${heard} heard of by the shops,`,
  );
  console.log(`  ${recovered} told a second time or later, ${broken.length} that broke a rule`);
  for (const line of broken.slice(0, 20)) console.log(`  ${line}`);
  played.push({ played: kills, broken });
}
const broken = played.reduce((sum, one) => sum + one.broken.length, 0);
const total = played.reduce((sum, one) => sum + one.played, 0);
console.log(
  broken === 0
    ? `${total} schedules: no money call ran twice, no success without a run, no rejected or not_sent that ran`
    : `${broken} calls broke a rule`,
);
process.exitCode = broken === 0 && total > 0 ? 0 : 1;
