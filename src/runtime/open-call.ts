import type { CallTraits } from '../policy/decision.js';
import type { CallContext, CallState, EngineParts } from './call-context.js';
import { traitsOf } from './call-traits.js';
import { elapsedMs } from './clock.js';
import type { GatewayCall } from './gateway-call.js';
import type { Ticket } from './overload/turnstile.js';
import type { StopSignal } from './stop-signal.js';
import { NO_TOKENS } from './tokens/held-token.js';

/**
 * Opens a call: nothing of it has been sent, and its time runs.
 *
 * @param ticket that of the call which it is a question of; default one of its own
 */
export function openCall(
  parts: EngineParts,
  call: GatewayCall,
  stop: StopSignal,
  ticket: Ticket = parts.overload.ticket(call.followsUp === true),
): CallContext {
  const state: CallState = {
    sends: 0,
    counted: 0,
    retries: 0,
    refreshed: new Set(),
    caughtUp: new Set(),
    clockCorrected: false,
    ownOffsetMs: undefined,
    paid: undefined,
    owesRetry: false,
    inDoubt: false,
    replay: false,
    records: [],
    wanted: call.tokens,
    tokens: NO_TOKENS,
    failuresBefore: 0,
    last: undefined,
    intent: undefined,
    confirmed: undefined,
    late: undefined,
    ring: undefined,
    hasEnded: false,
  };
  let made: CallTraits | undefined;
  const traits = (): CallTraits => {
    made ??= traitsOf(parts.settings, call);
    return made;
  };
  return { parts, call, traits, stop, ticket, state, beganMs: elapsedMs(parts.settings.clock) };
}
