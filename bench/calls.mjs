// @ts-check
// The section `calls`: hand-written axios (the floor), this library and alipay-sdk against one test gateway, each in a
// process of its own. In a turn the three are started and warmed up, and then make their calls in short slices, one
// contender after the other, so that whatever else the machine does falls on all of them alike.

import { startContender, tellTurn } from './processes.mjs';
import { CONTENDERS, sampleOf, summarize } from './summary.mjs';

/** @import { Slice } from './measure.mjs' */
/** @import { Gateway } from './processes.mjs' */
/** @import { Counts } from './sections.mjs' */
/** @import { Contender, Settings, Summary, Turn } from './summary.mjs' */

const SLICE_CALLS = 300;
// Long enough for the hot functions to be optimised; a run that is short on purpose is warmed up for as long as it runs.
const WARM_UP_CALLS = 1000;

/**
 * @param {Gateway} gateway
 * @param {Counts} counts
 * @returns {Promise<Summary>}
 */
export async function measureCalls(gateway, counts) {
  const settings = { ...counts, warmUp: Math.min(counts.calls, WARM_UP_CALLS) };
  /** @type {Turn[]} */
  const done = [];
  while (done.length < settings.turns) {
    tellTurn('calls', done.length, settings.turns);
    done.push(await takeTurn(gateway, settings));
  }
  return summarize(done, settings);
}

/**
 * @param {Gateway} gateway
 * @param {Settings} settings
 * @returns {Promise<Turn>}
 */
async function takeTurn(gateway, { calls, warmUp, inFlight }) {
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
