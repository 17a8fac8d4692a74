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
 * attempts under way. Nothing that waits for others, a token or the journal, holds a place meanwhile. A promise only where
 * there is something to wait for.
 *
 * @throws AlipayError where there is no token, no place or no time for it
 * @throws Interruption where the caller broke it off
 */
export function takePlace(context: CallContext): Entry | Promise<Entry> {
  // What is refused anyway needs no token, and leaves no trace in the journal.
  if (context.parts.overload.heldForMs(context.call.method) > 0) throw heldCall(context);
  const finding = findTokens(context);
  if (finding !== undefined) return finding.then(() => writeAndEnter(context));
  const writing = writeIntent(context);
  return writing === undefined ? enter(context) : writing.then(() => enter(context));
}

async function writeAndEnter(context: CallContext): Promise<Entry> {
  await writeIntent(context);
  return enter(context);
}

function enter(context: CallContext): Entry | Promise<Entry> {
  const { call, parts, ticket } = context;
  const { overload } = parts;
  const isOwn = call.own === true;
  const entry = overload.entry({ ticket, method: call.method, isOwn, remainingMs: remainingMs(context) });
  const asked = overload.ask(entry);
  if (asked === 'go') return entered(context, entry);
  if (typeof asked === 'string') throw refusedCall(context, asked);
  return enterLater(context, entry, asked);
}

async function enterLater(context: CallContext, entry: Entry, place: Waiting): Promise<Entry> {
  await standInLine(context, entry, place);
  // The tokens may have been renewed while it waited; one that has to be waited for is not waited for here.
  const renewing = findTokens(context);
  if (renewing === undefined) return entered(context, entry);
  leaveUnused(context, entry);
  await renewing;
  await findTokens(context);
  return writeAndEnter(context);
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
