// @ts-check
// One process of the fleet, as the parent sees it.

import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** @import { ChildProcess } from 'node:child_process' */
/** @import { Phase } from './brake.mjs' */
/** @import { Failure } from './lanes.mjs' */
/** @import { News, Order, WorkerTask } from './worker.mjs' */
/** @import { Workers } from './workers.mjs' */

/**
 * @typedef {object} Member
 * @property {WorkerTask} task
 * @property {number} before calls that a process has made of which this one takes the place
 * @property {boolean} isReady
 * @property {number} done
 * @property {number} inFlight
 * @property {number} longestMs
 * @property {Failure[]} failures that nobody has foreseen
 * @property {number} refusals failures that were foreseen
 * @property {Phase | undefined} at where it has stopped
 * @property {Phase | 'nowhere'} brake
 * @property {string | undefined} granted the code that it has traded
 * @property {boolean} hasLeft whether it has closed everything
 * @property {'here' | 'dismissed' | 'gone'} presence
 * @property {string | undefined} end how it ended, where it should not have
 * @property {(order: Order) => void} tell
 * @property {() => Promise<void>} kill
 * @property {() => Promise<void>} dismiss
 */

/** @typedef {{ hear: () => void, isForeseen: (failure: Failure) => boolean }} Listener `hear` is called after every change */

/** How long a process may take to close everything, in milliseconds. */
const LEAVE_LIMIT_MS = 5_000;

/**
 * Gives a process a task.
 *
 * @param {Workers} workers
 * @param {WorkerTask} task
 * @param {number} before
 * @param {Listener} listener
 * @returns {Member}
 */
export function startMember(workers, task, before, listener) {
  const child = workers.take(task.client);
  /** @type {Order[]} */
  const waiting = [];
  /** @type {Member} */
  const member = {
    ...{ task, before, isReady: false, done: 0, inFlight: 0, longestMs: 0, failures: [], refusals: 0 },
    ...{ at: undefined, brake: 'nowhere', granted: undefined, hasLeft: false, presence: 'here', end: undefined },
    // What is sent before it has begun would be lost.
    tell: (order) => void (member.isReady ? child.send({ order }, () => {}) : waiting.push(order)),
    kill: async () => {
      member.presence = 'dismissed';
      const exit = once(child, 'exit');
      // What it has said may be read after it has ended.
      const silence = once(child, 'disconnect');
      child.kill('SIGKILL');
      await Promise.all([exit, silence]);
      member.presence = 'gone';
    },
    dismiss: async () => {
      if (member.presence === 'gone') return;
      member.presence = 'dismissed';
      await leave(member, child, left);
      member.presence = 'gone';
      if (member.hasLeft) workers.giveBack(task.client, child);
    },
  };
  const left = follow(member, child, listener, () => waiting.splice(0).forEach(member.tell));
  child.send({ task }, () => {});
  return member;
}

/**
 * Writes down what a process tells; resolves when it has left or ended.
 *
 * @param {Member} member
 * @param {ChildProcess} child
 * @param {Listener} listener
 * @param {() => void} onReady
 * @returns {Promise<void>}
 */
function follow(member, child, { hear, isForeseen }, onReady) {
  return new Promise((resolve) => {
    const onMessage = (/** @type {News} */ { failures = [], ...news }) => {
      Object.assign(member, news);
      member.failures.push(...failures.filter((failure) => !isForeseen(failure)));
      member.refusals += failures.filter(isForeseen).length;
      if (news.isReady === true) onReady();
      if (news.hasLeft === true) stop();
      hear();
    };
    const onExit = (/** @type {number | null} */ code, /** @type {string | null} */ signal) => {
      if (member.presence === 'here') member.end = `ended by itself with ${signal ?? code}`;
      resolve();
      hear();
    };
    const stop = () => {
      child.off('message', onMessage);
      child.off('exit', onExit);
      resolve();
    };
    child.on('message', onMessage).once('exit', onExit);
  });
}

/**
 * @param {Member} member
 * @param {ChildProcess} child
 * @param {Promise<void>} left
 */
async function leave(member, child, left) {
  const limit = new AbortController();
  member.tell({ leave: true });
  const late = delay(LEAVE_LIMIT_MS, undefined, { signal: limit.signal }).catch(() => {});
  await Promise.race([left, late]);
  limit.abort();
  if (member.hasLeft) return;
  member.end ??= `had not closed everything after ${LEAVE_LIMIT_MS} ms`;
  child.kill('SIGKILL');
  await left;
}
