// @ts-check
// The process that renews the token is killed on the way.

import { performance } from 'node:perf_hooks';

/** @import { Phase } from '../brake.mjs' */
/** @import { Failure } from '../lanes.mjs' */
/** @import { Scenario } from '../scenario.mjs' */
/** @import { Stage } from '../stage.mjs' */

/** The lease of a process that is gone, and some time to renew the token after it. */
const LIMIT_MS = 10_000 + 2_000;

/**
 * Has the token expire, and kills the first process that comes to a phase of renewing it. Another takes its place.
 *
 * @param {Stage} stage
 * @param {Phase} phase
 * @returns {Promise<{ killedAt: number, refreshes: number }>} when that was, and what the gateway had seen by then
 */
async function expireAndKill({ fleet, gateway, expire }, phase) {
  fleet.tellAll({ brake: phase });
  await fleet.until('the brakes to be set', () => fleet.here().every(({ brake }) => brake === phase));
  await expire();
  const arrived = () => fleet.here().find(({ at }) => at === phase);
  await fleet.until(`a process to come to "${phase}"`, () => arrived() !== undefined);
  const { refreshes } = await gateway.counts();
  const victim = arrived();
  const killedAt = performance.now();
  await victim?.kill();
  fleet.tellAll({ brake: 'nowhere' });
  if (victim !== undefined) fleet.replace(victim);
  return { killedAt, refreshes };
}

/**
 * Three expiries; at the second the process is killed.
 *
 * @param {Phase} phase
 * @param {number} extra how often more the gateway is asked
 * @returns {Scenario['play']}
 */
const killAndRecover = (phase, extra) => async (stage) => {
  const { goTo, expireAndRenew, refreshed } = stage;
  await goTo(1, 3);
  await expireAndRenew();
  await goTo(2, 3);
  const { killedAt, refreshes } = await expireAndKill(stage, phase);
  await refreshed(refreshes + 1);
  const recovery = { what: 'the next refresh', tookMs: performance.now() - killedAt, limitMs: LIMIT_MS };
  await goTo(3, 3);
  await expireAndRenew();
  return { refreshes: 3 + extra, supersededUses: extra, recovery };
};

/** @param {Failure} failure */
const asksTheOwner = ({ code, reauthorize }) => code === 'ERR_ALIPAY_TOKEN' && reauthorize;

/**
 * As the other; but nobody has the new refresh token, so every call fails until the owner has authorised again.
 *
 * @type {Scenario['play']}
 */
const killAndAuthorize = async (stage) => {
  const { goTo, expireAndRenew, gateway, fleet } = stage;
  await goTo(1, 3);
  await expireAndRenew();
  await goTo(2, 3);
  fleet.foresee(asksTheOwner);
  const { killedAt } = await expireAndKill(stage, 'before the write');
  await everyCallFails(stage);
  const recovery = { what: 'the verdict', tookMs: performance.now() - killedAt, limitMs: LIMIT_MS };
  // Once more, as the verdict must hold without the gateway being asked for it again.
  fleet.tellAll({ again: true });
  await everyCallFails(stage);

  const code = await gateway.code();
  const one = fleet.here()[0];
  one?.tell({ grant: code });
  await fleet.until('the grant', () => one?.granted === code);
  fleet.foresee(() => false);
  fleet.tellAll({ again: true });
  await goTo(3, 3);
  await expireAndRenew();
  return { refreshes: 3, supersededUses: 1, recovery };
};

/** @param {Stage} stage */
async function everyCallFails({ fleet }) {
  const before = new Map(fleet.here().map((member) => [member, member.refusals]));
  await fleet.until('every call to fail', () =>
    fleet.here().every((member) => member.inFlight === 0 && member.refusals > (before.get(member) ?? 0)),
  );
}

/** @type {Scenario[]} */
export const KILLED = [
  {
    name: 'killed before the lease, merchant token',
    kind: 'app_auth_token',
    play: killAndRecover('before the lease', 0),
  },
  {
    name: 'killed with the lease, user token',
    kind: 'auth_token',
    play: killAndRecover('with the lease', 0),
  },
  {
    name: 'killed after the gateway answered, merchant token',
    kind: 'app_auth_token',
    reusableAppRefreshTokens: true,
    play: killAndRecover('before the write', 1),
  },
  {
    name: 'killed after the gateway answered, user token',
    kind: 'auth_token',
    play: killAndAuthorize,
  },
];
