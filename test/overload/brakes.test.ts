import { getEventListeners } from 'node:events';
import type { AlipayError, AlipayInstance, AlipayOptions } from 'alipay-axios';
import { createAlipay, createBreaker, createRetryBudget } from 'alipay-axios';
import type { TestClock, TestGateway } from 'alipay-axios/testing';
import {
  busy,
  createTestClock,
  httpStatus,
  paid,
  refused,
  silent,
  startGateway,
  throttled,
} from 'alipay-axios/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Told } from '../support/world.js';
import { failureOf, listen, testCredentials } from '../support/world.js';

// However busy the machine is.
const until = (isSo: () => void): Promise<void> => vi.waitFor(isSo, { timeout: 20_000 });
const QUERY = 'alipay.trade.query';
const CREATE = 'alipay.trade.create';
const ASKED = { out_trade_no: '1' };

let gateway: TestGateway;
let clock: TestClock;
let alipay: AlipayInstance;
let told: Told[];

function open(options: Partial<AlipayOptions> = {}): void {
  alipay = createAlipay({ ...gateway.credentials, gateway: gateway.url, clock, random: () => 0.5, ...options });
  told = listen(alipay);
}

beforeEach(async () => {
  clock = createTestClock(undefined, { auto: true });
  gateway = await startGateway({ credentials: testCredentials(), clock });
  open();
});
afterEach(async () => {
  await alipay.close();
  await gateway.close();
});

const query = (options = {}) => alipay.execute(QUERY, ASKED, options);
const failing = (count: number, options?: object): Promise<AlipayError[]> =>
  inTurn(count, () => failureOf(query(options)));

async function inTurn<T>(count: number, run: (nth: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let nth = 0; nth < count; nth++) results.push(await run(nth));
  return results;
}

describe('the budget', () => {
  const spent = { budget: { tokens: 28, floorPerMinute: 0 }, breaker: false } as const;

  test('is spent by retries, and a call that is refused one says so', async () => {
    open(spent);
    gateway.on(QUERY).reply(...Array.from({ length: 5 }, () => busy()));
    const [first, second] = await failing(2);
    expect(first).toMatchObject({ code: 'ERR_ALIPAY_REJECTED', exhausted: 'attempts', attempts: { length: 3 } });
    expect(second).toMatchObject({
      code: 'ERR_ALIPAY_OVERLOAD',
      exhausted: 'budget',
      outcome: 'unknown',
      gatewayCode: '20000',
      attempts: { length: 1 },
    });
    expect(JSON.parse(JSON.stringify(second))).toMatchObject({ exhausted: 'budget' });
    expect(told.at(-1)).toMatchObject({ name: 'failure', event: { exhausted: 'budget' } });
    expect(second?.message).toContain('the retries that all calls may make together are spent');
  });

  test('gets back what the retry cost when the call goes well, and one for each call without any', async () => {
    open(spent);
    gateway.on(QUERY).reply(busy(), paid(), busy(), busy(), busy());
    await query();
    expect(alipay.health().budget).toEqual({ tokens: 28, of: 28 });
    await failing(1);
    expect(alipay.health().budget?.tokens).toBe(0);
    await failureOf(query());
    expect(alipay.health().budget?.tokens).toBe(1);
  });

  test('costs less after a refusal for the rate, which gives nothing back', async () => {
    open({ ...spent, limiter: false });
    gateway.on(QUERY).reply(throttled(), throttled(), throttled());
    await failing(1);
    expect(alipay.health().budget?.tokens).toBe(18);
  });

  test('can be shared: what one instance spends another has not', async () => {
    const budget = createRetryBudget({ tokens: 14, floorPerMinute: 0 });
    open({ budget, breaker: false, retry: { maxAttempts: 2 } });
    const first = alipay;
    open({ budget, breaker: false });
    gateway.on(QUERY).reply(busy(), busy(), busy());
    await failureOf(first.execute(QUERY, ASKED));
    expect((await failing(1))[0]).toMatchObject({ exhausted: 'budget', attempts: { length: 1 } });
    expect(first.health().budget).toEqual({ tokens: 0, of: 14 });
    await first.close();
  });

  test('can be off', async () => {
    open({ budget: false, breaker: false });
    gateway.on(QUERY).reply(...Array.from({ length: 300 }, () => busy()));
    for (const { attempts } of await failing(100)) expect(attempts).toHaveLength(3);
    expect(alipay.health()).not.toHaveProperty('budget');
  });
});

