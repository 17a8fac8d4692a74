// @ts-check
// Runs one soak: a process with the gateway, and one or more that make the calls.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { merge } from './merge.mjs';

/** @import { ChildProcess } from 'node:child_process' */
/** @import { CallerReport, CallerTask } from './caller.mjs' */
/** @import { GatewayCount, GatewayTask, SoakTarget } from './gateway-process.mjs' */
/** @import { SoakReport } from './judge.mjs' */
/** @import { Ended } from './merge.mjs' */
/** @typedef {Pick<CallerTask, 'inFlight' | 'leak'> & GatewayTask & { calls: number, processes: number, isOptimised: boolean }} Terms */

// A process that has nothing left to do ends in milliseconds.
const PATIENCE_MS = 5_000;

// The engine's own code is on the heap as well, and looks like a leak. It drops the code of functions that lie idle for some
// collections, and would seem to hold a megabyte less now and then. What it notes of functions as they run is laid out at their
// first run, so that rare ones do not add to it for long.
const KEPT = ['--no-flush-bytecode', '--no-lazy-feedback-allocation'];
// It optimises a function that has run long enough, and what only runs when a call goes wrong gets there after hundreds of
// thousands of calls: of two snapshots, after 50,000 and 100,000 calls, the second held 0.24 MB more of such code and what belongs
// to it, and 0.11 MB less of all else. Here machine code is made at a function's first run, and only there.
const AT_FIRST_RUN = ['--always-sparkplug', '--no-opt'];

/**
 * @param {Terms} terms
 * @returns {Promise<{ report: SoakReport, gateway: GatewayCount }>}
 */
export async function runSoak({ faults, seed, calls, processes, isOptimised, inFlight, leak }) {
  const gateway = fork(pathOf('gateway-process.mjs'));
  const execArgv = ['--expose-gc', ...KEPT, ...(isOptimised ? [] : AT_FIRST_RUN)];
  const callers = Array.from({ length: processes }, () => fork(pathOf('caller.mjs'), { execArgv }));
  try {
    const target = /** @type {SoakTarget} */ (await ask(gateway, { faults, seed }));
    const shares = callers.map((caller, nth) => {
      const [from = 0, to = calls] = [nth, nth + 1].map((one) => Math.round((one * calls) / processes));
      // A user's refresh token is good for one use, and the processes share no store.
      const users = target.users.filter((_, at) => at % processes === nth);
      return play(caller, { target: { ...target, users }, nth, from, to, inFlight, seed, leak });
    });
    const report = merge(await Promise.all(shares));
    const count = /** @type {GatewayCount} */ (await ask(gateway, {}));
    return { report, gateway: count };
  } finally {
    for (const caller of callers) caller.kill();
    if (gateway.connected) gateway.disconnect();
  }
}

/**
 * @param {ChildProcess} caller
 * @param {CallerTask} task
 * @returns {Promise<Ended>}
 */
async function play(caller, task) {
  const exit = once(caller, 'exit');
  const report = /** @type {CallerReport} */ (await ask(caller, task));
  return { ...report, ended: await endsByItself(exit) };
}

/** @param {string} file */
const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));

/** @param {Promise<unknown>} exit */
async function endsByItself(exit) {
  const patience = new AbortController();
  const late = new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), PATIENCE_MS);
    patience.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  const ended = await Promise.race([exit.then(() => true), late]);
  patience.abort();
  return ended === true;
}

/**
 * @param {ChildProcess} child
 * @param {object} question
 * @returns {Promise<unknown>}
 */
async function ask(child, question) {
  const heard = new AbortController();
  const { signal } = heard;
  child.send(question);
  const message = once(child, 'message', { signal });
  const exit = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`A process of the soak ended with ${code} before it was done`);
  });
  try {
    const [answer] = await Promise.race([message, exit]);
    return answer;
  } finally {
    message.catch(() => undefined);
    exit.catch(() => undefined);
    heard.abort();
  }
}
