import type { HrTime } from '@opentelemetry/api';

/**
 * An instant as OpenTelemetry takes it without a doubt: it reads a plain number that is below the start of the process as
 * one of `performance.now()`, and a clock of the user's may say any.
 *
 * @param atMs in milliseconds since the epoch
 */
export function instantOf(atMs: number): HrTime {
  const seconds = Math.floor(atMs / 1_000);
  // Microseconds, as more of a fraction is noise of the floating point.
  const nanos = Math.round((atMs - seconds * 1_000) * 1_000) * 1_000;
  return nanos < 1e9 ? [seconds, nanos] : [seconds + 1, 0];
}
