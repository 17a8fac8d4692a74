// @ts-check
// A random schedule: an instance with terms of its own, calls with deadlines, what becomes of each attempt, and who gives up.

import { REPLY_KINDS } from './signed-replies.mjs';

/** @import { AlipayOptions } from 'alipay-axios' */
/** @import { Chance } from '../money/chance.mjs' */
/** @import { ReplyKind } from './signed-replies.mjs' */

/** No attempt ends faster, in milliseconds; half of them take just as long. */
export const FASTEST_MS = 20;

/** @typedef {{ method: string, atMs: number, deadlineMs: number, abortAfterMs: number | undefined, isOwned: boolean }} PlannedCall */
/** @typedef {{ kind: ReplyKind | 'reset' | 'refused' | 'silence' | 'turned away', tookMs: number }} Fate */

/**
 * @typedef {object} Schedule
 * @property {Partial<AlipayOptions>} options
 * @property {number} places
 * @property {PlannedCall[]} calls
 * @property {number} journalMs how long writing an intent takes; 0 for no journal
 * @property {number} refreshMs how long a refresh takes
 * @property {() => Fate} fate
 */

const METHODS = ['alipay.trade.query', 'alipay.trade.create', 'alipay.trade.pay', 'demo.message.send'];

/**
 * @param {Chance} chance
 * @returns {Schedule}
 */
export function makeSchedule(chance) {
  // A crowd at few places, where it can be told whether somebody was turned away too early.
  const isCrowd = chance.isOneIn(8);
  const places = 1 + chance.under(isCrowd ? 2 : 4);
  const trouble = isCrowd || chance.isOneIn(3) ? 0 : chance.draw();
  const isAborting = !isCrowd && chance.isOneIn(4);
  const spanMs = isCrowd ? 1_500 : chance.pick([0, 200, 2_000]);
  const count = isCrowd ? 60 + chance.under(60) : 2 + chance.under(chance.isOneIn(6) ? 40 : 12);
  const calls = Array.from({ length: count }, () => planCall(chance, spanMs, isAborting));
  return {
    places,
    calls,
    journalMs: chance.isOneIn(4) ? 1 + chance.under(chance.isOneIn(4) ? 4_000 : 60) : 0,
    refreshMs: 1 + chance.under(chance.isOneIn(4) ? 6_000 : 200),
    fate: () => drawFate(chance, trouble),
    options: {
      bulkhead: { maxInFlight: places, maxWaiting: isCrowd ? 100 : chance.pick([0, 2, 8, 100]) },
      budget: chance.isOneIn(3) ? false : { tokens: chance.under(80), floorPerMinute: chance.under(4) },
      breaker:
        isCrowd || chance.isOneIn(2) ? false : { minAttempts: 3 + chance.under(8), openMs: 20 + chance.under(2_000) },
      limiter: isCrowd || chance.isOneIn(2) ? false : { minPerSecond: chance.pick([0.5, 5, 50]) },
      retry: { maxAttempts: 1 + chance.under(4), baseMs: chance.under(200), capMs: chance.under(1_000) },
      attemptTimeoutMs: chance.pick([50, 200, 1_500]),
      methods: { 'demo.message.send': { repeat: 'never' } },
      random: chance.draw,
      lateReplyMs: chance.pick([0, 5_000]),
    },
  };
}

/** @param {Chance} chance @param {number} spanMs @param {boolean} isAborting @returns {PlannedCall} */
function planCall(chance, spanMs, isAborting) {
  return {
    method: chance.pick(METHODS),
    atMs: chance.under(spanMs + 1),
    deadlineMs: chance.pick([1, 19, 20, 21, 40, 60, 100, 400, 1_000, 3_000]) + chance.under(3),
    abortAfterMs: isAborting && chance.isOneIn(3) ? chance.under(600) : undefined,
    isOwned: chance.isOneIn(5),
  };
}

/** @param {Chance} chance @param {number} trouble @returns {Fate} */
function drawFate(chance, trouble) {
  const tookMs = chance.isOneIn(2) ? FASTEST_MS : FASTEST_MS + chance.under(chance.isOneIn(8) ? 3_000 : 80);
  if (chance.draw() >= trouble) return { kind: 'ok', tookMs };
  return { kind: chance.pick([...REPLY_KINDS, 'reset', 'refused', 'silence', 'turned away']), tookMs };
}
