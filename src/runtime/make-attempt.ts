import { acceptance, decide } from '../policy/decide.js';
import type { Decision } from '../policy/decision.js';
import { recordAttempt } from './attempt-record.js';
import type { CallContext, CallSuccess } from './call-context.js';
import { eventBase, remainingMs } from './call-context.js';
import { interruptedCall, lateCall, progressOf } from './call-error.js';
import { findTokens } from './call-tokens.js';
import { writeIntent } from './keep-intent.js';
import type { SentAttempt } from './send-attempt.js';
import { sendAttempt } from './send-attempt.js';
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
  if (remainingMs(context) <= 0) throw lateCall(context, 'its time was over before it could be sent');
  const finding = findTokens(context);
  if (finding !== undefined) await finding;
  const writing = writeIntent(context);
  if (writing !== undefined) await writing;
  const leftMs = remainingMs(context);
  if (leftMs <= 0) throw lateCall(context, 'its time was over before it could be sent');

  state.sends++;
  if (!state.replay) state.counted++;
  state.replay = false;
  state.failuresBefore = parts.tokens.failures;
  const order = { tokens: textsOf(state.tokens), limitMs: Math.min(call.attemptTimeoutMs, leftMs), leftMs };
  const sent = await sendAttempt(parts, call, order, stop);
  return settleAttempt(context, sent);
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

function decideOn(context: CallContext, { result, skewMs }: SentAttempt): Decision {
  if (result.kind === 'succeeded') return acceptance(result);
  const { random } = context.parts.settings;
  return decide({ result, traits: context.traits(), progress: progressOf(context, skewMs), draw: random() });
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
