// @ts-check
// Redis freezes, or is restarted with nothing in it.

import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/** @import { Scenario } from '../scenario.mjs' */
/** @import { Stage } from '../stage.mjs' */

const FROZEN_MS = 5_000;
const CALL_EVERY_MS = 250;

/**
 * Freezes Redis for five seconds, in which something has to happen.
 *
 * @param {Stage} stage
 * @param {(limitMs: number) => Promise<void>} meanwhile
 */
async function freeze({ redis }, meanwhile) {
  const frozenAt = performance.now();
  const leftMs = () => FROZEN_MS - (performance.now() - frozenAt);
  redis.freeze();
  try {
    await meanwhile(leftMs());
    await delay(leftMs());
  } finally {
    redis.thaw();
  }
}

/** @type {Scenario['play']} */
const freezeWhileItLives = async (stage) => {
  const { goTo, gatherAt, goOn, expireAndRenew, fleet } = stage;
  await goTo(1, 4);
  await expireAndRenew();
  // A process that has not got the new token yet would have to wait for it.
  await gatherAt(2, 4);
  await freeze(stage, async (limitMs) => {
    goOn();
    await fleet.until('calls to go on without Redis', () => fleet.done() >= fleet.total * (3 / 5), limitMs);
  });
  await goTo(4, 4);
  await expireAndRenew();
  return { refreshes: 2 };
};

/** @type {Scenario['play']} */
const freezeAndExpire = async (stage) => {
  const { goTo, expire, expireAndRenew, refreshed, gateway } = stage;
  await goTo(1, 3);
  await expireAndRenew();
  await goTo(2, 3);
  const { refreshes } = await gateway.counts();
  await freeze(stage, expire);
  const tookMs = await refreshed(refreshes + 1);
  return { refreshes: 2, recovery: { what: 'the refresh after the thaw', tookMs } };
};

/** @type {Scenario['play']} */
const restartTwice = async (stage) => {
  const { goTo, gatherAt, expireAndRenew, poll, find, redis, fleet } = stage;
  await goTo(1, 6);
  await expireAndRenew();
  await gatherAt(2, 6);
  const lost = await find();
  // A process looks after the record once a second, when it calls.
  const calls = setInterval(fleet.allowOneMore, CALL_EVERY_MS);
  await redis.restartEmpty();
  const isBack = async () => (await find())?.generation === lost?.generation;
  const tookMs = await poll('the record to be put back', isBack).finally(() => clearInterval(calls));
  await goTo(5, 6);
  await expireAndRenew();
  await goTo(6, 6);
  // Now nobody has time to put it back before it is needed.
  await redis.restartEmpty();
  await expireAndRenew();
  return { refreshes: 3, recovery: { what: 'putting the record back', tookMs } };
};

/** @type {Scenario[]} */
export const REDIS_TROUBLE = [
  { name: 'redis frozen 5 s, user token alive', kind: 'auth_token', play: freezeWhileItLives },
  { name: 'redis frozen 5 s, merchant token expired', kind: 'app_auth_token', play: freezeAndExpire },
  { name: 'redis restarted empty, user token', kind: 'auth_token', play: restartTwice },
];
