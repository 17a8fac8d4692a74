import type { Decision } from '../../../src/policy/decision.js';
import type { Case } from '../../../src/policy/steps.js';

type Wish = Decision['do'];

/**
 * The table of design.md 4 as a second hand reads it: first what the rows and columns wish for, then what attempts, time and
 * the brakes leave of a wish to send again. It knows nothing of how the library decides.
 */
export function tableSays(of: Case): Wish {
  const wish = wishOf(of);
  if (of.traits.sendOnce === true && ['retry', 'refresh', 'correct-clock'].includes(wish.do)) return 'fail';
  return wish.do === 'retry' && !isAffordable(of, wish.slow) ? 'fail' : wish.do;
}

interface Row {
  readonly do: Wish;
  readonly slow: boolean;
}

const plain = (what: Wish): Row => ({ do: what, slow: false });
const resend = (slow: boolean): Row => ({ do: 'retry', slow });

function wishOf(of: Case): Row {
  const { result, traits, progress } = of;
  const ask = traits.confirmable ? plain('confirm') : undefined;
  if (result.kind === 'succeeded') return plain('accept');
  if (result.kind === 'not_sent') return resend(false);
  if (result.kind === 'refused') return refusalRow(of, ask);
  const action = result.answer?.row.action;
  if (action === 'fail') return plain('fail');
  if (result.answer?.row.seenBefore === true && !progress.inDoubt) return plain('fail');
  if (action === 'confirm' || result.cause === 'adapter') return ask ?? plain('fail');
  return unknownRow(of, action === 'throttle' || of.retryAfterMs !== undefined, ask);
}

function refusalRow({ result, traits, progress }: Case, ask: Row | undefined): Row {
  if (result.kind !== 'refused') throw new Error('no refusal');
  const { row, signed } = result.answer;
  const isBelieved = signed || traits.unsignedRefusals === true;
  if (row.action === 'retry' || row.action === 'throttle') return resend(row.action === 'throttle');
  if (row.action === 'confirm') return ask ?? plain('fail');
  if (row.action === 'refresh') {
    const token = row.token ?? 'auth_token';
    const isFresh = traits.refreshable.has(token) && !progress.refreshed.has(token);
    return plain(isBelieved && isFresh ? 'refresh' : 'fail');
  }
  if (row.clock === true) {
    const isNew = !progress.clockCorrected && progress.clockOffByMs !== undefined;
    return plain(isBelieved && isNew ? 'correct-clock' : 'fail');
  }
  return progress.inDoubt ? (ask ?? plain('fail')) : plain('fail');
}

function unknownRow({ result, traits }: Case, slow: boolean, ask: Row | undefined): Row {
  if (result.kind !== 'unknown') throw new Error('not unknown');
  const isTheirAdvice = result.answer?.code === '20000';
  switch (traits.repeat) {
    case 'safe':
      return resend(slow);
    case 'with-key':
      return ask ?? resend(slow);
    case 'never':
      return plain('fail');
    case 'unlisted':
      return isTheirAdvice ? resend(slow) : plain('fail');
    case 'unlisted-with-key':
      return isTheirAdvice || result.cause !== 'answered' ? resend(slow) : plain('fail');
    default: {
      const never: never = traits.repeat;
      return never;
    }
  }
}

function isAffordable({ traits, progress, draw, retryAfterMs = 0, brakes }: Case, slow: boolean): boolean {
  const { baseMs, capMs, maxRetryAfterMs } = traits.backoff;
  const ownMs = Math.floor(draw * Math.min(capMs, (slow ? 5 : 1) * baseMs * 2 ** progress.retries));
  const waitMs = Math.min(Math.max(ownMs, retryAfterMs), ownMs + maxRetryAfterMs);
  if (progress.attempts >= traits.maxAttempts || waitMs >= progress.remainingMs) return false;
  if (brakes === undefined) return true;
  return brakes.heldForMs <= waitMs && (slow ? brakes.throttled : brakes.transient);
}
