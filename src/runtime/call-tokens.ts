import type { TokenKind } from '../catalog/rows.js';
import { bare } from './bare.js';
import type { CallContext } from './call-context.js';
import { eventBase, remainingMs } from './call-context.js';
import { lateCall, tokenlessCall } from './call-error.js';
import { answerOf } from './error-words.js';
import { Interruption } from './interruption.js';
import { withTimeLimit } from './time-limit.js';
import type { Asker, HeldToken, HeldTokens, RefreshObserver } from './tokens/held-token.js';
import { NO_TOKENS, RefreshFailed, sourcesOf } from './tokens/held-token.js';

/**
 * Finds the tokens of the next send; a promise only where one has to be fetched or renewed first.
 *
 * @throws AlipayError, by way of the promise, where there is none, the caller broke it off, or the call's time is over
 */
export function findTokens(context: CallContext): Promise<void> | undefined {
  const { parts, state } = context;
  if (state.wanted === NO_TOKENS) return undefined;
  const { app_auth_token, auth_token } = bare(state.wanted);
  // A replay is sent with the very token that it was given.
  if (state.replay || (app_auth_token === undefined && auth_token === undefined)) return undefined;
  const found = parts.tokens.current(state.wanted, askerOf(context));
  if (!(found instanceof Promise)) {
    state.tokens = found;
    return undefined;
  }
  return waitFor(context, found).then((tokens: HeldTokens) => {
    state.tokens = tokens;
  });
}

/**
 * Replaces a token that the gateway refused, and has the call sent again with the new one.
 *
 * @throws AlipayError where there is none, or the call's time is over
 * @throws Interruption where the caller broke it off
 */
export async function replaceToken(context: CallContext, kind: TokenKind, because: string): Promise<void> {
  const { parts, state } = context;
  const held: HeldToken = state.tokens[kind] ?? { value: '', generation: 0 };
  const refused = { kind, held, subCode: answerOf(state.last?.result)?.subCode ?? '' };
  const replacing = parts.tokens.replace(refused, because, state.failuresBefore, askerOf(context));
  const replacement = await waitFor(context, replacing);
  state.tokens = { ...state.tokens, [kind]: replacement.held };
  state.wanted = sourcesOf(state.tokens);
  // A token that somebody else had renewed already is no refresh of this call's; but only once, or it could go on for ever.
  if (replacement.wasThere && !state.caughtUp.has(kind)) state.caughtUp.add(kind);
  else state.refreshed.add(kind);
  state.replay = true;
}

// What is waited for is shared, so one call's deadline or abort ends that call's waiting and nothing else.
async function waitFor<T>(context: CallContext, shared: Promise<T>): Promise<T> {
  const { parts, stop } = context;
  // Where the call is over before it waits, nobody else may be waiting either.
  shared.catch(() => {});
  try {
    return await withTimeLimit(parts.settings.clock, remainingMs(context), stop, () => shared);
  } catch (error) {
    if (error instanceof RefreshFailed) throw tokenlessCall(context, error);
    if (stop.reason !== undefined) throw stop.reason;
    if (!(error instanceof Interruption)) throw error;
    throw lateCall(context, 'its time was over while it waited for a token', parts.tokens.records.trouble.store);
  }
}

function askerOf(context: CallContext): Asker {
  const { call, parts } = context;
  const { events } = parts;
  const observe = (token: TokenKind): RefreshObserver => ({
    started: (because) => events.emit('refresh', () => ({ ...eventBase(context), token, because })),
    succeeded: (durationMs, by) => events.emit('refreshed', () => ({ ...eventBase(context), token, durationMs, by })),
    failed: (durationMs, because, reauthorize) =>
      events.emit('refreshFailed', () => ({ ...eventBase(context), token, durationMs, because, reauthorize })),
  });
  return { callId: call.callId, method: call.method, observe };
}
