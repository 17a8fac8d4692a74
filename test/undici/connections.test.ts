import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { UndiciAdapter, UndiciAdapterOptions } from 'alipay-axios/undici';
import { createUndiciAdapter } from 'alipay-axios/undici';
import { AxiosHeaders } from 'axios';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { keyAndCertificate } from '../support/certificates.js';
import { attempt, listening } from './attempt.js';

const adapters: UndiciAdapter[] = [];
const servers: { close(): unknown }[] = [];
afterEach(async () => {
  for (const adapter of adapters.splice(0)) await adapter.close();
  for (const server of servers.splice(0)) server.close();
});

function adapterOf(options: UndiciAdapterOptions = {}): UndiciAdapter {
  const adapter = createUndiciAdapter({ proxy: false, ...options });
  adapters.push(adapter);
  return adapter;
}

/** A server that answers when it is told to, and knows its connections. */
interface Held {
  readonly origin: string;
  readonly sockets: Socket[];
  /** The paths of the requests that came, in their order. */
  readonly came: string[];
  answer(path: string): void;
}

async function hold(keepAliveTimeout = 60_000): Promise<Held> {
  const sockets: Socket[] = [];
  const came: string[] = [];
  const answers = new Map<string, () => void>();
  const server: Server = createServer((request, response) => {
    came.push(request.url ?? '');
    answers.set(request.url ?? '', () => response.end('ok'));
  });
  server.keepAliveTimeout = keepAliveTimeout;
  server.on('connection', (socket) => sockets.push(socket.on('error', () => {})));
  servers.push({ close: () => server.close().closeAllConnections() });
  return { origin: await listening(server), sockets, came, answer: (path) => answers.get(path)?.() };
}

const arrived = (held: Held, count: number) => vi.waitFor(() => expect(held.came).toHaveLength(count), { interval: 5 });

