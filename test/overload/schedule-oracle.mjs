// @ts-check
// Judges a schedule that was played.

import { FASTEST_MS } from './schedule.mjs';

/** @import { AlipayHealth } from 'alipay-axios' */
/** @import { Rest, SeenCall } from './schedule-world.mjs' */
/** @import { Schedule } from './schedule.mjs' */

/**
 * What is wrong with a schedule that was played; nothing where all is well.
 *
 * @param {Schedule} schedule
 * @param {readonly SeenCall[]} calls
 * @param {readonly Rest[]} rests
 * @param {AlipayHealth & { listeners: number }} left
 */
export function judgeSchedule(schedule, calls, rests, left) {
  const broken = calls.flatMap((call) =>
    judgeCall(call).map((what) => `call ${call.nth} (${call.plan.method}): ${what}`),
  );
  const [first] = calls.filter((call) => isToldTooEarly(schedule, call, calls, rests));
  if (first !== undefined)
    broken.push(`call ${first.nth} was told at ${first.endedAtMs} that it was too late, and was not`);
  const most = Math.max(...rests.map(({ inFlight }) => inFlight));
  // Beside those at places there are those which were given up and are still listened to: as many, at most.
  const bound = schedule.options.lateReplyMs ? 2 * schedule.places : schedule.places;
  if (most > bound) broken.push(`${most} attempts were under way with ${schedule.places} places`);
  if (left.listeners > 0 || left.inFlight > 0 || left.waiting > 0) {
    broken.push(`${left.listeners} listeners, ${left.inFlight} places and ${left.waiting} in the line were left`);
  }
  return broken;
}

/** @param {SeenCall} call */
function judgeCall({ plan, endedAtMs, end, why, sentAtMs }) {
  const deadlineAtMs = plan.atMs + plan.deadlineMs;
  if (endedAtMs < 0) return ['it never ended'];
  const broken = [];
  if (endedAtMs > deadlineAtMs) broken.push(`it ended at ${endedAtMs}, and its deadline was ${deadlineAtMs}`);
  if (sentAtMs.some((atMs) => atMs >= deadlineAtMs)) broken.push('it was sent when its time was over');
  if (end === 'ERR_ALIPAY_DEADLINE' && why.includes('its time was over') && endedAtMs < deadlineAtMs) {
    broken.push(`its time was called over at ${endedAtMs}, and its deadline was ${deadlineAtMs}`);
  }
  if (plan.abortAfterMs !== undefined && endedAtMs > plan.atMs + plan.abortAfterMs)
    broken.push('it outlived its abort');
  return broken;
}

/**
 * Whether a call that was told that it was too late could have been done in time after all: a place stood free, or somebody
 * who came later got one, while there was still time for the fastest of attempts. Where limiters or breakers hold calls back,
 * or callers give up, that proves nothing.
 *
 * @param {Schedule} schedule
 * @param {SeenCall} call
 * @param {readonly SeenCall[]} calls
 * @param {readonly Rest[]} rests
 */
function isToldTooEarly({ places, options }, { plan, nth, endedAtMs, why }, calls, rests) {
  if (!why.includes('even by the fastest attempts')) return false;
  if (options.limiter !== false || options.breaker !== false) return false;
  if (calls.some((one) => one.plan.abortAfterMs !== undefined)) return false;
  const lastStartMs = plan.atMs + plan.deadlineMs - FASTEST_MS;
  const isInTime = (/** @type {number} */ atMs) => atMs > endedAtMs && atMs <= lastStartMs;
  const stoodFree = rests.some(({ atMs, inFlight }) => isInTime(atMs) && inFlight < places);
  return stoodFree || calls.some((one) => one.nth > nth && one.sentAtMs.some(isInTime));
}
