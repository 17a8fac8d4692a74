import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { GATEWAY_PATH } from '../protocol/request.js';
import type { LogEntry } from './call-log.js';
import { createCallLog } from './call-log.js';
import type { ClientCredentials } from './credentials.js';
import type { Desk } from './desk.js';
import { createDesk } from './desk.js';
import { createFundBook } from './fund-book.js';
import type { GatewayOptions, GatewaySetup } from './gateway-options.js';
import { readGatewayOptions } from './gateway-options.js';
import { createGrants } from './grants.js';
import type { Ledger } from './ledger.js';
import { createLedger } from './ledger.js';
import { freezeMethods } from './methods/freeze-methods.js';
import { refundMethods } from './methods/refund-methods.js';
import { settleMethods } from './methods/settle-methods.js';
import { tokenMethods } from './methods/token-methods.js';
import { tradeMethods } from './methods/trade-methods.js';
import { transferMethods } from './methods/transfer-methods.js';
import type { GatewayRequest } from './read-request.js';
import { parseRequest, readRequest } from './read-request.js';
import type { MethodScript } from './script.js';
import { createScripts } from './script.js';
import type { HandledReply } from './send-answer.js';
import { renderAnswer, sendReply } from './send-answer.js';
import type { TestTokens } from './test-tokens.js';
import { createTestTokens } from './test-tokens.js';
import { createTradeBook } from './trade-book.js';

/** A gateway that verifies every request, signs every reply, and keeps the books. */
export interface TestGateway {
  /** Its origin, such as `http://127.0.0.1:40123`; it answers on `/gateway.do` below. */
  readonly url: string;
  /** For `createAlipay({ ...gateway.credentials, gateway: gateway.url })`, or for any other client. */
  readonly credentials: ClientCredentials;
  /** A method's script. Only authentic requests use replies up; without one the gateway answers by itself. */
  on(method: string): MethodScript;
  readonly ledger: Ledger;
  readonly tokens: TestTokens;
  /** The newest requests, in the order of their arrival. */
  readonly log: readonly LogEntry[];
  clearLog(): void;
  /**
   * Answers a request without any socket, just as the server would: for an axios adapter of a test that makes very many.
   */
  handle(request: HandledRequest): Promise<HandledReply>;
  /** Destroys every socket and resolves when the port is free; a second call does no harm. */
  close(): Promise<void>;
}

/**
 * Starts a gateway on 127.0.0.1.
 *
 * @example
 * const gateway = await startGateway();
 * gateway.on('alipay.trade.query').reply(busy(), paid());
 * // ... calls against gateway.url with gateway.credentials ...
 * await gateway.close();
 */
export async function startGateway(options: GatewayOptions = {}): Promise<TestGateway> {
  const setup = readGatewayOptions(options);
  const closing = new AbortController();
  const grants = createGrants(setup);
  const book = createTradeBook(setup.now, setup.buyer);
  const funds = createFundBook(book);
  const handlers = new Map([
    ...tradeMethods(book),
    ...refundMethods(book),
    ...transferMethods(funds),
    ...freezeMethods(funds),
    ...settleMethods(book, funds),
    ...tokenMethods(grants, setup.now),
  ]);
  const scripts = createScripts((method) => handlers.has(method) || setup.methods.has(method));
  const log = createCallLog(setup.logLimit);
  const wait = (ms: number): Promise<void> => delay(ms, undefined, { signal: closing.signal }).catch(() => undefined);
  const handle = createHandle(createDesk({ setup, grants, scripts, handlers, log, wait }), setup);
  const server = setup.listen ? await listen(createGatewayServer(handle), setup.port) : undefined;
  const { appId, privateKey, alipayPublicKey } = setup.credentials;
  return {
    url: server === undefined ? NOBODY_HOME : `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { appId, privateKey, alipayPublicKey },
    on: scripts.on,
    ledger: createLedger(book, funds, appId),
    tokens: createTestTokens(grants),
    log: log.entries,
    clearLog: log.clear,
    handle: ({ httpMethod, url, headers, body }) =>
      handle(parseRequest(httpMethod, url, headers['content-type'] ?? '', Buffer.from(body))),
    close: async () => {
      closing.abort();
      if (server !== undefined) await closeServer(server);
    },
  };
}

const NOBODY_HOME = 'http://127.0.0.1:1';

/** A request by its parts, as an HTTP server reads it. */
export interface HandledRequest {
  readonly httpMethod: string;
  /** Path and query. */
  readonly url: string;
  /** Names in lower case; only `content-type` is looked at. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

type Handle = (request: GatewayRequest) => Promise<HandledReply>;

function createHandle(desk: Desk, setup: GatewaySetup): Handle {
  const tracePrefix = randomBytes(8).toString('hex');
  let count = 0;
  return async (request) => {
    const bare = { headers: { 'content-length': '0' }, body: Buffer.alloc(0) };
    if (request.path !== GATEWAY_PATH) return { kind: 'reply', status: 404, ...bare };
    if (request.httpMethod !== 'POST' && request.httpMethod !== 'GET') return { kind: 'reply', status: 405, ...bare };
    const traceId = `${tracePrefix}${String(++count).padStart(12, '0')}`;
    return renderAnswer(await desk.answer(request, traceId), { request, traceId, setup });
  };
}

function createGatewayServer(handle: Handle): Server {
  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readRequest(message).catch(() => undefined);
    response.sendDate = false;
    if (request === undefined) return void message.socket.destroy();
    sendReply(await handle(request), response);
  };
  return createServer({ keepAliveTimeout: 60_000 }, (message, response) => {
    serve(message, response).catch((error: unknown) => {
      // A bug in the gateway must not look like one in the client under test.
      response.destroy(error instanceof Error ? error : new Error(String(error)));
      queueMicrotask(() => {
        throw error;
      });
    });
  });
}

function listen(server: Server, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A server that is closed already reports that as an error, and is as closed as asked.
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
