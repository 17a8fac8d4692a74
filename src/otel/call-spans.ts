import type { Attributes, Tracer } from '@opentelemetry/api';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { AlipayEvents, EventBase } from '../runtime/events.js';
import {
  attemptAttributes,
  attemptErrorType,
  failureAttributes,
  serverAttributes,
  successAttributes,
} from './attributes.js';
import { instantOf } from './instants.js';
import type { EventListeners } from './listeners.js';
import type { OpenCalls } from './open-calls.js';
import { createOpenCalls, endSpans, endWait } from './open-calls.js';
import type { OtelOptions } from './options.js';

/** What makes the spans. */
export interface CallSpans {
  readonly listeners: EventListeners;
  /** Ends the spans of calls under way. */
  endAll(): void;
}

/** What making spans takes. */
interface Parts {
  readonly tracer: Tracer;
  readonly calls: OpenCalls;
  /** The attributes that all spans have. */
  readonly common: Attributes;
}

/**
 * Makes the spans of an instance: one for each call, in the context of its caller, and below it one for each attempt and one
 * for each back-off; what happens between them stands on the call's span as span events.
 */
export function createCallSpans(tracer: Tracer, common: Attributes, more: OtelOptions['attributes']): CallSpans {
  const calls = createOpenCalls();
  return { listeners: listenersOf({ tracer, calls, common }, more), endAll: calls.endAll };
}

function listenersOf(parts: Parts, more: OtelOptions['attributes']): EventListeners {
  return {
    start: (event) => startCall(parts, event, more),
    attempt: (event) => addAttempt(parts, event),
    retry: (event) => startWait(parts, event, 'retry'),
    throttle: (event) => startWait(parts, event, 'throttle'),
    refresh: (event) => note(parts, event, 'refresh', { 'alipay.token.kind': event.token }),
    refreshed: (event) =>
      note(parts, event, 'refreshed', { 'alipay.token.kind': event.token, 'alipay.refresh.result': event.by }),
    refreshFailed: (event) =>
      note(parts, event, 'refresh_failed', {
        'alipay.token.kind': event.token,
        'alipay.refresh.result': event.reauthorize ? 'reauthorize' : 'failed',
      }),
    confirm: (event) => note(parts, event, 'confirm', { 'alipay.confirm.by': event.by }),
    confirmed: (event) =>
      note(parts, event, 'confirmed', {
        'alipay.confirm.by': event.by,
        'alipay.confirm.verdict': event.verdict,
        'alipay.confirm.questions': event.questions,
      }),
    clockSkew: (event) => note(parts, event, 'clock_skew', { 'alipay.clock.offset': event.offsetMs / 1_000 }),
    breaker: (event) =>
      note(parts, event, 'breaker', {
        'alipay.method_class': event.methodClass,
        'alipay.breaker.from': event.from,
        'alipay.breaker.to': event.to,
      }),
    lateReply: (event) =>
      note(parts, event, 'late_reply', {
        'alipay.attempt': event.attempt,
        'alipay.attempt.outcome': event.outcome,
        'alipay.attempt.duration': event.durationMs / 1_000,
      }),
    success: (event) => endCall(parts, event, successAttributes(event)),
    failure: (event) => endCall(parts, event, failureAttributes(event), `${event.code}, outcome: ${event.outcome}`),
  };
}

function startCall(parts: Parts, event: AlipayEvents['start'], more: OtelOptions['attributes']): void {
  const { callId, method, atMs } = event;
  const above = context.active();
  const attributes = {
    ...parts.common,
    ...serverAttributes(event),
    'alipay.method': method,
    'alipay.call_id': callId,
  };
  const span = parts.tracer.startSpan(method, { kind: SpanKind.CLIENT, startTime: instantOf(atMs), attributes }, above);
  const call = { span, context: trace.setSpan(above, span), startedAtMs: atMs, lastAtMs: atMs, waits: new Map() };
  parts.calls.open(callId, call);
  // Last, as it is the user's and may throw.
  if (more !== undefined) span.setAttributes(more(event));
}

function endCall(
  { calls }: Parts,
  event: EventBase & { readonly durationMs: number },
  attributes: Attributes,
  failed?: string,
): void {
  const call = calls.take(event.callId);
  if (call === undefined) return;
  call.span.setAttributes(attributes);
  if (failed !== undefined) call.span.setStatus({ code: SpanStatusCode.ERROR, message: failed });
  // By how long it took, and not by the instant: the machine's time may have been set in between.
  endSpans(call, call.startedAtMs + event.durationMs);
}

// Attempts of the engine's own calls, for a token or a certificate, may outlive the call for which they began, or belong to
// none; they then stand in the context in which they are made.
function addAttempt({ tracer, calls, common }: Parts, event: AlipayEvents['attempt']): void {
  const { callId, method, verb, startedAtMs, durationMs, atMs } = event;
  const call = calls.find(callId, atMs);
  if (call !== undefined) endWait(call, method, startedAtMs);
  const span = tracer.startSpan(
    `${verb} ${method}`,
    {
      kind: SpanKind.CLIENT,
      startTime: instantOf(startedAtMs),
      attributes: { ...common, ...attemptAttributes(event) },
    },
    call?.context ?? context.active(),
  );
  const errorType = attemptErrorType(event);
  if (errorType !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: errorType });
  span.end(instantOf(startedAtMs + durationMs));
}

function startWait(
  { tracer, calls, common }: Parts,
  { callId, method, atMs, delayMs, because }: AlipayEvents['retry'],
  reason: 'retry' | 'throttle',
): void {
  const call = calls.find(callId, atMs);
  if (call === undefined) return;
  endWait(call, method, atMs);
  const attributes = {
    ...common,
    'alipay.method': method,
    'alipay.backoff.reason': reason,
    'alipay.backoff.planned': delayMs / 1_000,
    'alipay.because': because,
  };
  const span = tracer.startSpan('back-off', { startTime: instantOf(atMs), attributes }, call.context);
  call.waits.set(method, { span, startedAtMs: atMs, endsAtMs: atMs + delayMs });
}

function note({ calls }: Parts, { callId, method, atMs }: EventBase, what: string, attributes: Attributes): void {
  const call = calls.find(callId, atMs);
  call?.span.addEvent(`alipay.${what}`, { 'alipay.method': method, ...attributes }, instantOf(atMs));
}
