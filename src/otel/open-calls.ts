import type { Context, Span } from '@opentelemetry/api';
import { instantOf } from './instants.js';

/** A wait between two attempts, under way. */
export interface Wait {
  readonly span: Span;
  /** In milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** When it is over if nothing breaks it off, in milliseconds since the epoch. */
  readonly endsAtMs: number;
}

/** A call under way, with its span. */
export interface OpenCall {
  readonly span: Span;
  /** In which the spans of its attempts are made. */
  readonly context: Context;
  /** In milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** The last instant that something was heard of it, in milliseconds since the epoch. */
  lastAtMs: number;
  /** By the method that waits: a question, or a refresh in the background, can wait beside the call. */
  readonly waits: Map<string, Wait>;
}

/** The calls under way. */
export interface OpenCalls {
  open(callId: string, call: OpenCall): void;
  /** `undefined` for what belongs to no call of a user's, or to one that is over. */
  find(callId: string, atMs: number): OpenCall | undefined;
  /** Takes a call out, which ends then. */
  take(callId: string): OpenCall | undefined;
  /** Ends all spans with what was last heard of their calls. */
  endAll(): void;
}

/**
 * How many calls can be open. An exception that is a bug ends a call without an event, and its span must not stay for ever:
 * then the oldest ends. With the default bulkhead there are never more than 250.
 */
export const MOST_OPEN = 10_000;

/** Makes the list of the calls under way. */
export function createOpenCalls(): OpenCalls {
  const calls = new Map<string, OpenCall>();
  const take = (callId: string): OpenCall | undefined => {
    const call = calls.get(callId);
    calls.delete(callId);
    return call;
  };
  const giveUp = (callId: string): void => {
    const call = take(callId);
    if (call !== undefined) endSpans(call, call.lastAtMs);
  };
  return {
    open: (callId, call) => {
      giveUp(callId);
      const [oldest] = calls.size < MOST_OPEN ? [] : calls.keys();
      if (oldest !== undefined) giveUp(oldest);
      calls.set(callId, call);
    },
    find: (callId, atMs) => {
      const call = calls.get(callId);
      if (call !== undefined) call.lastAtMs = Math.max(call.lastAtMs, atMs);
      return call;
    },
    take,
    endAll: () => {
      for (const callId of [...calls.keys()]) giveUp(callId);
    },
  };
}

/** Ends the span of a call, and those of its waits with it. */
export function endSpans(call: OpenCall, atMs: number): void {
  for (const method of [...call.waits.keys()]) endWait(call, method, atMs);
  call.span.end(instantOf(Math.max(call.startedAtMs, atMs)));
}

/** Ends the wait of a method, if there is one: when it was over, or broken off. */
export function endWait(call: OpenCall, method: string, atMs: number): void {
  const wait = call.waits.get(method);
  if (wait === undefined) return;
  call.waits.delete(method);
  wait.span.end(instantOf(Math.max(wait.startedAtMs, Math.min(wait.endsAtMs, atMs))));
}
