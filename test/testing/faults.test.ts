import type { IncomingMessage } from 'node:http';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { createAlipay } from 'alipay-axios';
import type { Fault, FaultServer } from 'alipay-axios/testing';
import { faults, RETRY_AFTER_FORMS, startFaultServer, startGateway } from 'alipay-axios/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testCredentials } from '../support/world.js';

let server: FaultServer;
let agent: Agent;
beforeEach(async () => {
  server = await startFaultServer({ credentials: testCredentials() });
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
});
afterEach(async () => {
  agent.destroy();
  await server.close();
});

interface SignedRequest {
  readonly path: string;
  readonly body: string;
}

/** A payment, signed and ready to be sent by any client. */
async function signedPay(outTradeNo: string): Promise<SignedRequest> {
  let signed: SignedRequest | undefined;
  const alipay = createAlipay({
    ...server.credentials,
    gateway: server.url,
    axios: {
      adapter: (config) => {
        const url = new URL(String(config.url));
        signed = { path: url.pathname + url.search, body: String(config.data) };
        return Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
      },
    },
    retry: { maxAttempts: 1 },
  });
  const order = { out_trade_no: outTradeNo, total_amount: '8.80', subject: 'tea', auth_code: outTradeNo };
  await alipay.execute('alipay.trade.pay', order).catch(() => undefined);
  if (signed === undefined) throw new Error('Nothing was signed');
  return signed;
}

/** What came over the wire: status and body, or the code of the error. */
interface Came {
  readonly status?: number;
  readonly headers?: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly error?: string;
}

let count = 0;

async function send(limitMs = 5_000): Promise<Came> {
  const { path, body } = await signedPay(`t-${++count}`);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) };
    const request = httpRequest(server.url + path, { method: 'POST', headers, agent }, (response) => {
      const end = (error?: string): void => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body: Buffer.concat(chunks), ...(error === undefined ? {} : { error }) });
      };
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => end());
      response.on('error', (error: NodeJS.ErrnoException) => end(error.code));
    });
    request.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ body: Buffer.concat(chunks), error: error.code ?? '' }),
    );
    const timer = setTimeout(() => request.destroy(Object.assign(new Error('late'), { code: 'LATE' })), limitMs);
    request.on('close', () => clearTimeout(timer));
    request.end(body);
  });
}

const last = () => server.log.at(-1);
const paid = (): number => server.gateway.ledger.runs.length;

const CASES: readonly (readonly [fault: Fault, came: object, reached: boolean, ran: boolean])[] = [
  [faults.pass(), { status: 200 }, true, true],
  [faults.earlyHints(), { status: 200 }, true, true],
  [faults.resetOnAccept(), { error: 'ECONNRESET' }, false, false],
  [faults.resetAfterHead(), { error: 'ECONNRESET' }, false, false],
  [faults.resetInBody(), { error: 'ECONNRESET' }, false, false],
  [faults.resetAfterRequest({ run: false }), { error: 'ECONNRESET' }, false, false],
  [faults.resetAfterRequest({ run: true }), { error: 'ECONNRESET' }, true, true],
  [faults.closeWithoutReply({ run: false }), { error: 'ECONNRESET' }, false, false],
  [faults.closeWithoutReply({ run: true }), { error: 'ECONNRESET' }, true, true],
  [faults.silence({ run: false }), { error: 'LATE' }, false, false],
  [faults.silence({ run: true }), { error: 'LATE' }, true, true],
  [faults.halfReply(), { status: 200, error: 'ECONNRESET' }, true, true],
  [faults.headOnly(), { status: 200, error: 'ECONNRESET' }, true, true],
  [faults.drip(0), { status: 200 }, true, true],
  [faults.drip(50), { error: 'LATE' }, true, true],
  [faults.slowHead(1), { status: 200 }, true, true],
  [faults.slowHead(5_000), { error: 'LATE' }, true, true],
  [faults.truncatedJson(), { status: 200 }, true, true],
  [faults.wrongSignature(), { status: 200 }, true, true],
  [faults.unsignedSuccess(), { status: 200 }, true, true],
  [faults.replay(), { status: 200 }, true, true],
  [faults.staleKeepAlive(), { status: 200 }, true, true],
  [faults.idleClose(), { status: 200 }, true, true],
  [faults.shortLength(), { error: 'HPE_INVALID_CONSTANT' }, true, true],
  [faults.longLength(), { status: 200, error: 'ECONNRESET' }, true, true],
  [faults.notHttp(), { error: 'HPE_INVALID_CONSTANT' }, true, true],
  [
    faults.status(418, { body: 'tea', headers: { 'x-pot': '1' } }),
    { status: 418, body: Buffer.from('tea') },
    false,
    false,
  ],
  [faults.status(418, { run: true }), { status: 418 }, true, true],
  [faults.http500(), { status: 500 }, false, false],
  [faults.badGateway({ run: true }), { status: 502 }, true, true],
  [
    faults.redirect('https://elsewhere.example/'),
    { status: 302, headers: { location: 'https://elsewhere.example/' } },
    false,
    false,
  ],
  [faults.oversized(200_000), { status: 200, body: { length: 200_000 } }, true, false],
  [faults.gzipBomb(1_000_000), { status: 200, headers: { 'content-encoding': 'gzip' } }, true, true],
];

test('there are enough of them, and each is tried here', () => {
  const kinds = new Set(CASES.map(([{ kind }]) => kind));
  const made = Object.values<(options: { readonly run: boolean }) => Fault>(faults as never).map(
    (make) => make({ run: true }).kind,
  );
  expect(kinds).toEqual(new Set(made));
  expect(kinds.size).toBeGreaterThan(18);
});

