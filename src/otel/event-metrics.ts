import type { Attributes, Meter } from '@opentelemetry/api';
import type { AlipayEvents } from '../runtime/events.js';
import { createKnownNames } from './known-names.js';
import type { EventListeners } from './listeners.js';

/** How many methods are told apart. */
export const MOST_METHODS = 200;

// Those of OpenTelemetry's HTTP conventions, and on to beyond the default deadline of 30 s.
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 15, 30, 60];

/** Counts and measures what the events tell; durations in seconds. */
export function createEventMetrics(meter: Meter, common: Attributes): EventListeners {
  const instruments = createInstruments(meter);
  const known = createKnownNames(MOST_METHODS);
  const of = (event: { readonly method: string }, more: Attributes): Attributes => ({
    ...common,
    'alipay.method': known(event.method),
    ...more,
  });
  const ended = (durationMs: number, attributes: Attributes): void => {
    instruments.calls.add(1, attributes);
    instruments.callDuration.record(durationMs / 1_000, attributes);
  };
  const waits = (event: AlipayEvents['retry'], reason: 'retry' | 'throttle'): void =>
    instruments.backoff.record(event.delayMs / 1_000, of(event, { 'alipay.backoff.reason': reason }));
  const renewed = (event: { readonly token: string }, result: string): void =>
    instruments.refreshes.add(1, {
      ...common,
      'alipay.token.kind': event.token,
      'alipay.refresh.result': result,
    });
  return {
    attempt: (event) => {
      const attributes = of(event, { 'alipay.attempt.outcome': event.outcome });
      instruments.attempts.add(1, attributes);
      instruments.attemptDuration.record(event.durationMs / 1_000, attributes);
    },
    retry: (event) => waits(event, 'retry'),
    throttle: (event) => waits(event, 'throttle'),
    lateReply: (event) => instruments.lateReplies.add(1, of(event, { 'alipay.attempt.outcome': event.outcome })),
    refreshed: (event) => renewed(event, event.by),
    refreshFailed: (event) => renewed(event, event.reauthorize ? 'reauthorize' : 'failed'),
    success: (event) => ended(event.durationMs, of(event, { 'alipay.outcome': 'succeeded' })),
    failure: (event) => {
      const { code, durationMs, exhausted, outcome } = event;
      const why = exhausted === undefined ? {} : { 'alipay.exhausted': exhausted };
      ended(durationMs, of(event, { 'alipay.outcome': outcome, 'error.type': code, ...why }));
    },
  };
}

function createInstruments(meter: Meter) {
  const seconds = (description: string) => ({
    description,
    unit: 's',
    advice: { explicitBucketBoundaries: SECONDS },
  });
  return {
    calls: meter.createCounter('alipay.client.calls', { description: 'Calls that ended', unit: '{call}' }),
    callDuration: meter.createHistogram(
      'alipay.client.call.duration',
      seconds('How long calls took, waits and refreshes included'),
    ),
    attempts: meter.createCounter('alipay.client.attempts', { description: 'Attempts that ended', unit: '{attempt}' }),
    attemptDuration: meter.createHistogram('alipay.client.attempt.duration', seconds('How long attempts took')),
    lateReplies: meter.createCounter('alipay.client.late_replies', {
      description: 'Replies that came after their attempts had been given up',
      unit: '{reply}',
    }),
    backoff: meter.createHistogram('alipay.client.backoff.duration', seconds('Waits between attempts, as planned')),
    refreshes: meter.createCounter('alipay.client.token.refreshes', {
      description: 'Refreshes of tokens that ended',
      unit: '{refresh}',
    }),
  };
}
