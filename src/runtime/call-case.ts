import type { AttemptResult } from '../policy/attempt-result.js';
import type { Decision } from '../policy/decision.js';
import type { Case } from '../policy/steps.js';
import type { CallContext } from './call-context.js';
import { progressOf } from './call-error.js';

/** What a reply said beside its answer. */
export interface Aside {
  readonly skewMs?: number | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** All that the decision on an attempt rests on. */
export function caseOf(context: CallContext, result: AttemptResult, { skewMs, retryAfterMs }: Aside = {}): Case {
  const { settings, overload } = context.parts;
  const brakes = overload.brakes(context.call.method);
  return {
    result,
    traits: context.traits(),
    progress: progressOf(context, skewMs),
    draw: settings.random(),
    // What a probe found out is that it is too early: were all probes that were lost sent again, a gateway would find a wave
    // of them at its return.
    brakes: context.state.wasProbe ? { ...brakes, heldForMs: Number.POSITIVE_INFINITY } : brakes,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** Pays for the retry that was decided on; in the same breath, so that no two calls spend the same token. */
export function payFor(context: CallContext, decision: Decision): Decision {
  if (decision.do === 'retry') context.state.paid = context.parts.overload.payRetry(decision.throttled);
  return decision;
}
