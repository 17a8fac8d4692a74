import type { AlipayInstance, AttemptRecord } from 'alipay-axios';
import { attachAlipay, createAlipay } from 'alipay-axios';
import type { TestGateway } from 'alipay-axios/testing';
import { busy, createTestClock, startGateway } from 'alipay-axios/testing';
import axios from 'axios';
import nock from 'nock';
import { afterEach, describe, expect, test } from 'vitest';
import { HTTP_ADAPTER, listen, openWorld, testCredentials } from '../support/world.js';

const QUERY = 'alipay.trade.query';

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const one of Object.values(value)) deepFreeze(one);
    Object.freeze(value);
  }
  return value;
}

const PAYLOAD = deepFreeze({
  method: QUERY,
  biz_content: { out_trade_no: 'tea-1', extra: { camelCase: 1, snake_case: [1, 'zwei', null] }, 备注: 'a+b&c=d%20 😀' },
});

interface Counted {
  requests: number;
  responses: number;
}

function countInterceptors(instance: Pick<AlipayInstance, 'interceptors'>): Counted {
  const counted = { requests: 0, responses: 0 };
  instance.interceptors.request.use((config) => {
    counted.requests++;
    return config;
  });
  instance.interceptors.response.use((response) => {
    counted.responses++;
    return response;
  });
  return counted;
}

let gateway: TestGateway;
afterEach(async () => {
  nock.cleanAll();
  await gateway.close();
});

async function threeAttempts(): Promise<void> {
  gateway = await startGateway({ credentials: testCredentials() });
  await createAlipay({ ...gateway.credentials, gateway: gateway.url }).execute('alipay.trade.create', {
    out_trade_no: 'tea-1',
    total_amount: '8.88',
    subject: 'tea',
    buyer_id: '2088102150527498',
  });
  gateway.clearLog();
  gateway.on(QUERY).reply(busy(), busy('aop.unknow-error'));
}

function expectThreeValidSends(): void {
  expect(gateway.log).toHaveLength(3);
  expect(gateway.log.map(({ signatureValid }) => signatureValid)).toEqual([true, true, true]);
  expect(new Set(gateway.log.map(({ params }) => params['sign'])).size).toBe(3);
  expect(new Set(gateway.log.map(({ params }) => params['biz_content']))).toEqual(
    new Set([JSON.stringify(PAYLOAD.biz_content)]),
  );
}

function options(): Parameters<typeof createAlipay>[0] {
  // A second between the attempts, so that the time stamps and with them the signatures differ.
  const clock = createTestClock(undefined, { auto: true });
  return {
    ...gateway.credentials,
    gateway: gateway.url,
    clock: { now: clock.now, sleep: (_ms, signal) => clock.sleep(1_000, signal) },
  };
}

function expectAgreement(attempts: readonly AttemptRecord[], told: ReturnType<typeof listen>): void {
  expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  const events = told.filter(({ name }) => name === 'attempt').map(({ event }) => event);
  expect(events).toMatchObject(attempts);
  expect(told.filter(({ name }) => name === 'retry').map(({ event }) => event)).toMatchObject(
    attempts.slice(0, 2).map(({ delayMs, because }) => ({ delayMs, because })),
  );
  expect(told.map(({ name }) => name)).toEqual(['start', 'attempt', 'retry', 'attempt', 'retry', 'attempt', 'success']);
  expect(new Set(told.map(({ event }) => event.callId)).size).toBe(1);
}

