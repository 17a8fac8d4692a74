// @ts-check
// A fleet of clients that make their calls through the phases of a scenario.

import { createGateway, gatewayTerms } from './gateway.mjs';
import { ATTEMPT_LIMIT_MS, DEADLINE_MS } from './limits.mjs';
import { createRandom } from './random.mjs';
import { CLIENTS } from './strategies.mjs';
import { createTally } from './tally.mjs';
import { createTimeline } from './timeline.mjs';

/** @import { Gateway, Reply } from './gateway.mjs' */
/** @import { Scenario } from './scenario.mjs' */
/** @import { Strategy } from './strategies.mjs' */
/** @import { Counts, Second, Tally } from './tally.mjs' */
/** @import { Timeline } from './timeline.mjs' */

/** @typedef {{ phase: number, beganMs: number, deadlineMs: number }} Call */
/** @typedef {(call: Call) => void} Begin */

/**
 * What a client acts on.
 *
 * @typedef {object} World
 * @property {Timeline} timeline
 * @property {() => number} random
 * @property {(call: Call, settle: (reply: Reply) => void) => void} send one attempt, which ends at its time limit at the latest
 * @property {(call: Call, isWell: boolean) => void} ended to be told once a call
 */

/** @typedef {{ strategy: Strategy, seconds: Second[], phases: Counts[] }} FleetRecord */

// The arrivals are the same for all strategies, whatever else is drawn.
const STREAM = { gateway: 0, clients: 1, arrivals: 2 };

/**
 * Runs a scenario with one strategy, and on until the last call has ended.
 *
 * @param {Strategy} strategy
 * @param {Scenario} scenario
 * @returns {FleetRecord}
 */
export function runFleet(strategy, scenario) {
  const { clients, capacity, phases, seed } = scenario;
  const timeline = createTimeline();
  const gateway = createGateway(timeline, createRandom(seed, STREAM.gateway), gatewayTerms(capacity));
  const tally = createTally(timeline.now, phases.length);
  const random = createRandom(seed, STREAM.clients);
  let phase = 0;
  for (const [nth, { beginsMs, condition }] of phases.entries()) {
    timeline.at(beginsMs, () => {
      phase = nth;
      gateway.change(condition);
    });
  }
  const world = createWorld(timeline, gateway, tally, random);
  const arrivals = createRandom(seed, STREAM.arrivals);
  for (let client = 0; client < clients; client++) {
    const begin = CLIENTS[strategy](world);
    makeCalls({ timeline, arrivals, scenario }, () => {
      const beganMs = timeline.now();
      const call = { phase, beganMs, deadlineMs: beganMs + DEADLINE_MS };
      tally.began(call);
      begin(call);
    });
  }
  timeline.run();
  return { strategy, seconds: tally.seconds, phases: tally.phases };
}

/** @param {Timeline} timeline @param {Gateway} gateway @param {Tally} tally @param {() => number} random @returns {World} */
function createWorld(timeline, gateway, tally, random) {
  return {
    timeline,
    random,
    send: (call, settle) => {
      tally.attempted(call);
      gateway.send(Math.min(timeline.now() + ATTEMPT_LIMIT_MS, call.deadlineMs), settle);
    },
    ended: tally.ended,
  };
}

// One call in each of a client's intervals, anywhere in it: no two clients keep step, and no second is much fuller than the next.
/** @param {{ timeline: Timeline, arrivals: () => number, scenario: Scenario }} of @param {() => void} begin */
function makeCalls({ timeline, arrivals, scenario: { perSecond, phases } }, begin) {
  const endsMs = phases.at(-1)?.endsMs ?? 0;
  const everyMs = 1_000 / perSecond;
  const offset = arrivals();
  // A source of its own, as clients take turns in an order that depends on the strategy.
  const own = createRandom(Math.floor(arrivals() * 2 ** 32));
  let nth = 0;
  const next = () => {
    const atMs = (nth++ + offset - 1 + own()) * everyMs;
    if (atMs < 0) return next();
    if (atMs >= endsMs) return;
    timeline.at(atMs, () => {
      next();
      begin();
    });
  };
  next();
}
