// @ts-check
// The limits of time, the same for all strategies: this library's defaults.

/** The longest time of one attempt, in milliseconds. */
export const ATTEMPT_LIMIT_MS = 10_000;

/** The longest time of one call, in milliseconds. */
export const DEADLINE_MS = 30_000;
