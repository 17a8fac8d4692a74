// @ts-check
// The processes of a scenario together.

import { EventEmitter, once } from 'node:events';
import { startMember } from './member.mjs';

/** @import { Failure } from './lanes.mjs' */
/** @import { Member } from './member.mjs' */
/** @import { Order, WorkerTask } from './worker.mjs' */
/** @import { Workers } from './workers.mjs' */

/**
 * @typedef {object} FleetTerms
 * @property {number} processes
 * @property {number} calls of each process
 * @property {Workers} workers
 * @property {Omit<WorkerTask, 'client' | 'lanes'>} task
 */

/** @typedef {ReturnType<typeof createFleet>} Fleet */

const LANES = 4;

/** How long the fleet is waited for, in milliseconds: longer than any call may take. */
const PATIENCE_MS = 60_000;

/**
 * Starts a fleet, half of it with either client; resolves when all are ready to call, which they do not before `allow`.
 *
 * @param {FleetTerms} terms
 */
export async function startFleet(terms) {
  const fleet = createFleet(terms);
  await fleet.until('the processes to be ready', () => fleet.here().every(({ isReady }) => isReady));
  return fleet;
}

/** @param {FleetTerms} terms */
function createFleet({ processes, calls, workers, task }) {
  const news = new EventEmitter();
  /** @type {(failure: Failure) => boolean} */
  let isForeseen = () => false;
  let allowed = 0;

  const listener = {
    hear: () => void news.emit('news'),
    isForeseen: (/** @type {Failure} */ failure) => isForeseen(failure),
  };
  /** @param {Pick<WorkerTask, 'client'>} like @param {number} before */
  const start = (like, before) => startMember(workers, { ...task, ...like, lanes: LANES }, before, listener);
  const members = Array.from({ length: processes }, (_, nth) => start({ client: nth % 2 ? 'ioredis' : 'redis' }, 0));
  const here = () => members.filter(({ presence }) => presence === 'here');
  const allow = (/** @type {number} */ count) => {
    allowed = count;
    for (const member of here()) member.tell({ allow: allowed - member.before });
  };
  const troubles = () => members.flatMap(troublesOf);

  return {
    /** All calls that the fleet has to make. */
    total: processes * calls,
    processes,
    here,
    troubles,
    /** Calls that went well, by those that are gone as well. */
    done: () => members.reduce((sum, { done }) => sum + done, 0),
    longestMs: () => Math.max(...members.map(({ longestMs }) => longestMs)),
    /** @param {(failure: Failure) => boolean} test which failures are in order from now on */
    foresee: (test) => {
      isForeseen = test;
    },
    /** @param {Order} order */
    tellAll: (order) => here().forEach((member) => void member.tell(order)),
    /**
     * Lets every process go on until it has made that share of its calls.
     *
     * @param {number} share
     */
    allow: (share) => allow(Math.ceil(calls * share)),
    allowOneMore: () => allow(Math.min(calls, allowed + 1)),
    /** Whether every process has made all the calls that it may make. */
    isIdle: () => here().every(({ before, done }) => before + done >= allowed),
    /**
     * Has a new process make the calls that a killed one has left.
     *
     * @param {Member} killed
     */
    replace: (killed) => {
      const member = start({ client: killed.task.client }, killed.before + killed.done);
      member.tell({ allow: allowed - member.before });
      members.push(member);
    },
    /**
     * Waits for what the processes are about to tell.
     *
     * @param {string} what
     * @param {() => boolean} condition
     * @param {number} [limitMs]
     */
    until: async (what, condition, limitMs = PATIENCE_MS) => {
      const signal = AbortSignal.timeout(Math.ceil(limitMs));
      while (!condition()) {
        if (troubles().length > 0) throw new Error(`there was trouble while it waited for ${what}`);
        await once(news, 'news', { signal }).catch(() => {
          throw new Error(`it waited for ${what} for ${Math.ceil(limitMs)} ms`);
        });
      }
    },
    end: async () => {
      await Promise.all(members.map((member) => member.dismiss()));
    },
  };
}

/**
 * What a process did that it should not have done.
 *
 * @param {Member} member
 */
function troublesOf({ task, failures, end }) {
  const said = new Set(failures.map(({ message }) => message));
  const failed = [...said].map((message) => {
    const times = failures.filter((failure) => failure.message === message).length;
    return `${times} times a call failed: ${message}`;
  });
  return [...failed, ...(end === undefined ? [] : [`it ${end}`])].map((one) => `a process with ${task.client}: ${one}`);
}
