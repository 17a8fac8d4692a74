import type { AttemptResult } from '../policy/attempt-result.js';
import type { Decision } from '../policy/decision.js';

/** A reply that came after its attempt had been given up for want of time. */
export interface LateReply {
  /** When it came, in milliseconds since the epoch. */
  readonly atMs: number;
  /** What it tells of the attempt. */
  readonly outcome: AttemptResult['kind'];
  /** The gateway's `code`, where one was read. */
  readonly code?: string;
  readonly subCode?: string;
}

/** One attempt of a call: what was sent when, what came, what was decided and why. Nothing in it is secret. */
export interface AttemptRecord {
  /** 1 for the first. */
  readonly attempt: number;
  /** In milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** What the attempt left us knowing. */
  readonly outcome: AttemptResult['kind'];
  /** The gateway's `code`, where a reply was read. */
  readonly code?: string;
  /** The gateway's `sub_code`, where it gave one. */
  readonly subCode?: string;
  /** Why it was not sent, or why nobody knows; `canceled` and `closed` where the caller broke it off. */
  readonly cause?: string;
  /** What follows from it. */
  readonly decision: 'accept' | 'retry' | 'throttle' | 'refresh' | 'correct-clock' | 'confirm' | 'fail';
  /** Why, in a few words. */
  readonly because: string;
  /** The wait that follows, in milliseconds; only after `retry` and `throttle`. */
  readonly delayMs?: number;
  /** The reply that came after the attempt had been given up, where one came before the call ended. */
  readonly late?: LateReply;
}

/** Writes an attempt's record. */
export function recordAttempt(
  span: { readonly attempt: number; readonly startedAtMs: number; readonly endedAtMs: number },
  result: AttemptResult,
  decision: Decision,
): AttemptRecord {
  const answer = 'answer' in result ? result.answer : undefined;
  return {
    attempt: span.attempt,
    startedAtMs: span.startedAtMs,
    durationMs: Math.max(0, span.endedAtMs - span.startedAtMs),
    outcome: result.kind,
    ...(answer?.code === undefined ? {} : { code: answer.code }),
    ...(answer?.subCode === undefined ? {} : { subCode: answer.subCode }),
    ...('cause' in result ? { cause: result.cause } : {}),
    decision: decision.do === 'retry' && decision.throttled ? 'throttle' : decision.do,
    because: decision.because,
    ...(decision.do === 'retry' ? { delayMs: decision.delayMs } : {}),
  };
}
