import type { AlipayInstance } from 'alipay-axios';
import { createAlipay } from 'alipay-axios';
import type { TestClock, TestGateway } from 'alipay-axios/testing';
import { busy, createTestClock, pass, pending, refused, startGateway } from 'alipay-axios/testing';
import type { AxiosAdapter, AxiosResponse } from 'axios';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Told } from '../support/world.js';
import { failureOf, HTTP_ADAPTER, listen, testCredentials } from '../support/world.js';

const PAY = 'alipay.trade.pay';
const QUERY = 'alipay.trade.query';
const ORDER = { out_trade_no: 's-1', total_amount: '1.00', subject: 'tea', auth_code: '28763443825664394' };
const NOT_THERE = refused('40004', 'ACQ.TRADE_NOT_EXIST');
const USED_UP = refused('40004', 'ACQ.PAYMENT_AUTH_CODE_INVALID');

let gateway: TestGateway;
let clock: TestClock;
let alipay: AlipayInstance;
let told: Told[];
/** The replies to payments, all of which are held back, in the order of their requests. */
let releases: (() => void)[];

beforeEach(async () => {
  gateway = await startGateway({ credentials: testCredentials() });
  clock = createTestClock(Date.now());
  releases = [];
  const adapter: AxiosAdapter = async (config) => {
    const response: AxiosResponse = await HTTP_ADAPTER({ ...config, signal: undefined as never });
    if (new URL(String(config.url)).searchParams.get('method') !== PAY) return response;
    return new Promise((resolve) => void releases.push(() => resolve(response)));
  };
  const { url, credentials } = gateway;
  alipay = createAlipay({ ...credentials, gateway: url, clock, random: () => 0.5, axios: { adapter } });
  told = listen(alipay);
});
afterEach(async () => {
  await alipay.close();
  await gateway.close();
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

/** Time goes on until so many payments have been sent, each of which has timed out but the last. */
async function sent(count: number): Promise<void> {
  while (releases.length < count) {
    await clock.advance(500);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** The reply to a payment that was given up comes. */
async function comesLate(nth: number): Promise<void> {
  const late = (): number => told.filter(({ name, event }) => name === 'lateReply' && event.method === PAY).length;
  const before = late();
  releases[nth - 1]?.();
  await until(() => late() > before);
}

test('a refusal of one send does not end a call whose other send waits for its buyer', async () => {
  gateway.on(PAY).reply(pending(), USED_UP);
  gateway.on(QUERY).reply(...Array.from({ length: 40 }, () => NOT_THERE));
  const call = failureOf(alipay.execute(PAY, ORDER, { deadlineMs: 60_000 }));
  await sent(2);
  gateway.on(QUERY).reply(...Array.from({ length: 90 }, () => busy()));
  await clock.advance(10_000);
  await comesLate(1);
  await comesLate(2);
  for (let i = 0; i < 100; i++) await clock.advance(500);
  expect(await call).toMatchObject({ outcome: 'unknown' });
});

test('a success stays the result whatever comes behind it of another send', async () => {
  gateway.on(PAY).reply(pass(), USED_UP, USED_UP);
  gateway.on(QUERY).reply(...Array.from({ length: 90 }, () => NOT_THERE));
  const call = alipay.execute(PAY, ORDER, { deadlineMs: 60_000 });
  await sent(3);
  await comesLate(1);
  await comesLate(2);
  releases[2]?.();
  const { alipay: report } = await call;
  expect(report.attempts.map(({ outcome, late }) => late?.outcome ?? outcome)).toEqual([
    'succeeded',
    'refused',
    'refused',
  ]);
});
