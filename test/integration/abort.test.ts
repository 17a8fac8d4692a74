import { getEventListeners } from 'node:events';
import type { AlipayError, AlipayInstance, ExecuteOptions } from 'alipay-axios';
import { createAlipay } from 'alipay-axios';
import type { TestClock, TestGateway } from 'alipay-axios/testing';
import { createTestClock, refused, silent, startGateway, throttled } from 'alipay-axios/testing';
import axios from 'axios';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testCredentials } from '../support/world.js';

const PAY = 'alipay.trade.pay';
const QUERY = 'alipay.trade.query';
const ORDER = { out_trade_no: 'a-1', total_amount: '1.00', subject: 'tea', auth_code: '28763443825664394' };

let gateway: TestGateway;
let clock: TestClock;
let alipay: AlipayInstance;
let alarms = 0;

beforeEach(async () => {
  gateway = await startGateway({ credentials: testCredentials() });
  clock = createTestClock(Date.now());
  alarms = 0;
  alipay = createAlipay({
    ...gateway.credentials,
    gateway: gateway.url,
    random: () => 0.5,
    tokens: { refresh: () => new Promise(() => {}) },
    clock: {
      ...clock,
      alarm: (ms, ring) => {
        const silence = clock.alarm(ms, ring);
        alarms++;
        let isOn = true;
        return () => {
          if (isOn) alarms--;
          isOn = false;
          silence();
        };
      },
    },
  });
});
afterEach(() => gateway.close());

/** Settles a call that is aborted as soon as it has come to a phase, and checks that nothing is left of it. */
async function abortIn(
  phase: (controller: AbortController) => Promise<unknown>,
  start: (options: ExecuteOptions) => Promise<unknown>,
): Promise<AlipayError> {
  const controller = new AbortController();
  const call = start({ signal: controller.signal }).then(
    () => undefined,
    (error: AlipayError) => error,
  );
  await phase(controller);
  controller.abort(new Error('the buyer left'));
  const error = await call;
  if (error === undefined) throw new Error('The call went through');
  expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  expect(clock.pending).toBe(0);
  expect(axios.isCancel(error)).toBe(true);
  expect(error.code).toBe('ERR_ALIPAY_CANCELED');
  expect(error.cause?.message).toBe('the buyer left');
  return error;
}

const arrivals = async (count: number): Promise<void> => {
  while (gateway.log.length < count) await new Promise((resolve) => setImmediate(resolve));
};

