import type { AlipayInstance, AlipayRequestConfig, AlipayResponse } from 'alipay-axios';
import { attachAlipay } from 'alipay-axios';
import { ok, refused } from 'alipay-axios/testing';
import type { AxiosAdapter, AxiosRequestConfig } from 'axios';
import axios, { AxiosHeaders } from 'axios';
import { describe, expect, test, vi } from 'vitest';
import type { Change, Client } from '../support/straight-way.js';
import { clientAt, METHOD, openTeaGateway, wentStraight } from '../support/straight-way.js';
import { HTTP_ADAPTER } from '../support/world.js';

const TEA = { name: '奶茶', cups: 2 };

const gateway = await openTeaGateway();

const client = (defaults?: AxiosRequestConfig): Client => clientAt(gateway, defaults);

interface Case {
  readonly what: string;
  readonly defaults?: AxiosRequestConfig;
  readonly change?: Change;
}

const BY_CORE: readonly Case[] = [
  { what: 'parameters for all', defaults: { params: { app_version: '7' } } },
  { what: 'a way to write parameters', defaults: { params: { a: 1 }, paramsSerializer: { serialize: () => 'a=2' } } },
  { what: 'a signal for all', defaults: { signal: new AbortController().signal } },
  { what: 'one that is aborted', defaults: { signal: AbortSignal.abort() } },
  {
    what: 'a transitional that is none',
    change: ({ defaults }) => Object.assign(defaults, { transitional: { silentJSONParsing: 'yes' } }),
  },
  {
    what: 'a transitional that axios does not know',
    change: ({ defaults }) => Object.assign(defaults, { transitional: { tea: true } }),
  },
  {
    what: 'a field that is named by a symbol',
    change: ({ defaults }) => Object.assign(defaults, { [Symbol('tea')]: 1 }),
  },
  { what: 'no headers at all', change: ({ defaults }) => Reflect.deleteProperty(defaults, 'headers') },
];

describe('a call of execute goes through axios’s core', () => {
  test.each(BY_CORE)('where the instance has $what', async ({ defaults = {}, change = () => {} }) => {
    const { alipay } = client(defaults);
    change(alipay);
    const plain = axios.create({ ...defaults, adapter: HTTP_ADAPTER, baseURL: gateway.url });
    change(plain as AlipayInstance);
    const ended = await alipay.execute(METHOD, TEA).catch((error: unknown) => error);
    // What the core itself throws is what comes out; a config of it has no prototype.
    if (!(ended instanceof Error && !('outcome' in ended))) {
      expect(wentStraight((ended as AlipayResponse).config)).toBe(false);
    } else {
      const thrown = await plain.post('/gateway.do', {}).catch((error: unknown) => error);
      expect((thrown as Error).message).toBe(ended.message);
    }
    await alipay.close();
  });

  test('where the instance has call options for all, which are put together with those of a call', async () => {
    const { alipay } = client({ alipay: { notifyUrl: 'https://shop.example/n', params: { tea: '1' } } } as never);
    await alipay.execute(METHOD, TEA, { params: { cups: '2' } });
    expect(gateway.log[0]?.params).toMatchObject({ notify_url: 'https://shop.example/n', tea: '1', cups: '2' });
    const sale = { out_trade_no: 'all-1', auth_code: '280000000000000001', total_amount: '1.00', subject: 'tea' };
    await alipay.settlePayment(sale);
    expect(gateway.log.at(-1)?.params).toMatchObject({ notify_url: 'https://shop.example/n', tea: '1' });
  });

  test('where somebody has put another `request` in the place of axios’s for all instances', async () => {
    const asked = vi.spyOn(axios.Axios.prototype, 'request');
    const { alipay } = client();
    await alipay.execute(METHOD, TEA);
    expect(asked).toHaveBeenCalledTimes(1);
    asked.mockRestore();
  });

  test('where somebody else has put a function in the place of `request`', async () => {
    const { alipay } = client();
    const { request } = alipay;
    const asked: unknown[] = [];
    alipay.request = ((config: AxiosRequestConfig) => {
      asked.push(config.url);
      return request(config);
    }) as AlipayInstance['request'];
    await alipay.execute(METHOD, TEA);
    expect(asked).toEqual(['/gateway.do']);
  });

  test('while an interceptor of the user’s is there, and straight again when it has gone', async () => {
    const { alipay } = client();
    const way = async () => wentStraight((await alipay.execute(METHOD, TEA)).config);
    const ways = [await way()];
    const { request, response } = alipay.interceptors;
    const first = request.use((config) => config);
    ways.push(await way());
    request.eject(first);
    response.use((passed) => passed);
    ways.push(await way());
    response.clear();
    ways.push(await way());
    expect(ways).toEqual([true, false, false, true]);
  });

  test('where its options are axios’s as well', async () => {
    const { alipay, seen } = client();
    const { config } = await alipay.execute(METHOD, TEA, { headers: { 'X-Shop': '7' }, timeout: 3_000 });
    expect(wentStraight(config)).toBe(false);
    expect(seen[0]?.headers['X-Shop']).toBe('7');
  });

  test('of an instance that the engine was attached to', async () => {
    const http = axios.create({ adapter: HTTP_ADAPTER });
    const { execute, detach } = attachAlipay(http, { ...gateway.credentials, gateway: gateway.url });
    expect(wentStraight((await execute(METHOD, TEA)).config)).toBe(false);
    detach();
  });
});

