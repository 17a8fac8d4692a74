import { decideConfirmed } from '../policy/decide-confirmed.js';
import type { Decision } from '../policy/decision.js';
import type { RunQuestion } from './ask-what-happened.js';
import { askWhatHappened } from './ask-what-happened.js';
import { caseOf, payFor } from './call-case.js';
import type { CallContext } from './call-context.js';
import { eventBase } from './call-context.js';
import { failedCall } from './call-error.js';
import { replaceToken } from './call-tokens.js';
import { findConfirmation } from './find-confirmation.js';
import type { SentAttempt } from './send-attempt.js';

/**
 * Carries a decision out: waits, refreshes, corrects the clock or asks. Resolves when the call may be sent again, or when
 * its result has been found.
 *
 * @throws AlipayError where the decision, or what it led to, ends the call
 * @throws Interruption where the caller broke it off
 */
export async function carryOut(
  context: CallContext,
  decision: Decision,
  sent: SentAttempt,
  run: RunQuestion,
): Promise<void> {
  if (context.stop.reason !== undefined) throw context.stop.reason;
  switch (decision.do) {
    case 'accept':
      return;
    case 'retry':
      return waitOut(context, decision);
    case 'refresh':
      return replaceToken(context, decision.token, decision.because);
    case 'correct-clock':
      return signAgain(context);
    case 'confirm':
      return findOut(context, decision.because, sent, run);
    case 'fail':
      throw failedCall(context, decision);
    default: {
      const never: never = decision;
      return never;
    }
  }
}

async function waitOut(context: CallContext, decision: Extract<Decision, { do: 'retry' }>): Promise<void> {
  const { parts, state, stop } = context;
  const { delayMs, because, throttled } = decision;
  state.retries++;
  parts.events.emit(throttled ? 'throttle' : 'retry', () => ({ ...eventBase(context), delayMs, because }));
  await parts.settings.clock.sleep(delayMs, stop.signal);
}

// What was wrong is put right already, by the reply itself: see `learnClock`.
function signAgain({ state }: CallContext): void {
  state.clockCorrected = true;
  state.replay = true;
}

async function findOut(context: CallContext, because: string, sent: SentAttempt, run: RunQuestion): Promise<void> {
  const { call, parts, state } = context;
  const confirmation = findConfirmation(parts.settings, call.method);
  if (confirmation === undefined) throw new Error(`${call.method} cannot be asked after: this is a bug`);
  const { verdict, success } = await askWhatHappened(context, confirmation, because, run);
  if (verdict.kind === 'ran' && success !== undefined) {
    state.confirmed = { ...success, attempts: state.records, confirmedBy: confirmation.by };
    return;
  }
  const { result, retryAfterMs } = sent;
  const decision = payFor(
    context,
    decideConfirmed(caseOf(context, result, { retryAfterMs }), verdict, confirmation.pauseMs),
  );
  return carryOut(context, decision, sent, run);
}
