import type { AlipayInstance } from 'alipay-axios';
import { createAlipay } from 'alipay-axios';
import type { TestClock, TestGateway } from 'alipay-axios/testing';
import { createTestClock, silent, startGateway } from 'alipay-axios/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failureOf, testCredentials } from '../support/world.js';

const PAY = 'alipay.trade.pay';
const QUERY = 'alipay.trade.query';
const ORDER = { out_trade_no: 'd-1', total_amount: '1.00', subject: 'tea', auth_code: '28763443825664394' };

let gateway: TestGateway;
let clock: TestClock;
let alipay: AlipayInstance;
let release: (token: string) => void;

beforeEach(async () => {
  gateway = await startGateway({ credentials: testCredentials() });
  clock = createTestClock(Date.now());
  alipay = createAlipay({
    ...gateway.credentials,
    gateway: gateway.url,
    clock,
    random: () => 0.5,
    tokens: {
      refresh: () =>
        new Promise<string>((resolve) => {
          release = resolve;
        }),
    },
  });
});
afterEach(() => gateway.close());

async function arrivals(count: number): Promise<void> {
  while (gateway.log.length < count) await new Promise((resolve) => setImmediate(resolve));
}

describe('the time of a call', () => {
  test('an attempt without an answer is ended by its own time, and a read is sent again', async () => {
    gateway.on(QUERY).reply(silent(), silent());
    const call = failureOf(alipay.execute(QUERY, { out_trade_no: 'd-1' }));
    await arrivals(1);
    await clock.advance(9_999);
    expect(clock.pending).toBe(0);
    await clock.advance(1);
    await clock.whenPending(1);
    await clock.advance(100);
    await arrivals(2);
    await clock.advance(10_000);
    await clock.whenPending(1);
    await clock.advance(200);
    const error = await call;
    expect(error).toMatchObject({ code: 'ERR_ALIPAY_BUSINESS', subCode: 'ACQ.TRADE_NOT_EXIST' });
    expect(error.attempts.map(({ cause, durationMs }) => [cause, durationMs])).toEqual([
      ['timeout', 10_000],
      ['timeout', 10_000],
      [undefined, 0],
    ]);
  });

  test('axios timeout of one call bounds its attempts, and the deadline bounds them all', async () => {
    gateway.on(QUERY).reply(silent(), silent());
    const call = failureOf(alipay.execute(QUERY, { out_trade_no: 'd-1' }, { timeout: 2_000, deadlineMs: 3_000 }));
    await arrivals(1);
    await clock.advance(2_000);
    await clock.whenPending(1);
    await clock.advance(100);
    await arrivals(2);
    await clock.advance(900);
    const error = await call;
    expect(error).toMatchObject({ code: 'ERR_ALIPAY_DEADLINE', outcome: 'unknown' });
    expect(error.attempts.map(({ durationMs }) => durationMs)).toEqual([2_000, 900]);
  });

  test('a payment that the deadline cuts short is unknown', async () => {
    gateway.on(PAY).reply(silent({ run: true }));
    const call = failureOf(alipay.execute(PAY, ORDER, { deadlineMs: 1_000 }));
    await arrivals(1);
    await clock.advance(1_000);
    expect(await call).toMatchObject({ code: 'ERR_ALIPAY_DEADLINE', outcome: 'unknown', attempts: { length: 1 } });
    expect(gateway.ledger.runs).toHaveLength(1);
  });

  test('a call that waits for a refresh ends by its deadline as rejected, and the refresh goes on for the others', async () => {
    const stale = gateway.tokens.issueUser().token;
    const fresh = gateway.tokens.issueUser().token;
    gateway.tokens.expire(stale);
    const share = (deadlineMs: number) =>
      alipay.execute('alipay.user.info.share', undefined, { authToken: stale, deadlineMs });
    const refreshing = new Promise<void>((resolve) => alipay.events.on('refresh', () => resolve()));
    const hurried = failureOf(share(1_000));
    await refreshing;
    const patient = share(4_000);
    await clock.advance(1_000);
    expect(await hurried).toMatchObject({
      code: 'ERR_ALIPAY_DEADLINE',
      outcome: 'rejected',
      subCode: 'aop.auth-token-time-out',
    });
    release(fresh);
    expect((await patient).alipay.attempts).toHaveLength(2);
  });
});