describe('an abort', () => {
  test('before the call starts: not_sent, and nothing reaches the gateway', async () => {
    const error = await alipay
      .execute(PAY, ORDER, { signal: AbortSignal.abort(new Error('too late')) })
      .catch((one: AlipayError) => one);
    expect(error).toMatchObject({ code: 'ERR_ALIPAY_CANCELED', outcome: 'not_sent', attempts: [] });
    expect(gateway.log).toHaveLength(0);
  });

  test('while it is signed: not_sent, and nothing reaches the gateway', async () => {
    // The signature is made in the thread pool; a microtask later it cannot be there yet.
    const error = await abortIn(
      async () => {},
      (options) => alipay.execute(PAY, ORDER, options),
    );
    expect(error).toMatchObject({ outcome: 'not_sent', attempts: [] });
    expect(alarms).toBe(0);
    expect(gateway.log).toHaveLength(0);
  });

  test('while it is under way: unknown for a payment, and the record says so', async () => {
    gateway.on(PAY).reply(silent({ run: true }));
    const error = await abortIn(
      () => arrivals(1),
      (options) => alipay.execute(PAY, ORDER, options),
    );
    expect(error).toMatchObject({
      outcome: 'unknown',
      attempts: [{ outcome: 'unknown', cause: 'canceled', decision: 'fail' }],
    });
    expect(alarms).toBe(0);
    expect(gateway.ledger.runs).toHaveLength(1);
  });

  test('while it waits after a refusal: rejected', async () => {
    gateway.on(PAY).reply(throttled());
    const error = await abortIn(
      () => clock.whenPending(1),
      (options) => alipay.execute(PAY, ORDER, options),
    );
    expect(error).toMatchObject({ outcome: 'rejected', subCode: 'isv.app-call-limited' });
    expect(error.attempts.map(({ decision }) => decision)).toEqual(['throttle']);
    expect(gateway.ledger.runs).toHaveLength(0);
  });

  test('while it waits after 20000: unknown', async () => {
    gateway.on('alipay.trade.refund').reply(refused('20000', 'isp.unknow-error'));
    const error = await abortIn(
      () => clock.whenPending(1),
      (options) =>
        alipay.execute(
          'alipay.trade.refund',
          { out_trade_no: 'a-1', out_request_no: 'r', refund_amount: '1.00' },
          options,
        ),
    );
    expect(error).toMatchObject({ outcome: 'unknown' });
  });

  test('while it waits after a send that never left: not_sent', async () => {
    const error = await abortIn(
      () => clock.whenPending(1),
      (options) =>
        alipay.execute(PAY, ORDER, {
          ...options,
          adapter: () => Promise.reject(Object.assign(new Error('no'), { code: 'ECONNREFUSED', syscall: 'connect' })),
        }),
    );
    expect(error).toMatchObject({ outcome: 'not_sent' });
  });

  test('while the token is refreshed: rejected, and the refresh of the others goes on', async () => {
    let release = (_token: string): void => {};
    const fresh = gateway.tokens.issueMerchant().token;
    alipay = createAlipay({
      ...gateway.credentials,
      gateway: gateway.url,
      clock,
      tokens: {
        refresh: () =>
          new Promise<string>((resolve) => {
            release = resolve;
          }),
      },
    });
    const stale = gateway.tokens.issueMerchant().token;
    gateway.tokens.expire(stale);
    const query = (options: ExecuteOptions = {}) =>
      alipay.execute(QUERY, { out_trade_no: 'none' }, { appAuthToken: stale, ...options });
    const refreshing = new Promise<void>((resolve) => alipay.events.on('refresh', () => resolve()));
    const other = query().catch((error: AlipayError) => error);
    const error = await abortIn(
      () => refreshing,
      (options) => query(options),
    );
    expect(['rejected', 'not_sent', 'unknown']).toContain(error.outcome);
    release(fresh);
    expect(await other).toMatchObject({ subCode: 'ACQ.TRADE_NOT_EXIST', attempts: { length: 2 } });

    const again = createAlipay({
      ...gateway.credentials,
      gateway: gateway.url,
      clock,
      tokens: { refresh: () => new Promise(() => {}) },
    });
    const begun = new Promise<void>((resolve) => again.events.on('refresh', () => resolve()));
    const alone = await abortIn(
      () => begun,
      (options) => again.execute(QUERY, { out_trade_no: 'none' }, { appAuthToken: stale, ...options }),
    );
    expect(alone).toMatchObject({ outcome: 'rejected', subCode: 'aop.app-auth-token-time-out' });
  });

  test('while the gateway is asked what happened: unknown', async () => {
    gateway.on(PAY).reply(refused('20000', 'isp.unknow-error'));
    gateway.on(QUERY).reply(silent());
    const error = await abortIn(
      () => arrivals(2),
      (options) => alipay.execute(PAY, ORDER, options),
    );
    expect(error).toMatchObject({ outcome: 'unknown', method: PAY });
    expect(error.attempts).toHaveLength(1);
  });

  test('by a cancel token of axios works the same', async () => {
    gateway.on(PAY).reply(silent());
    const source = axios.CancelToken.source();
    const call = alipay.execute(PAY, ORDER, { cancelToken: source.token }).catch((error: AlipayError) => error);
    await arrivals(1);
    source.cancel('enough');
    expect(await call).toMatchObject({ code: 'ERR_ALIPAY_CANCELED', outcome: 'unknown' });
  });

  test('that comes after the reply does not take a good reply away', async () => {
    const controller = new AbortController();
    alipay.events.on('attempt', () => controller.abort());
    const response = await alipay.execute(PAY, ORDER, { signal: controller.signal });
    expect(response.data).toMatchObject({ code: '10000' });
  });

  test('of a thousand calls on one signal leaves no listener', async () => {
    const controller = new AbortController();
    const warnings: Error[] = [];
    const note = (warning: Error): number => warnings.push(warning);
    process.on('warning', note);
    const adapter = () =>
      Promise.resolve({
        data: Buffer.from('{"error_response":{"code":"40002"}}'),
        status: 200,
        statusText: '',
        headers: {},
        config: {} as never,
      });
    const call = () =>
      alipay.execute(QUERY, {}, { signal: controller.signal, adapter }).catch((error: AlipayError) => error.outcome);
    const outcomes = await Promise.all(Array.from({ length: 1_000 }, call));
    // Fifty at once, two hundred in the line, and the others are told at once.
    expect(outcomes.filter((outcome) => outcome === 'rejected')).toHaveLength(250);
    expect(outcomes.filter((outcome) => outcome === 'not_sent')).toHaveLength(750);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });
});

describe('close', () => {
  test('ends the calls under way and refuses new ones', async () => {
    gateway.on(PAY).reply(silent());
    const call = alipay.execute(PAY, ORDER).catch((error: AlipayError) => error);
    await arrivals(1);
    alipay.close();
    expect(await call).toMatchObject({ code: 'ERR_ALIPAY_CANCELED', outcome: 'unknown' });
    await expect(alipay.execute(PAY, ORDER)).rejects.toMatchObject({
      code: 'ERR_ALIPAY_CANCELED',
      outcome: 'not_sent',
    });
    expect(gateway.log).toHaveLength(1);
  });
});
