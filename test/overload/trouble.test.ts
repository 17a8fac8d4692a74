import type { AlipayInstance, AlipayOptions, Intent } from 'alipay-axios';
import { createAlipay } from 'alipay-axios';
import type { TestClock, TestGateway } from 'alipay-axios/testing';
import {
  createTestClock,
  httpStatus,
  ok,
  paid,
  pending,
  refused,
  silent,
  startGateway,
  throttled,
  unsigned,
} from 'alipay-axios/testing';
import type { AxiosAdapter } from 'axios';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createByKey } from '../../src/runtime/overload/by-key.js';
import { failureOf, testCredentials } from '../support/world.js';

// However busy the machine is.
const until = (isSo: () => void): Promise<void> => vi.waitFor(isSo, { timeout: 20_000 });
const QUERY = 'alipay.trade.query';
const PAY = 'alipay.trade.pay';
const CANCEL = 'alipay.trade.cancel';
const ORDER = { out_trade_no: 't-1', total_amount: '8.80', subject: 'tea', auth_code: '28763443825664394' };

let gateway: TestGateway;
let clock: TestClock;
let alipay: AlipayInstance;

function open(options: Partial<AlipayOptions> = {}): AlipayInstance {
  alipay = createAlipay({ ...gateway.credentials, gateway: gateway.url, clock, random: () => 0.5, ...options });
  return alipay;
}

beforeEach(async () => {
  clock = createTestClock(undefined, { auto: true });
  gateway = await startGateway({ credentials: testCredentials(), clock });
});
afterEach(async () => {
  await alipay.close();
  await gateway.close();
});

const query = (options = {}) => alipay.execute(QUERY, { out_trade_no: 't-1' }, options);
const sends = (method: string) => gateway.log.filter((entry) => entry.method === method).length;

async function inTurn(count: number, run: () => Promise<unknown>): Promise<void> {
  for (let nth = 0; nth < count; nth++) await run();
}

/** A journal whose intents can be looked at. */
function createOpenJournal() {
  const intents = new Map<string, Intent>();
  const opened: string[] = [];
  const journal = {
    open: async (intent: Intent) => {
      opened.push(intent.id);
      intents.set(intent.id, intent);
    },
    close: async (id: string) => void intents.delete(id),
    pending: async () => [...intents.values()],
  };
  return { intents, opened, journal };
}

