import type { Clock } from './clock.js';
import { systemAlarm } from './clock.js';

/**
 * Why a call or an attempt was broken off; the reason of our own abort signals.
 *
 * - `canceled` the caller's signal, with its reason
 * - `closed` the instance was closed
 * - `time-up` the time of an attempt or of a wait was over
 */
export class Interruption {
  readonly kind: 'canceled' | 'closed' | 'time-up';
  readonly cause: unknown;

  constructor(kind: Interruption['kind'], cause?: unknown) {
    this.kind = kind;
    this.cause = cause;
  }
}

/**
 * Runs work under a signal of its own that is aborted when the parent is, or when the time is up; resolves or rejects as
 * the work does. Leaves no timer and no listener behind.
 *
 * @param ms how long the work may take, in milliseconds
 */
export async function withTimeLimit<T>(
  clock: Clock,
  ms: number,
  parent: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const follow = (): void => controller.abort(parent.reason);
  if (parent.aborted) follow();
  else parent.addEventListener('abort', follow, { once: true });
  const ring = (): void => controller.abort(new Interruption('time-up'));
  const silence = clock.alarm === undefined ? systemAlarm(ms, ring) : clock.alarm(ms, ring);
  try {
    return await work(controller.signal);
  } finally {
    silence();
    parent.removeEventListener('abort', follow);
  }
}
