import type { AlipayError } from '../errors.js';
import { fullJitter } from '../policy/backoff.js';
import type { Confirmation, Verdict } from '../policy/confirmation.js';
import type { ReplyNode } from '../protocol/open-reply.js';
import { encodeParams } from '../protocol/wire-params.js';
import type { CallContext, CallSuccess } from './call-context.js';
import { eventBase, remainingMs } from './call-context.js';
import { elapsedMs } from './clock.js';
import type { GatewayCall } from './gateway-call.js';
import type { Ear } from './late/hear-late.js';
import { isHeard, openEar, sleepWithin } from './late/hear-late.js';
import { writtenIn } from './travelling.js';

/** How a question ended: with an answer, or with a failure and whether a signed refusal stands behind it. */
export type Answered = { readonly success: CallSuccess } | { readonly failure: AlipayError; readonly signed: boolean };

/** Runs a question as a call of its own, without the events of a user's call. */
export type RunQuestion = (context: CallContext, question: GatewayCall) => Promise<Answered>;

/** What asking came to, and the answer where it is the call's result. */
export interface Finding {
  readonly verdict: Verdict;
  readonly success?: CallSuccess;
}

/**
 * Asks the gateway what became of a call: at once, then with the back-off of `retry`, until it tells, a late reply of the
 * call's own settles it (`isHeard`), or the deadline comes. Rejects only where the call itself is interrupted. Source: design.md 4.
 */
export async function askWhatHappened(
  context: CallContext,
  confirmation: Confirmation,
  because: string,
  run: RunQuestion,
): Promise<Finding> {
  const { clock } = context.parts.settings;
  const { by } = confirmation;
  const beganMs = elapsedMs(clock);
  let questions = 0;
  let last: Finding | undefined;
  let verdict: Verdict = { kind: 'no_answer', because: 'it was never asked' };
  context.parts.events.emit('confirm', () => ({ ...eventBase(context), by, because }));
  const ear = openEar(context);
  try {
    for (;;) {
      const finding = keepRunning(last, await askOnce(context, confirmation, run, ear));
      last = finding;
      verdict = finding.verdict;
      questions++;
      if (isHeard(context) && verdict.kind !== 'ran') return finding;
      const isEarly = verdict.kind === 'did_not_run' && elapsedMs(clock) - beganMs < (confirmation.patienceMs ?? 0);
      if (verdict.kind !== 'running' && verdict.kind !== 'no_answer' && !isEarly) return finding;
      if (!(await waitForNext(context, questions - 1, ear)) || isHeard(context)) return finding;
    }
  } finally {
    ear.close();
    const durationMs = Math.max(0, elapsedMs(clock) - beganMs);
    const { kind } = verdict;
    const asked = questions;
    context.parts.events.emit('confirmed', () => ({
      ...eventBase(context),
      by,
      verdict: kind,
      questions: asked,
      durationMs,
    }));
  }
}

// That it was running when the gateway was last heard says more than that the deadline cut the next question off.
function keepRunning(last: Finding | undefined, now: Finding): Finding {
  return now.verdict.kind === 'no_answer' && last?.verdict.kind === 'running' ? last : now;
}

const SHORTEST_PAUSE_MS = 200;

async function waitForNext(context: CallContext, asked: number, ear: Ear): Promise<boolean> {
  const { random, retry } = context.parts.settings;
  const leftMs = remainingMs(context);
  // Where retries are spent, asking again is one as well.
  const isSpent = !context.parts.overload.brakes(context.call.method).transient;
  const leastMs = isSpent ? Math.max(SHORTEST_PAUSE_MS, Math.min(retry.capMs, leftMs / 2)) : SHORTEST_PAUSE_MS;
  // Full jitter may draw nothing at all, and a gateway that is asked in a circle answers no sooner.
  const delayMs = Math.max(leastMs, fullJitter(random(), retry, asked, 'normal'));
  if (delayMs >= leftMs) return false;
  await sleepWithin(context, ear, delayMs);
  return remainingMs(context) > 0;
}

async function askOnce(
  context: CallContext,
  confirmation: Confirmation,
  run: RunQuestion,
  { stop }: Ear,
): Promise<Finding> {
  const { call } = context;
  if (remainingMs(context) <= 0) return { verdict: { kind: 'no_answer', because: 'no time was left to ask' } };
  const content = call.content();
  const question = readQuestion(context, confirmation);
  if ('kind' in question) return { verdict: question };
  const answered = await run({ ...context, stop }, question);
  // The interruption is the call's own, and so is the error that it ends with.
  if (context.stop.reason !== undefined) throw context.stop.reason;
  if ('success' in answered) {
    const { success } = answered;
    return { verdict: confirmation.judgeAnswer(success.node, content), success };
  }
  const { failure, signed } = answered;
  const verdict: Verdict =
    failure.outcome === 'rejected'
      ? confirmation.judgeRefusal(failure.subCode, signed, content)
      : { kind: 'no_answer', because: `the question failed with ${failure.code}` };
  return { verdict };
}

function readQuestion(context: CallContext, confirmation: Confirmation): GatewayCall | Verdict {
  const { call } = context;
  try {
    return questionOf(context, confirmation, confirmation.question(call.content()));
  } catch (cause) {
    // Only a rule of the user's can.
    return { kind: 'cannot_tell', because: `methods["${call.method}"].confirm.ask threw an error`, cause };
  }
}

// The question carries the same tokens: under another merchant's the trade would not exist. Source: protocol.md 7.3.
function questionOf(context: CallContext, { by }: Confirmation, content: ReplyNode): GatewayCall {
  const { call, parts, state } = context;
  return {
    callId: call.callId,
    method: by,
    params: writtenIn(encodeParams({ biz_content: content }), parts.settings),
    content: () => content,
    tokens: state.wanted,
    repeat: 'safe',
    deadlineMs: remainingMs(context),
    attemptTimeoutMs: call.attemptTimeoutMs,
    send: call.send,
  };
}
