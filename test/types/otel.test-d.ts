// Not run: the type checker reads it. Each `@ts-expect-error` is a mistake that the types must catch.

import { metrics, trace } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Alipay, AlipayInstance, AttachedAlipay } from 'alipay-axios';
import type { OtelOptions } from 'alipay-axios/otel';
import { instrumentAlipay } from 'alipay-axios/otel';

type Same<Left, Right> = (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;
/** Fails to compile unless the two types are one; `any` is the same as nothing but itself. */
function same<Left, Right>(_isSame: Same<Left, Right>): void {}

declare const instance: AlipayInstance;
declare const attached: AttachedAlipay;
declare const alipay: Alipay;

export function instances(): void {
  const stop = instrumentAlipay(instance);
  same<typeof stop, () => void>(true);
  instrumentAlipay(attached);
  instrumentAlipay(alipay, {});
  instrumentAlipay({ events: alipay.events, health: alipay.health });
  // @ts-expect-error events alone do not tell how it is doing
  instrumentAlipay({ events: alipay.events });
}

export function options(): void {
  const both: OtelOptions = { tracerProvider: new NodeTracerProvider(), meterProvider: new MeterProvider() };
  instrumentAlipay(alipay, both);
  instrumentAlipay(alipay, { tracerProvider: trace.getTracerProvider(), meterProvider: metrics.getMeterProvider() });
  instrumentAlipay(alipay, {
    instance: 'shop',
    attributes: (call) => {
      same<typeof call.gateway, string>(true);
      return { method: call.method, retries: 3, tags: ['a', 'b'] };
    },
  });
  // @ts-expect-error there is no such option
  instrumentAlipay(alipay, { tracer: trace.getTracer('shop') });
  // @ts-expect-error attributes are flat
  instrumentAlipay(alipay, { attributes: () => ({ shop: { id: 1 } }) });
}
