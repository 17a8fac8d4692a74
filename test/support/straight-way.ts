import type { AlipayInstance } from 'alipay-axios';
import { createAlipay } from 'alipay-axios';
import type { TestGateway } from 'alipay-axios/testing';
import { createTestClock, startGateway } from 'alipay-axios/testing';
import type { AxiosAdapter, AxiosRequestConfig, InternalAxiosRequestConfig } from 'axios';
import { afterAll, afterEach } from 'vitest';
import { HTTP_ADAPTER, testCredentials } from './world.js';

/** The instant at which all of these clients live. */
export const NOW: number = Date.UTC(2026, 10, 23, 4);

/** The method that is called. */
export const METHOD = 'demo.tea.brew';

/** A gateway for the tests of one file, which forgets after each what was asked and what was to be replied. */
export async function openTeaGateway(): Promise<TestGateway> {
  const gateway = await startGateway({ credentials: testCredentials(), clock: createTestClock(NOW) });
  afterAll(() => gateway.close());
  afterEach(() => {
    gateway.clearLog();
    gateway.on(METHOD).clear();
  });
  return gateway;
}

/** What a user does to an instance after it was made. */
export type Change = (instance: AlipayInstance) => unknown;

/** A client, and the configs that its adapter was given. */
export interface Client {
  readonly alipay: AlipayInstance;
  readonly seen: readonly InternalAxiosRequestConfig[];
}

/** A client at a fixed instant, so that two of them sign the same. */
export function clientAt(gateway: TestGateway, defaults: AxiosRequestConfig = {}): Client {
  const seen: InternalAxiosRequestConfig[] = [];
  const adapter: AxiosAdapter = (config) => {
    seen.push(config);
    return HTTP_ADAPTER(config);
  };
  const alipay = createAlipay({
    ...gateway.credentials,
    gateway: gateway.url,
    clock: createTestClock(NOW, { auto: true }),
    random: () => 0.5,
    axios: { adapter, ...defaults },
  });
  return { alipay, seen };
}

/** Whether a call went past axios's core, whose configs have no prototype; those of the straight way have one that is as empty. */
export function wentStraight(config: object | undefined): boolean {
  return config !== undefined && Object.getPrototypeOf(config) !== null;
}
