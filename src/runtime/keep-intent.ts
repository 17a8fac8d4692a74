import type { CallContext } from './call-context.js';
import { remainingMs } from './call-context.js';
import { unwrittenCall } from './call-error.js';
import { Interruption } from './interruption.js';

/**
 * Writes down what a money call is about to do, before its first send; `undefined` where there is nothing to write or
 * nowhere to write it. Only calls that can be asked after are written: of any other nobody could find out.
 *
 * @throws AlipayError, by way of the promise, where the journal did not take it
 * @throws Interruption where the caller broke it off
 */
export function writeIntent(context: CallContext): Promise<void> | undefined {
  const { parts, state } = context;
  const isWritten = state.sends > 0 || state.intent !== undefined;
  if (parts.journal === undefined || isWritten || !context.traits().confirmable) return undefined;
  return openIntent(context, parts.journal);
}

async function openIntent(context: CallContext, journal: NonNullable<CallContext['parts']['journal']>): Promise<void> {
  const { call, state, stop } = context;
  const money = { method: call.method, content: call.content(), tokens: call.tokens };
  try {
    state.intent = await journal.open(money, Math.max(1, remainingMs(context)), stop);
  } catch (error) {
    if (!(error instanceof Interruption)) throw unwrittenCall(context, error);
    throw error.kind === 'time-up' ? unwrittenCall(context, undefined) : error;
  }
}

/**
 * The call has ended; its intent is struck out where its outcome is known.
 *
 * @param isKnown false for a payment that waits for its buyer, too
 */
export function settleIntent({ parts, state }: CallContext, isKnown: boolean): void {
  if (state.intent !== undefined) parts.journal?.ended(state.intent, isKnown);
}
