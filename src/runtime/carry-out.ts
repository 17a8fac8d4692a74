import type { TokenKind } from '../catalog/rows.js';
import { confirmationOf } from '../policy/confirmations.js';
import { decideConfirmed } from '../policy/decide-confirmed.js';
import type { Decision } from '../policy/decision.js';
import type { RunQuestion } from './ask-what-happened.js';
import { askWhatHappened } from './ask-what-happened.js';
import type { CallContext } from './call-context.js';
import { eventBase, remainingMs } from './call-context.js';
import { failedCall, lateCall, progressOf, tokenlessCall } from './call-error.js';
import { Interruption } from './interruption.js';
import type { SentAttempt } from './send-attempt.js';
import { withTimeLimit } from './time-limit.js';
import type { RefreshObserver } from './token-refresher.js';
import { RefreshFailed } from './token-refresher.js';

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
      return refreshToken(context, decision.token, decision.because);
    case 'correct-clock':
      return correctClock(context, sent.skewMs ?? 0);
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

async function refreshToken(context: CallContext, token: TokenKind, because: string): Promise<void> {
  const { parts, call, state, stop } = context;
  const stale = {
    kind: token,
    value: state.tokens[token] ?? '',
    subCode: state.records.at(-1)?.subCode ?? '',
    method: call.method,
  };
  const replacing = parts.refresher.replace(stale, state.failuresBefore, observe(context, token, because));
  // Where the call is over before it waits, nobody else may be waiting either.
  replacing.catch(() => {});
  try {
    // A refresh is shared, so one call's deadline or abort ends that call's waiting and not the refresh.
    const { clock } = parts.settings;
    const value = await withTimeLimit(clock, remainingMs(context), stop, () => replacing);
    state.tokens = { ...state.tokens, [token]: value };
    state.refreshed.add(token);
    state.replay = true;
  } catch (error) {
    if (error instanceof RefreshFailed) throw tokenlessCall(context, error.because, error.cause);
    if (stop.reason !== undefined) throw stop.reason;
    if (!(error instanceof Interruption)) throw error;
    throw lateCall(context, 'its time was over while it waited for a refresh of the token');
  }
}

function observe(context: CallContext, token: TokenKind, because: string): RefreshObserver {
  const { events } = context.parts;
  return {
    started: () => events.emit('refresh', () => ({ ...eventBase(context), token, because })),
    succeeded: (durationMs) => events.emit('refreshed', () => ({ ...eventBase(context), token, durationMs })),
    failed: (durationMs, why) =>
      events.emit('refreshFailed', () => ({ ...eventBase(context), token, durationMs, because: why })),
  };
}

function correctClock(context: CallContext, offsetMs: number): void {
  const { parts, state } = context;
  parts.clockOffsetMs = offsetMs;
  state.clockCorrected = true;
  state.replay = true;
  parts.events.emit('clockSkew', () => ({ ...eventBase(context), offsetMs }));
}

async function findOut(context: CallContext, because: string, sent: SentAttempt, run: RunQuestion): Promise<void> {
  const { call, parts, state } = context;
  const confirmation = confirmationOf(call.method);
  if (confirmation === undefined) throw new Error(`${call.method} cannot be asked after: this is a bug`);
  const { verdict, success } = await askWhatHappened(context, confirmation, because, run);
  if (verdict.kind === 'ran' && success !== undefined) {
    state.confirmed = { ...success, attempts: state.records, confirmedBy: confirmation.by };
    return;
  }
  const { result } = sent;
  const decision = decideConfirmed(
    { result, traits: context.traits(), progress: progressOf(context), draw: parts.settings.random() },
    verdict,
  );
  return carryOut(context, decision, sent, run);
}
