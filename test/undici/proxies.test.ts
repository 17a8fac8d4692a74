import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsHttpServer } from 'node:https';
import type { Socket } from 'node:net';
import { connect, createServer as createTcpServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { UndiciAdapter, UndiciAdapterOptions } from 'alipay-axios/undici';
import { createUndiciAdapter } from 'alipay-axios/undici';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { readSendFailure } from '../../src/runtime/send-failure.js';
import { proxyFromEnv, readProxyUrl } from '../../src/undici/proxy.js';
import { keyAndCertificate } from '../support/certificates.js';
import { attempt, listening } from './attempt.js';

const adapters: UndiciAdapter[] = [];
const servers: { close(): unknown }[] = [];
const { key, certificate } = keyAndCertificate();
const tls = { ca: certificate, checkServerIdentity: () => undefined };
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const adapter of adapters.splice(0)) await adapter.close();
  for (const server of servers.splice(0)) server.close();
});

function adapterOf(options: UndiciAdapterOptions): UndiciAdapter {
  const adapter = createUndiciAdapter(options);
  adapters.push(adapter);
  return adapter;
}

/** A gateway's side that speaks TLS and answers every request with `ok`. */
async function secureOrigin(): Promise<string> {
  const server = createTlsServer({ key, cert: certificate }, (socket) => {
    socket.on('error', () => {}).on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
  });
  servers.push(server);
  return listening(server, 'https');
}

interface Proxy {
  readonly url: string;
  /** The first line and the authorization of what came. */
  readonly seen: string[];
}

const note = ({ method, url, headers }: IncomingMessage): string =>
  [method, url, headers['proxy-authorization']].filter(Boolean).join(' ');

/** A proxy that makes tunnels, and answers what it is to forward by itself. */
async function startProxy(secure = false, status = 200): Promise<Proxy> {
  const seen: string[] = [];
  const server = secure ? createTlsHttpServer({ key, cert: certificate }) : createServer();
  server.on('request', (request, response) => {
    seen.push(note(request));
    response.end(`forwarded for ${request.headers.host}`);
  });
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    seen.push(note(request));
    socket.on('error', () => {});
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      return;
    }
    const { hostname, port } = new URL(`http://${request.url}`);
    const upstream = connect(Number(port), hostname, () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    upstream.on('error', () => socket.destroy()).pipe(socket);
    socket.pipe(upstream);
  });
  servers.push({ close: () => server.close().closeAllConnections() });
  return { url: await listening(server, secure ? 'https' : 'http'), seen };
}

const hostOf = (origin: string): string => new URL(origin).host;

describe('a proxy', () => {
  test.each([false, true])('makes a tunnel to a gateway that speaks TLS; it speaks TLS itself: %s', async (secure) => {
    const [origin, proxy] = [await secureOrigin(), await startProxy(secure)];
    const adapter = adapterOf({ proxy: proxy.url.replace('://', '://tea:p%3Aw@'), tls });
    for (let nth = 0; nth < 2; nth++) {
      expect((await attempt(adapter, `${origin}/gateway.do`).response).data.toString()).toBe('ok');
    }
    const authorization = `Basic ${Buffer.from('tea:p:w').toString('base64')}`;
    expect(proxy.seen).toEqual([`CONNECT ${hostOf(origin)} ${authorization}`]);
  });

  test('forwards what does not speak TLS', async () => {
    const proxy = await startProxy();
    const adapter = adapterOf({ proxy: proxy.url.replace('://', '://tea:pw@') });
    const { data } = await attempt(adapter, 'http://gateway.example:8080/gateway.do?a=1').response;
    expect(data.toString()).toBe('forwarded for gateway.example:8080');
    const authorization = `Basic ${Buffer.from('tea:pw').toString('base64')}`;
    expect(proxy.seen).toEqual([`POST http://gateway.example:8080/gateway.do?a=1 ${authorization}`]);
  });

  test('of the request goes before that of the adapter, and `false` before both', async () => {
    const [origin, proxy, other] = [await secureOrigin(), await startProxy(), await startProxy()];
    const adapter = adapterOf({ proxy: proxy.url, tls });
    const { hostname: host, port } = new URL(other.url);
    const auth = { username: 'tea', password: 'pw' };
    await attempt(adapter, origin, { proxy: { host, port: Number(port), auth } }).response;
    await attempt(adapter, origin, { proxy: false }).response;
    expect([proxy.seen.length, other.seen.length]).toEqual([0, 1]);
    expect(other.seen[0]).toMatch(/ Basic /);
    await attempt(adapter, origin).response;
    expect(proxy.seen).toHaveLength(1);
  });

  test('of the environment is taken, unless the adapter is told to take none', async () => {
    const [origin, proxy] = [await secureOrigin(), await startProxy()];
    vi.stubEnv('HTTPS_PROXY', proxy.url);
    vi.stubEnv('NO_PROXY', '');
    await attempt(adapterOf({ tls }), origin).response;
    await attempt(adapterOf({ tls, proxy: false }), origin).response;
    expect(proxy.seen).toHaveLength(1);
  });

  test.each([
    ['refuses', async () => (await startProxy(false, 407)).url, 'unreachable'],
    ['is not there', async () => 'http://127.0.0.1:1', 'refused'],
    ['hangs up', async () => listeningAnd((socket) => socket.end()), 'unreachable'],
    ['answers with something else', async () => listeningAnd((socket) => socket.end('SSH-2.0\r\n')), 'unreachable'],
    ['makes a tunnel to what is no TLS', async () => listeningAnd(tunnelToGarbage), 'tls'],
  ])('that %s proves that nothing was sent', async (_what, start, cause) => {
    const adapter = adapterOf({ proxy: await start(), tls });
    const { response, watch } = attempt(adapter, await secureOrigin());
    const error: unknown = await response.catch((thrown: unknown) => thrown);
    expect(readSendFailure(error, watch, false)).toMatchObject({ kind: 'not_sent', cause });
  });

  test('that makes no tunnel in time ends the request, unsent', async () => {
    const url = await listeningAnd(() => {});
    const rings: (() => void)[] = [];
    const alarm = (_ms: number, ring: () => void) => {
      rings.push(ring);
      return () => {};
    };
    const { response, watch } = attempt(adapterOf({ proxy: url, tls }), await secureOrigin(), {}, { alarm });
    rings[0]?.();
    const error: unknown = await response.catch((thrown: unknown) => thrown);
    expect(readSendFailure(error, watch, false)).toMatchObject({ kind: 'not_sent', cause: 'connect-timeout' });
  });
});

