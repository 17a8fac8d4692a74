import { context, DiagLogLevel, diag, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { attachAlipay } from 'alipay-axios';
import { instrumentAlipay } from 'alipay-axios/otel';
import { busy, hangUp, lost, paid, refused, silent, throttled } from 'alipay-axios/testing';
import axios from 'axios';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MOST_OPEN } from '../../src/otel/open-calls.js';
import { failureOf } from '../support/world.js';
import type { InstrumentedWorld } from './telemetry.js';
import { createSource, createTelemetry, msOf, openInstrumented, treeOf } from './telemetry.js';

const PAY = 'alipay.trade.pay';
const QUERY = 'alipay.trade.query';
const ORDER = { out_trade_no: 'p-1', auth_code: '280000000000000001', total_amount: '8.80', subject: 'x' };

// Only a context manager brings the caller's context along; it is global, as in any program.
const globalTelemetry = createTelemetry();
const complaints: unknown[] = [];
beforeAll(() => {
  globalTelemetry.tracerProvider.register();
  const complain = (...words: readonly unknown[]): void => void complaints.push(words);
  diag.setLogger(
    { error: complain, warn: complain, info: () => {}, debug: () => {}, verbose: () => {} },
    DiagLogLevel.WARN,
  );
});
afterAll(() => {
  diag.disable();
  context.disable();
  trace.disable();
});

let world: InstrumentedWorld;
afterEach(async () => {
  await world.close();
  // Whatever happened: all that began has ended, and the SDK was never asked to end a span twice or before its start.
  expect(world.spans().length).toBe(world.begun());
  expect(complaints).toEqual([]);
});

const named = (name: string): readonly ReadableSpan[] => world.spans().filter((span) => span.name === name);
const only = (name: string): ReadableSpan => {
  const [span, ...others] = named(name);
  expect(others).toEqual([]);
  if (span === undefined) throw new Error(`There is no span ${name}`);
  return span;
};

describe('a call that goes well', () => {
  test('is a client span named by the method, with its attempt below it', async () => {
    world = await openInstrumented({}, { instance: 'shop', attributes: ({ method }) => ({ 'shop.api': method }) });
    const { gateway, alipay, spans, clock } = world;
    gateway.on(QUERY).reply(paid());
    const beganAtMs = clock.now();
    await alipay.execute(QUERY, { out_trade_no: '1' });
    const port = Number(new URL(gateway.url).port);
    expect(treeOf(spans())).toEqual([[QUERY, [`POST ${QUERY}`]]]);
    const call = only(QUERY);
    expect(call.kind).toBe(SpanKind.CLIENT);
    expect(call.status).toEqual({ code: SpanStatusCode.UNSET });
    expect(msOf(call.startTime)).toBe(beganAtMs);
    expect(call.instrumentationScope.name).toBe('alipay-axios');
    expect(call.attributes).toEqual({
      'server.address': '127.0.0.1',
      'server.port': port,
      'alipay.instance': 'shop',
      'alipay.method': QUERY,
      'alipay.call_id': world.told[0]?.event.callId,
      'alipay.outcome': 'succeeded',
      'alipay.attempts': 1,
      'alipay.pending': false,
      'alipay.code': '10000',
      'shop.api': QUERY,
    });
    const attempt = only(`POST ${QUERY}`);
    expect(attempt.kind).toBe(SpanKind.CLIENT);
    expect(attempt.status).toEqual({ code: SpanStatusCode.UNSET });
    expect(attempt.attributes).toEqual({
      'server.address': '127.0.0.1',
      'server.port': port,
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'alipay.instance': 'shop',
      'alipay.method': QUERY,
      'alipay.attempt': 1,
      'alipay.attempt.outcome': 'succeeded',
      'alipay.code': '10000',
      'alipay.decision': 'accept',
      'alipay.because': expect.any(String),
    });
  });

  test('stands below the span that is active where it is made, calls side by side each below its own', async () => {
    world = await openInstrumented();
    const { alipay, tracerProvider, spans } = world;
    const tracer = tracerProvider.getTracer('shop');
    const checkout = (name: string) =>
      tracer.startActiveSpan(name, async (span) => {
        await failureOf(alipay.execute(QUERY, { out_trade_no: name }));
        span.end();
      });
    await Promise.all(['one', 'two'].map(checkout));
    await failureOf(alipay.execute(QUERY, { out_trade_no: 'alone' }));
    const below = [[QUERY, [`POST ${QUERY}`]]];
    const tree = treeOf(spans()).map((entry) => JSON.stringify(entry));
    expect(tree.sort()).toEqual(
      [['one', below], ['two', below], below[0]].map((entry) => JSON.stringify(entry)).sort(),
    );
    expect(new Set(spans().map((span) => span.spanContext().traceId)).size).toBe(3);
  });

  test('by an axios verb on an instance of your own, in v3, tells its HTTP method', async () => {
    world = await openInstrumented();
    const { gateway, clock, spans, tracerProvider } = world;
    const http = axios.create();
    const attached = attachAlipay(http, { ...gateway.credentials, gateway: gateway.url, clock });
    instrumentAlipay(attached, { tracerProvider });
    gateway.on(QUERY).reply(paid());
    await http.post(`${gateway.url}/v3/alipay/trade/query`, { out_trade_no: '1' });
    expect(treeOf(spans())).toEqual([[QUERY, [`POST ${QUERY}`]]]);
    await http.get(`${gateway.url}/v3/alipay/trade/query`, { params: { out_trade_no: '1' } }).catch(() => {});
    expect(only(`GET ${QUERY}`).attributes['http.request.method']).toBe('GET');
  });

  test('goes to the global provider where none is given, also to one that came later', async () => {
    world = await openInstrumented();
    instrumentAlipay(world.alipay);
    await failureOf(world.alipay.execute(QUERY, { out_trade_no: '1' }));
    expect(globalTelemetry.spans().map(({ name }) => name)).toEqual([`POST ${QUERY}`, QUERY]);
  });
});

