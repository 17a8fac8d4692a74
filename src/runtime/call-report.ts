import type { AttemptRecord } from './attempt-record.js';
import type { CallSuccess } from './call-context.js';

/** What stands beside a response's `data`: how the call went. */
export interface CallReport {
  readonly method: string;
  /** The gateway's `code`; absent where the method sends none, such as `alipay.system.oauth.token`. */
  readonly code?: string;
  readonly msg?: string;
  /** True for 10003: the buyer has yet to confirm, and the result comes later. Source: protocol.md 8.1. */
  readonly pending: boolean;
  /** The gateway's id of the reply. */
  readonly traceId?: string;
  /** Which of Alipay's certificates signed the reply, in certificate mode. */
  readonly certSn?: string;
  /** One record for each send of the call. */
  readonly attempts: readonly AttemptRecord[];
  /** The method whose answer `data` is, where the call's own reply was lost and the gateway was asked. */
  readonly confirmedBy?: string;
}

/** Makes the report of a call that ended well. */
export function reportCall(success: CallSuccess, method: string): CallReport {
  const { answer, pending, traceId, certSn, attempts, confirmedBy } = success;
  return {
    method,
    ...(answer.code === undefined ? {} : { code: answer.code }),
    ...(answer.msg === undefined ? {} : { msg: answer.msg }),
    pending,
    ...(traceId === undefined ? {} : { traceId }),
    ...(certSn === undefined ? {} : { certSn }),
    attempts: [...attempts],
    ...(confirmedBy === undefined ? {} : { confirmedBy }),
  };
}
