// @ts-check
// The processes of a run: the gateway's, and one for each contender.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** @import { ChildProcess } from 'node:child_process' */
/** @import { IssuedToken } from 'alipay-axios/testing' */
/** @import { GatewayQuestion, Target } from './gateway-process.mjs' */
/** @import { PaySlice, PayTarget, PayTask } from './pay-caller.mjs' */
/** @import { SliceTask, TokenSlice } from './token-caller.mjs' */

/**
 * @typedef {object} Gateway
 * @property {Target} target
 * @property {(calls: number) => Promise<void>} expect lays out replies for the next calls
 * @property {(calls: number) => Promise<void>} expectPays lays out replies for the next payments
 * @property {(lifetimeMs: number) => Promise<IssuedToken>} issueUser makes a new user, with a token
 * @property {() => Promise<number>} countRenewals how many tokens have been renewed so far
 * @property {() => Promise<void>} end
 */

/**
 * What makes calls with users' tokens.
 *
 * @typedef {object} TokenCaller
 * @property {(task: SliceTask) => Promise<TokenSlice>} run
 * @property {() => Promise<void>} end
 */

/**
 * What makes payments with and without a journal.
 *
 * @typedef {object} PayCaller
 * @property {(task: PayTask) => Promise<PaySlice>} run
 * @property {() => Promise<void>} end
 */

/** @returns {Promise<Gateway>} */
export async function startGatewayProcess() {
  const child = start('gateway-process.mjs', []);
  const name = 'the gateway';
  const put = (/** @type {GatewayQuestion} */ question) => ask(child, name, question);
  return {
    target: await nextMessage(child, name),
    expect: (calls) => put({ expect: calls }),
    expectPays: (calls) => put({ expectPays: calls }),
    issueUser: (lifetimeMs) => put({ issue: lifetimeMs }),
    countRenewals: () => put({ count: 'refreshes' }),
    end: () => end(child),
  };
}

/**
 * @param {Target} target
 * @returns {Promise<TokenCaller>}
 */
export async function startTokenCaller(target) {
  const name = 'the caller';
  const child = start('token-caller.mjs', []);
  await ask(child, name, target);
  return { run: (task) => ask(child, name, task), end: () => end(child) };
}

/**
 * @param {PayTarget} target
 * @returns {Promise<PayCaller>}
 */
export async function startPayCaller(target) {
  const name = 'the caller';
  const child = start('pay-caller.mjs', []);
  await ask(child, name, target);
  return { run: (task) => ask(child, name, task), end: () => end(child) };
}

/**
 * Tells whoever watches how far a section is.
 *
 * @param {string} section
 * @param {number} done
 * @param {number} turns
 */
export function tellTurn(section, done, turns) {
  if (process.stderr.isTTY) console.error(`${section}: turn ${done + 1} of ${turns}`);
}

/**
 * Starts one of the benchmark's own files as a process.
 *
 * @param {string} file
 * @param {string[]} args
 * @param {string[]} [execArgv] flags for Node
 */
export function start(file, args, execArgv = []) {
  return fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    execArgv,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // alipay-sdk writes the process's local time into its requests, and the gateway expects China's.
    env: { ...process.env, TZ: 'Asia/Shanghai' },
  });
}

/**
 * Puts a question to a child and gives back its answer.
 *
 * @param {ChildProcess} child
 * @param {string} name
 * @param {object | string} question
 */
export function ask(child, name, question) {
  child.send(question);
  return nextMessage(child, name);
}

/**
 * The next message of a child; rejects if it ends without one.
 *
 * @param {ChildProcess} child
 * @param {string} name
 */
export async function nextMessage(child, name) {
  const heard = new AbortController();
  const { signal } = heard;
  const message = once(child, 'message', { signal });
  const exit = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`${name} ended with ${code}`);
  });
  try {
    const [first] = await Promise.race([message, exit]);
    return first;
  } finally {
    message.catch(() => undefined);
    exit.catch(() => undefined);
    heard.abort();
  }
}

/** Ends a child. @param {ChildProcess} child */
export async function end(child) {
  if (!child.connected) return;
  const exit = once(child, 'exit');
  child.disconnect();
  await exit;
}
