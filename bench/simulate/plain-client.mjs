// @ts-check
// Clients that know nothing but how often and after how long they try again.

/** @import { Reply } from './gateway.mjs' */
/** @import { Begin, World } from './fleet.mjs' */

/**
 * How long to wait before the next attempt, in milliseconds, after so many attempts of the call; `undefined` for never.
 *
 * @typedef {(reply: Reply, attempts: number, call: object) => number | undefined} Wait
 */

/** @typedef {{ after: Wait, served?: (call: object) => void }} Rule what a client remembers is in its closure */

/**
 * Makes a client that sends a call again when its rule says so. The limits of time are the same for all strategies, though
 * most of these clients have none of their own: a call that waits when its time is up ends then.
 *
 * @param {World} world
 * @param {Rule} rule
 * @returns {Begin}
 */
export function createPlainClient({ timeline, send, ended }, rule) {
  return (call) => {
    let attempts = 0;
    const attempt = () => {
      attempts++;
      send(call, settle);
    };
    /** @param {Reply} reply */
    const settle = (reply) => {
      if (reply === 'served') {
        rule.served?.(call);
        return ended(call, true);
      }
      const nowMs = timeline.now();
      const waitMs = nowMs >= call.deadlineMs ? undefined : rule.after(reply, attempts, call);
      if (waitMs === undefined) return ended(call, false);
      if (nowMs + waitMs < call.deadlineMs) return timeline.at(nowMs + waitMs, attempt);
      timeline.at(call.deadlineMs, () => ended(call, false));
    };
    attempt();
  };
}
