// @ts-check
// The gateway model: so many attempts are worked on at once, so many more wait in a line, and what finds the line full is
// answered 20000 at once. It works on what waits in the line also when the caller has given up meanwhile, as it cannot know.

import { createBucket } from './grant.mjs';
import { exponential } from './random.mjs';

/** @import { Grant } from './grant.mjs' */
/** @import { Timeline } from './timeline.mjs' */

/**
 * What an attempt comes to: `busy` is 20000 isp.unknow-error, `throttled` 40005 isv.app-call-limited, `unreachable` a refused
 * connection, `reset` one that broke after the request had gone out, `timeout` the time limit of the attempt.
 *
 * @typedef {'served' | 'busy' | 'throttled' | 'unreachable' | 'reset' | 'timeout'} Reply
 */

/**
 * @typedef {object} Condition
 * @property {'up' | 'refusing' | 'silent'} state `refusing` refuses connections, `silent` takes requests and never answers
 * @property {number} speed how fast it works; 1 is normal, and a brown-out is less
 * @property {number} faults the share of attempts that fail though they were worked on: half are answered 20000, half are reset
 * @property {number | undefined} grantPerSecond what all clients together are granted, as they are of one app; more is answered 40005
 */

/** @typedef {{ slots: number, lineLength: number, leastServiceMs: number, meanServiceMs: number }} GatewayTerms */
/** @typedef {{ settle: (reply: Reply) => void, endsAtMs: number, isOpen: boolean, isTimed: boolean }} Job */

/**
 * @typedef {object} Gateway
 * @property {(endsAtMs: number, settle: (reply: Reply) => void) => void} send
 * @property {(condition: Condition) => void} change
 */

/** @type {Condition} */
export const NORMAL = { state: 'up', speed: 1, faults: 0, grantPerSecond: undefined };

const REFUSED_CONNECTION_MS = 1;
const FAST_ANSWER_MS = 5;
const LEAST_SERVICE_MS = 40;
const MEAN_SERVICE_MS = 100;

/**
 * The terms of a gateway that can serve so many attempts a second, and whose line is so long that in the
 * brown-out whoever finds it full waits for about as long as an attempt may take.
 *
 * @param {number} perSecond
 * @returns {GatewayTerms}
 */
export function gatewayTerms(perSecond) {
  return {
    slots: Math.max(1, Math.round((perSecond * MEAN_SERVICE_MS) / 1_000)),
    lineLength: Math.round(perSecond * LINE_S),
    leastServiceMs: LEAST_SERVICE_MS,
    meanServiceMs: MEAN_SERVICE_MS,
  };
}

const LINE_S = 2.4;

/**
 * @param {Timeline} timeline
 * @param {() => number} random
 * @param {GatewayTerms} terms
 * @returns {Gateway}
 */
export function createGateway(timeline, random, terms) {
  let condition = NORMAL;
  /** @type {Grant} */
  let isGranted = () => true;
  const workshop = createWorkshop(timeline, random, terms, () => condition);
  return {
    send: (endsAtMs, settle) => {
      const atMs = timeline.now();
      if (condition.state === 'refusing') return timeline.at(atMs + REFUSED_CONNECTION_MS, () => settle('unreachable'));
      if (condition.state === 'silent') return timeline.at(endsAtMs, () => settle('timeout'));
      if (!isGranted(atMs)) return timeline.at(atMs + FAST_ANSWER_MS, () => settle('throttled'));
      if (workshop.take({ settle, endsAtMs, isOpen: true, isTimed: false })) return;
      timeline.at(atMs + FAST_ANSWER_MS, () => settle('busy'));
    },
    change: (next) => {
      condition = next;
      isGranted = grantOf(next, timeline.now());
      if (next.state !== 'up') workshop.stop(next.state);
    },
  };
}

// The bucket holds what is granted in a second.
/** @param {Condition} condition @param {number} atMs @returns {Grant} */
function grantOf({ grantPerSecond }, atMs) {
  return grantPerSecond === undefined ? () => true : createBucket(grantPerSecond, Math.max(1, grantPerSecond), atMs);
}

/** @param {Timeline} timeline @param {() => number} random @param {GatewayTerms} terms @param {() => Condition} condition */
function createWorkshop(timeline, random, { slots, lineLength, leastServiceMs, meanServiceMs }, condition) {
  /** @type {Set<Job>} */
  const atWork = new Set();
  const line = createLine();

  /** @param {Job} job @param {Reply} reply */
  const answer = (job, reply) => {
    if (!job.isOpen) return;
    job.isOpen = false;
    job.settle(reply);
  };
  /** @param {Job} job */
  const giveUpInTime = (job) => {
    if (job.isTimed) return;
    job.isTimed = true;
    timeline.at(job.endsAtMs, () => answer(job, 'timeout'));
  };
  /** @param {Job} job */
  const work = (job) => {
    const { speed, faults } = condition();
    const doneAtMs = timeline.now() + (leastServiceMs + exponential(random, meanServiceMs - leastServiceMs)) / speed;
    atWork.add(job);
    if (doneAtMs > job.endsAtMs) giveUpInTime(job);
    timeline.at(doneAtMs, () => {
      if (!atWork.delete(job)) return;
      const next = line.shift();
      if (next !== undefined) work(next);
      const draw = faults === 0 ? 1 : random() / faults;
      answer(job, draw >= 1 ? 'served' : draw < 0.5 ? 'reset' : 'busy');
    });
  };
  return {
    /** @param {Job} job */
    take: (job) => {
      if (atWork.size >= slots && line.length() >= lineLength) return false;
      if (atWork.size < slots) work(job);
      else {
        giveUpInTime(job);
        line.push(job);
      }
      return true;
    },
    /** @param {'refusing' | 'silent'} state */
    stop: (state) => {
      const left = [...atWork, ...line.drain()];
      atWork.clear();
      for (const job of left) state === 'silent' ? giveUpInTime(job) : answer(job, 'reset');
    },
  };
}

// An array that is shifted is copied each time, which a line of thousands is too long for.
function createLine() {
  /** @type {Job[]} */
  let jobs = [];
  let first = 0;
  return {
    length: () => jobs.length - first,
    push: (/** @type {Job} */ job) => jobs.push(job),
    shift: () => {
      const job = jobs[first];
      if (job === undefined) return undefined;
      first++;
      if (first > 1_000 && first * 2 > jobs.length) {
        jobs = jobs.slice(first);
        first = 0;
      }
      return job;
    },
    drain: () => {
      const left = jobs.slice(first);
      jobs = [];
      first = 0;
      return left;
    },
  };
}
