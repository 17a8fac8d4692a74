/**
 * Why a call or an attempt was broken off; the reason of our own abort signals.
 *
 * - `canceled` the caller's signal, with its reason
 * - `closed` the instance was closed
 * - `time-up` the time of an attempt or of a wait was over
 * - `answered` what was waited for or asked is known by now
 */
export class Interruption {
  readonly kind: 'canceled' | 'closed' | 'time-up' | 'answered';
  readonly cause: unknown;

  constructor(kind: Interruption['kind'], cause?: unknown) {
    this.kind = kind;
    this.cause = cause;
  }
}
