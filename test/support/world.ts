import type { AlipayError, AlipayEvents, AlipayInstance, AlipayOptions, EventName } from 'alipay-axios';
import { createAlipay, isAlipayError } from 'alipay-axios';
import type { GatewayOptions, TestClock, TestCredentials, TestGateway } from 'alipay-axios/testing';
import { createTestClock, createTestCredentials, startGateway } from 'alipay-axios/testing';
import type { AxiosAdapter, InternalAxiosRequestConfig } from 'axios';
import axios from 'axios';
import { expect } from 'vitest';
import { EVENT_NAMES } from '../../src/runtime/events.js';

let keys: TestCredentials | undefined;

/** Keys that are made once a test file. */
export function testCredentials(): TestCredentials {
  keys ??= createTestCredentials();
  return keys;
}

/** A gateway, a client of it, a clock that does not wait, and everything that was told. */
export interface World {
  readonly gateway: TestGateway;
  readonly alipay: AlipayInstance;
  readonly clock: TestClock;
  readonly told: readonly Told[];
  close(): Promise<void>;
}

/** One event with its name. */
export interface Told {
  readonly name: EventName;
  readonly event: AlipayEvents[EventName];
}

/** What a world is made of. */
export interface WorldOptions {
  readonly gateway?: GatewayOptions;
  readonly alipay?: Partial<AlipayOptions>;
}

/** Writes down every event of a source. */
export function listen(alipay: Pick<AlipayInstance, 'events'>): Told[] {
  const told: Told[] = [];
  for (const name of EVENT_NAMES) alipay.events.on(name, (event) => told.push({ name, event }));
  return told;
}

/** Starts a gateway and a client with a clock that moves by itself; `close` it when done. */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const clock = createTestClock(undefined, { auto: true });
  const gateway = await startGateway({ credentials: testCredentials(), clock, ...options.gateway });
  const alipay = createAlipay({
    ...gateway.credentials,
    gateway: gateway.url,
    clock,
    random: () => 0.5,
    ...options.alipay,
  });
  const told = listen(alipay);
  return {
    gateway,
    alipay,
    clock,
    told,
    close: async () => {
      alipay.close();
      await gateway.close();
    },
  };
}

/** The adapter that axios itself would use. */
export const HTTP_ADAPTER: AxiosAdapter = axios.getAdapter('http');

/** An adapter that changes each signed request on its way, query and body as one set of parameters, and sends it on. */
export function tamperingAdapter(change: (params: URLSearchParams) => void): AxiosAdapter {
  return (config: InternalAxiosRequestConfig) => {
    const url = new URL(String(config.url));
    const body = new URLSearchParams(String(config.data));
    change(url.searchParams);
    change(body);
    const names = [...url.searchParams.keys()].filter((name) => body.has(name));
    // A parameter that was put in stands in both; once is enough.
    for (const name of names)
      if (new URL(String(config.url)).searchParams.has(name)) body.delete(name);
      else url.searchParams.delete(name);
    return HTTP_ADAPTER({ ...config, url: url.toString(), data: body.toString() });
  };
}

/** The error that a call fails with; the test fails where it goes through or fails with anything else. */
export function failureOf(call: Promise<unknown>): Promise<AlipayError> {
  return call.then(
    () => {
      throw new Error('The call went through');
    },
    (error: unknown) => {
      expect(isAlipayError(error), String(error)).toBe(true);
      return error as AlipayError;
    },
  );
}
