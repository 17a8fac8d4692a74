import type { AttemptResult, UnknownCause } from './attempt-result.js';
import type { CallTraits, Progress } from './decision.js';
import type { ErrorCode, Outcome } from './outcome.js';

/** What the end of a call is judged by. */
export interface Ending {
  readonly result: AttemptResult;
  readonly traits: CallTraits;
  readonly progress: Progress;
}

/**
 * What a call leaves known when it ends with this result. A refusal says nothing about an earlier send that may have
 * run, so doubt outlives it; for what is harmless there is nothing to doubt.
 */
export function outcomeOf({ result, traits, progress }: Ending): Outcome {
  if (progress.inDoubt && !traits.harmless) return 'unknown';
  switch (result.kind) {
    case 'not_sent':
      return 'not_sent';
    case 'refused':
      return 'rejected';
    case 'succeeded':
    case 'unknown':
      return 'unknown';
    default: {
      const never: never = result;
      return never;
    }
  }
}

/** The `code` of the error that a call fails with when it ends with this result. */
export function errorCodeOf(result: AttemptResult): ErrorCode {
  if (result.kind === 'not_sent') return 'ERR_ALIPAY_NETWORK';
  if (result.kind === 'unknown' && result.cause !== 'answered') return CAUSE_CODES[result.cause];
  return BUSINESS.has(result.answer?.code) ? 'ERR_ALIPAY_BUSINESS' : 'ERR_ALIPAY_REJECTED';
}

// 40004, and a 10000 whose fields say that it was no success.
const BUSINESS: ReadonlySet<string | undefined> = new Set(['40004', '10000']);

const CAUSE_CODES: Readonly<Record<Exclude<UnknownCause, 'answered'>, ErrorCode>> = {
  timeout: 'ERR_ALIPAY_TIMEOUT',
  reset: 'ERR_ALIPAY_NETWORK',
  'http-status': 'ERR_ALIPAY_MALFORMED',
  malformed: 'ERR_ALIPAY_MALFORMED',
  'too-large': 'ERR_ALIPAY_MALFORMED',
  adapter: 'ERR_ALIPAY_NETWORK',
  canceled: 'ERR_ALIPAY_CANCELED',
  unsigned: 'ERR_ALIPAY_SIGNATURE',
  forged: 'ERR_ALIPAY_SIGNATURE',
  'unknown-certificate': 'ERR_ALIPAY_SIGNATURE',
};