describe('a call that is sent again', () => {
  test('shows its back-off apart from its attempts', async () => {
    world = await openInstrumented();
    const { gateway, alipay, spans, clock } = world;
    gateway.on(QUERY).reply(busy(), throttled('isv.method-call-limited'), paid());
    const beganAtMs = clock.now();
    await alipay.execute(QUERY, { out_trade_no: '1' });
    const attempt = `POST ${QUERY}`;
    expect(treeOf(spans())).toEqual([[QUERY, [attempt, 'back-off', attempt, 'back-off', attempt]]]);
    const waits = named('back-off');
    expect(waits.map(({ kind }) => kind)).toEqual([SpanKind.INTERNAL, SpanKind.INTERNAL]);
    expect(waits.map(({ startTime, endTime }) => [msOf(startTime), msOf(endTime)])).toEqual([
      [beganAtMs, beganAtMs + 100],
      [beganAtMs + 100, beganAtMs + 1_100],
    ]);
    expect(waits.map(({ attributes }) => attributes)).toEqual([
      {
        'alipay.method': QUERY,
        'alipay.backoff.reason': 'retry',
        'alipay.backoff.planned': 0.1,
        'alipay.because': expect.any(String),
      },
      {
        'alipay.method': QUERY,
        'alipay.backoff.reason': 'throttle',
        'alipay.backoff.planned': 1,
        'alipay.because': expect.any(String),
      },
    ]);
    const attempts = named(attempt);
    expect(attempts.map(({ attributes }) => attributes['http.request.resend_count'])).toEqual([undefined, 1, 2]);
    expect(attempts.map(({ attributes }) => attributes['error.type'])).toEqual(['20000', '40005', undefined]);
    expect(attempts.map(({ status }) => status)).toEqual([
      { code: SpanStatusCode.ERROR, message: '20000' },
      { code: SpanStatusCode.ERROR, message: '40005' },
      { code: SpanStatusCode.UNSET },
    ]);
    expect(attempts[1]?.attributes['alipay.sub_code']).toBe('isv.method-call-limited');
    const call = only(QUERY);
    expect(msOf(call.endTime)).toBe(clock.now());
    expect(call.attributes).toMatchObject({ 'alipay.outcome': 'succeeded', 'alipay.attempts': 3 });
  });

  test('with a new token tells of the refresh, and has the refresh’s own attempt below it', async () => {
    world = await openInstrumented({ gateway: { methods: ['x.y.query'] } });
    const { gateway, alipay, spans } = world;
    const { token, refreshToken, owner } = gateway.tokens.issueMerchant();
    await alipay.tokens.put({ kind: 'app_auth_token', owner, value: token, refreshToken });
    gateway.tokens.expire(token);
    await alipay.execute('x.y.query', {}, { appAuthToken: { owner } });
    const attempt = 'POST x.y.query';
    expect(treeOf(spans())).toEqual([['x.y.query', [attempt, 'POST alipay.open.auth.token.app', attempt]]]);
    expect(only('x.y.query').events.map(({ name, attributes }) => [name, attributes])).toEqual([
      ['alipay.refresh', { 'alipay.method': 'x.y.query', 'alipay.token.kind': 'app_auth_token' }],
      [
        'alipay.refreshed',
        {
          'alipay.method': 'x.y.query',
          'alipay.token.kind': 'app_auth_token',
          'alipay.refresh.result': 'gateway',
        },
      ],
    ]);
    expect(await world.everything()).not.toMatch(new RegExp(`${token}|${refreshToken}|${owner}`));
  });

  test('and whose reply is lost is asked after, by attempts of another method below the same call', async () => {
    world = await openInstrumented();
    const { gateway, alipay, spans } = world;
    gateway.on(PAY).reply(lost());
    gateway.on(QUERY).reply(busy());
    await alipay.execute(PAY, ORDER);
    const below = [`POST ${PAY}`, `POST ${QUERY}`, 'back-off', `POST ${QUERY}`];
    expect(treeOf(spans())).toEqual([[PAY, below]]);
    expect(only(`POST ${PAY}`).attributes).toMatchObject({
      'error.type': 'reset',
      'alipay.attempt.outcome': 'unknown',
      'alipay.decision': 'confirm',
    });
    expect(only('back-off').attributes['alipay.method']).toBe(QUERY);
    const call = only(PAY);
    expect(call.attributes).toMatchObject({ 'alipay.outcome': 'succeeded', 'alipay.confirmed_by': QUERY });
    expect(call.events.map(({ name }) => name)).toEqual(['alipay.confirm', 'alipay.confirmed']);
    expect(call.events[1]?.attributes).toEqual({
      'alipay.method': PAY,
      'alipay.confirm.by': QUERY,
      'alipay.confirm.verdict': 'ran',
      'alipay.confirm.questions': 1,
    });
  });
});

