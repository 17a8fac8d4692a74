import type { AxiosResponse } from 'axios';
import type { AttemptResult } from '../policy/attempt-result.js';
import type { ReplyNode } from '../protocol/open-reply.js';
import type { WireParams } from '../protocol/wire-params.js';
import type { Interruption } from './interruption.js';
import type { Unfinished } from './time-limit.js';

/** What one send came to, before anything is decided. */
export interface SentAttempt {
  readonly result: AttemptResult;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly node?: ReplyNode;
  readonly response?: AxiosResponse;
  readonly traceId?: string;
  readonly certSn?: string;
  /** What to add to our clock, where a verified reply shows that it is wrong, in milliseconds. */
  readonly skewMs?: number;
  /** The wait that the reply's `Retry-After` asks for, in milliseconds. */
  readonly retryAfterMs?: number;
  /** What its time stamp was made with, in milliseconds. */
  readonly offsetMs: number;
  /** What was signed, where the gateway refused it and the protocol signs parameters. */
  readonly params?: WireParams;
  /** Set where the caller broke the attempt off. */
  readonly interruption?: Interruption;
}

/** Takes an attempt over whose time is up; false where nobody listens on. */
export type TakeOver = (exchange: Unfinished<SentAttempt>) => boolean;
