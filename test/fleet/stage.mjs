// @ts-check
// What a scenario is played with: a Redis, a gateway, an owner whose token is in the store, and a fleet that calls for it.

import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { createAlipay } from 'alipay-axios';
import { createRedisTokenStore } from 'alipay-axios/redis';
import { startFleet } from './fleet.mjs';
import { startGatewayProcess } from './gateway.mjs';
import { openClient } from './redis-clients.mjs';
import { startRedis } from './redis-process.mjs';

/** @import { TokenKind } from 'alipay-axios' */
/** @import { Fleet } from './fleet.mjs' */
/** @import { Gateway } from './gateway.mjs' */
/** @import { Workers } from './workers.mjs' */

/**
 * @typedef {object} StageTerms
 * @property {number} processes
 * @property {number} calls of each process
 * @property {Workers} workers
 * @property {TokenKind} kind
 * @property {boolean} reusableAppRefreshTokens
 */

/** @typedef {Awaited<ReturnType<typeof openStage>>} Stage */

const POLL_MS = 20;
const PATIENCE_MS = 60_000;
const OWNER = 'whoever all of them call for';

/** @param {StageTerms} terms */
export async function openStage({ kind, reusableAppRefreshTokens, ...size }) {
  /** @type {(() => unknown)[]} */
  const opened = [];
  const close = async () => {
    for (const shut of opened.splice(0).reverse()) await shut();
  };
  try {
    const redis = await startRedis();
    opened.push(redis.end);
    const gateway = await startGatewayProcess({ kind, reusableAppRefreshTokens });
    opened.push(gateway.end);
    const { client, leave } = await openClient('redis', redis.url);
    opened.push(leave);
    const store = createRedisTokenStore(client);
    const { credentials, url } = gateway;
    const alipay = createAlipay({ ...credentials, gateway: url, tokens: { store } });
    opened.push(alipay.close);
    const { token: value, ...issued } = await gateway.issue();
    await alipay.tokens.put({ ...issued, kind, value, owner: OWNER });
    const task = { redis: redis.url, gateway: url, credentials, kind, owner: OWNER };
    const fleet = await startFleet({ ...size, task });
    opened.push(fleet.end);
    return {
      redis,
      gateway,
      fleet,
      ...createMoves(gateway, fleet),
      /** What the store has of the owner. */
      find: () => alipay.tokens.find(kind, OWNER),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * What several scenarios do.
 *
 * @param {Gateway} gateway
 * @param {Fleet} fleet
 */
function createMoves(gateway, fleet) {
  /**
   * Looks again and again until something is so; resolves to how long that took.
   *
   * @param {string} what
   * @param {() => Promise<boolean>} condition
   */
  const poll = async (what, condition) => {
    const beganAt = performance.now();
    while (!(await condition())) {
      if (fleet.troubles().length > 0) throw new Error(`there was trouble while it waited for ${what}`);
      if (performance.now() - beganAt > PATIENCE_MS) throw new Error(`it waited for ${what} for ${PATIENCE_MS} ms`);
      await delay(POLL_MS);
    }
    return performance.now() - beganAt;
  };
  /** @param {number} refreshes how many the gateway has to have seen */
  const refreshed = (refreshes) =>
    poll(`refresh ${refreshes}`, async () => (await gateway.counts()).refreshes >= refreshes);
  let goOn = () => {};
  /**
   * Has the fleet go on to a point of its calls, and at least so far that it has used the newest token. Half of the way to
   * the next point is free, so that calls are under way whatever happens then; `goOn` frees the rest of it.
   *
   * @param {number} point
   * @param {number} points
   */
  const goTo = async (point, points) => {
    const share = (/** @type {number} */ at) => at / (points + 1);
    const mark = fleet.done() + fleet.processes;
    goOn = () => fleet.allow(share(point + 1));
    fleet.allow(share(point + 0.5));
    const enough = Math.max(mark, fleet.total * share(point));
    await fleet.until(`point ${point} of ${points}`, () => fleet.done() >= enough);
  };
  /**
   * As `goTo`, until nothing is under way any more: every process has called since, and so has the newest token.
   *
   * @param {number} point
   * @param {number} points
   */
  const gatherAt = async (point, points) => {
    await goTo(point, points);
    await fleet.until('every process to have the newest token', fleet.isIdle);
  };
  /** Has the token expire under the fleet's calls, which wait for the next one or run into it. */
  const expire = async () => {
    await gateway.expire();
    goOn();
  };
  /** The same; resolves when the token has been renewed. */
  const expireAndRenew = async () => {
    const { refreshes } = await gateway.counts();
    await expire();
    await refreshed(refreshes + 1);
  };
  return { poll, refreshed, goTo, gatherAt, goOn: () => goOn(), expire, expireAndRenew };
}
