// @ts-check
// What lets a client's attempts in: so many at once, at the rate of the limiter, first come first served. It follows
// src/runtime/overload, with virtual time in the place of promises.

import { BULKHEAD, seat } from '../../build/policy/bulkhead.js';
import { mostTurns, RATE_LIMIT, takeTurn, waitForTurnMs } from '../../build/policy/rate-limit.js';
import { countService, leastServiceMs, newServiceTime } from '../../build/policy/service-time.js';

/** @import { RateLimit } from '../../build/policy/rate-limit.js' */
/** @import { Call } from './fleet.mjs' */
/** @import { Timeline } from './timeline.mjs' */

/** @typedef {{ call: Call, nth: number, wasIn: boolean }} Ticket `nth` is kept while it waits between its attempts */

/**
 * @typedef {object} Gates
 * @property {(atMs: number) => number} heldForMs for how long the breaker lets nothing through
 * @property {() => RateLimit} limit
 * @property {(change: (limit: RateLimit) => RateLimit) => void} changeLimit
 */

/** @typedef {{ ticket: Ticket, go: () => void, turnAway: () => void }} InLine */

/** @param {Timeline} timeline @param {Gates} gates */
export function createTurnstile(timeline, gates) {
  /** @type {InLine[]} */
  const line = [];
  let inFlight = 0;
  let times = newServiceTime(timeline.now());
  let alarmAtMs = Number.POSITIVE_INFINITY;

  const turnMs = (/** @type {number} */ atMs) => waitForTurnMs(gates.limit(), RATE_LIMIT, atMs);
  /** @param {InLine} one @param {number} atMs */
  const letIn = ({ ticket, go }, atMs) => {
    inFlight++;
    ticket.wasIn = true;
    gates.changeLimit((limit) => takeTurn(limit, atMs));
    go();
  };
  /** @param {number} waitMs */
  const setAlarm = (waitMs) => {
    const atMs = timeline.now() + waitMs;
    if (atMs >= alarmAtMs) return;
    alarmAtMs = atMs;
    timeline.at(atMs, () => {
      if (alarmAtMs === timeline.now()) alarmAtMs = Number.POSITIVE_INFINITY;
      look();
    });
  };
  const look = () => {
    const atMs = timeline.now();
    if (gates.heldForMs(atMs) > 0) {
      for (const { turnAway } of line.splice(0)) turnAway();
      return;
    }
    for (let first = line[0]; first !== undefined && inFlight < BULKHEAD.maxInFlight; first = line[0]) {
      const waitMs = turnMs(atMs);
      if (waitMs > 0) return setAlarm(waitMs);
      line.shift();
      letIn(first, atMs);
    }
  };
  /** @param {InLine} one */
  const queue = (one) => {
    const later = line.findIndex(({ ticket }) => ticket.nth > one.ticket.nth);
    line.splice(later < 0 ? line.length : later, 0, one);
    timeline.at(one.ticket.call.deadlineMs, () => {
      const place = line.indexOf(one);
      if (place < 0) return;
      line.splice(place, 1);
      one.turnAway();
    });
    look();
  };
  return {
    /** @param {Ticket} ticket @param {() => void} go @param {() => void} turnAway */
    ask: (ticket, go, turnAway) => {
      look();
      const atMs = timeline.now();
      if (gates.heldForMs(atMs) > 0) return turnAway();
      const waitsForTurn = turnMs(atMs) > 0;
      const { deadlineMs } = ticket.call;
      // As in the engine: whoever came before goes first, unless its own time is over sooner.
      const ahead = line.filter(
        (one) => one.ticket.nth < ticket.nth && one.ticket.call.deadlineMs >= deadlineMs,
      ).length;
      const serviceMs = leastServiceMs(times, atMs);
      const crowd = { inFlight, waiting: line.length, ahead, serviceMs, waitsForTurn };
      const seated = seat(crowd, BULKHEAD, deadlineMs - atMs, !ticket.wasIn);
      if (seated === 'full' || seated === 'too-late') return turnAway();
      if (seated === 'place' && !waitsForTurn) return letIn({ ticket, go, turnAway }, atMs);
      if (waitsForTurn && ahead + 1 > mostTurns(gates.limit(), RATE_LIMIT, atMs, deadlineMs)) return turnAway();
      queue({ ticket, go, turnAway });
    },
    /** @param {number} tookMs @param {'them' | 'us'} by who ended the attempt */
    leave: (tookMs, by) => {
      inFlight--;
      times = countService(times, tookMs, timeline.now(), by);
      if (line.length > 0) look();
    },
  };
}
