import { FAILURE_ADVICE } from '../catalog/failure-advice.js';
import type { Text } from '../catalog/rows.js';
import { AlipayError } from '../errors.js';
import type { AttemptResult } from '../policy/attempt-result.js';
import type { Decision, Progress } from '../policy/decision.js';
import type { ErrorCode, Outcome } from '../policy/outcome.js';
import { outcomeOf } from '../policy/outcome-of.js';
import type { CallContext } from './call-context.js';
import { remainingMs } from './call-context.js';
import { adviceFor, adviseOn, answerOf, wordError, wordResult } from './error-words.js';
import type { Interruption } from './interruption.js';
import { privateTexts } from './private-texts.js';
import { redactText, safeCause, withoutText } from './redact.js';

/** How far the call has come, as the policies want it. */
export function progressOf(context: CallContext, clockOffByMs?: number): Progress {
  const { state } = context;
  return {
    attempts: state.counted,
    retries: state.retries,
    refreshed: state.refreshed,
    clockCorrected: state.clockCorrected,
    inDoubt: state.inDoubt,
    remainingMs: remainingMs(context),
    ...(clockOffByMs === undefined ? {} : { clockOffByMs }),
  };
}

/** The error of a call that the caller broke off, or whose instance was closed; in whatever phase it was. */
export function interruptedCall(context: CallContext, by: Interruption): AlipayError {
  const [because, advice] =
    by.kind === 'closed'
      ? ['the instance was closed', FAILURE_ADVICE.closed]
      : ['the caller canceled it', FAILURE_ADVICE.canceled];
  const outcome = outcomeSoFar(context);
  return buildError(context, { code: 'ERR_ALIPAY_CANCELED', outcome, because, cause: by.cause, advice });
}

/** The error of a call whose time was over before it could be sent again. */
export function lateCall(context: CallContext, because: string): AlipayError {
  return buildError(context, { code: 'ERR_ALIPAY_DEADLINE', outcome: outcomeSoFar(context), because });
}

/** The error of a call whose token could not be replaced; `cause` is what the callback threw. */
export function tokenlessCall(context: CallContext, because: string, cause: unknown): AlipayError {
  return buildError(context, { code: 'ERR_ALIPAY_TOKEN', outcome: outcomeSoFar(context), because, cause });
}

/** The error of a call that its last decision ended. */
export function failedCall(context: CallContext, decision: Extract<Decision, { do: 'fail' }>): AlipayError {
  return buildError(context, { code: decision.error, outcome: decision.outcome, because: decision.because });
}

// What is known of a call that ends between two attempts.
function outcomeSoFar(context: CallContext): Outcome {
  const { last } = context.state;
  if (last === undefined) return 'not_sent';
  return outcomeOf({ result: last.result, traits: context.traits(), progress: progressOf(context) });
}

interface Failing {
  readonly code: ErrorCode;
  readonly outcome: Outcome;
  readonly because: string;
  readonly cause?: unknown;
  /** Where it does not follow from the last attempt. */
  readonly advice?: Text;
}

function buildError({ call, state }: CallContext, failing: Failing): AlipayError {
  const { last } = state;
  const result = last?.result;
  const answer = answerOf(result);
  const secrets = [...Object.values(state.tokens), ...Object.values(call.tokens), ...privateTexts(call.content())];
  const advice = adviseOn(failing.advice ?? adviceFor(result), last?.traceId);
  const cause = causeOf(failing.cause, result, secrets);
  const subMsg = answer?.subMsg === undefined ? undefined : redactText(answer.subMsg, secrets);
  const { code, outcome, because } = failing;
  return new AlipayError({
    code,
    outcome,
    method: call.method,
    message: wordError({
      method: call.method,
      attempts: state.records.length,
      outcome,
      because,
      advice,
      result,
      subMsg,
    }),
    attempts: [...state.records],
    advice,
    ...(answer?.code === undefined ? {} : { gatewayCode: answer.code }),
    ...(answer?.msg === undefined ? {} : { gatewayMsg: redactText(answer.msg, secrets) }),
    ...(answer?.subCode === undefined ? {} : { subCode: answer.subCode }),
    ...(subMsg === undefined ? {} : { subMsg }),
    ...(last?.traceId === undefined ? {} : { traceId: last.traceId }),
    ...(cause === undefined ? {} : { cause }),
    ...(last?.response === undefined ? {} : { response: { ...last.response, data: last.node ?? last.response.data } }),
  });
}

function causeOf(cause: unknown, result: AttemptResult | undefined, secrets: readonly string[]): Error | undefined {
  // What an adapter throws may carry the whole request.
  if (result !== undefined && 'thrown' in result) return withoutText(result.thrown);
  if (cause !== undefined) return safeCause(cause, secrets);
  if (result === undefined || !('cause' in result) || result.cause === 'answered') return undefined;
  return new Error(wordResult(result));
}
