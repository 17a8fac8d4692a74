// @ts-check
// How a scenario is played, and judged.

import { openStage } from './stage.mjs';

/** @import { TokenKind } from 'alipay-axios' */
/** @import { Stage, StageTerms } from './stage.mjs' */

/**
 * How a scenario has to end.
 *
 * @typedef {object} Ending
 * @property {number} refreshes that the gateway has to have seen
 * @property {number} [supersededUses] default 0
 * @property {Recovery} [recovery]
 */

/**
 * @typedef {object} Recovery
 * @property {string} what
 * @property {number} tookMs
 * @property {number} [limitMs]
 */

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {TokenKind} kind
 * @property {boolean} [reusableAppRefreshTokens]
 * @property {(stage: Stage) => Promise<Ending>} play its calls that are left are made afterwards
 */

/**
 * Nothing is expected of a scenario that was not played to its end.
 *
 * @typedef {{ expected: number | undefined, seen: number }} Count
 */

/**
 * @typedef {object} Result
 * @property {string} name
 * @property {number} processes
 * @property {number} calls that went well
 * @property {number} lost calls that did not
 * @property {Count} refreshes
 * @property {Count} supersededUses
 * @property {number} longestMs
 * @property {Recovery} [recovery]
 * @property {string[]} wrong what is not as it should be
 */

/**
 * Plays a scenario with a Redis, a gateway and a fleet of its own; never rejects for what goes wrong in it.
 *
 * @param {Scenario} scenario
 * @param {Pick<StageTerms, 'processes' | 'calls' | 'workers'>} size
 * @returns {Promise<Result>}
 */
export async function playScenario({ name, kind, reusableAppRefreshTokens = false, play }, size) {
  const stage = await openStage({ ...size, kind, reusableAppRefreshTokens });
  const { fleet, gateway } = stage;
  try {
    /** @type {string[]} */
    const wrong = [];
    const ending = await playToTheEnd(stage, play).catch((/** @type {unknown} */ error) => {
      wrong.push(error instanceof Error ? error.message : String(error));
      return undefined;
    });
    const troubles = fleet.troubles();
    // What a process has begun is over when it has closed everything, and counted after that.
    await fleet.end();
    const seen = await gateway.counts();
    const calls = fleet.done();
    const result = {
      name,
      processes: size.processes,
      calls,
      lost: fleet.total - calls,
      refreshes: { expected: ending?.refreshes, seen: seen.refreshes },
      supersededUses: { expected: ending && (ending.supersededUses ?? 0), seen: seen.supersededUses },
      longestMs: fleet.longestMs(),
      ...(ending?.recovery === undefined ? {} : { recovery: ending.recovery }),
    };
    // Where it was broken off, a process may well be held up by what it has begun.
    const further = wrong.length > 0 ? troubles : fleet.troubles();
    return { ...result, wrong: [...wrong, ...further, ...differences(result)] };
  } finally {
    await stage.close();
  }
}

/**
 * @param {Stage} stage
 * @param {Scenario['play']} play
 */
async function playToTheEnd(stage, play) {
  const ending = await play(stage);
  const { fleet } = stage;
  fleet.allow(1);
  await fleet.until('the last call', () => fleet.done() === fleet.total);
  return ending;
}

/** @param {Omit<Result, 'wrong'>} result */
function differences({ calls, lost, refreshes, supersededUses, recovery }) {
  /** @type {string[]} */
  const found = [];
  if (lost !== 0) found.push(`${lost} of ${calls + lost} calls did not go well`);
  if (differs(refreshes)) {
    found.push(`the gateway saw ${refreshes.seen} refreshes, and should have seen ${refreshes.expected}`);
  }
  if (differs(supersededUses)) {
    found.push(`used refresh tokens were used ${supersededUses.seen} times, not ${supersededUses.expected}`);
  }
  if (recovery?.limitMs !== undefined && recovery.tookMs > recovery.limitMs) {
    found.push(`${recovery.what} took ${Math.round(recovery.tookMs)} ms, more than ${recovery.limitMs} ms`);
  }
  return found;
}

/** @param {Count} count */
function differs({ expected, seen }) {
  return expected !== undefined && expected !== seen;
}