describe('on the wire', () => {
  test.each(CASES.filter(([{ kind }]) => kind !== 'oversized'))('%j', async (fault, came, reached, ran) => {
    server.next(fault);
    expect(await send('error' in came && came.error === 'LATE' ? 200 : 5_000)).toMatchObject(came);
    expect(last()).toMatchObject({ fault: fault.kind, reached, ran });
    expect(paid()).toBe(ran ? 1 : 0);
  });

  test('a reply of any length goes out in chunks', async () => {
    server.next(faults.oversized(200_000));
    expect(await send()).toMatchObject({ status: 200, body: { length: 200_000 } });
    expect(last()).toMatchObject({ fault: 'oversized', reached: true, ran: true });
  });

  test('a reply that is cut has lost half of its JSON, and keeps its HTTP', async () => {
    const whole = (await send()).body.toString();
    server.next(faults.truncatedJson());
    const { body } = await send();
    expect(() => JSON.parse(body.toString())).toThrow();
    expect(body.length).toBeLessThan(whole.length);
  });

  test('signatures are taken off, or do not fit', async () => {
    server.next(faults.pass(), faults.unsignedSuccess(), faults.wrongSignature());
    const [real, bare, wrong] = [await send(), await send(), await send()].map(({ body }) =>
      JSON.parse(body.toString()),
    );
    expect([Object.keys(real), Object.keys(bare)]).toEqual([
      ['alipay_trade_pay_response', 'sign'],
      ['alipay_trade_pay_response'],
    ]);
    expect(wrong.sign).toHaveLength(real.sign.length);
  });

  test('an earlier reply is played back as it was', async () => {
    const earlier = await send();
    server.next(faults.replay());
    expect((await send()).body).toEqual(earlier.body);
    expect([last()?.reached, paid()]).toEqual([false, 1]);
  });

  test('a bomb unpacks to its size', async () => {
    server.next(faults.gzipBomb(1_000_000));
    const { body } = await send();
    expect(body.length).toBeLessThan(10_000);
    expect(gunzipSync(body)).toHaveLength(1_000_000);
  });

  test('a stale connection answers one request, and resets at the next', async () => {
    server.next(faults.staleKeepAlive());
    expect((await send()).status).toBe(200);
    expect((await send()).error).toBe('ECONNRESET');
    expect([last()?.reached, paid()]).toEqual([false, 1]);
    expect((await send()).status).toBe(200);
  });

  test.each(RETRY_AFTER_FORMS)('a throttled request is told to come again: %s', async (form) => {
    server.next(faults.throttled(503, form), faults.throttled(429, form));
    expect(await send()).toMatchObject({ status: 503 });
    expect((await send()).headers?.['retry-after']).toBe(form);
    expect(paid()).toBe(0);
  });

  test('the queue of a method comes before that of all', async () => {
    server.next(faults.http500());
    server.on('alipay.trade.pay').next(faults.http500());
    server.clear();
    server.next(faults.http500());
    server.on('alipay.trade.pay').next(faults.badGateway());
    expect([await send(), await send(), await send()].map(({ status }) => status)).toEqual([502, 500, 200]);
  });
});

describe('the server', () => {
  test('refuses connections while it is down', async () => {
    await send();
    await server.down();
    expect((await send()).error).toMatch(/ECONNREFUSED|ECONNRESET/);
    expect((await send()).error).toBe('ECONNREFUSED');
    await server.up();
    expect((await send()).status).toBe(200);
  });

  test.each([
    ['alert', 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE'],
    ['garbage', 'ERR_SSL_WRONG_VERSION_NUMBER'],
    ['untrusted', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ] as const)('meets a handshake with %s', async (kind, code) => {
    server.tls(kind);
    const { port, hostname } = new URL(server.tlsUrl);
    const error = await new Promise<NodeJS.ErrnoException>((resolve) => {
      connectTls({ port: Number(port), host: hostname }).on('error', resolve);
    });
    expect(error.code).toMatch(new RegExp(`${code}|ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE`));
  });

  test('stands in front of a gateway that is given, and leaves it', async () => {
    const gateway = await startGateway({ credentials: testCredentials() });
    const front = await startFaultServer({ gateway });
    expect(front.gateway).toBe(gateway);
    await front.close();
    expect((await fetch(`${gateway.url}/gateway.do`)).status).toBe(200);
    await gateway.close();
  });

  test('bears clients that go away at any moment', async () => {
    const { path, body } = await signedPay('gone');
    const whole = `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    const { port } = new URL(server.url);
    for (let cut = 0; cut <= whole.length; cut += 97) {
      server.next(faults.drip(1));
      await new Promise((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => {
          socket.write(whole.slice(0, cut), () => socket.resetAndDestroy());
        });
        socket.on('close', resolve).on('error', () => undefined);
      });
    }
    server.on('alipay.trade.pay').next(faults.pass());
    expect((await send()).status).toBe(200);
  });
});

test('many slow replies at once are no leak', async () => {
  const warnings: Error[] = [];
  const hear = (warning: Error): void => {
    warnings.push(warning);
  };
  process.on('warning', hear);
  const count = 20;
  server.next(...Array.from({ length: count }, () => faults.slowHead(60_000)));
  const alipay = createAlipay({ ...server.credentials, gateway: server.url, retry: { maxAttempts: 1 } });
  const calls = Array.from({ length: count }, () => alipay.execute('alipay.trade.query', { out_trade_no: 'w' }));
  const ended = Promise.allSettled(calls);
  while (server.log.length < count) await new Promise((resolve) => setImmediate(resolve));
  await alipay.close();
  await ended;
  process.off('warning', hear);
  expect(warnings).toEqual([]);
});
