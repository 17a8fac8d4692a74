import type { AxiosResponse } from 'axios';
import { FAILURE_ADVICE } from '../catalog/failure-advice.js';
import type { Text } from '../catalog/rows.js';
import type { Finding } from '../diagnosis/finding.js';
import { AlipayError, isAlipayError } from '../errors.js';
import type { AttemptResult } from '../policy/attempt-result.js';
import type { Decision, Progress } from '../policy/decision.js';
import type { ErrorCode, Exhausted, Outcome } from '../policy/outcome.js';
import { outcomeOf } from '../policy/outcome-of.js';
import type { CallContext, LastAttempt } from './call-context.js';
import { remainingMs } from './call-context.js';
import { adviceFor, adviseOn, answerOf, wordError, wordResult } from './error-words.js';
import { findCauses } from './find-causes.js';
import type { Interruption } from './interruption.js';
import { privateTexts } from './private-texts.js';
import { redactText, safeCause, withoutText } from './redact.js';
import type { CallTokens, HeldTokens, RefreshFailed } from './tokens/held-token.js';
import type { Obstacle } from './tokens/rotation-parts.js';

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

/**
 * The error of a call whose time was over before it could be sent again.
 *
 * @param store what held the token store up, where that is what was waited for
 */
export function lateCall(context: CallContext, because: string, store?: Obstacle): AlipayError {
  const outcome = outcomeSoFar(context);
  const late = { code: 'ERR_ALIPAY_DEADLINE', outcome, because, exhausted: 'deadline' } as const;
  if (store === undefined) return buildError(context, late);
  const { cause } = store;
  const advice = FAILURE_ADVICE['store-away'];
  return buildError(context, { ...late, because: `${because}: ${store.because}`, cause, advice });
}

/** The error of a call for which there is no token, or none in the place of a stale one. */
export function tokenlessCall(context: CallContext, failed: RefreshFailed): AlipayError {
  const { because, cause, advice } = failed;
  return buildError(context, {
    code: 'ERR_ALIPAY_TOKEN',
    outcome: outcomeSoFar(context),
    because,
    cause,
    ...(advice === undefined ? adviceOf(cause) : { advice: FAILURE_ADVICE[advice] }),
    ...(advice === 'reauthorize' ? { reauthorize: true } : {}),
  });
}

// Where the gateway refused the refresh itself, its row knows better than that of the stale token.
function adviceOf(cause: unknown): Pick<Failing, 'advice' | 'findings'> {
  return isAlipayError(cause) ? { advice: cause.advice, findings: cause.findings } : {};
}

/** The error of a call whose intent the journal did not take; `undefined` for `cause` where it did not answer in time. */
export function unwrittenCall(context: CallContext, cause: unknown): AlipayError {
  const because = cause === undefined ? 'the journal did not answer in time' : 'the journal could not write it down';
  return buildError(context, {
    code: 'ERR_ALIPAY_JOURNAL',
    outcome: outcomeSoFar(context),
    because,
    cause,
    advice: FAILURE_ADVICE.journal,
  });
}

/** The error of a call that the breaker does not let through. */
export function heldCall(context: CallContext): AlipayError {
  const { call, parts } = context;
  const { overload } = parts;
  const heldMs = Math.ceil(overload.heldForMs(call.method));
  return turnedAway(
    context,
    'breaker',
    `the breaker of ${overload.classOf(call.method)} is open for another ${heldMs} ms`,
  );
}

/** The error of a call that is held back to spare the gateway, or those who wait already. */
export function turnedAway(
  context: CallContext,
  exhausted: 'breaker' | 'bulkhead' | 'limiter',
  because: string,
): AlipayError {
  const outcome = outcomeSoFar(context);
  const advice = FAILURE_ADVICE[exhausted];
  return buildError(context, { code: 'ERR_ALIPAY_OVERLOAD', outcome, because, exhausted, advice });
}

/** The error of a call that its last decision ended. */
export function failedCall(context: CallContext, decision: Extract<Decision, { do: 'fail' }>): AlipayError {
  const { error: code, outcome, because, cause, exhausted } = decision;
  return buildError(context, { code, outcome, because, cause, ...(exhausted === undefined ? {} : { exhausted }) });
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
  readonly exhausted?: Exhausted;
  /** Where it does not follow from the last attempt. */
  readonly advice?: Text;
  /** Where they are not those of the last attempt. */
  readonly findings?: readonly Finding[] | undefined;
  readonly reauthorize?: boolean;
}

function buildError(context: CallContext, failing: Failing): AlipayError {
  const { call, state } = context;
  const { last } = state;
  const result = last?.result;
  const answer = answerOf(result);
  const secrets = [...tokenTexts(state.tokens), ...tokenTexts(call.tokens), ...privateTexts(call.content())];
  const findings = failing.findings ?? (failing.advice === undefined ? findCauses(context) : []);
  const advice = adviseOn(failing.advice ?? adviceFor(result, findings), last?.traceId);
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
    ...(failing.exhausted === undefined ? {} : { exhausted: failing.exhausted }),
    ...(cause === undefined ? {} : { cause }),
    findings,
    ...((failing.reauthorize ?? answer?.row.reauthorize) ? { reauthorize: true } : {}),
    ...(last?.response === undefined || call.own === true ? {} : { response: responseOf(last, last.response) }),
  });
}

function responseOf({ node }: LastAttempt, response: AxiosResponse): AxiosResponse {
  return { ...response, data: node ?? response.data };
}

function tokenTexts(tokens: CallTokens | HeldTokens): readonly string[] {
  return Object.values(tokens).flatMap((token) => {
    if (typeof token === 'string') return [token];
    return 'value' in token ? [token.value, token.owner ?? ''] : [token.owner];
  });
}

function causeOf(cause: unknown, result: AttemptResult | undefined, secrets: readonly string[]): Error | undefined {
  // What an adapter throws may carry the whole request.
  if (result !== undefined && 'thrown' in result) return withoutText(result.thrown);
  if (cause !== undefined) return safeCause(cause, secrets);
  if (result === undefined || !('cause' in result) || result.cause === 'answered') return undefined;
  return new Error(wordResult(result));
}