describe('a call that fails', () => {
  test('for the business says which code, and that it is an error', async () => {
    world = await openInstrumented();
    world.gateway.on(QUERY).reply(refused('40004', 'ACQ.TRADE_NOT_EXIST'));
    await failureOf(world.alipay.execute(QUERY, { out_trade_no: '1' }));
    const call = only(QUERY);
    expect(call.status).toEqual({ code: SpanStatusCode.ERROR, message: 'ERR_ALIPAY_BUSINESS, outcome: rejected' });
    expect(call.attributes).toMatchObject({
      'error.type': 'ERR_ALIPAY_BUSINESS',
      'alipay.outcome': 'rejected',
      'alipay.code': '40004',
      'alipay.sub_code': 'ACQ.TRADE_NOT_EXIST',
      'alipay.attempts': 1,
    });
    expect(only(`POST ${QUERY}`).attributes).toMatchObject({
      'error.type': '40004',
      'alipay.attempt.outcome': 'refused',
      'alipay.sub_code': 'ACQ.TRADE_NOT_EXIST',
    });
  });

  test('after all its attempts says what ran out', async () => {
    world = await openInstrumented();
    world.gateway.on(QUERY).reply(hangUp(), hangUp(), hangUp());
    await failureOf(world.alipay.execute(QUERY, { out_trade_no: '1' }));
    expect(only(QUERY).attributes).toMatchObject({
      'error.type': 'ERR_ALIPAY_NETWORK',
      'alipay.exhausted': 'attempts',
      'alipay.outcome': 'unknown',
      'alipay.attempts': 3,
    });
    expect(named(`POST ${QUERY}`).map(({ attributes }) => attributes['error.type'])).toEqual([
      'reset',
      'reset',
      'reset',
    ]);
  });

  test('at an open breaker has a span of its own without an attempt; the one that opened it tells so', async () => {
    world = await openInstrumented({ alipay: { breaker: { minAttempts: 2 }, retry: { maxAttempts: 1 } } });
    const { gateway, alipay, spans } = world;
    gateway.on(QUERY).reply(hangUp(), hangUp());
    for (const out_trade_no of ['1', '2', '3']) await failureOf(alipay.execute(QUERY, { out_trade_no }));
    const below = [`POST ${QUERY}`];
    expect(treeOf(spans())).toEqual([[QUERY, below], [QUERY, below], QUERY]);
    const [, second, third] = named(QUERY);
    expect(second?.events.map(({ name, attributes }) => [name, attributes])).toEqual([
      [
        'alipay.breaker',
        {
          'alipay.method': QUERY,
          'alipay.method_class': 'alipay.trade/reads',
          'alipay.breaker.from': 'closed',
          'alipay.breaker.to': 'open',
        },
      ],
    ]);
    expect(third?.attributes).toMatchObject({
      'error.type': 'ERR_ALIPAY_OVERLOAD',
      'alipay.exhausted': 'breaker',
      'alipay.outcome': 'not_sent',
      'alipay.attempts': 0,
    });
    expect(third?.status.code).toBe(SpanStatusCode.ERROR);
  });

  test('because it was broken off in an attempt ends both spans', async () => {
    world = await openInstrumented();
    const { gateway, alipay, spans } = world;
    gateway.on(QUERY).reply(silent());
    const controller = new AbortController();
    const call = failureOf(alipay.execute(QUERY, { out_trade_no: '1' }, { signal: controller.signal }));
    await expect.poll(() => gateway.log.length).toBe(1);
    controller.abort();
    await call;
    expect(treeOf(spans())).toEqual([[QUERY, [`POST ${QUERY}`]]]);
    expect(only(`POST ${QUERY}`).attributes['error.type']).toBe('canceled');
    expect(only(QUERY).attributes['error.type']).toBe('ERR_ALIPAY_CANCELED');
  });

  test('because it was broken off in its back-off ends that too, where it was broken off', async () => {
    world = await openInstrumented();
    const { gateway, alipay, clock, spans } = world;
    gateway.on(QUERY).reply(busy());
    const controller = new AbortController();
    alipay.events.on('retry', () => controller.abort());
    const beganAtMs = clock.now();
    await failureOf(alipay.execute(QUERY, { out_trade_no: '1' }, { signal: controller.signal }));
    expect(treeOf(spans())).toEqual([[QUERY, [`POST ${QUERY}`, 'back-off']]]);
    expect(msOf(only('back-off').endTime)).toBe(beganAtMs);
  });

  test('before it begins has no span', async () => {
    world = await openInstrumented();
    await expect(world.alipay.execute(QUERY, { n: Number.NaN })).rejects.toThrow(TypeError);
    expect(world.spans()).toEqual([]);
  });
});

