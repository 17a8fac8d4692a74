import { metrics, trace } from '@opentelemetry/api';
import { createCallSpans } from './call-spans.js';
import { createEventMetrics } from './event-metrics.js';
import { observeHealth } from './health-gauges.js';
import { subscribe } from './listeners.js';
import type { Instrumented, OtelOptions } from './options.js';
import { checkInput } from './options.js';

/** The name of the instrumentation scope. */
const SCOPE = 'alipay-axios';

/**
 * Has an instance make spans and metrics of its calls, until the returned function is called; spans that are open then end
 * with what was last heard of their calls.
 *
 * No key, token, signature, content or owner gets into them.
 *
 * @throws TypeError that names the option, what came and what to give
 * @example
 * const stop = instrumentAlipay(alipay, { instance: 'shop', attributes: () => ({ 'shop.region': 'cn-east' }) });
 */
export function instrumentAlipay(alipay: Instrumented, options: OtelOptions = {}): () => void {
  checkInput(alipay, options);
  const { tracerProvider, meterProvider, instance } = options;
  const common = instance === undefined ? {} : { 'alipay.instance': instance };
  const tracer = (tracerProvider ?? trace.getTracerProvider()).getTracer(SCOPE);
  const meter = (meterProvider ?? metrics.getMeterProvider()).getMeter(SCOPE);
  const spans = createCallSpans(tracer, common, options.attributes);
  const stops = [
    subscribe(alipay.events, spans.listeners),
    subscribe(alipay.events, createEventMetrics(meter, common)),
    observeHealth(alipay, meter, common),
    spans.endAll,
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
