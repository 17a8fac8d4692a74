import { instrumentAlipay } from 'alipay-axios/otel';
import { busy, hangUp, paid, refused, silent, throttled } from 'alipay-axios/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { MOST_METHODS } from '../../src/otel/event-metrics.js';
import { failureOf } from '../support/world.js';
import type { InstrumentedWorld } from './telemetry.js';
import { createSource, createTelemetry, openInstrumented } from './telemetry.js';

const QUERY = 'alipay.trade.query';
const BREAKER = { 'alipay.method_class': 'alipay.trade/reads' };

let world: InstrumentedWorld;
afterEach(() => world?.close());

const query = (): Promise<unknown> => world.alipay.execute(QUERY, { out_trade_no: '1' });

describe('what the events tell', () => {
  test('calls and attempts are counted and timed, by method and outcome', async () => {
    world = await openInstrumented();
    const { gateway, points, alipay } = world;
    gateway
      .on(QUERY)
      .reply(busy(), paid(), paid(), refused('40004', 'ACQ.TRADE_NOT_EXIST'), hangUp(), hangUp(), hangUp());
    await query();
    await query();
    for (let nth = 0; nth < 2; nth++) await failureOf(query());
    await alipay.execute('alipay.trade.precreate', { out_trade_no: '2', total_amount: '1.00', subject: 'x' });
    const rejected = { 'alipay.outcome': 'rejected', 'error.type': 'ERR_ALIPAY_BUSINESS' };
    const unknown = {
      'alipay.outcome': 'unknown',
      'error.type': 'ERR_ALIPAY_NETWORK',
      'alipay.exhausted': 'attempts',
    };
    expect(await points('alipay.client.calls')).toEqual([
      { attributes: { 'alipay.method': QUERY, 'alipay.outcome': 'succeeded' }, value: 2 },
      { attributes: { 'alipay.method': QUERY, ...rejected }, value: 1 },
      { attributes: { 'alipay.method': QUERY, ...unknown }, value: 1 },
      { attributes: { 'alipay.method': 'alipay.trade.precreate', 'alipay.outcome': 'succeeded' }, value: 1 },
    ]);
    expect(await points('alipay.client.attempts')).toEqual([
      { attributes: { 'alipay.method': QUERY, 'alipay.attempt.outcome': 'unknown' }, value: 4 },
      { attributes: { 'alipay.method': QUERY, 'alipay.attempt.outcome': 'succeeded' }, value: 2 },
      { attributes: { 'alipay.method': QUERY, 'alipay.attempt.outcome': 'refused' }, value: 1 },
      { attributes: { 'alipay.method': 'alipay.trade.precreate', 'alipay.attempt.outcome': 'succeeded' }, value: 1 },
    ]);
    // The clock moves in waits alone: 100 ms before the second attempt of the first call.
    const [well] = await points('alipay.client.call.duration');
    expect(well).toMatchObject({ value: { count: 2, sum: 0.1, min: 0, max: 0.1 } });
    const [attempts] = await points('alipay.client.attempt.duration');
    expect(attempts).toMatchObject({ value: { count: 4, sum: 0 } });
  });

  test('back-off is measured apart, in seconds, up to beyond the deadline', async () => {
    world = await openInstrumented();
    const { gateway, points } = world;
    gateway.on(QUERY).reply(busy(), throttled('isv.method-call-limited'), paid());
    await query();
    const found = await points('alipay.client.backoff.duration');
    expect(found).toMatchObject([
      { attributes: { 'alipay.method': QUERY, 'alipay.backoff.reason': 'retry' }, value: { count: 1, sum: 0.1 } },
      { attributes: { 'alipay.method': QUERY, 'alipay.backoff.reason': 'throttle' }, value: { count: 1, sum: 1 } },
    ]);
    expect(found[0]?.value).toMatchObject({ buckets: { boundaries: expect.arrayContaining([0.005, 30, 60]) } });
  });

  test('refreshes are counted by the kind of the token and by where the new one came from', async () => {
    let refreshes = 0;
    world = await openInstrumented({
      gateway: { methods: ['x.y.query'] },
      alipay: {
        tokens: {
          refresh: () => {
            if (++refreshes === 2) throw new Error('the store is down');
            return 'a-new-token';
          },
        },
      },
    });
    const { gateway, alipay, points } = world;
    const stale = refused('20001', 'aop.app-auth-token-time-out');
    gateway.on('x.y.query').reply(stale, paid(), stale);
    await alipay.execute('x.y.query', {}, { appAuthToken: 'old-1' });
    await failureOf(alipay.execute('x.y.query', {}, { appAuthToken: 'old-2' }));
    const kind = { 'alipay.token.kind': 'app_auth_token' };
    expect(await points('alipay.client.token.refreshes')).toEqual([
      { attributes: { ...kind, 'alipay.refresh.result': 'callback' }, value: 1 },
      { attributes: { ...kind, 'alipay.refresh.result': 'failed' }, value: 1 },
    ]);
  });

  test('names beyond the bound make no series of their own', async () => {
    const { meterProvider, points } = createTelemetry();
    const source = createSource();
    instrumentAlipay(source, { meterProvider });
    for (let nth = 0; nth < MOST_METHODS + 50; nth++) source.tell('success', { method: `x.${nth}`, durationMs: 1 });
    source.tell('success', { method: 'x.0', durationMs: 1 });
    const found = await points('alipay.client.calls');
    expect(found.length).toBe(MOST_METHODS + 1);
    expect(found.find(({ attributes }) => attributes['alipay.method'] === '_OTHER')?.value).toBe(50);
    expect(found.find(({ attributes }) => attributes['alipay.method'] === 'x.0')?.value).toBe(2);
  });
});

