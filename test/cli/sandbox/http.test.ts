import { readdirSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { createEventStream, MOST_PAGES } from '../../../src/cli/sandbox/event-stream.js';
import type { Sandbox, SandboxOptions } from '../../../src/cli/sandbox/sandbox.js';
import { startSandbox } from '../../../src/cli/sandbox/sandbox.js';
import { createTestCredentials } from '../../../src/testing/index.js';
import { clientOf, listenTo, press, send } from '../../support/sandbox.js';

const credentials = createTestCredentials({ format: 'base64' });
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ credentials, ...options });
  open.push(sandbox);
  return sandbox;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const portOf = ({ url }: Sandbox): string => new URL(url).port;

describe('the environment', () => {
  test('is all that an application needs, for v2 and for v3', async () => {
    const { env } = await start();
    const alipay = clientOf(env);
    open.push(alipay);
    const order = { out_trade_no: 'a-1', total_amount: '8.80', subject: '奶茶', auth_code: '280000000000000007' };
    const { data } = await alipay.execute('alipay.trade.pay', order);
    expect(data).toMatchObject({ code: '10000', out_trade_no: 'a-1' });
    const asked = await alipay.post('/v3/alipay/trade/query', { out_trade_no: 'a-1' });
    expect(asked.data).toMatchObject({ trade_status: 'TRADE_SUCCESS' });
  });

  test('stands on one line a name, as files of an environment have it', async () => {
    const { env } = await start({ credentials: createTestCredentials({ format: 'base64' }) });
    expect(Object.keys(env)).toEqual([
      'ALIPAY_APP_ID',
      'ALIPAY_APP_PRIVATE_KEY',
      'ALIPAY_PUBLIC_KEY',
      'ALIPAY_GATEWAY',
    ]);
    for (const value of Object.values(env)) expect(value).toMatch(/^[\w+/=.:-]+$/);
  });
});

test("the gateway's own paths answer as a gateway does, whatever host they are asked for by", async () => {
  const { url } = await start();
  const headers = { host: 'gateway.example', origin: 'https://shop.example' };
  expect((await send(`${url}/gateway.do`, { method: 'PUT', headers })).status).toBe(405);
  const reply = await send(`${url}/gateway.do`, { method: 'POST', headers });
  expect(reply.text).toContain('isv.missing-method');
  expect(reply.headers['trace_id']).toMatch(/^\w+$/);
  expect((await send(`${url}/v3/alipay/trade/query`, { method: 'POST', headers })).status).toBe(400);
});

describe('the page', () => {
  test('is served with all of its files, and lets nothing in from elsewhere', async () => {
    const { url } = await start();
    const names = readdirSync(new URL('../../../src/cli/sandbox/page', import.meta.url));
    for (const path of ['/', ...names.filter((name) => name !== 'index.html').map((name) => `/page/${name}`)]) {
      const { status, headers, text } = await send(url + path);
      expect(status, path).toBe(200);
      expect(headers['content-security-policy']).toContain("default-src 'self';");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(text.replace('http://www.w3.org/2000/svg', ''), path).not.toMatch(
        /https?:\/\/|\son\w+=|innerHTML|style="/,
      );
    }
  });

  test('is not there under other names', async () => {
    const { url } = await start();
    for (const path of ['/nothing', '/page/', '/page/../main.js', '/page/%2e%2e/sandbox.js', '/index.html']) {
      expect((await send(url + path)).status, path).toBe(404);
    }
  });

  test('is refused under a foreign host, and so is everything that belongs to it', async () => {
    const sandbox = await start();
    const { url } = sandbox;
    const port = portOf(sandbox);
    const foreign = [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      `127.0.0.1:${Number(port) + 1}`,
      `0.0.0.0:${port}`,
    ];
    for (const path of ['/', '/page/main.js', '/api/events', '/api/qr', '/nothing']) {
      for (const host of foreign) expect((await send(url + path, { headers: { host } })).status, host).toBe(403);
    }
    const headers = { ...JSON_TYPE, host: `evil.example:${port}` };
    expect((await send(`${url}/api/do/clear`, { method: 'POST', headers, body: '{}' })).status).toBe(403);
    for (const name of ['127.0.0.1', 'localhost', '[::1]', 'LOCALHOST']) {
      expect((await send(url, { headers: { host: `${name}:${port}` } })).status, name).toBe(200);
    }
  });
});

