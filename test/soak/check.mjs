// @ts-check
// node test/soak/check.mjs [--calls 1000000 --faults 5 --in-flight 64 --processes 1 --seed 1 --optimise --write]
//
// Makes very many calls against a test gateway in a process of its own, over HTTP, of which so many of a hundred meet
// trouble, and looks at what they leave behind: heap, handles, listeners, and events without their end. With `--processes` they
// share the calls, and each has its own instance and heap; as one process keeps little more than one core busy, two take hardly
// longer than one with half the calls. `--optimise` lets the engine optimise, whose code then is on the heap as well (see
// soak.mjs). With `--write` the figures go to bench/results/soak.md. It runs over the built package. `--leak` makes a mistake
// that it has to find.

import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { judge } from './judge.mjs';
import { LEAKS } from './leaks.mjs';
import { renderSoak } from './render.mjs';
import { runSoak } from './soak.mjs';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '1000000' },
    faults: { type: 'string', default: '5' },
    'in-flight': { type: 'string', default: '64' },
    processes: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    leak: { type: 'string', default: 'none' },
    optimise: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});

/** @param {'calls' | 'faults' | 'in-flight' | 'processes' | 'seed'} name @param {number} least @param {number} most */
function read(name, least, most) {
  const count = Number(values[name]);
  if (Number.isSafeInteger(count) && count >= least && count <= most) return count;
  throw new TypeError(`--${name} must be a whole number from ${least} to ${most}, got ${values[name]}`);
}

function readLeak() {
  const found = LEAKS.find((one) => one === values.leak);
  if (found !== undefined) return found;
  throw new TypeError(`--leak must be of ${LEAKS.join(', ')}, got ${values.leak}`);
}

const processes = read('processes', 1, 8);
const terms = {
  processes,
  // Each takes a sample of its heap after each twenty-fourth of its calls.
  calls: read('calls', 240 * processes, 1e9),
  faults: read('faults', 0, 50),
  inFlight: read('in-flight', 1, 10_000),
  seed: read('seed', 0, 2 ** 31),
  leak: readLeak(),
  isOptimised: values.optimise,
};
const { report, gateway } = await runSoak(terms);
const perSecond = Math.round(report.calls / report.seconds);
console.log(
  `${report.calls} calls in ${Math.round(report.seconds)} s (${perSecond}/s), ${processes} x ${terms.inFlight} in flight, seed ${terms.seed}:`,
);
console.log(
  `  ${gateway.requests} requests, of which ${gateway.troubled} met trouble; ${gateway.payments} payments, ${report.notified} notifications, ${gateway.renewals} tokens renewed`,
);
for (const [end, count] of Object.entries(report.ends)) console.log(`  ${end}: ${count}`);
const goals = judge(report);
console.log('');
for (const { what, goal, got, isMet } of goals) {
  console.log(`  ${isMet ? 'met   ' : 'MISSED'} ${what}: ${goal}, got ${got}`);
}
const missed = goals.filter(({ isMet }) => !isMet).length;
console.log(missed === 0 ? '\nall goals met' : `\n${missed} goals missed`);
if (values.write) {
  const [cpu] = cpus();
  const machine = `${cpus().length} x ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB`;
  const file = fileURLToPath(new URL('../../bench/results/soak.md', import.meta.url));
  writeFileSync(
    file,
    renderSoak({ terms, report, gateway, goals, machine, date: new Date().toISOString().slice(0, 10) }),
  );
}
process.exitCode = missed === 0 ? 0 : 1;
