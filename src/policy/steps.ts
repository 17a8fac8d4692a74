import type { Pace } from './backoff.js';
import { fullJitter } from './backoff.js';
import type { Brakes, Decision } from './decision.js';
import type { ErrorCode, Exhausted, Outcome } from './outcome.js';
import type { Ending } from './outcome-of.js';
import { errorCodeOf, outcomeOf } from './outcome-of.js';

/** All that a decision rests on. */
export interface Case extends Ending {
  /** A random number from 0 to below 1, for the jitter. */
  readonly draw: number;
  /** The wait that the reply's `Retry-After` asks for, in milliseconds. */
  readonly retryAfterMs?: number;
  /** What holds retries back; none where nothing does. */
  readonly brakes?: Brakes;
}

const DEADLINE = 'ERR_ALIPAY_DEADLINE';

const OVERLOAD = 'ERR_ALIPAY_OVERLOAD';

/**
 * Sends the call again after a wait, or fails where attempts, time or the budget have run out, or the breaker is open for
 * longer than the wait.
 *
 * @param leastMs the shortest wait, in milliseconds
 */
export function retry(of: Case, pace: Pace, because: string, leastMs = 0): Decision {
  const { traits, progress } = of;
  if (progress.attempts >= traits.maxAttempts) {
    return fail(of, `${because}; but ${traits.maxAttempts} attempts were all that it had`, { exhausted: 'attempts' });
  }
  const throttled = pace === 'slow';
  const ownMs = Math.max(leastMs, fullJitter(of.draw, traits.backoff, progress.retries, pace));
  const delayMs = Math.min(Math.max(ownMs, of.retryAfterMs ?? 0), ownMs + traits.backoff.maxRetryAfterMs);
  if (delayMs >= progress.remainingMs) {
    return fail(of, `${because}; but no further attempt could end before the deadline`, LATE);
  }
  return holdBack(of, { do: 'retry', delayMs, throttled, because });
}

const LATE: FailureTerms = { error: DEADLINE, exhausted: 'deadline' };

function holdBack(of: Case, decision: Extract<Decision, { do: 'retry' }>): Decision {
  const { brakes } = of;
  if (brakes === undefined) return decision;
  const { because, delayMs, throttled } = decision;
  if (brakes.heldForMs > delayMs) {
    return fail(of, `${because}; but the breaker is open, as too many attempts fail`, {
      error: OVERLOAD,
      exhausted: 'breaker',
    });
  }
  if (throttled ? brakes.throttled : brakes.transient) return decision;
  return fail(of, `${because}; but the retries that all calls may make together are spent`, {
    error: OVERLOAD,
    exhausted: 'budget',
  });
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
  readonly exhausted?: Exhausted;
  readonly cause?: unknown;
}

/** Ends the call; code and outcome follow from the result unless they are given. */
export function fail(of: Case, because: string, terms: FailureTerms = {}): Decision {
  // An attempt that the deadline cut short, and not its own time, has run into the deadline.
  const byDeadline = of.result.kind === 'unknown' && of.result.cause === 'timeout' && of.progress.remainingMs <= 0;
  const error = terms.error ?? (byDeadline ? DEADLINE : errorCodeOf(of.result));
  const exhausted = terms.exhausted ?? (byDeadline ? 'deadline' : undefined);
  return {
    do: 'fail',
    error,
    outcome: terms.outcome ?? outcomeOf(of),
    because,
    ...(exhausted === undefined ? {} : { exhausted }),
    ...(terms.cause === undefined ? {} : { cause: terms.cause }),
  };
}