describe('what belongs to no call under way', () => {
  test('has attempts of its own, in the context in which it is made', async () => {
    world = await openInstrumented();
    const { alipay, tracerProvider, spans, told } = world;
    await failureOf(alipay.execute(QUERY, { out_trade_no: '1' }));
    const late = told.find(({ name }) => name === 'attempt')?.event;
    const source = createSource();
    instrumentAlipay(source, { tracerProvider });
    tracerProvider.getTracer('shop').startActiveSpan('job', (span) => {
      for (const name of ['attempt', 'retry', 'refreshed', 'success']) source.tell(name, { ...late, durationMs: 1 });
      span.end();
    });
    const below = [`POST ${QUERY}`];
    expect(treeOf(spans())).toEqual([
      [QUERY, below],
      ['job', below],
    ]);
  });
});

describe('stopping', () => {
  test('ends the spans of calls under way, and makes no more', async () => {
    world = await openInstrumented();
    const { gateway, alipay, spans, stop } = world;
    gateway.on(QUERY).reply(silent());
    const call = failureOf(alipay.execute(QUERY, { out_trade_no: '1' }));
    await expect.poll(() => gateway.log.length).toBe(1);
    expect(spans()).toEqual([]);
    stop();
    expect(spans().map(({ name, attributes }) => [name, attributes['alipay.outcome']])).toEqual([[QUERY, undefined]]);
    stop();
    void alipay.close();
    await call;
    await failureOf(alipay.execute(QUERY, { out_trade_no: '2' }));
    expect(spans().length).toBe(1);
  });

  test('has ended what was in a back-off, where it was last heard of', async () => {
    world = await openInstrumented();
    const { tracerProvider, spans } = world;
    const source = createSource();
    const stop = instrumentAlipay(source, { tracerProvider });
    const base = { callId: 'call', method: QUERY, attempt: 1, gateway: 'https://[::1]:8443', verb: 'POST' };
    source.tell('start', { ...base, atMs: 1_000 });
    source.tell('retry', { ...base, atMs: 2_000, delayMs: 60_000, because: 'x' });
    source.tell('clockSkew', { ...base, atMs: 2_500, offsetMs: 1_500 });
    source.tell('refreshFailed', {
      ...base,
      atMs: 2_600,
      token: 'auth_token',
      durationMs: 1,
      because: 'x',
      reauthorize: true,
    });
    source.tell('refreshFailed', {
      ...base,
      atMs: 2_700,
      token: 'auth_token',
      durationMs: 1,
      because: 'x',
      reauthorize: false,
    });
    stop();
    const ends = spans().map(({ name, endTime }) => [name, msOf(endTime)]);
    expect(ends).toEqual([
      ['back-off', 2_700],
      [QUERY, 2_700],
    ]);
    const call = only(QUERY);
    expect(call.attributes).toMatchObject({ 'server.address': '::1', 'server.port': 8443 });
    expect(call.events.map(({ name, attributes }) => [name, Object.values(attributes ?? {}).slice(1)])).toEqual([
      ['alipay.clock_skew', [1.5]],
      ['alipay.refresh_failed', ['auth_token', 'reauthorize']],
      ['alipay.refresh_failed', ['auth_token', 'failed']],
    ]);
  });

  test('a clock that was set back makes no span end before it began', async () => {
    world = await openInstrumented();
    const source = createSource();
    instrumentAlipay(source, { tracerProvider: world.tracerProvider });
    const base = { callId: 'call', method: QUERY, attempt: 1, gateway: 'http://localhost', verb: 'POST', because: 'x' };
    source.tell('start', { ...base, atMs: 5_999.9999 });
    source.tell('retry', { ...base, atMs: 6_100, delayMs: 100 });
    source.tell('attempt', { ...base, atMs: 1_060, startedAtMs: 1_000, durationMs: 50.25, outcome: 'succeeded' });
    source.tell('success', { ...base, atMs: 1_070, durationMs: 270, pending: false });
    expect(world.spans().map(({ name, startTime, endTime }) => [name, msOf(startTime), msOf(endTime)])).toEqual([
      ['back-off', 6_100, 6_100],
      [`POST ${QUERY}`, 1_000, 1_050.25],
      [QUERY, 6_000, 6_270],
    ]);
    expect(only(QUERY).attributes['server.port']).toBe(80);
  });

  test('calls that never end do not pile up: the oldest spans end', async () => {
    world = await openInstrumented();
    const telemetry = createTelemetry();
    const source = createSource();
    const { tracerProvider } = telemetry;
    instrumentAlipay(source, { tracerProvider });
    const base = { method: QUERY, attempt: 0, atMs: 1_000, gateway: 'https://openapi.alipay.com', verb: 'POST' };
    for (let nth = 0; nth < MOST_OPEN + 2; nth++) source.tell('start', { ...base, callId: `call-${nth}` });
    expect(telemetry.spans().map(({ attributes }) => attributes['alipay.call_id'])).toEqual(['call-0', 'call-1']);
    expect(telemetry.spans()[0]?.attributes['server.port']).toBe(443);
  });

  test('a hook that throws costs its attributes and a warning, and nothing else', async () => {
    const warnings: string[] = [];
    const hear = (warning: Error): void => void warnings.push(warning.message);
    process.on('warning', hear);
    world = await openInstrumented({}, { attributes: () => JSON.parse('{') });
    await failureOf(world.alipay.execute(QUERY, { out_trade_no: '1' }));
    await expect.poll(() => warnings).toEqual([expect.stringContaining('A listener of "start" failed: SyntaxError')]);
    process.off('warning', hear);
    expect(treeOf(world.spans())).toEqual([[QUERY, [`POST ${QUERY}`]]]);
  });
});