async function listeningAnd(answer: (socket: Socket) => void): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {}).once('data', () => answer(socket));
  });
  servers.push(server);
  return listening(server);
}

function tunnelToGarbage(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\n\r\n');
  void once(socket, 'data').then(() => socket.end('this is no TLS'));
}

describe('the environment', () => {
  const SHOP = new URL('https://openapi.alipay.com');
  const hostIn = (env: Record<string, string>, origin = SHOP): string | undefined =>
    proxyFromEnv(origin, env)?.hostname;

  test.each([
    [{ HTTPS_PROXY: 'http://up' }, 'up'],
    [{ https_proxy: 'http://low', HTTPS_PROXY: 'http://up' }, 'low'],
    [{ HTTP_PROXY: 'http://plain' }, undefined],
    [{ ALL_PROXY: 'all:8080' }, 'all'],
    [{ https_proxy: 'http://own', all_proxy: 'http://all' }, 'own'],
    [{ https_proxy: '' }, undefined],
    [{ https_proxy: 'socks5://up' }, undefined],
    [{}, undefined],
  ])('%j has the proxy %s for https', (env, host) => {
    expect(hostIn(env as unknown as Record<string, string>)).toBe(host);
  });

  test.each([
    ['openapi.alipay.com', true],
    ['OPENAPI.alipay.com', true],
    ['openapi.alipay.com:443', true],
    ['openapi.alipay.com:8443', false],
    ['.alipay.com', true],
    ['*.alipay.com', true],
    ['alipay.com', false],
    ['other.example, .alipay.com', true],
    ['*alipay.com', true],
    ['*pay.com', true],
    ['pay.com', false],
    ['openapi.alipay.com.', true],
    ['.alipay.com.', true],
    ['*', true],
    ['', false],
  ])('NO_PROXY=%s exempts the gateway: %s', (noProxy, isExempt) => {
    expect(hostIn({ HTTPS_PROXY: 'http://up', NO_PROXY: noProxy })).toBe(isExempt ? undefined : 'up');
  });

  test.each([
    ['http://10.1.2.3', '10.0.0.0/8', true],
    ['http://11.1.2.3', '10.0.0.0/8', false],
    ['http://[fd00::1]', '[fd00::]/8', true],
    ['http://[fd00::1]:81', '[fd00::1]:81', true],
    ['http://[fd00::1]', '10.0.0.0/8', false],
    ['http://10.1.2.3', '10.0.0.0/33', false],
    ['http://127.0.0.1:8080', 'localhost', true],
    ['http://localhost', '127.0.0.1', true],
    ['http://gateway.example.', 'gateway.example', true],
    ['http://gateway.example.', '.example:80', true],
  ])('%s is exempt by NO_PROXY=%s: %s', (origin, noProxy, isExempt) => {
    const env = { HTTP_PROXY: 'http://up', NO_PROXY: noProxy };
    expect(hostIn(env, new URL(origin))).toBe(isExempt ? undefined : 'up');
  });

  test.each([
    ['http://up:3128', { secure: false, hostname: 'up', port: 3128, authorization: undefined }],
    ['https://up', { secure: true, hostname: 'up', port: 443, authorization: undefined }],
    ['up', { secure: false, hostname: 'up', port: 80, authorization: undefined }],
    ['http://[::1]:8080', { secure: false, hostname: '::1', port: 8080, authorization: undefined }],
    ['http://%zz:b@up', { hostname: 'up', authorization: `Basic ${Buffer.from('%zz:b').toString('base64')}` }],
    ['ftp://up', undefined],
    ['http://', undefined],
  ])('%s as a proxy is %j', (text, server) => {
    if (server === undefined) expect(readProxyUrl(text)).toBeUndefined();
    else expect(readProxyUrl(text)).toMatchObject(server);
  });
});
