import type { AlipayInstance, AlipayOptions } from 'alipay-axios';
import { createAlipay } from 'alipay-axios';
import type { TestClock, TestGateway } from 'alipay-axios/testing';
import { createTestClock, startGateway } from 'alipay-axios/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Told } from '../support/world.js';
import { failureOf, listen, testCredentials } from '../support/world.js';

const QUERY = 'alipay.trade.query';
const DAY_MS = 86_400_000;

let gateway: TestGateway;
let clock: TestClock;
let alipay: AlipayInstance;
let told: Told[];
/** How far the gateway's clock is ahead of ours. */
let aheadMs: number;

async function open(options: Partial<AlipayOptions> = {}): Promise<void> {
  clock = createTestClock(undefined, { auto: true });
  gateway = await startGateway({ credentials: testCredentials(), clock: { now: () => clock.now() + aheadMs } });
  alipay = createAlipay({ ...gateway.credentials, gateway: gateway.url, clock, random: () => 0.5, ...options });
  told = listen(alipay);
  await gateway.on(QUERY).clear();
}

beforeEach(() => {
  aheadMs = 0;
});
afterEach(async () => {
  await alipay.close();
  await gateway.close();
});

const corrections = () => told.filter(({ name }) => name === 'clockSkew').map(({ event }) => event);
const codes = () => gateway.log.map(({ subCode, code }) => subCode ?? code);

describe.each([
  ['ahead', DAY_MS],
  ['behind', -DAY_MS],
])('a gateway whose clock is a day %s', (_where, offsetMs) => {
  beforeEach(async () => {
    aheadMs = offsetMs;
    await open();
  });

  test('is served by the second attempt, and at once from then on', async () => {
    const order = { out_trade_no: 's-1', total_amount: '1.00', subject: 'tea' };
    const first = await alipay.execute('alipay.trade.create', order);
    expect(first.alipay.attempts.map(({ decision }) => decision)).toEqual(['correct-clock', 'accept']);
    const next = await alipay.execute(QUERY, { out_trade_no: 's-1' });
    expect(next.alipay.attempts).toHaveLength(1);
    expect(codes()).toEqual(['isv.invalid-timestamp', '10000', '10000']);
    expect(corrections()).toMatchObject([{ offsetMs, attempt: 1 }]);
    expect(alipay.health().clockOffsetMs).toBe(offsetMs);
  });

  test('is so for v3 too, though its refusals are not signed', async () => {
    const body = { out_trade_no: 's-1', total_amount: '1.00', subject: 'tea' };
    const first = await alipay.post('/v3/alipay/trade/create', body);
    expect(first.alipay.attempts.map(({ decision }) => decision)).toEqual(['correct-clock', 'accept']);
    const next = await alipay.post('/v3/alipay/trade/query', { out_trade_no: 's-1' });
    expect(next.alipay.attempts).toHaveLength(1);
    expect(corrections()).toMatchObject([{ offsetMs }]);
  });

  test('is corrected once by calls side by side', async () => {
    const calls = Array.from({ length: 20 }, (_, nth) =>
      failureOf(alipay.execute(QUERY, { out_trade_no: `${nth}` })).then(({ attempts }) => attempts.length),
    );
    expect(new Set(await Promise.all(calls))).toEqual(new Set([2]));
    expect(corrections()).toHaveLength(1);
  });

  test('heals again when our clock is set right', async () => {
    await failureOf(alipay.execute(QUERY, { out_trade_no: '1' }));
    aheadMs = 0;
    const { attempts } = await failureOf(alipay.execute(QUERY, { out_trade_no: '1' }));
    expect(attempts).toHaveLength(2);
    expect(alipay.health().clockOffsetMs).toBe(0);
    expect(corrections()).toMatchObject([{ offsetMs }, { offsetMs: 0 }]);
  });

  test('is not made up for where that is off', async () => {
    await open({ clockSkew: false });
    const error = await failureOf(alipay.execute(QUERY, { out_trade_no: '1' }));
    expect(error).toMatchObject({ subCode: 'isv.invalid-timestamp', attempts: { length: 1 } });
  });
});

describe('the Date of every verified reply', () => {
  test('is learned from before it is refused', async () => {
    aheadMs = 300_000;
    await open();
    await failureOf(alipay.execute(QUERY, { out_trade_no: '1' }));
    expect(corrections()).toMatchObject([{ offsetMs: 300_000 }]);
    expect(codes()).toEqual(['ACQ.TRADE_NOT_EXIST']);
  });

  test('is left alone below the threshold, which can be set', async () => {
    aheadMs = 200_000;
    await open();
    await failureOf(alipay.execute(QUERY, { out_trade_no: '1' }));
    expect(corrections()).toEqual([]);
    await alipay.close();
    await gateway.close();
    await open({ clockSkew: { thresholdMs: 100_000 } });
    await failureOf(alipay.execute(QUERY, { out_trade_no: '1' }));
    expect(corrections()).toMatchObject([{ offsetMs: 200_000 }]);
  });

  test('is not believed where it has lain in a cache', async () => {
    aheadMs = 300_000;
    await open();
    const { default: axios } = await import('axios');
    const http = axios.getAdapter('http') as unknown as (
      config: object,
    ) => Promise<{ headers: Record<string, string> }>;
    const adapter = async (config: object) => {
      const response = await http(config);
      response.headers['age'] = '120';
      return response;
    };
    await failureOf(alipay.execute(QUERY, { out_trade_no: '1' }, { adapter: adapter as never }));
    expect(corrections()).toEqual([]);
  });
});