describe('the breaker', () => {
  beforeEach(() => open({ retry: { maxAttempts: 1 } }));
  const fail = (count: number) => {
    gateway.on(QUERY).reply(...Array.from({ length: count }, () => httpStatus(502)));
    return failing(count);
  };

  test('opens after twenty technical failures, and holds calls back without sending them', async () => {
    await fail(20);
    expect(told.find(({ name }) => name === 'breaker')?.event).toMatchObject({
      methodClass: 'alipay.trade/reads',
      from: 'closed',
      to: 'open',
      openMs: 4_500,
    });
    const before = gateway.log.length;
    const [held] = await failing(1);
    expect(held).toMatchObject({
      code: 'ERR_ALIPAY_OVERLOAD',
      exhausted: 'breaker',
      outcome: 'not_sent',
      attempts: [],
    });
    expect(held?.message).toContain('the breaker of alipay.trade/reads is open for another 4500 ms');
    expect(held?.advice.zh).toContain('breaker');
    expect(gateway.log).toHaveLength(before);
    expect(alipay.health().breakers).toEqual({ 'alipay.trade/reads': { state: 'open', openForMs: 4_500 } });
  });

  test('is one for each family of methods, and in it one for reads and one for the rest', async () => {
    await fail(20);
    const order = { out_trade_no: '2', total_amount: '1.00', subject: 'tea' };
    expect((await alipay.execute(CREATE, order)).alipay.code).toBe('10000');
    expect(await failureOf(alipay.execute('alipay.fund.trans.common.query', { out_biz_no: '1' }))).toMatchObject({
      outcome: 'rejected',
    });
  });

  test('never opens for refusals', async () => {
    const refusals = [
      refused('40004', 'ACQ.TRADE_NOT_EXIST'),
      refused('40002', 'isv.invalid-parameter'),
      refused('40006', 'isv.insufficient-isv-permissions'),
    ];
    gateway.on(QUERY).reply(...Array.from({ length: 99 }, (_, nth) => refusals[nth % 3] ?? busy()));
    await failing(99);
    expect(alipay.health().breakers).toEqual({});
  });

  test('lets a probe through when its time is over, two more after it, and closes when they go well', async () => {
    await fail(20);
    await clock.sleep(4_500);
    gateway.on(QUERY).reply(paid(), paid(), paid(), paid());
    await inTurn(4, () => query());
    const changes = told.filter(({ name }) => name === 'breaker').map(({ event }) => event);
    expect(changes).toMatchObject([
      { from: 'closed', to: 'open' },
      { from: 'open', to: 'half-open' },
      { from: 'half-open', to: 'closed' },
    ]);
    expect(alipay.health().breakers).toEqual({});
  });

  test('opens again when a probe fails, and that call is not sent again', async () => {
    open({ retry: { maxAttempts: 3 }, budget: false });
    gateway.on(QUERY).reply(...Array.from({ length: 21 }, () => httpStatus(502)));
    await failing(10);
    await clock.sleep(5_000);
    const before = gateway.log.length;
    const [probe] = await failing(1);
    expect(probe).toMatchObject({ code: 'ERR_ALIPAY_OVERLOAD', exhausted: 'breaker', outcome: 'unknown' });
    expect(gateway.log.length - before).toBe(1);
    expect(alipay.health().breakers).toMatchObject({ 'alipay.trade/reads': { state: 'open' } });
  });

  test('is not opened by hasty callers', async () => {
    open({ retry: { maxAttempts: 1 }, clock: { now: Date.now, sleep: clock.sleep } });
    gateway.on(QUERY).reply(...Array.from({ length: 25 }, () => silent()));
    const errors = await failing(25, { deadlineMs: 5 });
    expect(new Set(errors.map(({ code }) => code))).not.toContain('ERR_ALIPAY_OVERLOAD');
    expect(alipay.health().breakers).toEqual({});
  });

  test('can be shared: what one instance finds out counts for another, on the same gateway', async () => {
    const breaker = createBreaker({ minAttempts: 2 });
    open({ breaker, retry: { maxAttempts: 1 } });
    const first = alipay;
    open({ breaker });
    gateway.on(QUERY).reply(httpStatus(502), httpStatus(502));
    await inTurn(2, () => failureOf(first.execute(QUERY, ASKED)));
    expect((await failing(1))[0]).toMatchObject({ exhausted: 'breaker', outcome: 'not_sent' });
    await first.close();
  });

  test('can be off', async () => {
    open({ breaker: false, retry: { maxAttempts: 1 } });
    for (const { exhausted } of await fail(50)) expect(exhausted).toBe('attempts');
  });
});