describe('money', () => {
  test('a 429 over a success that cannot be believed is no refusal: nothing is sent twice', async () => {
    open({ methods: { 'demo.money.push': { repeat: 'never' } } });
    gateway.on('demo.money.push').reply(unsigned(ok()), ok());
    const plain: AxiosAdapter = await import('axios').then(({ default: axios }) => axios.getAdapter('http') as never);
    const adapter: AxiosAdapter = async (config) => ({ ...(await plain(config)), status: 429 });
    const error = await failureOf(alipay.execute('demo.money.push', {}, { adapter }));
    expect(error).toMatchObject({ outcome: 'unknown', attempts: { length: 1 } });
    expect(sends('demo.money.push')).toBe(1);
  });

  test('a payment that was turned away says nothing about an earlier one with its number', async () => {
    const { intents, journal } = createOpenJournal();
    open({ journal, breaker: { minAttempts: 1, openMs: 60_000 }, deadlineMs: 5_000 });
    gateway.on(PAY).reply(...Array.from({ length: 9 }, () => httpStatus(502)));
    gateway.on(QUERY).reply(...Array.from({ length: 99 }, () => httpStatus(502)));
    gateway.on(CANCEL).reply(...Array.from({ length: 99 }, () => httpStatus(502)));
    const times = { withinMs: 10_000, cancelWithinMs: 5_000 };
    expect((await alipay.settlePayment(ORDER, times)).status).toBe('unresolved');
    expect(intents.size).toBe(1);
    expect((await alipay.settlePayment(ORDER, times)).status).toBe('unresolved');
    expect(sends(PAY)).toBe(1);
    await alipay.close();
    expect(intents.size).toBe(1);
  });

  test('a payment is called off while the breaker holds payments back', async () => {
    open({ breaker: { minAttempts: 1, openMs: 60_000 } });
    gateway.on(PAY).reply(pending());
    gateway.on('alipay.trade.create').reply(...Array.from({ length: 9 }, () => httpStatus(502)));
    let failing: Promise<unknown> | undefined;
    alipay.events.on('success', () => {
      failing ??= failureOf(alipay.execute('alipay.trade.create', ORDER, { deadlineMs: 1_000 }));
    });
    const settlement = await alipay.settlePayment(ORDER, { withinMs: 20_000 });
    await failing;
    expect(alipay.health().breakers).toHaveProperty(['alipay.trade/writes']);
    expect(settlement).toMatchObject({ status: 'closed', why: { reason: 'canceled' } });
  });

  test('the questions of a payment are not turned away for want of room', async () => {
    open({ bulkhead: { maxInFlight: 1, maxWaiting: 0 } });
    gateway.on(PAY).reply(pending());
    gateway.on(QUERY).reply(paid());
    let release: () => void = () => {};
    const held: AxiosAdapter = (config) =>
      new Promise((resolve) => {
        release = () => resolve({ status: 502, statusText: '', headers: {}, data: Buffer.alloc(0), config });
      });
    // Takes the only place as soon as the payment has left it.
    alipay.events.on('success', () => void failureOf(query({ adapter: held })));
    const settlement = alipay.settlePayment(ORDER, { withinMs: 12_000 });
    await until(() => expect(alipay.health()).toMatchObject({ inFlight: 1, waiting: 1 }));
    expect(await failureOf(query())).toMatchObject({ exhausted: 'bulkhead' });
    release();
    expect((await settlement).status).toBe('paid');
    release();
  });

  test('an intent is written once, though the token is renewed while the call stands in line', async () => {
    const { opened, intents, journal } = createOpenJournal();
    open({ journal, bulkhead: { maxInFlight: 1 } });
    const { token: value, refreshToken } = gateway.tokens.issueUser();
    await alipay.tokens.put({ kind: 'auth_token', owner: 'u', value, refreshToken });
    const first = alipay.execute('alipay.user.info.share', undefined, { authToken: { owner: 'u' } });
    gateway.tokens.expire(value);
    const pay = alipay.execute(PAY, ORDER, { authToken: { owner: 'u' } });
    await Promise.all([first, pay]);
    expect(opened).toHaveLength(1);
    await alipay.close();
    expect(intents.size).toBe(0);
  });
});

describe('what callers do', () => {
  test('breaking calls off costs no retries', async () => {
    open();
    const controller = new AbortController();
    gateway.on(QUERY).reply(...Array.from({ length: 20 }, () => silent()));
    const calls = Array.from({ length: 20 }, () => failureOf(query({ signal: controller.signal })));
    await until(() => expect(gateway.log).toHaveLength(20));
    controller.abort();
    await Promise.all(calls);
    expect(alipay.health().budget).toEqual({ tokens: 500, of: 500 });
  });

  test('a retry that is not sent any more is not paid for', async () => {
    open({ breaker: false });
    const controller = new AbortController();
    alipay.events.on('retry', () => controller.abort());
    gateway.on(QUERY).reply(httpStatus(502));
    expect(await failureOf(query({ signal: controller.signal }))).toMatchObject({ code: 'ERR_ALIPAY_CANCELED' });
    expect(alipay.health().budget?.tokens).toBe(500);
  });

  test('a call with little time goes through right after an outage of slow attempts', async () => {
    open({ breaker: false, budget: false, retry: { maxAttempts: 1 }, clock: { now: Date.now, sleep: clock.sleep } });
    gateway.on(QUERY).reply(...Array.from({ length: 25 }, () => silent()), paid({ out_trade_no: 't-1' }));
    await Promise.all(Array.from({ length: 25 }, () => failureOf(query({ timeout: 400 }))));
    expect((await query({ deadlineMs: 300 })).alipay.attempts).toHaveLength(1);
  });

  test('a clock that sleeps for no time does not keep the process from everything else', async () => {
    open({ clock: { now: () => 1_790_000_000_000, sleep: async () => {} }, limiter: { minPerSecond: 0.1 } });
    gateway.on(QUERY).reply(...Array.from({ length: 9 }, () => throttled()));
    const controller = new AbortController();
    const calls = [query, query].map((call) => failureOf(call({ signal: controller.signal })));
    await until(() => expect(alipay.health().waiting).toBeGreaterThan(0));
    controller.abort();
    for (const { code } of await Promise.all(calls)) expect(code).toBe('ERR_ALIPAY_CANCELED');
  });
});

