import type { Answer, AttemptResult, UnknownCause } from './attempt-result.js';
import type { Pace } from './backoff.js';
import { fullJitter } from './backoff.js';
import type { Verdict } from './confirmation.js';
import type { CallTraits, Decision, Progress } from './decision.js';
import type { ErrorCode, Outcome } from './outcome.js';

/** All that a decision rests on. */
export interface Case {
  readonly result: AttemptResult;
  readonly traits: CallTraits;
  readonly progress: Progress;
  /** A random number from 0 to below 1, for the jitter. */
  readonly draw: number;
}

/**
 * Decides what follows an attempt: the table of design.md 4 as a pure function. The rows are the kinds of result, the
 * columns are `traits.repeat`.
 */
export function decide(of: Case): Decision {
  const { result } = of;
  switch (result.kind) {
    case 'succeeded':
      return acceptance(result);
    case 'not_sent':
      return retry(of, 'normal', `the gateway never got it (${result.cause}), so it can be sent again`);
    case 'refused':
      return decideRefused(of, result.answer);
    case 'unknown':
      return decideUnknown(of, result);
    default: {
      const never: never = result;
      return never;
    }
  }
}

/** The decision on a success, which needs no more than the result. */
export function acceptance({ answer }: Extract<AttemptResult, { kind: 'succeeded' }>): Decision {
  return { do: 'accept', because: reasonOf(answer) };
}

function decideRefused(of: Case, answer: Answer): Decision {
  const { row } = answer;
  switch (row.action) {
    case 'retry':
      return retry(of, 'normal', reasonOf(answer));
    case 'throttle':
      return retry(of, 'slow', reasonOf(answer));
    case 'refresh':
      return refresh(of, answer);
    case 'confirm':
      return confirm(of, reasonOf(answer)) ?? fail(of, reasonOf(answer));
    case 'fail':
    case 'accept':
      return row.clock === true ? correctClock(of, answer) : fail(of, reasonOf(answer));
    default: {
      const never: never = row.action;
      return never;
    }
  }
}

function refresh(of: Case, answer: Answer): Decision {
  const { row, signed } = answer;
  const token = row.token ?? 'auth_token';
  if (!signed) return fail(of, 'the refusal is not signed, and no refresh is spent on an unsigned word', TOKEN);
  if (of.progress.refreshed.has(token)) return fail(of, `the new ${token} was refused as well`, TOKEN);
  if (!of.traits.refreshable.has(token)) {
    return fail(
      of,
      `${reasonOf(answer)}; the call has no ${token} that could be refreshed (see tokens.refresh)`,
      TOKEN,
    );
  }
  return { do: 'refresh', token, because: reasonOf(answer) };
}

function correctClock(of: Case, answer: Answer): Decision {
  const { clockCorrected, clockOffByMs } = of.progress;
  if (!answer.signed || clockCorrected || clockOffByMs === undefined) return fail(of, reasonOf(answer));
  return { do: 'correct-clock', because: `our clock is off by ${clockOffByMs} ms, as the signed reply's Date shows` };
}

// A reason is a sentence in the tables and a clause here.
function reasonOf({ row }: Answer): string {
  return row.reason.en.replace(/\.$/, '');
}

function decideUnknown(of: Case, result: Extract<AttemptResult, { kind: 'unknown' }>): Decision {
  const action = result.answer?.row.action;
  const { answer, cause } = result;
  // An answer that is not believed is not quoted either.
  const because = answer !== undefined && cause === 'answered' ? reasonOf(answer) : UNKNOWN_BECAUSE[cause];
  if (action === 'fail') return fail(of, because);
  if (action === 'confirm') return confirm(of, because) ?? fail(of, `${because}; this method has no way to ask`);
  const pace: Pace = action === 'throttle' ? 'slow' : 'normal';
  switch (of.traits.repeat) {
    case 'safe':
      return retry(of, pace, result.answer === undefined ? `${because}; asking again does no harm` : because);
    case 'with-key':
      return confirm(of, because) ?? retry(of, pace, `${because}; the same key makes it the same call`);
    case 'never':
      return fail(of, `${because}; it must not be sent twice`);
    case 'unlisted':
    case 'unlisted-with-key':
      return decideUnlisted(of, result, pace, because);
    default: {
      const never: never = of.traits.repeat;
      return never;
    }
  }
}

