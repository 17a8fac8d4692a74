import type { CallContext, CallSuccess } from './call-context.js';
import type { SentAttempt } from './sent-attempt.js';

/** A call's success, out of the attempt whose reply is the result. */
export function successOf(
  { state }: CallContext,
  sent: SentAttempt,
  { answer, pending }: Extract<SentAttempt['result'], { kind: 'succeeded' }>,
): CallSuccess {
  const { node, response, traceId, certSn } = sent;
  if (node === undefined || response === undefined) throw new Error('A success without a reply: this is a bug');
  return {
    node,
    answer,
    pending,
    response,
    attempts: state.records,
    ...(traceId === undefined ? {} : { traceId }),
    ...(certSn === undefined ? {} : { certSn }),
  };
}
