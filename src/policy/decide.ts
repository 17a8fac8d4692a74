import type { Answer, AttemptResult, UnknownCause } from './attempt-result.js';
import type { Pace } from './backoff.js';
import type { Decision } from './decision.js';
import type { Case, FailureTerms } from './steps.js';
import { confirm, fail, retry } from './steps.js';

/**
 * Decides what follows an attempt: the table of design.md 4 as a pure function. The rows are the kinds of result, the
 * columns are `traits.repeat`.
 */
export function decide(of: Case): Decision {
  const decision = decideFreely(of);
  if (of.traits.sendOnce !== true || !SENDS_AGAIN.has(decision.do)) return decision;
  return fail(
    of,
    `${decision.because}; but its body is a stream, which is spent: give the file by path or as a Buffer`,
  );
}

const SENDS_AGAIN: ReadonlySet<Decision['do']> = new Set(['retry', 'refresh', 'correct-clock']);

function decideFreely(of: Case): Decision {
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
      if (row.clock === true) return correctClock(of, answer);
      return settleDoubt(of, reasonOf(answer)) ?? fail(of, reasonOf(answer));
    default: {
      const never: never = row.action;
      return never;
    }
  }
}

// A refusal on a second send may come of the first one having run: a bar code that is used up, for one.
function settleDoubt(of: Case, because: string): Decision | undefined {
  return of.progress.inDoubt ? confirm(of, `${because}; but an earlier send of it may have run`) : undefined;
}

function refresh(of: Case, answer: Answer): Decision {
  const { row, signed } = answer;
  const token = row.token ?? 'auth_token';
  const isBelieved = signed || of.traits.unsignedRefusals === true;
  if (!isBelieved) return fail(of, 'the refusal is not signed, and no refresh is spent on an unsigned word', TOKEN);
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
  const isBelieved = answer.signed || of.traits.unsignedRefusals === true;
  if (!isBelieved || clockCorrected || clockOffByMs === undefined) return fail(of, reasonOf(answer));
  const because =
    clockOffByMs === 0
      ? 'the time that an earlier Date told was refused, so our own clock is tried'
      : `our clock is off by ${clockOffByMs} ms, as the reply's Date shows`;
  return { do: 'correct-clock', because };
}

// A reason is a sentence in the tables and a clause here.
function reasonOf({ row }: Answer): string {
  return row.reason.en.replace(/\.$/, '');
}

function decideUnknown(of: Case, result: Extract<AttemptResult, { kind: 'unknown' }>): Decision {
  const { answer, cause } = result;
  const action = answer?.row.action;
  // An answer that is not believed is not quoted either.
  const because = answer !== undefined && cause === 'answered' ? reasonOf(answer) : UNKNOWN_BECAUSE[cause];
  if (action === 'fail') return fail(of, because);
  if (answer?.row.seenBefore === true && !of.progress.inDoubt) return fail(of, `${because}; ${SEEN_BY_ANOTHER}`);
  if (action === 'confirm') return confirm(of, because) ?? fail(of, `${because}; this method has no way to ask`);
  // An access layer that says when to come back is overloaded, whatever its status.
  const pace: Pace = action === 'throttle' || of.retryAfterMs !== undefined ? 'slow' : 'normal';
  // What nobody foresaw is not tried again; where money may have moved it is asked after.
  if (cause === 'adapter') return confirm(of, because) ?? fail(of, because);
  switch (of.traits.repeat) {
    case 'safe':
      return retry(of, pace, answer === undefined ? `${because}; asking again does no harm` : because);
    case 'with-key':
      return confirm(of, because) ?? retry(of, pace, `${because}; the same key makes it the same call`);
    case 'never':
      return fail(of, `${because}; ${whyNever(of.traits.missingKey)}`);
    case 'unlisted':
    case 'unlisted-with-key':
      return decideUnlisted(of, result, pace, because);
    default: {
      const never: never = of.traits.repeat;
      return never;
    }
  }
}

function whyNever(missingKey: readonly string[]): string {
  if (missingKey.length === 0) return 'it must not be sent twice';
  return `without ${missingKey.join(' and ')} in its content a repeat would be another call`;
}

function decideUnlisted(of: Case, result: { cause: UnknownCause; answer?: Answer }, pace: Pace, why: string): Decision {
  if (result.answer?.code === '20000') return retry(of, pace, `${why}; trying again is the gateway's own advice`);
  if (result.cause !== 'answered' && of.traits.repeat === 'unlisted-with-key') {
    return retry(of, pace, `${why}; the key in the content makes it the same call`);
  }
  return fail(of, `${why}; nothing is known about repeating this method (see options.methods)`);
}

const TOKEN: FailureTerms = { error: 'ERR_ALIPAY_TOKEN' };

const SEEN_BY_ANOTHER =
  'this was the first send, so it was another call that took the key, and its result is not taken for this one';

const UNKNOWN_BECAUSE: Readonly<Record<UnknownCause, string>> = {
  answered: 'the gateway does not know whether it ran',
  timeout: 'no whole reply came in time, so it may have run',
  reset: 'the connection broke after the request went out, so it may have run',
  'http-status': 'an access layer answered in the place of the gateway, so it may have run',
  malformed: 'what came is not a reply to this call, so it may have run',
  'too-large': 'the reply is longer than the bound, so it was not read, and the call may have run',
  adapter: 'the axios adapter failed in a way that tells nothing about the request, so it may have run',
  canceled: 'the caller broke it off while it was under way, so it may have run',
  unsigned: 'the reply looks like a success but is not signed, so it is not believed',
  'unknown-certificate': 'the reply is signed with a certificate that nobody vouches for',
  forged: 'the signature of the reply does not fit, so nothing in it is believed',
};
