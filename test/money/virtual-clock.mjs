// @ts-check
// Time that moves only when somebody waits: a wait moves it on and is over, and what takes long rings the alarms on its way.

/** @import { Clock } from 'alipay-axios' */

/** @param {number} startAtMs */
export function createVirtualClock(startAtMs) {
  let nowMs = startAtMs;
  /** @type {(signal: AbortSignal | undefined) => void} */
  let afterSleep = () => undefined;
  /** @type {Set<{ atMs: number, ring: () => void }>} */
  const alarms = new Set();
  const pass = (/** @type {number} */ ms) => {
    nowMs += ms;
    for (const alarm of [...alarms].filter(({ atMs }) => atMs <= nowMs)) {
      alarms.delete(alarm);
      alarm.ring();
    }
  };
  /** @type {Clock} */
  const clock = {
    now: () => nowMs,
    sleep: async (ms, signal) => {
      if (signal?.aborted) throw signal.reason;
      nowMs += ms;
      afterSleep(signal);
    },
    alarm: (ms, ring) => {
      const alarm = { atMs: nowMs + ms, ring };
      alarms.add(alarm);
      return () => alarms.delete(alarm);
    },
  };
  return {
    clock,
    now: () => nowMs,
    /** So much time passes while something is under way. */
    pass,
    /** Until the next alarm rings. */
    passToAlarm: () => {
      if (alarms.size > 0) pass(Math.max(0, Math.min(...[...alarms].map(({ atMs }) => atMs)) - nowMs));
    },
    /**
     * From the beginning.
     *
     * @param {typeof afterSleep} next what happens at the end of every wait; it throws to break the wait off
     */
    reset: (next) => {
      nowMs = startAtMs;
      afterSleep = next;
      alarms.clear();
    },
  };
}

/**
 * An error of the network, as axios's adapter throws it.
 *
 * @param {string} code
 * @param {string} syscall
 * @returns {Promise<never>}
 */
export function fail(code, syscall) {
  return Promise.reject(Object.assign(new Error(code), { code, syscall }));
}
