// @ts-check
// Runs one soak: a process with the gateway, and one that makes the calls.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** @import { ChildProcess } from 'node:child_process' */
/** @import { CallerReport, CallerTask } from './caller.mjs' */
/** @import { GatewayCount, GatewayTask, SoakTarget } from './gateway-process.mjs' */
/** @import { SoakReport } from './judge.mjs' */
/** @typedef {Omit<CallerTask, 'target'> & GatewayTask} Terms */

// A process that has nothing left to do ends in milliseconds.
const PATIENCE_MS = 5_000;

/**
 * @param {Terms} terms
 * @returns {Promise<{ report: SoakReport & CallerReport, gateway: GatewayCount }>}
 */
export async function runSoak({ faults, seed, ...terms }) {
  const gateway = fork(pathOf('gateway-process.mjs'));
  // The engine drops the code of functions that lie idle for some collections, and would seem to hold a megabyte less now and
  // then. What it notes of functions as they run is laid out at their first run, so that rare ones do not add to it for long.
  const caller = fork(pathOf('caller.mjs'), {
    execArgv: ['--expose-gc', '--no-flush-bytecode', '--no-lazy-feedback-allocation'],
  });
  try {
    const target = /** @type {SoakTarget} */ (await ask(gateway, { faults, seed }));
    const exit = once(caller, 'exit');
    const report = /** @type {CallerReport} */ (await ask(caller, { target, seed, ...terms }));
    const ended = await endsByItself(exit);
    const count = /** @type {GatewayCount} */ (await ask(gateway, {}));
    return { report: { ...report, ended }, gateway: count };
  } finally {
    caller.kill();
    if (gateway.connected) gateway.disconnect();
  }
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
