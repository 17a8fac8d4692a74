import type { AttemptRecord } from '../attempt-record.js';
import type { CallContext } from '../call-context.js';
import { eventBase, sentTo } from '../call-context.js';
import { answerOf } from '../error-words.js';
import { Interruption } from '../interruption.js';
import type { SentAttempt, TakeOver } from '../sent-attempt.js';
import type { StopSignal } from '../stop-signal.js';
import { createStopSignal } from '../stop-signal.js';

/**
 * Who listens on to an attempt of a call when its time is up: what comes after all is told as the event `lateReply`, and
 * settles the call where it waits or asks. `undefined` for calls of the engine's own and for streams.
 *
 * @param attempt its number, 1 for the first
 */
export function takeOverOf(context: CallContext, attempt: number): TakeOver | undefined {
  const { parts, call, stop } = context;
  const { lateReplies } = parts;
  if (lateReplies === undefined || call.own === true || call.v3?.asStream === true) return undefined;
  return ({ end, breakOff }) => {
    const off = stop.onStop(breakOff);
    // It rejects where the call was broken off before its reply could be verified.
    const heard = end
      .then(
        (sent) => hear(context, attempt, sent),
        () => undefined,
      )
      .finally(off);
    return lateReplies.keep({ end: heard, breakOff });
  };
}

function hear(context: CallContext, attempt: number, sent: SentAttempt): void {
  const { parts, state } = context;
  const { result, response, startedAtMs, endedAtMs } = sent;
  // A connection that broke in the end tells no more than the time that was up.
  if (response === undefined) return;
  const { code, subCode } = answerOf(result) ?? {};
  const known = {
    outcome: result.kind,
    ...(code === undefined ? {} : { code }),
    ...(subCode === undefined ? {} : { subCode }),
  };
  const at = state.records.findIndex((record) => record.attempt === attempt);
  const record = state.records[at];
  if (record !== undefined) state.records[at] = { ...record, late: { atMs: endedAtMs, ...known } };
  const { status } = response;
  parts.events.emit('lateReply', () => ({
    ...eventBase(context),
    ...sentTo(context),
    attempt,
    startedAtMs,
    durationMs: Math.max(0, endedAtMs - startedAtMs),
    ...known,
    ...(typeof status === 'number' ? { status } : {}),
    afterEnd: state.hasEnded,
  }));
  if (state.hasEnded) return;
  // What ran has run, whatever the gateway says of another send.
  if (!isSettledWell(context)) state.late = { attempt, sent };
  if (isHeard(context)) state.ring?.();
}

/**
 * Whether a late reply has come that settles the call. A success does: it ran. A refusal does where no other send may have
 * run: what is said of one send is not said of another. A payment that waits for its buyer is better asked after.
 */
export function isHeard(context: CallContext): boolean {
  const { state } = context;
  if (state.late === undefined) return false;
  return isSettledWell(context) || (state.late.sent.result.kind === 'refused' && !state.records.some(mayHaveRun));
}

function isSettledWell({ state }: CallContext): boolean {
  const result = state.late?.sent.result;
  return result?.kind === 'succeeded' && !result.pending;
}

// A payment that waits for its buyer is a success of its send.
function mayHaveRun({ outcome, late }: AttemptRecord): boolean {
  const known = late?.outcome ?? outcome;
  return known === 'unknown' || known === 'succeeded';
}

/** The late reply that settles a call, if one has come; it is handed out once. */
export function takeLate(context: CallContext): SentAttempt | undefined {
  if (!isHeard(context)) return undefined;
  const sent = context.state.late?.sent;
  context.state.late = undefined;
  return sent;
}

/** Listens for a late reply while something is waited for or asked. */
export interface Ear {
  /** Stopped as the call is, and by a late reply that settles it. */
  readonly stop: StopSignal;
  close(): void;
}

/** Opens the ear of a call; one at a time, as a call does one thing at a time. */
export function openEar(context: CallContext): Ear {
  const { state } = context;
  const stop = createStopSignal();
  const off = context.stop.onStop((reason) => stop.stop(reason));
  const ring = (): void => stop.stop(new Interruption('answered'));
  state.ring = ring;
  if (isHeard(context)) ring();
  return {
    stop,
    close: () => {
      off();
      state.ring = undefined;
    },
  };
}

/**
 * Sleeps until the time is over or a late reply settles the call.
 *
 * @throws Interruption where the caller broke it off
 */
export async function sleepWithin(context: CallContext, ear: Ear, ms: number): Promise<void> {
  try {
    await context.parts.settings.clock.sleep(ms, ear.stop.signal);
  } catch (error) {
    if (!isHeard(context) || context.stop.reason !== undefined) throw error;
  }
}