describe('a call of three attempts', () => {
  test('runs the user interceptors once, signs each attempt afresh and leaves the payload alone', async () => {
    await threeAttempts();
    // The gateway's clock is real; the client's moves a second at each wait and stays within the tolerance.
    const alipay = createAlipay({ ...options(), clock: steppingClock() });
    const counted = countInterceptors(alipay);
    const told = listen(alipay);
    const before = structuredClone(PAYLOAD);
    const response = await alipay.post('/gateway.do', PAYLOAD);
    expect(response.data).toMatchObject({ code: '10000', out_trade_no: 'tea-1' });
    expect(counted).toEqual({ requests: 1, responses: 1 });
    expect(PAYLOAD).toEqual(before);
    expectThreeValidSends();
    expectAgreement(response.alipay.attempts, told);
  });

  test('does the same through attachAlipay on an instance with interceptors and an adapter of its own', async () => {
    await threeAttempts();
    let sends = 0;
    const instance = axios.create({
      adapter: (config) => {
        sends++;
        return HTTP_ADAPTER(config);
      },
      headers: { 'X-Team': 'till' },
    });
    const before = countInterceptors(instance);
    const alipay = attachAlipay(instance, { ...options(), clock: steppingClock() });
    const after = countInterceptors(instance);
    const told = listen(alipay);
    const response = await instance.post(`${gateway.url}/gateway.do`, PAYLOAD);
    expect(response.data).toMatchObject({ code: '10000' });
    expect([before, after]).toEqual([
      { requests: 1, responses: 1 },
      { requests: 1, responses: 1 },
    ]);
    expect(sends).toBe(3);
    expectThreeValidSends();
    expectAgreement((response as unknown as { alipay: { attempts: AttemptRecord[] } }).alipay.attempts, told);
  });

  test('an interceptor that was there before sees the request as the caller made it, and can still add to it', async () => {
    await threeAttempts();
    const instance = axios.create();
    instance.interceptors.request.use((config) => ({
      ...config,
      data: { ...config.data, notify_url: 'https://shop.example/n' },
    }));
    const seen: unknown[] = [];
    instance.interceptors.response.use((response) => {
      seen.push(response.data);
      return response.data;
    });
    attachAlipay(instance, { ...options(), clock: steppingClock() });
    const data = await instance.post(`${gateway.url}/gateway.do`, PAYLOAD);
    expect(data).toMatchObject({ code: '10000' });
    expect(seen).toHaveLength(1);
    expect(gateway.log.map(({ params }) => params['notify_url'])).toEqual(Array(3).fill('https://shop.example/n'));
    expectThreeValidSends();
  });

  test('works under nock, which stands in for the network below', async () => {
    await threeAttempts();
    const bodies: string[] = [];
    const calls = nock('https://openapi.alipay.com')
      .post('/gateway.do')
      .query(true)
      .times(2)
      .replyWithError(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }))
      .post('/gateway.do', (body) => {
        bodies.push(JSON.stringify(body));
        return true;
      })
      .query((query) => query['charset'] === 'utf-8' && typeof query['sign'] === 'string')
      .reply(200, '{"error_response":{"code":"40002","msg":"Invalid Arguments","sub_code":"isv.invalid-app-id"}}');
    const { gateway: _origin, ...rest } = options();
    const alipay = createAlipay({ ...rest, clock: steppingClock() });
    const counted = countInterceptors(alipay);
    await expect(alipay.post('/gateway.do', PAYLOAD)).rejects.toMatchObject({
      code: 'ERR_ALIPAY_REJECTED',
      subCode: 'isv.invalid-app-id',
      attempts: [{ cause: 'reset' }, { cause: 'reset' }, { outcome: 'refused' }],
    });
    expect(counted.requests).toBe(1);
    expect(bodies).toEqual([JSON.stringify({ biz_content: JSON.stringify(PAYLOAD.biz_content) })]);
    expect(calls.isDone()).toBe(true);
  });
});

/** Real time, but every wait is over at once and counts a second, so that no two time stamps are the same. */
function steppingClock(): NonNullable<Parameters<typeof createAlipay>[0]['clock']> {
  let extraMs = 0;
  return {
    now: () => Date.now() + extraMs,
    sleep: async () => {
      extraMs += 1_000;
    },
  };
}

describe('requests that are not for the gateway', () => {
  test('pass through untouched and unsigned, and detach takes the engine off', async () => {
    gateway = await startGateway({ credentials: testCredentials() });
    const instance = axios.create();
    const alipay = attachAlipay(instance, { ...gateway.credentials, gateway: gateway.url });
    nock('https://shop.example').post('/orders', { id: 7 }).reply(200, { ok: true });
    const response = await instance.post('https://shop.example/orders', { id: 7 });
    expect(response.data).toEqual({ ok: true });
    expect('alipay' in response).toBe(false);
    expect(response.config.url).toBe('https://shop.example/orders');
    expect(() => attachAlipay(instance, { ...gateway.credentials })).toThrow(/has an engine already/);
    alipay.detach();
    const plain = await instance.post(`${gateway.url}/gateway.do`, new URLSearchParams({ method: QUERY }));
    expect(JSON.stringify(plain.data)).toContain('isv.missing-app-id');
    attachAlipay(instance, { ...gateway.credentials }).detach();
  });

  test('a path of the gateway where nothing is spoken is refused before it is sent', async () => {
    const world = await openWorld();
    gateway = world.gateway;
    await expect(world.alipay.get('/v2/other')).rejects.toThrow(/"url" asks the gateway for \/v2\/other/);
    expect(world.gateway.log).toHaveLength(0);
  });

  test('the verbs and the call styles of axios all reach the gateway', async () => {
    const world = await openWorld();
    gateway = world.gateway;
    const { alipay } = world;
    gateway.on('demo.query').reply({ kind: 'node', node: { code: '10000', msg: 'Success', n: 1 } });
    const params = { method: 'demo.query', biz_content: { a: 1 } };
    await alipay.get('/gateway.do', { params });
    await alipay({ url: '/gateway.do', method: 'post', data: params });
    await alipay('/gateway.do?method=demo.query', { method: 'post', data: { biz_content: '{"a":1}' } });
    await alipay.request({
      url: `${gateway.url}/gateway.do`,
      method: 'put',
      data: new URLSearchParams({ method: 'demo.query' }),
    });
    expect(gateway.log.map(({ httpMethod, signatureValid }) => [httpMethod, signatureValid])).toEqual(
      Array(4).fill(['POST', true]),
    );
    expect(gateway.log.map(({ params: sent }) => sent['biz_content'])).toEqual([
      '{"a":1}',
      '{"a":1}',
      '{"a":1}',
      undefined,
    ]);
  });
});