function decideUnlisted(of: Case, result: { cause: UnknownCause; answer?: Answer }, pace: Pace, why: string): Decision {
  if (result.answer?.code === '20000') return retry(of, pace, `${why}; trying again is the gateway's own advice`);
  if (result.cause !== 'answered' && of.traits.repeat === 'unlisted-with-key') {
    return retry(of, pace, `${why}; the key in the content makes it the same call`);
  }
  return fail(of, `${why}; nothing is known about repeating this method (see options.methods)`);
}

function confirm(of: Case, because: string): Decision | undefined {
  return of.traits.confirmable
    ? { do: 'confirm', because: `${because}; the gateway is asked what happened` }
    : undefined;
}

/**
 * Decides what follows the gateway's answer to what became of a call. A lookup that finds nothing is no proof that a
 * request still on its way will not run, so a call that ends there ends in doubt. Source: protocol.md 6.4.
 */
export function decideConfirmed(of: Case, verdict: Verdict): Decision {
  switch (verdict.kind) {
    case 'ran':
      return { do: 'accept', because: 'the gateway was asked, and it ran' };
    case 'did_not_run':
      return retry(of, 'normal', 'the gateway was asked, and it did not run');
    case 'running':
      return fail(of, 'the gateway was asked, and it still runs at the deadline', DEADLINE);
    case 'no_answer':
      return fail(of, `the gateway was asked and gave no answer before the deadline: ${verdict.because}`, DEADLINE);
    case 'cannot_tell':
      return fail(of, `the gateway was asked: ${verdict.because}`);
    default: {
      const never: never = verdict;
      return never;
    }
  }
}

function retry(of: Case, pace: Pace, because: string): Decision {
  const { traits, progress } = of;
  if (progress.attempts >= traits.maxAttempts) {
    return fail(of, `${because}; but ${traits.maxAttempts} attempts were all that it had`);
  }
  const delayMs = fullJitter(of.draw, traits.backoff, progress.retries, pace);
  if (delayMs >= progress.remainingMs) {
    return fail(of, `${because}; but no further attempt could end before the deadline`, DEADLINE);
  }
  return { do: 'retry', delayMs, throttled: pace === 'slow', because };
}

const TOKEN = 'ERR_ALIPAY_TOKEN';
const DEADLINE = 'ERR_ALIPAY_DEADLINE';

function fail(of: Case, because: string, error?: ErrorCode): Decision {
  // An attempt that the deadline cut short, and not its own time, has run into the deadline.
  const byDeadline = of.result.kind === 'unknown' && of.result.cause === 'timeout' && of.progress.remainingMs <= 0;
  const code = error ?? (byDeadline ? DEADLINE : errorCodeOf(of.result));
  return { do: 'fail', error: code, outcome: outcomeOf(of), because };
}

/**
 * What a call leaves known when it ends with this result. A refusal says nothing about an earlier send that may have
 * run, so doubt outlives it; for what is safe to repeat there is nothing to doubt.
 */
export function outcomeOf({ result, traits, progress }: Omit<Case, 'draw'>): Outcome {
  if (progress.inDoubt && traits.repeat !== 'safe') return 'unknown';
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
  return result.answer?.code === '40004' ? 'ERR_ALIPAY_BUSINESS' : 'ERR_ALIPAY_REJECTED';
}

const CAUSE_CODES: Readonly<Record<Exclude<UnknownCause, 'answered'>, ErrorCode>> = {
  timeout: 'ERR_ALIPAY_TIMEOUT',
  reset: 'ERR_ALIPAY_NETWORK',
  'http-status': 'ERR_ALIPAY_MALFORMED',
  malformed: 'ERR_ALIPAY_MALFORMED',
  'too-large': 'ERR_ALIPAY_MALFORMED',
  canceled: 'ERR_ALIPAY_CANCELED',
  unsigned: 'ERR_ALIPAY_SIGNATURE',
  forged: 'ERR_ALIPAY_SIGNATURE',
};

const UNKNOWN_BECAUSE: Readonly<Record<UnknownCause, string>> = {
  answered: 'the gateway does not know whether it ran',
  timeout: 'no whole reply came in time, so it may have run',
  reset: 'the connection broke after the request went out, so it may have run',
  'http-status': 'an access layer answered in the place of the gateway, so it may have run',
  malformed: 'what came is not a reply to this call, so it may have run',
  'too-large': 'the reply is longer than the bound, so it was not read, and the call may have run',
  canceled: 'the caller broke it off while it was under way, so it may have run',
  unsigned: 'the reply looks like a success but is not signed, so it is not believed',
  forged: 'the signature of the reply does not fit, so nothing in it is believed',
};
