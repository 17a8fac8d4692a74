// @ts-check
// npm run bench [-- --calls 2000 --turns 5 --in-flight 32 --json]
//
// Hand-written axios (the floor), this library and alipay-sdk against one test gateway, each in a process of its own. In a
// turn the three are started and warmed up, and then make their calls in short slices, one contender after the other, so
// that whatever else the machine does falls on all of them alike.

import { parseArgs } from 'node:util';
import { startContender, startGatewayProcess } from './processes.mjs';
import { renderReport } from './report.mjs';
import { CONTENDERS, sampleOf, summarize } from './summary.mjs';

/** @import { Slice } from './measure.mjs' */
/** @import { Gateway } from './processes.mjs' */
/** @import { Contender, Turn } from './summary.mjs' */

const SLICE_CALLS = 300;
// Long enough for the hot functions to be optimised; a run that is short on purpose is warmed up for as long as it runs.
const WARM_UP_CALLS = 1000;

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '2000' },
    turns: { type: 'string', default: '5' },
    'in-flight': { type: 'string', default: '32' },
    json: { type: 'boolean', default: false },
  },
});
const calls = readCount('calls');
const turns = readCount('turns');
const inFlight = readCount('in-flight');
const warmUp = Math.min(calls, WARM_UP_CALLS);

/** @param {'calls' | 'turns' | 'in-flight'} name */
function readCount(name) {
  const count = Number(values[name]);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new TypeError(`--${name} must be a whole number of at least 1, got ${values[name]}`);
}

/**
 * @param {Gateway} gateway
 * @returns {Promise<Turn>}
 */
async function takeTurn(gateway) {
  await gateway.expect(CONTENDERS.length * (warmUp + calls));
  const runners = new Map();
  /** @type {Map<Contender, Slice[]>} */
  const slices = new Map(CONTENDERS.map((name) => [name, []]));
  try {
    for (const name of CONTENDERS)
      runners.set(name, await startContender(name, { ...gateway.target, warmUp, inFlight }));
    for (let left = calls; left > 0; left -= SLICE_CALLS) {
      for (const [name, runner] of runners) slices.get(name)?.push(await runner.run(Math.min(left, SLICE_CALLS)));
    }
  } finally {
    for (const runner of runners.values()) await runner.end();
  }
  const of = (/** @type {Contender} */ name) => sampleOf(slices.get(name) ?? []);
  return { floor: of('floor'), 'alipay-axios': of('alipay-axios'), 'alipay-sdk': of('alipay-sdk') };
}

const gateway = await startGatewayProcess();
try {
  /** @type {Turn[]} */
  const done = [];
  while (done.length < turns) {
    if (process.stderr.isTTY) console.error(`turn ${done.length + 1} of ${turns}`);
    done.push(await takeTurn(gateway));
  }
  const summary = summarize(done, { calls, warmUp, turns, inFlight });
  console.log(values.json ? JSON.stringify(summary, null, 2) : renderReport(summary));
} finally {
  await gateway.end();
}
