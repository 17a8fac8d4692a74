// @ts-check
// The limiter alone: one client that always has more to send than it is granted, and a grant that changes.

import {
  countRefused,
  countTaken,
  newRateLimit,
  RATE_LIMIT,
  takeTurn,
  waitForTurnMs,
} from '../../build/policy/rate-limit.js';
import { createBucket, createWindows } from './grant.mjs';
import { createRandom } from './random.mjs';
import { createTimeline } from './timeline.mjs';

/** @import { RateLimitTerms } from '../../build/policy/rate-limit.js' */
/** @import { Grant, GrantForm } from './grant.mjs' */
/** @import { Timeline } from './timeline.mjs' */

/**
 * @typedef {object} GrantOptions
 * @property {number} seed
 * @property {GrantForm} form `bucket` holds a second's grant, `windows` are fixed seconds
 * @property {'above' | 'below'} from `above` starts with a limiter that is free, `below` with one that has settled at 2/s
 * @property {readonly number[]} [grants] one after the other, in attempts a second. Default 20, 60, 8
 * @property {number} [secondsEach] how long each lasts. Default 30
 * @property {number} [demandPerSecond] Default 200
 * @property {RateLimitTerms} [terms] Default `RATE_LIMIT`
 */

/**
 * @typedef {object} GrantStep
 * @property {number} grantPerSecond
 * @property {number[]} granted attempts that were granted, by second
 * @property {number[]} refused attempts that were refused for the rate, by second
 * @property {number} meanGranted a second, in the seconds 10 to 20 after the change
 * @property {number} share of the grant that was made use of then
 * @property {number} refusedShare of all attempts, in those seconds
 */

const GRANTS = [20, 60, 8];
const SECONDS_EACH = 30;
const DEMAND_PER_SECOND = 200;
const MOST_WAITING = 200;
const SETTLED_AT = 2;
const ROUND_TRIP_MS = 50;
const ROUND_TRIP_SPREAD_MS = 20;
const JUDGED_FROM_S = 10;
const JUDGED_TO_S = 20;

/**
 * @param {GrantOptions} options
 * @returns {GrantStep[]} one for each grant
 *
 * @example
 * simulateGrant({ seed: 1, form: 'bucket', from: 'above' })[0]?.share; // about 1
 */
export function simulateGrant({ seed, form, from, ...options }) {
  const {
    grants = GRANTS,
    secondsEach = SECONDS_EACH,
    demandPerSecond = DEMAND_PER_SECOND,
    terms = RATE_LIMIT,
  } = options;
  const all = from === 'below' ? [SETTLED_AT, ...grants] : grants;
  const timeline = createTimeline();
  /** @type {number[]} */
  const granted = Array.from({ length: all.length * secondsEach + 1 }, () => 0);
  const refused = granted.map(() => 0);
  let grant = openGrant(form, all[0] ?? 0, 0);
  for (const [nth, perSecond] of all.entries()) {
    timeline.at(nth * secondsEach * 1_000, () => {
      grant = openGrant(form, perSecond, timeline.now());
    });
  }
  const ask = () => {
    const isGranted = grant(timeline.now());
    const seconds = isGranted ? granted : refused;
    const second = Math.floor(timeline.now() / 1_000);
    seconds[second] = (seconds[second] ?? 0) + 1;
    return isGranted;
  };
  const endsMs = all.length * secondsEach * 1_000;
  driveLimiter({ timeline, random: createRandom(seed), terms, everyMs: 1_000 / demandPerSecond, endsMs }, ask);
  timeline.run();
  return all
    .map((grantPerSecond, nth) => {
      const seconds = [nth * secondsEach, (nth + 1) * secondsEach];
      return stepOf(grantPerSecond, granted.slice(...seconds), refused.slice(...seconds));
    })
    .slice(all.length - grants.length);
}

/** @param {GrantForm} form @param {number} perSecond @param {number} atMs @returns {Grant} */
function openGrant(form, perSecond, atMs) {
  return form === 'bucket' ? createBucket(perSecond, Math.max(1, perSecond), atMs) : createWindows(perSecond);
}

/**
 * @typedef {{ timeline: Timeline, random: () => number, terms: RateLimitTerms, everyMs: number, endsMs: number }} Drive
 */

/** @param {Drive} drive @param {() => boolean} ask the gateway, as an attempt arrives */
function driveLimiter({ timeline, random, terms, everyMs, endsMs }, ask) {
  let limit = newRateLimit(0);
  let waiting = 0;
  let alarmAtMs = Number.POSITIVE_INFINITY;
  const send = () => {
    const sentAtMs = timeline.now();
    limit = takeTurn(limit, sentAtMs);
    const oneWay = () => (ROUND_TRIP_MS + (random() - 0.5) * ROUND_TRIP_SPREAD_MS) / 2;
    timeline.at(sentAtMs + oneWay(), () => {
      const isGranted = ask();
      timeline.at(timeline.now() + oneWay(), () => {
        const atMs = timeline.now();
        limit = isGranted ? countTaken(limit, terms, atMs) : countRefused(limit, terms, sentAtMs, atMs);
        look();
      });
    });
  };
  const look = () => {
    const atMs = timeline.now();
    for (; waiting > 0; waiting--) {
      const waitMs = waitForTurnMs(limit, terms, atMs);
      if (waitMs > 0) return setAlarm(atMs + waitMs);
      send();
    }
  };
  /** @param {number} atMs */
  const setAlarm = (atMs) => {
    if (atMs >= alarmAtMs) return;
    alarmAtMs = atMs;
    timeline.at(atMs, () => {
      if (alarmAtMs === timeline.now()) alarmAtMs = Number.POSITIVE_INFINITY;
      look();
    });
  };
  const arrive = () => {
    waiting = Math.min(MOST_WAITING, waiting + 1);
    look();
    const nextMs = timeline.now() + everyMs;
    if (nextMs < endsMs) timeline.at(nextMs, arrive);
  };
  timeline.at(0, arrive);
}

/** @param {number} grantPerSecond @param {number[]} granted @param {number[]} refused @returns {GrantStep} */
function stepOf(grantPerSecond, granted, refused) {
  const sum = (/** @type {number[]} */ seconds) =>
    seconds.slice(JUDGED_FROM_S, JUDGED_TO_S).reduce((total, count) => total + count, 0);
  const meanGranted = sum(granted) / (JUDGED_TO_S - JUDGED_FROM_S);
  return {
    grantPerSecond,
    granted,
    refused,
    meanGranted,
    share: meanGranted / grantPerSecond,
    refusedShare: sum(refused) / (sum(refused) + sum(granted)),
  };
}
