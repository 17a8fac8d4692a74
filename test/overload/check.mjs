// @ts-check
// node test/overload/check.mjs [--only attempts,recovery,limiter,schedules,aborts,deadlines --calls 10000 --schedules 100000 --seed 1 --workers 2]
//
// What keeps a brown-out of the gateway from becoming an outage of ours, measured: over HTTP and in real time on real
// instances, for a fleet in the model of `npm run simulate`, and by random schedules in virtual time. It runs over the built
// package.

import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { createTestCredentials } from 'alipay-axios/testing';
import { SECTIONS } from './sections.mjs';

/** @import { SectionName } from './sections.mjs' */

const NAMES = /** @type {SectionName[]} */ (Object.keys(SECTIONS));
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: NAMES.join() },
    calls: { type: 'string', default: '10000' },
    schedules: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(cpus().length) },
  },
});

/** @param {'calls' | 'schedules' | 'seed' | 'workers'} name */
function read(name) {
  const count = Number(values[name]);
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw new TypeError(`--${name} must be a whole number of at least 1, got ${values[name]}`);
}

/** @param {string} name @returns {SectionName} */
function known(name) {
  const found = NAMES.find((one) => one === name);
  if (found !== undefined) return found;
  throw new TypeError(`--only must be of ${NAMES.join(', ')}, got ${name}`);
}

const terms = {
  credentials: createTestCredentials(),
  calls: read('calls'),
  schedules: read('schedules'),
  seed: read('seed'),
  workers: read('workers'),
};
let missed = 0;
for (const name of values.only.split(',').map(known)) {
  console.log(`\n${name}`);
  const goals = await SECTIONS[name](terms);
  for (const { what, goal, got, isMet } of goals) {
    if (!isMet) missed++;
    console.log(`  ${isMet ? 'met   ' : 'MISSED'} ${what}: ${goal}, got ${got}`);
  }
}
console.log(missed === 0 ? '\nall goals met' : `\n${missed} goals missed`);
// Servers that are silent by design, and stores that never answer, would keep it from ending.
process.exit(missed === 0 ? 0 : 1);
