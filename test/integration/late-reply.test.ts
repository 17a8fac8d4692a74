import type { AlipayInstance, AlipayOptions } from 'alipay-axios';
import { createAlipay } from 'alipay-axios';
import type { TestClock, TestGateway } from 'alipay-axios/testing';
import { busy, createTestClock, refused, startGateway } from 'alipay-axios/testing';
import type { AxiosAdapter, AxiosResponse } from 'axios';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Told } from '../support/world.js';
import { failureOf, HTTP_ADAPTER, listen, testCredentials } from '../support/world.js';

const PAY = 'alipay.trade.pay';
const QUERY = 'alipay.trade.query';
const ORDER = { out_trade_no: 'l-1', total_amount: '1.00', subject: 'tea', auth_code: '28763443825664394' };

let gateway: TestGateway;
let clock: TestClock;
let alipay: AlipayInstance;
let told: Told[];
/** The replies that are held back, in the order of their requests. */
let held: { readonly method: string; release(): void; readonly signal: AbortSignal }[];
/** Which of the requests to hold back, from 1 on. */
let holds: (nth: number, method: string) => boolean;

beforeEach(async () => {
  gateway = await startGateway({ credentials: testCredentials() });
  clock = createTestClock(Date.now());
  held = [];
  holds = (nth) => nth === 1;
  open({});
});
afterEach(async () => {
  await alipay.close();
  await gateway.close();
});

