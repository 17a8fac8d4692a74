// @ts-check
// A process that plays schedules: its first message says which; it sends back what it counted.

import { createTestCredentials } from 'alipay-axios/testing';
import { judge } from './oracle.mjs';
import { openPaymentWorld } from './payment-world.mjs';
import { openSocketWorld } from './socket-world.mjs';
import { MAX_ATTEMPTS, openVirtualWorld } from './virtual-world.mjs';

/** @import { MoneyCall } from './calls.mjs' */
/** @import { CallEnd, Truth } from './oracle.mjs' */
/** @typedef {{ kind: 'virtual' | 'sockets' | 'payments', seed: number, from: number, to: number }} Task */
/** @typedef {{ played: number, outcomes: Record<string, number>, runs: number, attempts: number, broken: string[] }} Tally */

// A world keeps all its trades; it is made anew before that takes time and memory.
const SIZES = { virtual: 2_000, sockets: 250, payments: 1_000 };
const LANES = 8;

// Short keys: it is the decisions that are tried here and not the cipher.
const credentials = createTestCredentials({ bits: 1024 });

/**
 * @param {Task} task
 * @returns {Promise<Tally>}
 */
async function work({ kind, seed, from, to }) {
  /** @type {Tally} */
  const tally = { played: 0, outcomes: {}, runs: 0, attempts: 0, broken: [] };
  let next = from;
  const lane = async () => {
    while (next < to) {
      const first = next;
      const last = Math.min(to, first + SIZES[kind]);
      next = last;
      if (kind === 'payments') await playStories(tally, seed, first, last);
      else await playCalls(tally, kind, seed, first, last);
    }
  };
  await Promise.all(Array.from({ length: kind === 'sockets' ? LANES : 1 }, lane));
  return tally;
}

/** @param {Tally} tally @param {'virtual' | 'sockets'} kind @param {number} seed @param {number} from @param {number} to */
async function playCalls(tally, kind, seed, from, to) {
  const world = kind === 'virtual' ? await openVirtualWorld(credentials) : await openSocketWorld(credentials);
  const played = [];
  for (let nth = from; nth < to; nth++) {
    const { call, end, truth } = await world.play(seed, nth);
    if (typeof truth === 'function') played.push({ nth, call, end, truth });
    else note(tally, nth, call, end, truth);
  }
  if ('quiet' in world) await world.quiet();
  for (const { nth, call, end, truth } of played) note(tally, nth, call, end, truth());
  await world.close();
}

/** @param {Tally} tally @param {number} seed @param {number} from @param {number} to */
async function playStories(tally, seed, from, to) {
  const world = await openPaymentWorld(credentials);
  for (let nth = from; nth < to; nth++) {
    const { status, ledger, broken } = await world.play(seed, nth);
    tally.played++;
    const told = `${status} (${ledger})`;
    tally.outcomes[told] = (tally.outcomes[told] ?? 0) + 1;
    for (const what of broken) if (tally.broken.length < 20) tally.broken.push(`story ${nth}: ${what}`);
  }
  await world.close();
}

/**
 * @param {Tally} tally
 * @param {number} nth
 * @param {MoneyCall} call
 * @param {CallEnd} end
 * @param {Truth} truth
 */
function note(tally, nth, call, end, truth) {
  tally.played++;
  tally.runs += truth.runs;
  tally.attempts += end.attempts;
  tally.outcomes[end.outcome] = (tally.outcomes[end.outcome] ?? 0) + 1;
  for (const what of judge(call, end, truth, MAX_ATTEMPTS)) {
    if (tally.broken.length < 20)
      tally.broken.push(`schedule ${nth}, ${call.method}: ${what} (${JSON.stringify(end)})`);
  }
}

process.once('message', async (/** @type {Task} */ task) => {
  // Nothing that is left, a socket in the middle of a reset for one, is worth waiting for.
  process.send?.(await work(task), () => process.exit());
});
