/** How long to wait between attempts. */
export interface BackoffOptions {
  /** The first wait is drawn from 0 to this many milliseconds, the next from twice as many, and so on. Default 200. */
  readonly baseMs: number;
  /** No wait is longer, in milliseconds. Default 5 000. */
  readonly capMs: number;
  /** How much longer a reply's `Retry-After` may make a wait, in milliseconds; 0 for not at all. Default 5 000. */
  readonly maxRetryAfterMs: number;
}

/** `slow` is for a gateway that asked for fewer calls: it starts at five times the base. */
export type Pace = 'normal' | 'slow';

const SLOW_FACTOR = 5;

/**
 * The wait before the next attempt, in whole milliseconds: full jitter inside `min(capMs, baseMs * 2^n)`, drawn after the
 * cap, so that callers spread out however long they have waited. Source: design.md 4, resilience.md 7.
 *
 * @param draw a random number, from 0 to below 1
 * @param retriesSoFar how many retries came before this one
 */
export function fullJitter(draw: number, options: BackoffOptions, retriesSoFar: number, pace: Pace): number {
  const baseMs = pace === 'slow' ? options.baseMs * SLOW_FACTOR : options.baseMs;
  return Math.floor(draw * Math.min(options.capMs, baseMs * 2 ** Math.min(retriesSoFar, 30)));
}
