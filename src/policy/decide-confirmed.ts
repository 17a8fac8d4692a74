import type { Verdict } from './confirmation.js';
import type { Decision } from './decision.js';
import type { Case, FailureTerms } from './steps.js';
import { fail, retry } from './steps.js';

/**
 * Decides what follows the gateway's answer to what became of a call. A lookup that finds nothing is no proof that a
 * request still on its way will not run, so a call that ends here ends in doubt. Source: protocol.md 6.4.
 *
 * @param pauseMs the shortest wait before the call is sent again, in milliseconds
 */
export function decideConfirmed(of: Case, verdict: Verdict, pauseMs = 0): Decision {
  switch (verdict.kind) {
    case 'ran':
      return { do: 'accept', because: 'the gateway was asked, and it ran' };
    case 'did_not_run':
      return decideNotRun(of, pauseMs);
    case 'failed':
      return fail(of, `the gateway was asked: ${verdict.because}`, FAILED);
    case 'running':
      return fail(of, 'the gateway was asked, and it still runs at the deadline', IN_TIME);
    case 'no_answer':
      return fail(of, `the gateway was asked and gave no answer before the deadline: ${verdict.because}`, IN_TIME);
    case 'cannot_tell':
      return fail(of, `the gateway was asked: ${verdict.because}`, { ...UNKNOWN, cause: verdict.cause });
    default: {
      const never: never = verdict;
      return never;
    }
  }
}

function decideNotRun(of: Case, pauseMs: number): Decision {
  const { result, traits } = of;
  // A refusal that was only asked about because of an earlier doubt stays a refusal; sending it again would not help.
  if (result.kind === 'refused' && result.answer.row.action !== 'confirm') {
    return fail(of, 'it was refused, and the gateway, asked about the send before, knows of none', UNKNOWN);
  }
  if (traits.repeat === 'never') return fail(of, 'the gateway was asked, and it did not run so far', UNKNOWN);
  return retry(of, 'normal', 'the gateway was asked, and it did not run', pauseMs);
}

const UNKNOWN: FailureTerms = { outcome: 'unknown' };
const FAILED: FailureTerms = { error: 'ERR_ALIPAY_BUSINESS', outcome: 'rejected' };
const IN_TIME: FailureTerms = { error: 'ERR_ALIPAY_DEADLINE', outcome: 'unknown', exhausted: 'deadline' };