describe('of a call that went straight', () => {
  test('the error tells who called, and its config can be sent again', async () => {
    const { alipay } = client();
    gateway.on(METHOD).clear().reply(refused('40002', 'isv.invalid-parameter'));
    async function brewTeaForTable7(): Promise<unknown> {
      return await alipay.execute(METHOD, TEA);
    }
    const error = await brewTeaForTable7().catch((caught: Error & { readonly config: AxiosRequestConfig }) => caught);
    expect((error as Error).stack).toMatch(/brewTeaForTable7/);
    gateway.on(METHOD).clear();
    const { data } = await alipay.request((error as { readonly config: AxiosRequestConfig }).config);
    expect(data['code']).toBe('10000');
    await axios.request((error as { readonly config: AxiosRequestConfig }).config);
    expect(gateway.log.map(({ signatureValid }) => signatureValid)).toEqual([true, true, true]);
  });

  test.each<readonly [string, unknown]>([
    ['reads the message of an error', (error: Error) => error.message.split('\n')[0]],
    [
      'throws',
      () => {
        throw new Error('hook');
      },
    ],
    ['gives no text', () => ({})],
  ])('the error stays what it is where a hook for stacks %s', async (_what, hook) => {
    const { alipay } = client();
    gateway.on(METHOD).clear().reply(refused('40002', 'isv.invalid-parameter'));
    const { prepareStackTrace } = Error;
    // Not for the errors themselves, which the engine makes.
    const ofPlain = (error: Error, frames: NodeJS.CallSite[]): unknown =>
      error instanceof Error
        ? `${error}${frames.map((frame) => `\n    at ${frame}`).join('')}`
        : (hook as typeof ofPlain)(error, frames);
    Error.prepareStackTrace = ofPlain;
    const error = await alipay.execute(METHOD, TEA).catch((caught: unknown) => caught);
    Error.prepareStackTrace = prepareStackTrace as NonNullable<typeof prepareStackTrace>;
    expect(error).toMatchObject({ name: 'AlipayError', outcome: 'rejected' });
  });

  test('no line is put below a stack that has no frames', async () => {
    const { alipay } = client();
    gateway.on(METHOD).clear().reply(refused('40002', 'isv.invalid-parameter'));
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    const error = await alipay.execute(METHOD, TEA).catch((caught: unknown) => caught);
    Error.stackTraceLimit = stackTraceLimit;
    expect((error as Error).stack).not.toMatch(/\nError$/);
  });

  test('the headers of the response are axios’s, whatever its adapter gives', async () => {
    const adapter: AxiosAdapter = async (config) => {
      const response = await HTTP_ADAPTER(config);
      return { ...response, headers: { 'x-tea': 'oolong' } };
    };
    gateway.on(METHOD).clear().reply(ok({}), refused('40002', 'isv.invalid-parameter'));
    const { alipay } = client({ adapter });
    const { headers } = await alipay.execute(METHOD, TEA);
    expect([headers instanceof AxiosHeaders, headers['x-tea']]).toEqual([true, 'oolong']);
    const error = await alipay.execute(METHOD, TEA).catch((caught: unknown) => caught);
    expect((error as AlipayResponse & { readonly response: AlipayResponse }).response.headers).toBeInstanceOf(
      AxiosHeaders,
    );
  });

  test('what is put in the place of the instance’s defaults or interceptors means as little as it does to axios', async () => {
    const { alipay, seen } = client();
    const others = axios.create({ headers: { 'X-Other': '1' } });
    others.interceptors.response.use(() => 'replaced' as never);
    Object.assign(alipay, { defaults: others.defaults, interceptors: others.interceptors });
    const replies = [await alipay.execute(METHOD, TEA), await alipay.post('/gateway.do', { method: METHOD })];
    expect(replies.map(({ data }) => data['code'])).toEqual(['10000', '10000']);
    expect(seen.map(({ headers }) => headers['X-Other'])).toEqual([undefined, undefined]);
  });

  test('the response tells how long it took', async () => {
    const { alipay } = client();
    expect((await alipay.execute(METHOD, TEA)).duration).toBe(0);
  });

  test('the config does not change with the objects that its caller goes on using', async () => {
    const { alipay } = client();
    const content = { id: 'o-1', detail: { cups: 1 } };
    const params = { shop: { id: 1 } };
    const { config } = await alipay.execute(METHOD, content, { params });
    content.detail.cups = 9;
    params.shop.id = 9;
    expect((config as AlipayRequestConfig).alipay?.params).toEqual({ shop: { id: 1 } });
    expect(config.data).toEqual({ method: METHOD, biz_content: { id: 'o-1', detail: { cups: 1 } } });
    expect(Object.hasOwn(config, 'url')).toBe(true);
  });

  test('a content that contains itself is refused by its name, however many ways lead back', async () => {
    const { alipay } = client();
    const content: Record<string, unknown> = {};
    Object.assign(content, { a: content, b: content, c: { d: content, e: content } });
    await expect(alipay.execute(METHOD, content)).rejects.toThrow(
      /"biz_content" cannot be written as JSON \(it contains itself\)/,
    );
  });

  test('what somebody has put on Object.prototype is none of its config', async () => {
    const own: boolean[] = [];
    // axios's adapter before 1.16.1 would read it from there.
    const adapter: AxiosAdapter = (config) => {
      Reflect.deleteProperty(Object.prototype, 'proxy');
      own.push(Object.hasOwn(config, 'proxy'));
      return HTTP_ADAPTER(config);
    };
    const { alipay } = client({ adapter });
    Object.defineProperty(Object.prototype, 'proxy', { value: { host: 'evil.example' }, configurable: true });
    const { config } = await alipay.execute(METHOD, TEA);
    expect([...own, 'proxy' in config]).toEqual([false, false]);
  });

  test('nor are headers of it its own', async () => {
    const { alipay, seen } = client();
    Reflect.deleteProperty(alipay.defaults.headers, 'post');
    Object.defineProperty(Object.prototype, 'post', { value: { 'X-Evil': '1' }, configurable: true });
    try {
      await alipay.execute(METHOD, TEA);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'post');
    }
    expect(seen.map(({ headers }) => headers['X-Evil'])).toEqual([undefined]);
  });
});
