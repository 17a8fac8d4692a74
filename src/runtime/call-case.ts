import type { AttemptResult } from '../policy/attempt-result.js';
import type { Decision } from '../policy/decision.js';
import type { Case } from '../policy/steps.js';
import type { CallContext } from './call-context.js';
import { progressOf } from './call-error.js';

/** What is known of an attempt beside its result. */
export interface Aside {
  readonly skewMs?: number | undefined;
  readonly retryAfterMs?: number | undefined;
  /** Whether it was a breaker's probe that found the gateway still failing. */
  readonly isLostProbe?: boolean;
}

/** All that the decision on an attempt rests on. */
export function caseOf(context: CallContext, result: AttemptResult, aside: Aside): Case {
  const { settings, overload } = context.parts;
  const { skewMs, retryAfterMs, isLostProbe } = aside;
  const brakes = overload.brakes(context.call.method);
  return {
    result,
    traits: context.traits(),
    progress: progressOf(context, skewMs),
    draw: settings.random(),
    // What a lost probe found out is that it is too early: were all of them sent again, a gateway would find a wave of them
    // at its return.
    brakes: isLostProbe === true ? { ...brakes, heldForMs: Number.POSITIVE_INFINITY } : brakes,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** Pays for the retry that was decided on; in the same breath, so that no two calls spend the same token. */
export function payFor(context: CallContext, decision: Decision): Decision {
  const { state, parts } = context;
  if (decision.do !== 'retry') return decision;
  state.paid = parts.overload.payRetry(decision.throttled);
  state.owesRetry = true;
  return decision;
}

/** The call has ended; what it paid for a retry that was not sent any more goes back. */
export function settleRetry({ state, parts }: CallContext): void {
  if (state.owesRetry && state.paid !== undefined) parts.overload.giveBack(state.paid);
  state.owesRetry = false;
}