test('what belongs to the page is refused to other pages, and a link to the page is not', async () => {
  const { url } = await start();
  const status = async (path: string, headers: Record<string, string>) => (await send(url + path, { headers })).status;
  const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' };
  const built = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
  for (const path of ['/', '/api/events', '/api/qr', '/page/main.js']) {
    expect(await status(path, foreign), path).toBe(403);
    expect(await status(path, built), path).toBe(403);
  }
  expect(await status('/', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).toBe(200);
  expect((await send(`${url}/api/events`, { method: 'HEAD' })).status).toBe(405);
});

describe('a switch', () => {
  test('is refused to foreign pages', async () => {
    const sandbox = await start();
    const url = `${sandbox.url}/api/do/busy`;
    const port = portOf(sandbox);
    const ask = async (headers: Record<string, string>) =>
      (await send(url, { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: '{"count":1}' })).status;
    const foreign = [
      'https://evil.example',
      'null',
      '',
      'http://127.0.0.1',
      `https://127.0.0.1:${port}`,
      `http://127.0.0.1:${port}/`,
    ];
    for (const origin of foreign) expect(await ask({ origin }), origin).toBe(403);
    expect(await ask({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await ask({ 'sec-fetch-site': 'same-site', origin: sandbox.url })).toBe(403);
    const listener = await listenTo(sandbox);
    open.push(listener);
    await listener.until(() => listener.state() !== undefined);
    expect(listener.state()?.switches.busyLeft).toBe(0);
    expect(await ask({ origin: sandbox.url, 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await ask({ origin: `http://localhost:${port}` })).toBe(200);
    expect(await ask({})).toBe(200);
  });

  test('takes POST with JSON and nothing else', async () => {
    const { url } = await start();
    const path = `${url}/api/do/busy`;
    const body = '{"count":1}';
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      expect((await send(path, { method, headers: JSON_TYPE })).status, method).toBe(405);
    }
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/jsonp',
      'text/plain, application/json',
    ]) {
      const headers = { 'content-type': type };
      expect((await send(path, { method: 'POST', headers, body })).status, type).toBe(415);
    }
    expect((await send(path, { method: 'POST', body })).status).toBe(415);
    expect((await send(url, { method: 'POST', headers: JSON_TYPE, body })).status).toBe(405);
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    expect((await send(path, { method: 'POST', headers, body })).status).toBe(200);
    expect((await send(path, { method: 'POST', headers, body: ' '.repeat(4_097) })).status).toBe(413);
  });

  test.each([
    ['busy', {}],
    ['busy', { count: -1 }],
    ['busy', { count: 1.5 }],
    ['busy', { count: '1' }],
    ['lost', { count: 1_001 }],
    ['latency', { ms: 600_001 }],
    ['code', { kind: 'nobody' }],
    ['pay', { merchant: 1, outTradeNo: 'a' }],
    ['pay', []],
  ])('%s refuses %j', async (name, fields) => {
    expect(await press(await start(), name, fields)).toBe(400);
  });

  test('that is not there is not found, and what is no JSON is refused', async () => {
    const sandbox = await start();
    expect(await press(sandbox, 'nothing')).toBe(404);
    const request = { method: 'POST', headers: JSON_TYPE, body: '{' };
    expect((await send(`${sandbox.url}/api/do/busy`, request)).status).toBe(400);
    expect(await press(sandbox, 'pay', { merchant: credentials.appId, outTradeNo: 'nobody' })).toBe(409);
  });
});

describe('what is kept is bounded:', () => {
  test('requests', async () => {
    const sandbox = await start({ requestLimit: 3 });
    for (const _one of Array(5).keys()) await send(`${sandbox.url}/gateway.do`);
    const listener = await listenTo(sandbox);
    open.push(listener);
    await listener.until(() => listener.requests().length > 0);
    expect(listener.requests().map(({ id }) => id)).toEqual([3, 4, 5]);
    expect(await press(sandbox, 'clear')).toBe(200);
    await listener.until(() => listener.requests().length === 0);
  });

  test('open pages', async () => {
    const sandbox = await start();
    const pages = [];
    for (const _one of Array(MOST_PAGES).keys()) pages.push(await listenTo(sandbox));
    open.push(...pages);
    const refused = await send(`${sandbox.url}/api/events`);
    expect(refused.status).toBe(503);
    pages[0]?.close();
    await expect
      .poll(async () => {
        const stop = new AbortController();
        const { status } = await fetch(`${sandbox.url}/api/events`, { signal: stop.signal });
        stop.abort();
        return status;
      })
      .toBe(200);
  });

  test('what waits for a page that does not read', () => {
    const stream = createEventStream({});
    const page = (waiting: number) => {
      const seen = { written: 0, isGone: false };
      const response = {
        writableLength: waiting,
        on: () => response,
        writeHead: () => response,
        write: () => ++seen.written > 0,
        destroy: () => {
          seen.isGone = true;
        },
      };
      stream.add(response as unknown as ServerResponse, {});
      return seen;
    };
    const [reads, sleeps] = [page(0), page(2 * 1024 * 1024)];
    stream.send('state', {});
    expect([reads, sleeps]).toEqual([
      { written: 2, isGone: false },
      { written: 1, isGone: true },
    ]);
    expect(stream.size).toBe(1);
  });
});
