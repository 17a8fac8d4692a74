import type { Attributes, BatchObservableCallback, Meter } from '@opentelemetry/api';
import type { AlipayEvents } from '../runtime/events.js';
import type { Instrumented } from './options.js';

type BreakerState = AlipayEvents['breaker']['to'];

/** A breaker's state as a number. */
const STATE_NUMBERS = { closed: 0, 'half-open': 1, open: 2 } as const satisfies Record<BreakerState, number>;

/** How many classes of methods are told apart; there is one for each family of methods and reads or the rest. */
const MOST_CLASSES = 100;

/**
 * Has `alipay.health()` asked at each collection. A class's breaker is told of from its first opening on, as health does not
 * name those that are closed.
 *
 * @returns how to stop
 */
export function observeHealth(alipay: Instrumented, meter: Meter, common: Attributes): () => void {
  const gauges = createGauges(meter);
  const classes = new Set<string>();
  const see = (methodClass: string): void => {
    if (classes.size < MOST_CLASSES) classes.add(methodClass);
  };
  const observe: BatchObservableCallback = (result) => {
    const { inFlight, waiting, budget, breakers } = alipay.health();
    result.observe(gauges.inFlight, inFlight, common);
    result.observe(gauges.waiting, waiting, common);
    if (budget !== undefined) result.observe(gauges.budget, budget.tokens, common);
    for (const methodClass of Object.keys(breakers)) see(methodClass);
    for (const methodClass of classes) {
      const state = STATE_NUMBERS[breakers[methodClass]?.state ?? 'closed'];
      result.observe(gauges.breaker, state, { ...common, 'alipay.method_class': methodClass });
    }
  };
  const observed = Object.values(gauges);
  // A breaker may open and close again between two collections.
  const stop = alipay.events.on('breaker', ({ methodClass }) => see(methodClass));
  meter.addBatchObservableCallback(observe, observed);
  return () => {
    stop();
    meter.removeBatchObservableCallback(observe, observed);
  };
}

function createGauges(meter: Meter) {
  const gauge = (name: string, description: string, unit: string) =>
    meter.createObservableGauge(`alipay.client.${name}`, { description, unit });
  return {
    breaker: gauge('breaker.state', 'Breakers: 0 closed, 1 half-open, 2 open', '1'),
    budget: gauge('budget.left', 'What is left of the retry budget', '{token}'),
    inFlight: gauge('attempts.in_flight', 'Attempts under way', '{attempt}'),
    waiting: gauge('calls.waiting', 'Calls that wait for their turn', '{call}'),
  };
}