describe('connections', () => {
  test('are kept for the next request, and as many are made as there are requests at once', async () => {
    const held = await hold();
    const adapter = adapterOf();
    for (const path of ['/1', '/2', '/3']) {
      const { response } = attempt(adapter, held.origin + path);
      await vi.waitFor(() => expect(held.came).toContain(path), { interval: 5 });
      held.answer(path);
      await response;
    }
    expect(held.sockets).toHaveLength(1);
    const three = ['/4', '/5', '/6'].map((path) => attempt(adapter, held.origin + path).response);
    await arrived(held, 6);
    for (const path of ['/4', '/5', '/6']) held.answer(path);
    await Promise.all(three);
    expect(held.sockets).toHaveLength(3);
  });

  test('that are bounded have requests wait in line, unsent, and who leaves the line is never sent', async () => {
    const held = await hold();
    const adapter = adapterOf({ connections: 1 });
    const first = attempt(adapter, `${held.origin}/first`);
    const controller = new AbortController();
    const leaves = attempt(adapter, `${held.origin}/leaves`, { signal: controller.signal });
    const last = attempt(adapter, `${held.origin}/last`);
    await arrived(held, 1);
    expect([first, leaves, last].map(({ watch }) => watch.phase())).toEqual(['written', 'queued', 'queued']);
    controller.abort();
    await expect(leaves.response).rejects.toMatchObject({ code: 'ERR_CANCELED' });
    held.answer('/first');
    await first.response;
    await arrived(held, 2);
    held.answer('/last');
    await last.response;
    expect(held.came).toEqual(['/first', '/last']);
    expect(leaves.watch.phase()).toBe('queued');
    expect(held.sockets).toHaveLength(1);
  });

  test('whose request failed are replaced, and the next in line goes out', async () => {
    const held = await hold();
    const adapter = adapterOf({ connections: 1 });
    const first = attempt(adapter, `${held.origin}/first`);
    const next = attempt(adapter, `${held.origin}/next`);
    await arrived(held, 1);
    held.sockets[0]?.destroy();
    await expect(first.response).rejects.toMatchObject({ code: 'ECONNRESET' });
    await arrived(held, 2);
    held.answer('/next');
    expect((await next.response).data.toString()).toBe('ok');
    expect(held.came).toEqual(['/first', '/next']);
  });

  test('that the server has ended while they were idle are not used again', async () => {
    const held = await hold();
    const adapter = adapterOf();
    const first = attempt(adapter, `${held.origin}/1`);
    await arrived(held, 1);
    held.answer('/1');
    await first.response;
    const [socket] = held.sockets;
    const closed = socket && once(socket.end(), 'close');
    await closed;
    const { response } = attempt(adapter, `${held.origin}/2`);
    await arrived(held, 2);
    held.answer('/2');
    expect((await response).status).toBe(200);
    expect(held.sockets).toHaveLength(2);
  });

  test('that nobody waited for any more hold the process again with their next request', async () => {
    const held = await hold();
    const adapter = adapterOf({ connections: 1 });
    const first = attempt(adapter, `${held.origin}/first`);
    const next = attempt(adapter, `${held.origin}/next`);
    await arrived(held, 1);
    const holding = (): number => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
    const before = holding();
    first.watch.letGo();
    expect(holding()).toBe(before - 1);
    held.answer('/first');
    await arrived(held, 2);
    expect(holding()).toBe(before);
    held.answer('/next');
    await next.response;
  });

  test.each([{ cert: 'no certificate', key: 'no key' }, { minVersion: 'TLSv9' }])(
    'that Node refuses to begin with %j end their request, unsent',
    async (tls) => {
      const alarms = { set: 0, off: 0 };
      const alarm = () => {
        alarms.set++;
        return () => void alarms.off++;
      };
      const { response, watch } = attempt(adapterOf({ tls: tls as never }), 'https://127.0.0.1:9', {}, { alarm });
      await expect(response).rejects.toThrow();
      expect([watch.phase(), alarms]).toEqual(['queued', { set: 1, off: 1 }]);
    },
  );

  test('of a request that was broken off before it could be written are not written to', async () => {
    const held = await hold();
    const adapter = adapterOf();
    const signal = AbortSignal.abort();
    await expect(attempt(adapter, held.origin, { signal }).response).rejects.toMatchObject({ code: 'ERR_CANCELED' });
    const controller = new AbortController();
    const { response, watch } = attempt(adapter, `${held.origin}/late`, { signal: controller.signal });
    expect(watch.phase()).toBe('connecting');
    controller.abort();
    await expect(response).rejects.toMatchObject({ code: 'ERR_CANCELED' });
    expect(watch.phase()).toBe('connecting');
    const after = attempt(adapter, `${held.origin}/after`);
    await arrived(held, 1);
    held.answer('/after');
    await after.response;
    expect(held.came).toEqual(['/after']);
  });

  test('speak TLS with the authorities that they are given, and take a session up again', async () => {
    const { key, certificate } = keyAndCertificate();
    const reused: boolean[] = [];
    const server = createTlsServer({ key, cert: certificate, maxVersion: 'TLSv1.2' }, (socket) => {
      reused.push(socket.isSessionReused());
      socket.on('error', () => {});
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok'));
    });
    servers.push(server);
    const origin = await listening(server, 'https');
    const wary = attempt(adapterOf(), origin);
    await expect(wary.response).rejects.toMatchObject({ code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO/) });
    expect(wary.watch.phase()).toBe('securing');
    const adapter = adapterOf({ tls: { ca: certificate, checkServerIdentity: () => undefined } });
    for (let nth = 0; nth < 2; nth++) expect((await attempt(adapter, origin).response).data.toString()).toBe('ok');
    expect(reused.slice(-2)).toEqual([false, true]);
  });

  test.each([
    ['of its address', {}],
    ['in its Host header', { Host: 'gateway.example' }],
  ])('whose certificate is for another name than that %s are not written to', async (_what, headers) => {
    const { key, certificate } = keyAndCertificate();
    let data = 0;
    const server = createTlsServer({ key, cert: certificate }, (socket) => {
      socket.on('error', () => {}).on('data', () => data++);
    });
    servers.push(server);
    const adapter = adapterOf({ tls: { ca: certificate } });
    const origin = await listening(server, 'https');
    const { response, watch } = attempt(adapter, origin, { headers: new AxiosHeaders(headers) });
    await expect(response).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    expect([watch.phase(), data]).toEqual(['securing', 0]);
  });

  test('that are not made in time end their request, unsent', async () => {
    const silent = createTcpServer((socket) => socket.on('error', () => {}).resume());
    servers.push(silent);
    const origin = await listening(silent, 'https');
    const adapter = adapterOf();
    const alarms: (() => void)[] = [];
    const { response, watch } = attempt(
      adapter,
      origin,
      {},
      {
        alarm: (_ms, ring) => {
          alarms.push(ring);
          return () => {};
        },
      },
    );
    await vi.waitFor(() => expect(watch.phase()).toBe('securing'), { interval: 5 });
    alarms[0]?.();
    await expect(response).rejects.toMatchObject({ code: 'ERR_CONNECT_TIMEOUT' });
    expect([watch.phase(), watch.isTooSlow, alarms.length]).toEqual(['securing', true, 1]);
  });
});

describe('close', () => {
  test('waits for what is under way, ends what is idle, and sends nothing more', async () => {
    const held = await hold();
    const adapter = adapterOf({ connections: 2 });
    const idle = attempt(adapter, `${held.origin}/idle`);
    const running = attempt(adapter, `${held.origin}/running`);
    const waiting = attempt(adapter, `${held.origin}/waiting`);
    await arrived(held, 2);
    let isClosed = false;
    const closing = adapter.close().then(() => {
      isClosed = true;
    });
    const late = attempt(adapter, `${held.origin}/late`);
    await expect(late.response).rejects.toMatchObject({ code: 'ERR_ADAPTER_CLOSED' });
    expect(late.watch.phase()).toBe('queued');
    held.answer('/idle');
    await idle.response;
    await arrived(held, 3);
    expect(isClosed).toBe(false);
    held.answer('/running');
    held.answer('/waiting');
    await Promise.all([running.response, waiting.response, closing]);
    await Promise.all(held.sockets.map((socket) => socket.destroyed || once(socket, 'close')));
    await adapter.close();
  });
});
