// @ts-check
// Watches the events of an instance: what begins has to end, once.

/** @import { AlipayEvents, EventSource } from 'alipay-axios' */

// What begins it, and what ends it.
const PAIRS = /** @type {const} */ ({
  start: ['success', 'failure'],
  refresh: ['refreshed', 'refreshFailed'],
  confirm: ['confirmed'],
});

/** @typedef {keyof typeof PAIRS} Beginning */
/** @typedef {{ begun: Record<Beginning, number>, open: Record<Beginning, number>, ends: Record<string, number>, astray: string[] }} Seen */

/**
 * Begins to watch. `astray` names ends of what had not begun or had ended before; `open` counts what has not ended yet.
 *
 * @param {Pick<EventSource, 'on'>} events
 * @returns {() => Seen}
 */
export function watchEvents(events) {
  /** @type {Record<string, number>} */
  const ends = {};
  /** @type {string[]} */
  const astray = [];
  const kinds = /** @type {Beginning[]} */ (Object.keys(PAIRS));
  const watched = kinds.map((kind) => {
    const seen = { kind, begun: 0, open: /** @type {Map<string, number>} */ (new Map()) };
    events.on(kind, ({ callId }) => {
      seen.begun++;
      const times = (seen.open.get(callId) ?? 0) + 1;
      seen.open.set(callId, times);
      if (kind === 'start' && times > 1) note(astray, `${callId} began twice`);
    });
    for (const end of PAIRS[kind]) {
      events.on(end, (/** @type {AlipayEvents[keyof AlipayEvents]} */ { callId }) => {
        ends[end] = (ends[end] ?? 0) + 1;
        const left = (seen.open.get(callId) ?? 0) - 1;
        if (left < 0) note(astray, `${end} of ${callId}, which was not open`);
        else if (left === 0) seen.open.delete(callId);
        else seen.open.set(callId, left);
      });
    }
    return seen;
  });
  const count = (/** @type {(one: typeof watched[number]) => number} */ of) =>
    /** @type {Record<Beginning, number>} */ (Object.fromEntries(watched.map((one) => [one.kind, of(one)])));
  return () => ({ begun: count((one) => one.begun), open: count((one) => one.open.size), ends: { ...ends }, astray });
}

/** @param {string[]} list @param {string} line */
function note(list, line) {
  if (list.length < 20) list.push(line);
}
