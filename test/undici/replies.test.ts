import { once } from 'node:events';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { Readable } from 'node:stream';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { UndiciAdapter } from 'alipay-axios/undici';
import { createUndiciAdapter } from 'alipay-axios/undici';
import axios, { AxiosHeaders } from 'axios';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { attempt, listening } from './attempt.js';

let adapter: UndiciAdapter;
const servers: { close(): unknown }[] = [];
beforeEach(() => {
  adapter = createUndiciAdapter({ proxy: false });
});
afterEach(async () => {
  await adapter.close();
  for (const server of servers.splice(0)) server.close();
});

async function serve(answer: RequestListener): Promise<string> {
  const server: Server = createServer(answer);
  servers.push(server);
  return listening(server);
}

/** A server that answers each request with these bytes and nothing else. */
async function serveRaw(text: string | Buffer, after: (socket: Socket) => void = () => {}): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {}).once('data', () => socket.write(text, () => after(socket)));
  });
  servers.push(server);
  return listening(server);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('a request', () => {
  test('goes out as axios’s own adapter would send it', async () => {
    const seen: unknown[] = [];
    const origin = await serve(async (request, response) => {
      const { connection, host, ...headers } = request.headers;
      seen.push([request.method, request.url, headers, await bodyOf(request)]);
      response.end('ok');
    });
    const headers = new AxiosHeaders({ 'Content-Type': 'text/plain', 'X-One': 'ä ☃ 1', 'X-None': null, 'X-No': false });
    const differing = { headers, auth: { username: 'tea', password: 'p:w' }, data: 'tea=茶' };
    await attempt(adapter, `${origin}/gateway.do?a=b%20c`, differing).response;
    const http = axios.getAdapter('http');
    await http({
      ...differing,
      url: `${origin}/gateway.do?a=b%20c`,
      method: 'post',
      headers: new AxiosHeaders(headers),
    } as never);
    expect(seen).toHaveLength(2);
    expect(seen[0]).toEqual(seen[1]);
  });

  test.each([
    ['a Buffer', Buffer.from('a=茶')],
    ['a view of a part of a buffer', new Uint8Array(Buffer.from('-a=茶-')).subarray(1, -1)],
    ['nothing', undefined],
  ])('takes %s for a body', async (_what, data) => {
    const origin = await serve(async (request, response) => response.end(await bodyOf(request)));
    const { data: reply } = await attempt(adapter, origin, { data }).response;
    expect(reply.toString()).toBe(data === undefined ? '' : 'a=茶');
  });

  test('that is no attempt of a gateway call goes the way of axios', async () => {
    const origin = await serve((request, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ url: request.url }));
    });
    const instance = axios.create({ adapter, baseURL: origin });
    const { data, request } = await instance.get('/shops', { params: { city: '杭州' } });
    expect(data).toEqual({ url: `/shops?city=${encodeURIComponent('杭州')}` });
    expect(request.constructor.name).toMatch(/Request/);
  });

  test('whose body fails before its first byte was not written, and after it may have been', async () => {
    const origin = await serve(() => {});
    const failing = (first: string): Readable =>
      Readable.from(
        (async function* pieces() {
          if (first !== '') yield Buffer.from(first);
          throw new Error('a bad disk');
        })(),
        { objectMode: false },
      );
    const headers = new AxiosHeaders({ 'Content-Length': '10' });
    const before = attempt(adapter, origin, { data: failing(''), headers });
    await expect(before.response).rejects.toThrow('a bad disk');
    expect(before.watch.phase()).toBe('queued');
    const after = attempt(adapter, origin, { data: failing('a'), headers });
    await expect(after.response).rejects.toThrow('a bad disk');
    expect(after.watch.phase()).toBe('written');
  });

  test('with a body of another length than it says is broken off', async () => {
    const origin = await serve(() => {});
    const headers = new AxiosHeaders({ 'Content-Length': '3' });
    const data = Readable.from([Buffer.from('12'), Buffer.from('34')], { objectMode: false });
    await expect(attempt(adapter, origin, { data, headers }).response).rejects.toMatchObject({ isAxiosError: true });
  });
});

