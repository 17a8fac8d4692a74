import { FAILURE_ADVICE } from '../catalog/failure-advice.js';
import type { Text } from '../catalog/rows.js';
import type { Advice } from '../errors.js';
import { AlipayError } from '../errors.js';
import type { Answer, AttemptResult } from '../policy/attempt-result.js';
import { outcomeOf } from '../policy/decide.js';
import type { Decision, Progress } from '../policy/decision.js';
import type { ErrorCode, Outcome } from '../policy/outcome.js';
import type { CallContext } from './call-context.js';
import { remainingMs } from './call-context.js';
import type { Interruption } from './interruption.js';
import { redactText, safeCause } from './redact.js';

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

/** The error of a call that its last decision ended. */
export function failedCall(
  context: CallContext,
  decision: Extract<Decision, { do: 'fail' }>,
  cause?: unknown,
): AlipayError {
  return buildError(context, { code: decision.error, outcome: decision.outcome, because: decision.because, cause });
}

/** The error of a call that the caller broke off, or whose instance was closed; in whatever phase it was. */
export function interruptedCall(context: CallContext, by: Interruption): AlipayError {
  const { last } = context.state;
  const { traits } = context;
  const outcome: Outcome =
    last === undefined ? 'not_sent' : outcomeOf({ result: last.result, traits, progress: progressOf(context) });
  const because = by.kind === 'closed' ? 'the instance was closed' : 'the caller canceled it';
  return buildError(context, { code: 'ERR_ALIPAY_CANCELED', outcome, because, cause: by.cause });
}

/** The error of a call whose time was over before it could be sent again. */
export function lateCall(context: CallContext, because: string): AlipayError {
  const { last } = context.state;
  const outcome: Outcome =
    last === undefined
      ? 'not_sent'
      : outcomeOf({ result: last.result, traits: context.traits, progress: progressOf(context) });
  return buildError(context, { code: 'ERR_ALIPAY_DEADLINE', outcome, because });
}

interface Failing {
  readonly code: ErrorCode;
  readonly outcome: Outcome;
  readonly because: string;
  readonly cause?: unknown;
}

function buildError({ call, state }: CallContext, failing: Failing): AlipayError {
  const { last } = state;
  const answer = last !== undefined && 'answer' in last.result ? last.result.answer : undefined;
  const secrets = [...state.tokens.values(), ...Object.values(call.tokens)];
  const advice = adviceFor(failing.code, last?.result, last?.traceId);
  const cause = causeOf(failing.cause, last?.result, secrets);
  const { code, outcome } = failing;
  return new AlipayError({
    code,
    outcome,
    method: call.method,
    message: messageOf(call.method, state.records.length, failing, advice, last?.result),
    attempts: [...state.records],
    advice,
    ...(answer?.code === undefined ? {} : { gatewayCode: answer.code }),
    ...(answer?.msg === undefined ? {} : { gatewayMsg: redactText(answer.msg, secrets) }),
    ...(answer?.subCode === undefined ? {} : { subCode: answer.subCode }),
    ...(answer?.subMsg === undefined ? {} : { subMsg: redactText(answer.subMsg, secrets) }),
    ...(last?.traceId === undefined ? {} : { traceId: last.traceId }),
    ...(cause === undefined ? {} : { cause }),
    ...(last?.response === undefined ? {} : { response: { ...last.response, data: last.node ?? last.response.data } }),
  });
}

function messageOf(method: string, attempts: number, failing: Failing, advice: Text, result?: AttemptResult): string {
  const sends = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
  const what = result === undefined ? undefined : describe(result);
  const seen = what === undefined ? '' : ` ${what};`;
  const zh =
    result !== undefined && 'answer' in result && result.answer !== undefined ? result.answer.row.meaning.zh : '';
  const failed = `${method} failed after ${sends} (outcome: ${failing.outcome}):${seen}`;
  return `${failed} ${failing.because}. ${advice.en} / ${zh}${advice.zh}`;
}

function describe(result: AttemptResult): string | undefined {
  if ('answer' in result && result.answer !== undefined) return describeAnswer(result.answer);
  if (!('cause' in result)) return undefined;
  return result.detail === undefined ? result.cause : `${result.cause} (${result.detail})`;
}

function describeAnswer({ code, subCode, row }: Answer): string {
  const codes = subCode === undefined ? `${code}` : `${code} ${subCode}`;
  return `${codes}, ${row.meaning.en.replace(/\.$/, '')}`;
}

function adviceFor(code: ErrorCode, result: AttemptResult | undefined, traceId: string | undefined): Advice {
  const text = adviceText(code, result);
  const url =
    traceId === undefined
      ? 'https://opendocs.alipay.com/common/02km9f'
      : `https://open.alipay.com/api/errCheck?traceId=${encodeURIComponent(traceId)}`;
  return { zh: text.zh, en: text.en, url };
}

function adviceText(code: ErrorCode, result: AttemptResult | undefined): Text {
  if (code === 'ERR_ALIPAY_CANCELED') return FAILURE_ADVICE.canceled;
  if (result === undefined) return FAILURE_ADVICE.not_sent;
  if (result.kind === 'not_sent') return result.cause === 'tls' ? FAILURE_ADVICE.tls : FAILURE_ADVICE.not_sent;
  if (result.kind === 'unknown' && result.cause !== 'answered') return FAILURE_ADVICE[result.cause];
  return result.answer?.row.cure ?? FAILURE_ADVICE.malformed;
}

function causeOf(cause: unknown, result: AttemptResult | undefined, secrets: readonly string[]): Error | undefined {
  if (cause !== undefined) return safeCause(cause, secrets);
  if (result === undefined || !('cause' in result) || result.cause === 'answered') return undefined;
  return new Error(describe(result));
}
