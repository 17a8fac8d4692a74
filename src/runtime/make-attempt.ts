import { acceptance, decide } from '../policy/decide.js';
import type { Decision } from '../policy/decision.js';
import { recordAttempt } from './attempt-record.js';
import { caseOf, payFor } from './call-case.js';
import type { CallContext, CallSuccess } from './call-context.js';
import { eventBase, remainingMs } from './call-context.js';
import { interruptedCall, lateCall } from './call-error.js';
import { learnClock } from './learn-clock.js';
import type { Entry } from './overload/overload.js';
import type { SentAttempt } from './send-attempt.js';
import { sendAttempt } from './send-attempt.js';
import { takePlace, tellBreaker } from './take-place.js';
import { textsOf } from './tokens/held-token.js';

/** An attempt that did not end the call well, with what was decided; how p-retry hears of it. */
export class AttemptEnded extends Error {
  readonly decision: Decision;
  readonly sent: SentAttempt;

  constructor(decision: Decision, sent: SentAttempt) {
    super(decision.because);
    this.decision = decision;
    this.sent = sent;
  }
}

/**
 * Makes one attempt of a call: sends it, decides, writes the record and tells the listeners.
 *
 * @throws AttemptEnded with the decision, unless the attempt's reply is the result
 * @throws AlipayError where the caller broke it off, or no time is left
 */
export async function makeAttempt(context: CallContext): Promise<CallSuccess> {
  const { parts, call, state, stop } = context;
  if (stop.reason !== undefined) throw interruptedCall(context, stop.reason);
  if (remainingMs(context) <= 0) throw lateCall(context, TOO_LATE);
  const entry = await takePlace(context);
  const leftMs = remainingMs(context);
  const limitMs = Math.min(call.attemptTimeoutMs, leftMs);
  let sent: SentAttempt | undefined;
  try {
    if (leftMs <= 0) throw lateCall(context, TOO_LATE);
    state.sends++;
    if (!state.replay) state.counted++;
    state.replay = false;
    state.failuresBefore = parts.tokens.failures;
    sent = await sendAttempt(parts, call, { tokens: textsOf(state.tokens), limitMs, leftMs }, stop);
  } finally {
    leavePlace(context, entry, sent, limitMs);
  }
  learnClock(context, sent.skewMs);
  return settleAttempt(context, sent);
}

const TOO_LATE = 'its time was over before it could be sent';

function leavePlace(context: CallContext, entry: Entry, sent: SentAttempt | undefined, limitMs: number): void {
  const { parts, state } = context;
  const { attemptTimeoutMs, deadlineMs } = parts.settings;
  const result = sent?.interruption === undefined ? sent?.result : undefined;
  const hadTime = limitMs >= Math.min(attemptTimeoutMs, deadlineMs) / 2;
  tellBreaker(context, parts.overload.leave(entry, { result, hadTime, paid: state.paid }));
  if (result !== undefined && 'answer' in result) state.paid = undefined;
  state.wasProbe = entry.probe !== undefined;
}

function settleAttempt(context: CallContext, sent: SentAttempt): CallSuccess {
  const { state } = context;
  const { result, interruption } = sent;
  const wasSent = interruption === undefined || result.kind !== 'not_sent';
  const decision = decideOn(context, sent);
  if (wasSent) {
    state.last = sent;
    noteAttempt(context, sent, decision);
  }
  if (interruption !== undefined) throw interruptedCall(context, interruption);
  if (result.kind === 'unknown') state.inDoubt = true;
  if (decision.do !== 'accept' || result.kind !== 'succeeded') throw new AttemptEnded(decision, sent);
  return successOf(context, sent, result);
}

function decideOn(context: CallContext, { result, skewMs, retryAfterMs }: SentAttempt): Decision {
  if (result.kind === 'succeeded') return acceptance(result);
  return payFor(context, decide(caseOf(context, result, { skewMs, retryAfterMs })));
}

function noteAttempt(context: CallContext, sent: SentAttempt, decision: Decision): void {
  const { parts, state } = context;
  const span = { attempt: state.sends, startedAtMs: sent.startedAtMs, endedAtMs: sent.endedAtMs };
  const final: Decision = sent.interruption === undefined ? decision : CANCELED;
  const record = recordAttempt(span, sent.result, final);
  state.records.push(record);
  parts.events.emit('attempt', () => ({ ...eventBase(context), ...record }));
}

const CANCELED: Decision = {
  do: 'fail',
  error: 'ERR_ALIPAY_CANCELED',
  outcome: 'unknown',
  because: 'the caller broke it off while it was under way',
};

function successOf(
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