describe('the bulkhead', () => {
  const places = { bulkhead: { maxInFlight: 2, maxWaiting: 3 } } as const;

  async function fill(): Promise<Promise<AlipayError>[]> {
    clock = createTestClock(undefined);
    open(places);
    gateway.on(QUERY).reply(silent(), silent());
    const calls = [failureOf(query()), failureOf(query())];
    await until(() => expect(gateway.log).toHaveLength(2));
    return calls;
  }

  test('has so many attempts under way, so many calls in the line, and tells the others at once', async () => {
    const silentOnes = await fill();
    const waiting = [query(), query(), query()];
    await until(() => expect(alipay.health()).toMatchObject({ inFlight: 2, waiting: 3 }));
    const refusedOne = await failureOf(query());
    expect(refusedOne).toMatchObject({
      code: 'ERR_ALIPAY_OVERLOAD',
      exhausted: 'bulkhead',
      outcome: 'not_sent',
      attempts: [],
    });
    expect(refusedOne.message).toContain('bulkhead.maxInFlight');
    gateway.on(QUERY).reply(paid(), paid(), paid(), paid(), paid());
    await clock.advance(10_000);
    await Promise.all(waiting);
    await clock.whenPending(2);
    await clock.advance(1_000);
    const ends = await Promise.all(silentOnes.map((one) => one.catch(() => undefined)));
    expect(ends).toHaveLength(2);
    expect(alipay.health()).toMatchObject({ inFlight: 0, waiting: 0 });
  }, 20_000);

  test('is left by who runs out of time there, and by who gives up', async () => {
    await fill();
    const controller = new AbortController();
    const late = failureOf(query({ deadlineMs: 500 }));
    const given = failureOf(query({ signal: controller.signal }));
    await until(() => expect(alipay.health().waiting).toBe(2));
    controller.abort();
    expect(await given).toMatchObject({ code: 'ERR_ALIPAY_CANCELED', outcome: 'not_sent', attempts: [] });
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    await clock.advance(500);
    expect(await late).toMatchObject({
      code: 'ERR_ALIPAY_DEADLINE',
      exhausted: 'deadline',
      outcome: 'not_sent',
      attempts: [],
    });
    expect(alipay.health().waiting).toBe(0);
  });

  test('serves first who came first', async () => {
    clock = createTestClock(undefined);
    open({ bulkhead: { maxInFlight: 1 } });
    gateway.on(QUERY).reply(silent());
    void failureOf(query({ deadlineMs: 1_000 }));
    await until(() => expect(gateway.log).toHaveLength(1));
    const numbers = ['a', 'b', 'c', 'd'];
    const calls = numbers.map((out_trade_no) => failureOf(alipay.execute(QUERY, { out_trade_no })));
    await until(() => expect(alipay.health().waiting).toBe(4));
    await clock.advance(1_000);
    await Promise.all(calls);
    const served = gateway.log.slice(1).map(({ params }) => JSON.parse(params['biz_content'] ?? '{}').out_trade_no);
    expect(served).toEqual(numbers);
  });

  test('is no obstacle to a refresh that those who hold its places wait for', async () => {
    open({ bulkhead: { maxInFlight: 1 } });
    const { token: value, refreshToken } = gateway.tokens.issueUser();
    await alipay.tokens.put({ kind: 'auth_token', owner: 'u', value, refreshToken });
    gateway.tokens.expire(value);
    const share = () => alipay.execute('alipay.user.info.share', undefined, { authToken: { owner: 'u' } });
    const replies = await Promise.all([share(), share(), share()]);
    expect(replies.map(({ alipay: report }) => report.code)).toEqual(['10000', '10000', '10000']);
    expect(gateway.tokens.refreshCount).toBe(1);
  });

  test('can be off', async () => {
    open({ bulkhead: false });
    const codes = await Promise.all(Array.from({ length: 300 }, () => failureOf(query()).then(({ code }) => code)));
    expect(new Set(codes)).toEqual(new Set(['ERR_ALIPAY_BUSINESS']));
  });
});

