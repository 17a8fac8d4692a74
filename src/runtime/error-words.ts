import { FAILURE_ADVICE } from '../catalog/failure-advice.js';
import type { Text } from '../catalog/rows.js';
import type { Finding } from '../diagnosis/finding.js';
import type { Advice } from '../errors.js';
import type { Answer, AttemptResult } from '../policy/attempt-result.js';
import type { Outcome } from '../policy/outcome.js';

/** What the message of an error is made of. */
export interface ErrorFacts {
  readonly method: string;
  /** How many attempts there were. */
  readonly attempts: number;
  readonly outcome: Outcome;
  readonly because: string;
  readonly advice: Text;
  readonly result: AttemptResult | undefined;
  /** Already redacted. */
  readonly subMsg: string | undefined;
}

/** The message of an error: what failed, after how many attempts, why, and what to do in English and in Chinese. */
export function wordError({ method, attempts, outcome, because, advice, result, subMsg }: ErrorFacts): string {
  const sends = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
  const seen = wordResult(result);
  const said = subMsg === undefined ? '' : ` (${subMsg})`;
  const meaning = answerOf(result)?.row.meaning.zh ?? '';
  const failed = `${method} failed after ${sends} (outcome: ${outcome}):`;
  return `${failed} ${seen === undefined ? '' : `${seen}${said}; `}${because}. ${advice.en} / ${meaning}${advice.zh}`;
}

/** What an attempt came to, in a few words; `undefined` where there is nothing to say. */
export function wordResult(result: AttemptResult | undefined): string | undefined {
  const answer = answerOf(result);
  if (answer !== undefined) return wordAnswer(answer);
  if (result === undefined || !('cause' in result)) return undefined;
  return result.detail === undefined ? result.cause : `${result.cause} (${result.detail})`;
}

function wordAnswer({ code, subCode, row }: Answer): string {
  const codes = subCode === undefined ? `${code}` : `${code} ${subCode}`;
  return `${codes}, ${row.meaning.en.replace(/\.$/, '')}`;
}

/** The gateway's answer in a result, where there is one. */
export function answerOf(result: AttemptResult | undefined): Answer | undefined {
  return result !== undefined && 'answer' in result ? result.answer : undefined;
}

/**
 * What to do about what an attempt came to: the likeliest cause, where one was found, then the cure of the code's row; where no code
 * came, the advice for the kind of failure.
 */
export function adviceFor(result: AttemptResult | undefined, findings: readonly Finding[] = []): Text {
  const [first] = findings;
  if (first !== undefined) return adviceOnFinding(first, answerOf(result)?.row.cure);
  if (result === undefined) return FAILURE_ADVICE.not_sent;
  if (result.kind === 'not_sent') return result.cause === 'tls' ? FAILURE_ADVICE.tls : FAILURE_ADVICE.not_sent;
  if (result.kind === 'unknown' && result.cause !== 'answered') return FAILURE_ADVICE[result.cause];
  return answerOf(result)?.row.cure ?? FAILURE_ADVICE.malformed;
}

function adviceOnFinding({ text, cure }: Finding, ofCode: Text | undefined): Text {
  const found = { zh: `${text.zh}${cure.zh}`, en: `${text.en} ${cure.en}` };
  return ofCode === undefined ? found : { zh: `${found.zh}${ofCode.zh}`, en: `${found.en} ${ofCode.en}` };
}

/** An advice with the page to read on: the gateway's own about this very call, else the one of its codes. Source: protocol.md 1.10. */
export function adviseOn(text: Text, traceId: string | undefined): Advice {
  const url =
    traceId === undefined
      ? 'https://opendocs.alipay.com/common/02km9f'
      : `https://open.alipay.com/api/errCheck?traceId=${encodeURIComponent(traceId)}`;
  return { zh: text.zh, en: text.en, url };
}
