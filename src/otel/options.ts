import type { Attributes, MeterProvider, TracerProvider } from '@opentelemetry/api';
import { invalidInput, kindOf, quoteSafe } from '../protocol/invalid-input.js';
import type { AlipayEvents, EventSource } from '../runtime/events.js';
import type { AlipayHealth } from '../runtime/overload/health.js';

/** What is instrumented: an instance of `createAlipay`, or what `attachAlipay` returned. */
export interface Instrumented {
  readonly events: EventSource;
  health(): AlipayHealth;
}

/** How an instance is instrumented. */
export interface OtelOptions {
  /** Where spans go. Default: the global one, also one that is registered later. */
  readonly tracerProvider?: TracerProvider;
  /** Where metrics go. Default: the global one, which has to be registered before. */
  readonly meterProvider?: MeterProvider;
  /**
   * Tells the instance from others in the same process: `alipay.instance` on every span and every metric. Needed where
   * several are instrumented, whose gauges would overwrite each other. Default: none.
   */
  readonly instance?: string;
  /**
   * Further attributes for the span of a call, such as the shop that it is for; asked once, as the call begins, in the async
   * context of its caller. They go out as they are, so nothing secret may be in them; metrics do not get them. Default: none.
   */
  readonly attributes?: (call: AlipayEvents['start']) => Attributes;
}

const KNOWN: readonly string[] = [
  'tracerProvider',
  'meterProvider',
  'instance',
  'attributes',
] satisfies readonly (keyof OtelOptions)[];

/**
 * Checks what `instrumentAlipay` was given.
 *
 * @throws TypeError that names what is wrong, what came and what to give
 */
export function checkInput(alipay: Instrumented, options: OtelOptions): void {
  if (typeof alipay?.events?.on !== 'function' || typeof alipay.health !== 'function') {
    throw invalidInput('alipay', {
      en: `must be an instance of createAlipay, or what attachAlipay returned, got ${kindOf(alipay).en}`,
      zh: `应为 createAlipay 的实例，或 attachAlipay 的返回值，收到的是${kindOf(alipay).zh}`,
    });
  }
  if (typeof options !== 'object' || options === null) throw wrongOption('options', 'an object', '对象', options);
  for (const name of Object.keys(options)) {
    if (KNOWN.includes(name)) continue;
    throw invalidInput(`options.${name}`, {
      en: `is not an option. There are: ${KNOWN.join(', ')}`,
      zh: `不是可用的选项。可用的有：${KNOWN.join('、')}`,
    });
  }
  checkOptions(options);
}

function checkOptions({ tracerProvider, meterProvider, instance, attributes }: OtelOptions): void {
  if (tracerProvider !== undefined && typeof tracerProvider?.getTracer !== 'function') {
    throw wrongOption('options.tracerProvider', 'a TracerProvider', ' TracerProvider', tracerProvider);
  }
  if (meterProvider !== undefined && typeof meterProvider?.getMeter !== 'function') {
    throw wrongOption('options.meterProvider', 'a MeterProvider', ' MeterProvider', meterProvider);
  }
  if (instance !== undefined && (typeof instance !== 'string' || instance === '')) {
    throw wrongOption('options.instance', 'a text', '非空字符串', instance);
  }
  if (attributes !== undefined && typeof attributes !== 'function') {
    throw wrongOption('options.attributes', 'a function', '函数', attributes);
  }
}

function wrongOption(name: string, en: string, zh: string, value: unknown): TypeError {
  const came = quoteSafe(value);
  return invalidInput(name, { en: `must be ${en}, got ${came.en}`, zh: `应为${zh}，收到的是${came.zh}` });
}