function open(options: Partial<AlipayOptions>): void {
  let requests = 0;
  const adapter: AxiosAdapter = async (config) => {
    requests++;
    const method = new URL(String(config.url)).searchParams.get('method') ?? '';
    const isHeld = holds(requests, method);
    const response: AxiosResponse = await HTTP_ADAPTER({ ...config, signal: undefined as never });
    if (!isHeld) return response;
    return new Promise((resolve) => {
      held.push({ method, release: () => resolve(response), signal: config.signal as AbortSignal });
    });
  };
  alipay = createAlipay({
    ...gateway.credentials,
    gateway: gateway.url,
    clock,
    random: () => 0.5,
    axios: { adapter },
    ...options,
  });
  told = listen(alipay);
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

/** The attempt under way times out. */
async function timeOut(): Promise<void> {
  await until(() => held.length > 0);
  await clock.advance(10_000);
}

// Of payments alone: a question whose reply is slow in earnest is late as well, by a clock that the test moves on.
function lateReplies(): readonly object[] {
  return told.filter(({ name, event }) => name === 'lateReply' && event.method === PAY).map(({ event }) => event);
}

describe('a late reply to a payment that is asked after', () => {
  beforeEach(() => {
    // Asked after at once, the gateway does not know.
    gateway.on(QUERY).reply(busy(), busy(), busy(), busy(), busy(), busy());
  });

  test('is the result, once it comes', async () => {
    const call = alipay.execute(PAY, ORDER);
    await timeOut();
    await clock.whenPending(1);
    held[0]?.release();
    const { data, alipay: report } = await call;
    expect(data.trade_no).toMatch(/^\d+$/);
    expect(report).not.toHaveProperty('confirmedBy');
    expect(report.attempts).toHaveLength(1);
    expect(report.attempts[0]).toMatchObject({
      outcome: 'unknown',
      cause: 'timeout',
      late: { outcome: 'succeeded', code: '10000' },
    });
    expect(lateReplies()).toEqual([
      {
        callId: expect.any(String),
        method: PAY,
        gateway: gateway.url,
        verb: 'POST',
        attempt: 1,
        atMs: clock.now(),
        startedAtMs: clock.now() - 10_000,
        durationMs: 10_000,
        outcome: 'succeeded',
        code: '10000',
        status: 200,
        afterEnd: false,
      },
    ]);
    expect(gateway.ledger.trades).toHaveLength(1);
    expect(told.filter(({ name }) => name === 'confirm' || name === 'confirmed')).toHaveLength(2);
  });

  test('is the result also where a question is under way, which is broken off', async () => {
    holds = (nth) => nth <= 2;
    const call = alipay.execute(PAY, ORDER);
    await timeOut();
    await until(() => held.length === 2);
    held[0]?.release();
    const { alipay: report } = await call;
    expect(report.attempts[0]?.late?.outcome).toBe('succeeded');
    expect(held[1]?.method).toBe(QUERY);
    expect(held[1]?.signal.aborted).toBe(true);
  });

  test('that refuses it ends it as rejected, since no other send of it may have run', async () => {
    gateway.on(PAY).reply(refused('40004', 'ACQ.PAYMENT_AUTH_CODE_INVALID'));
    const call = failureOf(alipay.execute(PAY, ORDER));
    await timeOut();
    await clock.whenPending(1);
    held[0]?.release();
    const error = await call;
    expect(error).toMatchObject({ outcome: 'rejected', subCode: 'ACQ.PAYMENT_AUTH_CODE_INVALID' });
    expect(error.attempts[0]).toMatchObject({ cause: 'timeout', late: { outcome: 'refused' } });
  });

  test('that is a refusal which passes has it sent again, under the same number', async () => {
    gateway.on(PAY).reply(refused('40005', 'isv.app-call-limited'));
    const call = alipay.execute(PAY, ORDER);
    await timeOut();
    await clock.whenPending(1);
    held[0]?.release();
    await until(() => told.some(({ name }) => name === 'throttle'));
    await clock.whenPending(1);
    await clock.advance(10_000);
    const { alipay: report } = await call;
    expect(report.attempts.map(({ outcome, late }) => [outcome, late?.outcome])).toEqual([
      ['unknown', 'refused'],
      ['succeeded', undefined],
    ]);
  });

  test('that waits for the buyer does not end the questions', async () => {
    gateway.on(PAY).reply(refused('10003', 'ACQ.ORDER_PAYING'));
    const call = failureOf(alipay.execute(PAY, ORDER, { deadlineMs: 15_000 }));
    await timeOut();
    await clock.whenPending(1);
    held[0]?.release();
    await until(() => lateReplies().length === 1);
    expect(clock.pending).toBe(1);
    for (let i = 0; i < 20; i++) await clock.advance(1_000);
    expect((await call).outcome).toBe('unknown');
  });

  test('that nobody can believe settles nothing', async () => {
    gateway.on(PAY).reply(busy());
    const call = failureOf(alipay.execute(PAY, ORDER, { deadlineMs: 15_000 }));
    await timeOut();
    await clock.whenPending(1);
    held[0]?.release();
    await until(() => lateReplies().length === 1);
    expect(lateReplies()[0]).toMatchObject({ outcome: 'unknown', code: '20000' });
    for (let i = 0; i < 20; i++) await clock.advance(1_000);
    expect((await call).outcome).toBe('unknown');
  });

  test('that comes after the end of the call is told, with what it means', async () => {
    const call = failureOf(alipay.execute(PAY, ORDER, { deadlineMs: 12_000 }));
    await timeOut();
    for (let i = 0; i < 20; i++) await clock.advance(200);
    const error = await call;
    expect(error.outcome).toBe('unknown');
    held[0]?.release();
    await until(() => lateReplies().length === 1);
    expect(lateReplies()[0]).toMatchObject({ outcome: 'succeeded', afterEnd: true });
    expect(error.attempts[0]).not.toHaveProperty('late');
  });
});

test('a refusal of one send says nothing of another that may have run', async () => {
  holds = (nth, method) => method === PAY && nth <= 3;
  gateway.on(PAY).reply(refused('40004', 'ACQ.PAYMENT_AUTH_CODE_INVALID'));
  // After the first: it did not run, so it is sent again; after the second nobody knows.
  gateway.on(QUERY).reply(refused('40004', 'ACQ.TRADE_NOT_EXIST'), ...Array.from({ length: 20 }, () => busy()));
  const call = failureOf(alipay.execute(PAY, ORDER, { deadlineMs: 25_000 }));
  await timeOut();
  await until(() => told.some(({ name }) => name === 'retry') || held.length === 2);
  for (let i = 0; i < 50 && held.length < 2; i++) await clock.advance(100);
  await until(() => held.length === 2);
  await clock.advance(10_000);
  held[0]?.release();
  await until(() => lateReplies().length === 1);
  expect(lateReplies()[0]).toMatchObject({ attempt: 1, outcome: 'refused' });
  for (let i = 0; i < 30; i++) await clock.advance(500);
  expect((await call).outcome).toBe('unknown');
});

test('a late reply to a read that waits to be sent again is its result', async () => {
  const call = failureOf(alipay.execute(QUERY, { out_trade_no: 'l-1' }));
  await timeOut();
  await clock.whenPending(1);
  held[0]?.release();
  const error = await call;
  expect(error.subCode).toBe('ACQ.TRADE_NOT_EXIST');
  expect(gateway.log).toHaveLength(1);
});

test('a late refusal of a token has it renewed, and says for which word', async () => {
  const asked: unknown[] = [];
  const refresh = ({ subCode }: { readonly subCode: string }): string => {
    asked.push(subCode);
    return 'fresh';
  };
  open({ tokens: { refresh } });
  gateway.on(QUERY).reply(refused('20001', 'aop.app-auth-token-time-out'));
  const call = failureOf(alipay.execute(QUERY, { out_trade_no: 'l-1' }, { appAuthToken: 'stale' }));
  await timeOut();
  await clock.whenPending(1);
  held[0]?.release();
  await call;
  expect(asked).toEqual(['aop.app-auth-token-time-out']);
});

describe('listening on ends', () => {
  async function abandon(): Promise<void> {
    const call = failureOf(alipay.execute(QUERY, { out_trade_no: 'l-1' }, { deadlineMs: 5_000 }));
    await until(() => held.length > 0);
    await clock.advance(5_000);
    await call;
  }

  test('after 30 s by default', async () => {
    await abandon();
    await clock.advance(29_999);
    expect(held[0]?.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(held[0]?.signal.aborted).toBe(true);
  });

  test('with the instance', async () => {
    await abandon();
    await alipay.close();
    expect(held[0]?.signal.aborted).toBe(true);
  });

  test('before it begins, where it is switched off', async () => {
    open({ lateReplyMs: 0 });
    await abandon();
    expect(held[0]?.signal.aborted).toBe(true);
    held[0]?.release();
    await new Promise((resolve) => setImmediate(resolve));
    expect(lateReplies()).toEqual([]);
  });

  test('where the caller breaks the call off', async () => {
    const controller = new AbortController();
    const call = failureOf(alipay.execute(QUERY, { out_trade_no: 'l-1' }, { signal: controller.signal }));
    await timeOut();
    await clock.whenPending(1);
    controller.abort();
    expect((await call).code).toBe('ERR_ALIPAY_CANCELED');
    expect(held[0]?.signal.aborted).toBe(true);
  });
});

test('lateReplyMs is checked', () => {
  expect(() => open({ lateReplyMs: -1 })).toThrow(/lateReplyMs/);
});
