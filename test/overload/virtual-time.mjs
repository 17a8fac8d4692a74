// @ts-check
// Time that moves from one event to the next once nothing more happens without it. Signing runs in the thread pool in real
// time; it is waited for, and takes none.

import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { setImmediate as turn } from 'node:timers/promises';

/** @import { Clock } from 'alipay-axios' */
/** @typedef {{ atMs: number, nth: number, run: () => void }} Happening */

let signing = 0;

/** Has every signature counted while it is made. Before the library is loaded. */
export function watchSigning() {
  const { sign } = crypto;
  const counted = (/** @type {any[]} */ ...args) => {
    const done = args.at(-1);
    if (typeof done !== 'function') return /** @type {any} */ (sign)(...args);
    signing++;
    return /** @type {any} */ (sign)(...args.slice(0, -1), (/** @type {any[]} */ ...results) => {
      signing--;
      done(...results);
    });
  };
  crypto.sign = /** @type {any} */ (counted);
  syncBuiltinESMExports();
}

/** Resolves when everything that needs no time to pass has happened. */
export async function quiet() {
  do await turn();
  while (signing > 0);
  await turn();
}

/** @param {number} startAtMs */
export function createVirtualTime(startAtMs) {
  /** @type {Set<Happening>} */
  const agenda = new Set();
  let nowMs = startAtMs;
  let count = 0;

  /** @param {number} ms @param {() => void} run */
  const after = (ms, run) => {
    const one = { atMs: nowMs + Math.max(0, ms), nth: count++, run };
    agenda.add(one);
    return () => {
      agenda.delete(one);
    };
  };
  /** @type {Clock['sleep']} */
  const sleep = (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const stop = () => {
        cancel();
        reject(signal?.reason);
      };
      const cancel = after(ms, () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      });
      signal?.addEventListener('abort', stop, { once: true });
    });
  return {
    /** @type {Clock} */
    clock: { now: () => nowMs, sleep, alarm: after },
    after,
    now: () => nowMs,
    /** How much is still to come. */
    left: () => agenda.size,
    /** Moves on to the next event; `false` where there is none. */
    step: () => {
      /** @type {Happening | undefined} */
      let next;
      for (const one of agenda) {
        if (next === undefined || one.atMs < next.atMs || (one.atMs === next.atMs && one.nth < next.nth)) next = one;
      }
      if (next === undefined) return false;
      agenda.delete(next);
      nowMs = next.atMs;
      next.run();
      return true;
    },
  };
}