describe('the breaker', () => {
  test('does not keep a call from going on whose probe found the gateway alive', async () => {
    open({ breaker: { minAttempts: 1 }, retry: { maxAttempts: 3 } });
    gateway.on(QUERY).reply(httpStatus(502), throttled(), paid({ out_trade_no: 't-1' }));
    await failureOf(query());
    await clock.sleep(5_000);
    expect((await query()).alipay.attempts).toHaveLength(2);
  });

  test('tells of every change, also where the place was not used', async () => {
    open({ breaker: { minAttempts: 1, probes: 1 }, retry: { maxAttempts: 1 } });
    const changes: string[] = [];
    alipay.events.on('breaker', ({ from, to }) => changes.push(`${from} ${to}`));
    gateway.on(QUERY).reply(httpStatus(502), paid());
    await failureOf(query());
    await clock.sleep(5_000);
    await query();
    expect(changes).toEqual(['closed open', 'open half-open', 'half-open closed']);
  });
});

describe('a Date that is wrong', () => {
  const twisted = async (aheadMs: number): Promise<AxiosAdapter> => {
    const plain: AxiosAdapter = await import('axios').then(({ default: axios }) => axios.getAdapter('http') as never);
    return async (config) => {
      const response = await plain(config);
      const headers = { ...response.headers, date: new Date(clock.now() + aheadMs).toUTCString() };
      return { ...response, headers: headers as never };
    };
  };

  test('costs one more attempt, once, and is not believed again', async () => {
    open({ axios: { adapter: await twisted(1_200_000) } });
    const attempts: number[] = [];
    await inTurn(4, async () => attempts.push((await failureOf(query())).attempts.length));
    expect(attempts).toEqual([1, 2, 1, 1]);
    expect(alipay.health().clockOffsetMs).toBe(0);
  });

  test('in an unsigned word of v3 moves no other call', async () => {
    open();
    const body = { out_trade_no: 't-1', total_amount: '8.80', subject: 'tea' };
    const adapter: AxiosAdapter = async (config) => ({
      status: 400,
      statusText: '',
      headers: { date: new Date(clock.now() + 1_200_000).toUTCString() },
      data: Buffer.from('{"code":"invalid-timestamp","message":"no"}'),
      config,
    });
    await alipay.post('/v3/alipay/trade/create', body, { adapter }).catch(() => undefined);
    expect(alipay.health().clockOffsetMs).toBe(0);
  });
});

describe('what is kept by name', () => {
  test('makes room by what says nothing, and only then by the oldest', () => {
    const kept = createByKey<number>(
      () => 0,
      (value) => value === 0,
    );
    kept.set('precious', 1);
    for (let nth = 0; nth < 1_500; nth++) kept.set(`n${nth}`, 0);
    expect(kept.get('precious')).toBe(1);
    expect([...kept.entries()]).toHaveLength(1_000);
    for (let nth = 0; nth < 1_000; nth++) kept.set(`m${nth}`, 1);
    expect(kept.get('precious')).toBe(0);
  });

  test('tells no rate that is forgotten', async () => {
    open();
    gateway.on(QUERY).reply(throttled(), refused('40004', 'ACQ.TRADE_NOT_EXIST'));
    await failureOf(query());
    expect(alipay.health().ratesPerSecond).toHaveProperty(['*']);
    await clock.sleep(60_000);
    expect(alipay.health().ratesPerSecond).toEqual({});
  });
});