describe('the limiter', () => {
  test('holds a method to its rate once the gateway refused it for that, and no other', async () => {
    gateway.on(QUERY).reply(throttled('isv.method-call-limited'), paid(), paid());
    await query();
    expect(alipay.health().ratesPerSecond).toEqual({ [QUERY]: 0.5 });
    await query();
    // 500 ms of back-off, and then a turn every two seconds.
    expect(clock.sleeps).toEqual([500, 2_000]);
    await alipay.execute(CREATE, { out_trade_no: '2', total_amount: '1.00', subject: 'tea' });
    expect(clock.sleeps).toHaveLength(2);
  });

  test('holds all methods where it is the app that was refused', async () => {
    gateway.on(QUERY).reply(throttled('isv.app-call-limited'), paid());
    await query();
    expect(alipay.health().ratesPerSecond).toEqual({ '*': 0.5 });
    await alipay.execute(CREATE, { out_trade_no: '2', total_amount: '1.00', subject: 'tea' });
    expect(clock.sleeps).toEqual([500, 2_000]);
  });

  test('does not slow others down for one record that was worked on too often', async () => {
    gateway.on(QUERY).reply(refused('40004', 'OPERATE_TOO_FAST'), paid(), paid());
    await query();
    await query();
    expect(clock.sleeps).toEqual([500]);
    expect(alipay.health().ratesPerSecond).toEqual({});
  });

  test('tells a call at once whose turn certainly comes too late', async () => {
    clock = createTestClock(undefined);
    open();
    gateway.on(QUERY).reply(throttled('isv.method-call-limited'), throttled('isv.method-call-limited'));
    const waiting = failureOf(query());
    await clock.whenPending(1);
    await clock.advance(500);
    await clock.whenPending(1);
    await clock.advance(1_000);
    await until(() => expect(alipay.health().waiting).toBe(1));
    const hopeless = await failureOf(query({ deadlineMs: 300 }));
    expect(hopeless).toMatchObject({
      code: 'ERR_ALIPAY_OVERLOAD',
      exhausted: 'limiter',
      outcome: 'not_sent',
      attempts: [],
    });
    expect(hopeless.advice.en).toContain('refuses calls for their rate');
    await alipay.close();
    expect(await waiting).toMatchObject({ code: 'ERR_ALIPAY_CANCELED' });
  });

  test('can be off', async () => {
    open({ limiter: false });
    gateway.on(QUERY).reply(throttled(), paid(), paid());
    await query();
    await query();
    expect(clock.sleeps).toEqual([500]);
  });
});

describe('Retry-After', () => {
  const date = (afterMs: number) => new Date(clock.now() + afterMs).toUTCString();

  test.each([
    ['2', [2_000]],
    ['0', [500]],
    ['60', [5_500]],
    ['soon', [500]],
  ])('%s on a 429', async (retryAfter, sleeps) => {
    gateway.on(QUERY).reply(httpStatus(429, '', { 'retry-after': retryAfter }), paid());
    open({ limiter: false });
    const { alipay: report } = await query();
    expect(clock.sleeps).toEqual(sleeps);
    expect(report.attempts[0]).toMatchObject({
      outcome: 'refused',
      code: '40005',
      decision: 'throttle',
      delayMs: sleeps[0],
    });
  });

  test('as a date on a 503 is read by the clock of the gateway', async () => {
    const headers = { 'retry-after': date(3_600_000 + 3_000), date: date(3_600_000) };
    gateway.on(QUERY).reply(httpStatus(503, '', headers), paid());
    const { alipay: report } = await query();
    expect(clock.sleeps).toEqual([3_000]);
    expect(report.attempts[0]).toMatchObject({ outcome: 'unknown', decision: 'throttle' });
  });

  test('can be ignored', async () => {
    open({ retry: { maxRetryAfterMs: 0 }, limiter: false });
    gateway.on(QUERY).reply(httpStatus(429, '', { 'retry-after': '3' }), paid());
    await query();
    expect(clock.sleeps).toEqual([500]);
  });
});
