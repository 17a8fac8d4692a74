import type { Attributes, HrTime } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { Instrumented, OtelOptions } from 'alipay-axios/otel';
import { instrumentAlipay } from 'alipay-axios/otel';
import type { World, WorldOptions } from '../support/world.js';
import { openWorld } from '../support/world.js';

/** Spans and metrics of the real SDK, kept in memory. */
export interface Telemetry {
  readonly tracerProvider: NodeTracerProvider;
  readonly meterProvider: MeterProvider;
  /** The spans that have ended, in the order of their ends. */
  spans(): readonly ReadableSpan[];
  /** How many spans have begun. */
  begun(): number;
  /** The points of a metric as they are now. */
  points(name: string): Promise<readonly Point[]>;
  /** Everything that would leave the process, as text. */
  everything(): Promise<string>;
}

/** One time series of a metric. */
export interface Point {
  readonly attributes: Attributes;
  /** A number, or what a histogram knows. */
  readonly value: unknown;
}

/** Makes providers that keep all. */
export function createTelemetry(): Telemetry {
  const spanExporter = new InMemorySpanExporter();
  let begun = 0;
  const counter: SpanProcessor = {
    onStart: () => void begun++,
    onEnd: () => {},
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  const spanProcessors = [counter, new SimpleSpanProcessor(spanExporter)];
  const tracerProvider = new NodeTracerProvider({ spanProcessors });
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 2 ** 30 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const collect = async () => {
    metricExporter.reset();
    await reader.forceFlush();
    return metricExporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
  };
  return {
    tracerProvider,
    meterProvider,
    spans: () => spanExporter.getFinishedSpans(),
    begun: () => begun,
    points: async (name) => {
      const found = (await collect()).filter(({ descriptor }) => descriptor.name === name);
      return found.flatMap(({ dataPoints }) => dataPoints.map(({ attributes, value }) => ({ attributes, value })));
    },
    everything: async () => {
      const spans = spanExporter
        .getFinishedSpans()
        .map(({ name, attributes, events, status, links }) => ({ name, attributes, events, status, links }));
      return JSON.stringify([spans, await collect()]);
    },
  };
}

/** A world whose instance is instrumented. */
export interface InstrumentedWorld extends World, Telemetry {
  stop(): void;
}

/** Opens a world and instruments its instance. */
export async function openInstrumented(options: WorldOptions = {}, otel: OtelOptions = {}): Promise<InstrumentedWorld> {
  const world = await openWorld(options);
  const telemetry = createTelemetry();
  const { tracerProvider, meterProvider } = telemetry;
  const stop = instrumentAlipay(world.alipay, { tracerProvider, meterProvider, ...otel });
  return { ...world, ...telemetry, stop };
}

/** An instant of a span, in milliseconds since the epoch. */
export function msOf([seconds, nanos]: HrTime): number {
  return seconds * 1_000 + nanos / 1e6;
}

/** Spans as a tree: each with its name and what is below it, by their starts. */
export type Tree = readonly (string | readonly [string, Tree])[];

/** The spans below one span, or those that have no parent among them. */
export function treeOf(spans: readonly ReadableSpan[], parentId?: string): Tree {
  const ids = new Set(spans.map((span) => span.spanContext().spanId));
  const here = spans.filter(({ parentSpanContext: parent }) =>
    parentId === undefined ? parent === undefined || !ids.has(parent.spanId) : parent?.spanId === parentId,
  );
  return here
    .toSorted((a, b) => msOf(a.startTime) - msOf(b.startTime))
    .map((span) => {
      const below = treeOf(spans, span.spanContext().spanId);
      return below.length === 0 ? span.name : [span.name, below];
    });
}

/** An instance that is nothing but what a test tells of it. */
export interface Source extends Instrumented {
  tell(name: string, event: object): void;
}

/** Makes one. */
export function createSource(): Source {
  const listeners: { readonly name: string; readonly listener: (event: never) => void }[] = [];
  return {
    events: {
      on: (name, listener) => {
        const entry = { name, listener };
        listeners.push(entry);
        return () => void listeners.splice(listeners.indexOf(entry), 1);
      },
    },
    health: () => ({ inFlight: 0, waiting: 0, breakers: {}, ratesPerSecond: {}, clockOffsetMs: 0 }),
    tell: (told, event) => {
      for (const { name, listener } of [...listeners]) if (name === told) listener(event as never);
    },
  };
}
