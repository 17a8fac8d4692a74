import { decide } from '../policy/decide.js';
import { decideConfirmed } from '../policy/decide-confirmed.js';
import type { Decision } from '../policy/decision.js';
import type { RunQuestion } from './ask-what-happened.js';
import { askWhatHappened } from './ask-what-happened.js';
import { caseOf, payFor, settleRetry } from './call-case.js';
import type { CallContext } from './call-context.js';
import { eventBase } from './call-context.js';
import { failedCall } from './call-error.js';
import { replaceToken } from './call-tokens.js';
import { findConfirmation } from './find-confirmation.js';
import { openEar, sleepWithin, takeLate } from './late/hear-late.js';
import type { SentAttempt } from './sent-attempt.js';
import { successOf } from './success-of.js';

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
  const late = takeLate(context);
  if (late !== undefined) return settleLate(context, late, run);
  switch (decision.do) {
    case 'accept':
      return;
    case 'retry':
      return waitOut(context, decision, run);
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

async function waitOut(
  context: CallContext,
  decision: Extract<Decision, { do: 'retry' }>,
  run: RunQuestion,
): Promise<void> {
  const { parts, state, stop } = context;
  const { delayMs, because, throttled } = decision;
  state.retries++;
  parts.events.emit(throttled ? 'throttle' : 'retry', () => ({ ...eventBase(context), delayMs, because }));
  if (!state.inDoubt) return parts.settings.clock.sleep(delayMs, stop.signal);
  const ear = openEar(context);
  try {
    await sleepWithin(context, ear, delayMs);
  } finally {
    ear.close();
  }
  const late = takeLate(context);
  if (late !== undefined) await settleLate(context, late, run);
}

/** A late reply settles the call: what was decided without it is forgotten. */
async function settleLate(context: CallContext, late: SentAttempt, run: RunQuestion): Promise<void> {
  const { state } = context;
  const { result, retryAfterMs } = late;
  state.last = late;
  settleRetry(context);
  if (result.kind === 'succeeded') {
    state.confirmed = successOf(context, late, result);
    return;
  }
  // It was the only send of which nobody knew.
  state.inDoubt = false;
  return carryOut(context, payFor(context, decide(caseOf(context, result, { retryAfterMs }))), late, run);
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
  const late = takeLate(context);
  if (late !== undefined) return settleLate(context, late, run);
  const { result, retryAfterMs } = sent;
  const decision = payFor(
    context,
    decideConfirmed(caseOf(context, result, { retryAfterMs }), verdict, confirmation.pauseMs),
  );
  return carryOut(context, decision, sent, run);
}
