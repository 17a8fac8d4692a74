import type { Pace } from './backoff.js';
import { fullJitter } from './backoff.js';
import type { Decision } from './decision.js';
import type { ErrorCode, Outcome } from './outcome.js';
import type { Ending } from './outcome-of.js';
import { errorCodeOf, outcomeOf } from './outcome-of.js';

/** All that a decision rests on. */
export interface Case extends Ending {
  /** A random number from 0 to below 1, for the jitter. */
  readonly draw: number;
}

const DEADLINE = 'ERR_ALIPAY_DEADLINE';

/**
 * Sends the call again after a wait, or fails where attempts or time have run out.
 *
 * @param leastMs the shortest wait, in milliseconds
 */
export function retry(of: Case, pace: Pace, because: string, leastMs = 0): Decision {
  const { traits, progress } = of;
  if (progress.attempts >= traits.maxAttempts) {
    return fail(of, `${because}; but ${traits.maxAttempts} attempts were all that it had`);
  }
  const delayMs = Math.max(leastMs, fullJitter(of.draw, traits.backoff, progress.retries, pace));
  if (delayMs >= progress.remainingMs) {
    return fail(of, `${because}; but no further attempt could end before the deadline`, { error: DEADLINE });
  }
  return { do: 'retry', delayMs, throttled: pace === 'slow', because };
}

/** Asks the gateway what happened; `undefined` where it cannot be asked. */
export function confirm(of: Case, because: string): Decision | undefined {
  return of.traits.confirmable
    ? { do: 'confirm', because: `${because}; the gateway is asked what happened` }
    : undefined;
}

/** How a failure differs from what the result alone would say. */
export interface FailureTerms {
  readonly error?: ErrorCode;
  readonly outcome?: Outcome;
  readonly cause?: unknown;
}

/** Ends the call; code and outcome follow from the result unless they are given. */
export function fail(of: Case, because: string, terms: FailureTerms = {}): Decision {
  // An attempt that the deadline cut short, and not its own time, has run into the deadline.
  const byDeadline = of.result.kind === 'unknown' && of.result.cause === 'timeout' && of.progress.remainingMs <= 0;
  const error = terms.error ?? (byDeadline ? DEADLINE : errorCodeOf(of.result));
  const cause = terms.cause === undefined ? {} : { cause: terms.cause };
  return { do: 'fail', error, outcome: terms.outcome ?? outcomeOf(of), because, ...cause };
}