describe('how the instance is doing', () => {
  test('is asked at each collection: attempts under way, calls in the line, the budget', async () => {
    world = await openInstrumented({ alipay: { bulkhead: { maxInFlight: 1 } } }, { instance: 'shop' });
    const { gateway, points, alipay } = world;
    const gauges = async () => {
      const names = ['attempts.in_flight', 'calls.waiting', 'budget.left'];
      return Promise.all(names.map(async (name) => (await points(`alipay.client.${name}`)).map(({ value }) => value)));
    };
    expect(await gauges()).toEqual([[0], [0], [500]]);
    gateway.on(QUERY).reply(busy(), silent());
    const first = failureOf(query());
    await expect.poll(() => gateway.log.length).toBe(2);
    const second = failureOf(query());
    await expect.poll(() => alipay.health().waiting).toBe(1);
    expect(await gauges()).toEqual([[1], [1], [486]]);
    expect((await points('alipay.client.calls.waiting'))[0]?.attributes).toEqual({ 'alipay.instance': 'shop' });
    void alipay.close();
    await Promise.all([first, second]);
    expect((await gauges()).slice(0, 2)).toEqual([[0], [0]]);
  });

  test('shows a breaker from its first opening on: 2 open, 1 half-open, 0 closed again', async () => {
    world = await openInstrumented({ alipay: { breaker: { minAttempts: 2, probes: 1 }, retry: { maxAttempts: 1 } } });
    const { gateway, clock, points } = world;
    const state = () => points('alipay.client.breaker.state');
    expect(await state()).toEqual([]);
    gateway.on(QUERY).reply(hangUp(), hangUp(), silent());
    for (let nth = 0; nth < 2; nth++) await failureOf(query());
    expect(await state()).toEqual([{ attributes: BREAKER, value: 2 }]);
    await clock.advance(5_000);
    const controller = new AbortController();
    const probe = failureOf(world.alipay.execute(QUERY, { out_trade_no: '1' }, { signal: controller.signal }));
    await expect.poll(() => gateway.log.length).toBe(3);
    expect(await state()).toEqual([{ attributes: BREAKER, value: 1 }]);
    controller.abort();
    await probe;
    gateway.on(QUERY).clear().reply(paid());
    await clock.advance(5_000);
    await query();
    expect(await state()).toEqual([{ attributes: BREAKER, value: 0 }]);
  });

  test('leaves out a budget that is off', async () => {
    world = await openInstrumented({ alipay: { budget: false } });
    expect(await world.points('alipay.client.budget.left')).toEqual([]);
  });
});

test('stop() stops the counting and the asking', async () => {
  world = await openInstrumented();
  const { gateway, points, stop } = world;
  gateway.on(QUERY).reply(paid(), paid());
  await query();
  stop();
  await query();
  expect((await points('alipay.client.calls')).map(({ value }) => value)).toEqual([1]);
  expect(await points('alipay.client.budget.left')).toEqual([]);
});

test('a wrong instance and wrong options are refused, each with its name and what there is', () => {
  const source = createSource();
  const wrong: readonly (readonly [unknown, object | null, string])[] = [
    [{}, {}, '"alipay" must be an instance of createAlipay'],
    [undefined, {}, 'got undefined'],
    [source, null, '"options" must be an object, got null'],
    [source, { tracer: 1 }, '"options.tracer" is not an option. There are: tracerProvider, meterProvider'],
    [source, { tracerProvider: {} }, '"options.tracerProvider" must be a TracerProvider, got an object'],
    [source, { meterProvider: null }, '"options.meterProvider" must be a MeterProvider, got null'],
    [source, { instance: '' }, '"options.instance" must be a text, got an empty string'],
    [source, { attributes: {} }, '“options.attributes”应为函数，收到的是对象'],
  ];
  for (const [alipay, options, words] of wrong) {
    expect(() => instrumentAlipay(alipay as never, options as never)).toThrow(words);
  }
});
