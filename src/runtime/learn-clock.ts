import type { AttemptResult } from '../policy/attempt-result.js';
import type { CallContext } from './call-context.js';
import { eventBase } from './call-context.js';
import type { SentAttempt } from './sent-attempt.js';

/**
 * Sets the time of coming attempts by what the reply to one has shown, and tells the listeners. Calls side by side find the
 * same error out at once; it is corrected once. An unsigned word about the time, as v3 has it, counts for the call alone until
 * the gateway has taken a time that was made by it. A time by the `Date` that is refused for that very time shows that `Date`
 * to be wrong, as a proxy can make it: then it is let be, and believed after refusals only.
 *
 * @returns what to add to our clock for the next attempt of the call, in milliseconds; `undefined` where it may stay
 */
export function learnClock(context: CallContext, sent: SentAttempt): number | undefined {
  const { parts, state } = context;
  const { clockSkewMs } = parts.settings;
  if (clockSkewMs === undefined) return undefined;
  const { result, skewMs, offsetMs } = sent;
  const isRefused = isAboutTime(result);
  if (!isRefused && 'answer' in result && state.ownOffsetMs !== undefined) adopt(context, state.ownOffsetMs);
  if (isRefused && skewMs === undefined && offsetMs !== 0) {
    parts.distrustsDate = true;
    adopt(context, 0);
    return 0;
  }
  if (skewMs === undefined || (parts.distrustsDate && !isRefused)) return undefined;
  if (isRefused && !result.answer.signed) state.ownOffsetMs = skewMs;
  else adopt(context, skewMs);
  return skewMs;
}

function isAboutTime(result: AttemptResult): result is Extract<AttemptResult, { kind: 'refused' }> {
  return result.kind === 'refused' && result.answer.row.clock === true;
}

function adopt(context: CallContext, offsetMs: number): void {
  const { parts, state } = context;
  const { clockSkewMs = 0 } = parts.settings;
  state.ownOffsetMs = undefined;
  if (Math.abs(offsetMs - parts.clockOffsetMs) < clockSkewMs) return;
  parts.clockOffsetMs = offsetMs;
  parts.events.emit('clockSkew', () => ({ ...eventBase(context), offsetMs }));
}
