// @ts-check
// node test/mutation/mutate.mjs [--only policy,protocol,tokens,redaction --file src/policy/skew.ts --concurrency 2 --least 95 --static --fresh]
//
// Changes the sources of a room one place at a time and runs the tests that reach it: a change that no test notices is a
// survivor. What modules work out as they are loaded, tables for one, is tried with `--static` only: each of these changes needs
// a run of all tests of its room. What was tried before and has not changed since is kept under .stryker/ and not tried again, unless `--fresh`.
// Whole rooms are written down in bench/results/mutation.md.

import { rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { mutateRoom } from './mutate-room.mjs';
import { findRoom, ROOMS } from './rooms.mjs';
import { writeScores } from './scores.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: ROOMS.map((one) => one.name).join() },
    file: { type: 'string' },
    concurrency: { type: 'string', default: String(Math.max(1, cpus().length - 1)) },
    least: { type: 'string', default: '95' },
    static: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
  },
});

/** @param {'concurrency' | 'least'} name @param {number} most */
function read(name, most) {
  const count = Number(values[name]);
  if (Number.isSafeInteger(count) && count >= 1 && count <= most) return count;
  throw new TypeError(`--${name} must be a whole number from 1 to ${most}, got ${values[name]}`);
}

const least = read('least', 100);
const concurrency = read('concurrency', 256);
const rooms = values.only.split(',').map(findRoom);
if (values.fresh) rmSync('.stryker', { recursive: true, force: true });

let isMet = true;
for (const room of rooms) {
  const score = await mutateRoom(room, { concurrency, file: values.file, withStatic: values.static });
  for (const line of score.survivors) console.log(`  ${line}`);
  console.log(`${room.name}: ${score.killed} of ${score.valid} mutants were noticed, ${score.percent.toFixed(2)} %`);
  if (values.file === undefined) writeScores(score);
  if (score.percent < least) isMet = false;
}
console.log(isMet ? `every room has at least ${least} %` : `MISSED: a room is below ${least} %`);
process.exitCode = isMet ? 0 : 1;