describe('a reply', () => {
  test('has the headers that node:http would make of it', async () => {
    const lines = ['X: 1', 'x: 2', 'Date: a', 'Date: b', 'Server: c', 'Server: d', 'Set-Cookie: e', 'Retry-After: 1'];
    const origin = await serveRaw(`HTTP/1.1 299 Very Fine\r\n${lines.join('\r\n')}\r\nContent-Length: 2\r\n\r\nok`);
    const response = await attempt(adapter, origin).response;
    expect(response).toMatchObject({ status: 299, statusText: 'Very Fine' });
    expect(response.data.toString()).toBe('ok');
    const { headers } = response;
    expect(headers).toBeInstanceOf(AxiosHeaders);
    expect({ ...headers }).toEqual({
      x: '1, 2',
      date: 'a, b',
      server: 'c',
      'set-cookie': ['e'],
      'retry-after': '1',
      'content-length': '2',
    });
  });

  test('has no white space around its headers, wherever it was sent', async () => {
    const lines = ['X: \t a b \t ', 'Y:  ', 'Z: 1 ', 'z: 2\t', 'Set-Cookie: e ', 'Content-Encoding: gzip '];
    const body = gzipSync('tea').toString('latin1');
    const head = `HTTP/1.1 200 OK\r\n${lines.join('\r\n')}\r\nContent-Length: ${body.length}\r\n\r\n`;
    const origin = await serveRaw(Buffer.from(head + body, 'latin1'));
    for (const one of [adapter, axios.getAdapter('http')]) {
      const { data, headers } = await attempt(one, origin, { proxy: false }).response;
      const { x, y, z, 'set-cookie': cookies } = headers;
      expect([x, y, z, cookies]).toEqual(['a b', '', '1, 2', ['e']]);
      expect(data.toString()).toBe('tea');
    }
  });

  const TEXT = 'tea '.repeat(500);
  test.each([
    ['gzip', gzipSync(TEXT)],
    ['x-gzip', gzipSync(TEXT)],
    ['deflate', deflateSync(TEXT)],
    ['deflate', deflateRawSync(TEXT)],
    ['br', brotliCompressSync(TEXT)],
    ['GZIP', gzipSync(TEXT)],
  ])('in %s is read, and says so no more', async (coding, body) => {
    const origin = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Encoding': coding }).end(body);
    });
    const { data, headers } = await attempt(adapter, origin).response;
    expect(data.toString()).toBe(TEXT);
    expect(headers).not.toHaveProperty('content-encoding');
    const { data: stream } = await attempt(adapter, origin, { responseType: 'stream' }).response;
    expect((await stream.toArray()).join('')).toBe(TEXT);
    const raw = await attempt(adapter, origin, { decompress: false }).response;
    expect(raw.data).toEqual(body);
  });

  test.each([
    ['gzip', gzipSync(Buffer.alloc(20_000))],
    ['br', brotliCompressSync(Buffer.alloc(20_000))],
    ['deflate', deflateRawSync(Buffer.alloc(20_000))],
    ['identity', Buffer.alloc(20_000)],
  ])('that comes to more than it may in %s is given up', async (coding, body) => {
    const origin = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Encoding': coding }).end(body);
    });
    const error = { code: 'ERR_BAD_RESPONSE', message: 'maxContentLength size of 10000 exceeded' };
    await expect(attempt(adapter, origin).response).rejects.toMatchObject(error);
    const { data } = await attempt(adapter, origin, { responseType: 'stream' }).response;
    await expect(data.toArray()).rejects.toMatchObject(error);
    const all = await attempt(adapter, origin, { maxContentLength: -1 }).response;
    expect(all.data).toHaveLength(20_000);
  });

  test('with a broken coding fails, and an empty one is empty', async () => {
    const origin = await serve((request, response) => {
      response.writeHead(request.url === '/none' ? 204 : 200, { 'Content-Encoding': 'gzip' });
      response.end(request.url === '/bad' ? 'this is no gzip' : '');
    });
    await expect(attempt(adapter, `${origin}/bad`).response).rejects.toMatchObject({ code: 'Z_DATA_ERROR' });
    expect((await attempt(adapter, `${origin}/empty`).response).data).toHaveLength(0);
    expect((await attempt(adapter, `${origin}/none`).response).data).toHaveLength(0);
  });

  test.each([
    ['a head that is too long', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 'HPE_HEADER_OVERFLOW'],
    ['no HTTP', 'SSH-2.0-OpenSSH\r\n\r\n', 'HPE_INVALID'],
    ['a body that breaks off', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf', 'ECONNRESET'],
    ['an upgrade', 'HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n', 'ECONNRESET'],
  ])('with %s fails with the code that axios’s own adapter has for it', async (_what, text, code) => {
    const origin = await serveRaw(text, (socket) => socket.end());
    const { response, watch } = attempt(adapter, origin);
    await expect(response).rejects.toMatchObject({ isAxiosError: true, code });
    expect(watch.phase()).toBe('written');
  });

  test('that is read as a stream holds its connection until it is read, and lets go of it when nobody reads on', async () => {
    const origin = await serve((_request, response) => {
      response.writeHead(200).write('first');
    });
    const { data } = await attempt(adapter, origin, { responseType: 'stream' }).response;
    const [first] = await once(data, 'data');
    expect(String(first)).toBe('first');
    data.destroy();
    // It would wait for the end of the reply, which does not come.
    await adapter.close();
  });

  test('that is a stream breaks off with its signal', async () => {
    const origin = await serve((_request, response) => {
      response.writeHead(200).write('first');
    });
    const controller = new AbortController();
    const { data } = await attempt(adapter, origin, { responseType: 'stream', signal: controller.signal }).response;
    await once(data, 'data');
    controller.abort();
    const [error] = await once(data, 'error');
    expect(error).toMatchObject({ code: 'ERR_CANCELED' });
  });

  test('that is long and read slowly is not taken in ahead of its reader', async () => {
    let taken = 0;
    const origin = await serve((_request, response) => {
      const write = (): void => {
        while (taken < 400 && response.write(Buffer.alloc(64 * 1024))) taken++;
        response.once('drain', write);
      };
      response.on('error', () => {});
      write();
    });
    const { data } = await attempt(adapter, origin, { responseType: 'stream', maxContentLength: -1 }).response;
    await once(data, 'readable');
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBeLessThan(400);
    data.destroy();
  });
});
