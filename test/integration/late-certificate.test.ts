import type { AlipayInstance } from 'alipay-axios';
import { createAlipay } from 'alipay-axios';
import type { TestClock, TestGateway } from 'alipay-axios/testing';
import { createTestAuthority, createTestClock, silent, startGateway } from 'alipay-axios/testing';
import type { AxiosAdapter, AxiosResponse } from 'axios';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Told } from '../support/world.js';
import { failureOf, HTTP_ADAPTER, listen, testCredentials } from '../support/world.js';

const DOWNLOAD = 'alipay.open.app.alipaycert.download';
const QUERY = 'alipay.trade.query';
const authority = createTestAuthority();

let gateway: TestGateway;
let clock: TestClock & { readonly alarms: number };
let alipay: AlipayInstance;
let told: Told[];
let release: (() => void) | undefined;

beforeEach(async () => {
  gateway = await startGateway({ credentials: testCredentials(), authority });
  clock = countAlarms(createTestClock(Date.now()));
  release = undefined;
  // The reply to the first query is held back until it is late; it is signed with a certificate that nobody knows.
  const adapter: AxiosAdapter = async (config) => {
    const response: AxiosResponse = await HTTP_ADAPTER(config);
    if (release !== undefined || new URL(String(config.url)).searchParams.get('method') !== QUERY) return response;
    return new Promise((resolve) => {
      release = () => resolve(response);
    });
  };
  alipay = createAlipay({ ...gateway.certificateCredentials, gateway: gateway.url, clock, axios: { adapter } });
  told = listen(alipay);
  gateway.rotateCertificate();
});
afterEach(async () => {
  await alipay.close();
  await gateway.close();
});

/** A clock that knows how many alarms are set. */
function countAlarms(inner: TestClock): TestClock & { readonly alarms: number } {
  let alarms = 0;
  return {
    ...inner,
    get pending() {
      return inner.pending;
    },
    get alarms() {
      return alarms;
    },
    alarm: (ms, ring) => {
      let isSet = true;
      const end = (): void => {
        if (isSet) alarms--;
        isSet = false;
      };
      alarms++;
      const cancel = inner.alarm(ms, () => {
        end();
        ring();
      });
      return () => {
        end();
        cancel();
      };
    },
  };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

const downloads = (): number => gateway.log.filter(({ method }) => method === DOWNLOAD).length;
const late = (): readonly object[] => told.filter(({ name }) => name === 'lateReply').map(({ event }) => event);

/** A call whose one attempt is given up, and ends it. */
async function abandon(deadlineMs: number): Promise<void> {
  const call = failureOf(
    alipay.execute(QUERY, { out_trade_no: 'c-1' }, { deadlineMs, timeout: 1_000, repeat: 'never' }),
  );
  await until(() => release !== undefined);
  await clock.advance(1_000);
  expect((await call).outcome).toBe('unknown');
}

describe('a late reply that is signed with a certificate which has to be fetched', () => {
  test('is believed where the certificate comes', async () => {
    await abandon(20_000);
    release?.();
    await until(() => late().length === 1);
    expect(late()[0]).toMatchObject({ outcome: 'refused', subCode: 'ACQ.TRADE_NOT_EXIST', afterEnd: true });
    expect(downloads()).toBe(1);
    expect(clock.alarms).toBe(0);
  });

  test('is believed also where the time of its call is over', async () => {
    await abandon(1_000);
    release?.();
    await until(() => late().length === 1);
    expect(late()[0]).toMatchObject({ outcome: 'refused', subCode: 'ACQ.TRADE_NOT_EXIST', afterEnd: true });
    expect([downloads(), clock.alarms]).toEqual([1, 0]);
  });

  test('is waited for no longer once the instance is closed', async () => {
    gateway.on(DOWNLOAD).reply(silent());
    await abandon(20_000);
    release?.();
    await until(() => downloads() === 1);
    await alipay.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(clock.alarms).toBe(0);
    expect(late()).toEqual([]);
  });

  test('is waited for no longer than late replies are', async () => {
    gateway.on(DOWNLOAD).reply(silent(), silent(), silent(), silent(), silent());
    await abandon(3_600_000);
    release?.();
    await until(() => downloads() === 1);
    await clock.advance(30_000);
    expect(clock.alarms).toBe(0);
  });
});
