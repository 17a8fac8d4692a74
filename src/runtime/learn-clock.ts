import type { CallContext } from './call-context.js';
import { eventBase } from './call-context.js';

/**
 * Sets the time of coming attempts by what a reply's `Date` has shown, and tells the listeners. Calls side by side find the
 * same error out at once; it is corrected once.
 *
 * @param skewMs what to add to our clock, in milliseconds; `undefined` where the reply shows nothing
 */
export function learnClock(context: CallContext, skewMs: number | undefined): void {
  const { parts } = context;
  const { clockSkewMs = Number.POSITIVE_INFINITY } = parts.settings;
  if (skewMs === undefined || Math.abs(skewMs - parts.clockOffsetMs) < clockSkewMs) return;
  parts.clockOffsetMs = skewMs;
  parts.events.emit('clockSkew', () => ({ ...eventBase(context), offsetMs: skewMs }));
}
