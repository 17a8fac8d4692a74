import type { CallContext } from './call-context.js';
import { eventBase, remainingMs } from './call-context.js';
import { heldCall, lateCall, turnedAway } from './call-error.js';
import { findTokens } from './call-tokens.js';
import { Interruption } from './interruption.js';
import { writeIntent } from './keep-intent.js';
import type { Entry } from './overload/overload.js';
import type { BreakerChange } from './overload/shared-breaker.js';
import type { Admission, Waiting } from './overload/turnstile.js';
import { withTimeLimit } from './time-limit.js';

/**
 * Gets everything that an attempt needs before it is sent: its tokens, the intent in the journal, and a place among the
 * attempts under way. Nothing that waits for others, a token or the journal, holds a place meanwhile.
 *
 * @throws AlipayError where there is no token, no place or no time for it
 * @throws Interruption where the caller broke it off
 */
export async function takePlace(context: CallContext): Promise<Entry> {
  const { call, parts } = context;
  const { overload } = parts;
  // What is refused anyway needs no token, and leaves no trace in the journal.
  if (overload.heldForMs(call.method) > 0) throw heldCall(context);
  for (;;) {
    const finding = findTokens(context);
    if (finding !== undefined) await finding;
    const writing = writeIntent(context);
    if (writing !== undefined) await writing;
    const entry = overload.entry({
      ticket: context.ticket,
      method: call.method,
      isOwn: call.own === true,
      remainingMs: remainingMs(context),
    });
    const asked = overload.ask(entry);
    if (asked === 'go') return entered(context, entry);
    if (typeof asked === 'string') throw refusedCall(context, asked);
    await standInLine(context, entry, asked);
    // The tokens may have been renewed while it waited; one that has to be waited for is not waited for here.
    const renewing = findTokens(context);
    if (renewing === undefined) return entered(context, entry);
    leaveUnused(context, entry);
    await renewing;
  }
}

const UNUSED = { result: undefined, hadTime: false, paid: undefined };

function leaveUnused(context: CallContext, entry: Entry): void {
  tellBreaker(context, entry.change);
  tellBreaker(context, context.parts.overload.leave(entry, UNUSED).change);
}

async function standInLine(context: CallContext, entry: Entry, { told, leave }: Waiting): Promise<void> {
  const { parts, stop } = context;
  let admission: Admission | undefined;
  try {
    admission = await withTimeLimit(parts.settings.clock, remainingMs(context), stop, () => told);
  } catch (error) {
    leave();
    // It may have been told to go in the very moment in which its time was over.
    if (entry.wentAtMs !== undefined) leaveUnused(context, entry);
    if (!(error instanceof Interruption) || error.kind !== 'time-up') throw error;
    throw lateCall(context, 'its time was over while it waited for its turn');
  }
  if (admission !== 'go') throw refusedCall(context, admission);
}

function refusedCall(context: CallContext, admission: Exclude<Admission, 'go'>): Error {
  switch (admission) {
    case 'held':
      return heldCall(context);
    case 'full':
      return turnedAway(context, 'bulkhead', 'as many calls as may wait for their turn wait already');
    case 'too-late':
      return lateCall(
        context,
        'those who go before it take longer than its time, even by the fastest attempts of late',
      );
    case 'too-slow':
      return turnedAway(
        context,
        'limiter',
        'the gateway grants fewer calls until its deadline than are to go before it',
      );
    default: {
      const never: never = admission;
      return never;
    }
  }
}

function entered(context: CallContext, entry: Entry): Entry {
  tellBreaker(context, entry.change);
  return entry;
}

/** Tells the listeners that a breaker went from one state to another. */
export function tellBreaker(context: CallContext, change: BreakerChange | undefined): void {
  if (change === undefined) return;
  const { parts, call } = context;
  const { from, to, openMs } = change;
  parts.events.emit('breaker', () => ({
    ...eventBase(context),
    methodClass: parts.overload.classOf(call.method),
    from,
    to,
    ...(openMs === undefined ? {} : { openMs }),
  }));
}
