import { acceptance, decide } from '../policy/decide.js';
import type { Decision } from '../policy/decision.js';
import { recordAttempt } from './attempt-record.js';
import type { Aside } from './call-case.js';
import { caseOf, payFor } from './call-case.js';
import type { CallContext, CallSuccess } from './call-context.js';
import { eventBase, remainingMs, sentTo } from './call-context.js';
import { interruptedCall, lateCall } from './call-error.js';
import { takeOverOf } from './late/hear-late.js';
import { learnClock } from './learn-clock.js';
import type { Entry } from './overload/overload.js';
import { sendAttempt } from './send-attempt.js';
import type { SentAttempt } from './sent-attempt.js';
import { successOf } from './success-of.js';
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
  const place = takePlace(context);
  const entry = place instanceof Promise ? await place : place;
  const leftMs = remainingMs(context);
  const limitMs = Math.min(call.attemptTimeoutMs, leftMs);
  let sent: SentAttempt | undefined;
  let isLostProbe = false;
  try {
    if (leftMs <= 0) throw lateCall(context, TOO_LATE);
    state.sends++;
    state.owesRetry = false;
    if (!state.replay) state.counted++;
    state.replay = false;
    state.failuresBefore = parts.tokens.failures;
    const offsetMs = state.ownOffsetMs ?? parts.clockOffsetMs;
    const takeOver = takeOverOf(context, state.sends);
    const order = { tokens: textsOf(state.tokens), limitMs, leftMs, offsetMs, takeOver };
    sent = await sendAttempt(parts, call, order, stop);
  } finally {
    isLostProbe = leavePlace(context, entry, sent, limitMs);
  }
  return settleAttempt(context, sent, { isLostProbe, skewMs: learnClock(context, sent) });
}

const TOO_LATE = 'its time was over before it could be sent';

/** Gives the place back; tells whether the attempt was a probe that found the gateway still failing. */
function leavePlace(context: CallContext, entry: Entry, sent: SentAttempt | undefined, limitMs: number): boolean {
  const { parts, state } = context;
  const { attemptTimeoutMs, deadlineMs } = parts.settings;
  const result = sent?.interruption === undefined ? sent?.result : undefined;
  const hadTime = limitMs >= Math.min(attemptTimeoutMs, deadlineMs) / 2;
  const { isLostProbe, change } = parts.overload.leave(entry, { result, hadTime, paid: state.paid });
  tellBreaker(context, change);
  if (result !== undefined && 'answer' in result) state.paid = undefined;
  return isLostProbe;
}

function settleAttempt(context: CallContext, sent: SentAttempt, aside: Aside): CallSuccess {
  const { state } = context;
  const { result, interruption } = sent;
  const wasSent = interruption === undefined || result.kind !== 'not_sent';
  // Nothing follows what the caller broke off, and no retry is paid for it.
  const decision = interruption === undefined ? decideOn(context, sent, aside) : CANCELED;
  if (wasSent) {
    state.last = sent;
    noteAttempt(context, sent, decision);
  }
  if (interruption !== undefined) throw interruptedCall(context, interruption);
  if (result.kind === 'unknown') state.inDoubt = true;
  if (decision.do !== 'accept' || result.kind !== 'succeeded') throw new AttemptEnded(decision, sent);
  return successOf(context, sent, result);
}

function decideOn(context: CallContext, { result, retryAfterMs }: SentAttempt, aside: Aside): Decision {
  if (result.kind === 'succeeded') return acceptance(result);
  return payFor(context, decide(caseOf(context, result, { ...aside, retryAfterMs })));
}

function noteAttempt(context: CallContext, sent: SentAttempt, decision: Decision): void {
  const { parts, state } = context;
  const span = { attempt: state.sends, startedAtMs: sent.startedAtMs, endedAtMs: sent.endedAtMs };
  const record = recordAttempt(span, sent.result, decision);
  state.records.push(record);
  const status = sent.response?.status;
  parts.events.emit('attempt', () => ({
    ...eventBase(context),
    ...sentTo(context),
    ...record,
    ...(typeof status === 'number' ? { status } : {}),
  }));
}

const CANCELED: Decision = {
  do: 'fail',
  error: 'ERR_ALIPAY_CANCELED',
  outcome: 'unknown',
  because: 'the caller broke it off while it was under way',
};
