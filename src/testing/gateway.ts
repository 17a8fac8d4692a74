import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { GATEWAY_PATH } from '../protocol/request.js';
import { V3_PREFIX } from '../protocol/v3-request.js';
import type { LogEntry } from './call-log.js';
import { createCallLog } from './call-log.js';
import type { ClientCredentials } from './credentials.js';
import type { Desk } from './desk.js';
import { createDesk } from './desk.js';
import type { FundBook } from './fund-book.js';
import { createFundBook } from './fund-book.js';
import type { GatewayOptions, GatewaySetup } from './gateway-options.js';
import { readGatewayOptions } from './gateway-options.js';
import type { Grants } from './grants.js';
import { createGrants } from './grants.js';
import type { Ledger } from './ledger.js';
import { createLedger } from './ledger.js';
import { closeServer, listen } from './local-server.js';
import type { Handler } from './methods/call.js';
import { certificateMethods } from './methods/certificate-methods.js';
import { freezeMethods } from './methods/freeze-methods.js';
import { pageMethods } from './methods/page-methods.js';
import { refundMethods } from './methods/refund-methods.js';
import { settleMethods } from './methods/settle-methods.js';
import { tokenMethods } from './methods/token-methods.js';
import { tradeMethods } from './methods/trade-methods.js';
import { transferMethods } from './methods/transfer-methods.js';
import type { Notifier } from './notifier.js';
import { createNotifier, isOnThisMachine } from './notifier.js';
import { answerPage, isPageRequest } from './page-answer.js';
import { payInApp } from './pay-in-app.js';
import type { GatewayRequest } from './read-request.js';
import { parseRequest, readRequest } from './read-request.js';
import type { MethodScript } from './script.js';
import { createScripts } from './script.js';
import type { HandledReply } from './send-answer.js';
import { renderAnswer, sendReply } from './send-answer.js';
import type { CertificateCredentials, CertificateMode, RotationTerms } from './signers.js';
import type { TestTokens } from './test-tokens.js';
import { createTestTokens } from './test-tokens.js';
import type { TradeBook } from './trade-book.js';
import { createTradeBook } from './trade-book.js';
import { tradeNotice } from './trade-notices.js';
import { answerV3 } from './v3/answer-v3.js';

/** A gateway that verifies every request, signs every reply, and keeps the books. */
export interface TestGateway {
  /** Its origin, such as `http://127.0.0.1:40123`; it answers on `/gateway.do` below. */
  readonly url: string;
  /** For `createAlipay({ ...gateway.credentials, gateway: gateway.url })`, or for any other client. */
  readonly credentials: ClientCredentials;
  /** What a client is configured with in certificate mode. Throws in key mode. */
  readonly certificateCredentials: CertificateCredentials;
  /**
   * Replaces Alipay's certificate by one with a new key, as happens some weeks before the old one ends; returns its SN. A
   * client finds it by downloading it. Throws in key mode.
   */
  rotateCertificate(terms?: RotationTerms): string;
  /** A method's script. Only authentic requests use replies up; without one the gateway answers by itself. */
  on(method: string): MethodScript;
  /** What money moved, and how trades stand. */
  readonly ledger: Ledger;
  /**
   * What it tells merchants: every trade that was made with a `notify_url` is told of when it is paid, refunded or closed,
   * again and again until the answer is `success`, where that is on this machine. `send` tells anything else.
   */
  readonly notifications: Notifier;
  /** The Alipay client on a phone: pays an order string of `sdkExecute`, and gives what the app gets. */
  payInApp(
    orderString: string,
  ): Promise<{ readonly resultStatus: string; readonly result: string; readonly memo: string }>;
  /** Issues tokens and codes, and lets tokens expire or die. */
  readonly tokens: TestTokens;
  /** The newest requests, in the order of their arrival. */
  readonly log: readonly LogEntry[];
  /** Empties `log`. */
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
  // Each reply that takes its time listens to it, and so many at once are no leak.
  setMaxListeners(0, closing.signal);
  const { appId, privateKey, alipayPublicKey } = setup.credentials;
  const books = openBooks(setup, closing.signal);
  const { grants, notifications } = books;
  const handlers = handlersOf(setup, books);
  const scripts = createScripts((method) => handlers.has(method) || setup.methods.has(method), setup.script);
  const log = createCallLog(setup.logLimit);
  const wait = (ms: number): Promise<void> => delay(ms, undefined, { signal: closing.signal }).catch(() => undefined);
  const desk = createDesk({ setup, grants, scripts, handlers, log, wait });
  const handle = createHandle(desk, setup, notifications);
  const server = setup.listen ? await listen(createGatewayServer(handle), setup.port) : undefined;
  return {
    url: server === undefined ? NOBODY_HOME : `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { appId, privateKey, alipayPublicKey },
    get certificateCredentials(): CertificateCredentials {
      return certificateMode(setup).credentials;
    },
    rotateCertificate: (terms) => certificateMode(setup).rotate(terms),
    on: scripts.on,
    ledger: createLedger(books.trades, books.funds, appId),
    notifications,
    payInApp: (orderString) => payInApp(desk, setup, orderString),
    tokens: createTestTokens(grants),
    log: log.entries,
    clearLog: log.clear,
    handle: ({ httpMethod, url, headers, body, seen }) =>
      handle({ ...parseRequest(httpMethod, url, headers, Buffer.from(body)), seen }),
    close: async () => {
      closing.abort();
      if (server !== undefined) await closeServer(server);
    },
  };
}

interface Books {
  readonly grants: Grants;
  readonly notifications: Notifier;
  readonly trades: TradeBook;
  readonly funds: FundBook;
}

function openBooks(setup: GatewaySetup, closing: AbortSignal): Books {
  const { signers, clock, onNotification: told } = setup;
  const notifications = createNotifier({ appId: setup.credentials.appId, signers, clock, closing, told });
  const trades = createTradeBook(setup.now, setup.buyer, ({ ...entry }) => {
    // Nothing leaves this machine.
    const { notifyUrl } = entry;
    if (notifyUrl !== undefined && isOnThisMachine(notifyUrl)) void notifications.send(notifyUrl, tradeNotice(entry));
  });
  return { grants: createGrants(setup), notifications, trades, funds: createFundBook(trades) };
}

function handlersOf(setup: GatewaySetup, { grants, trades, funds }: Books): ReadonlyMap<string, Handler> {
  return new Map([
    ...tradeMethods(trades),
    ...pageMethods(trades),
    ...refundMethods(trades),
    ...transferMethods(funds),
    ...freezeMethods(funds),
    ...settleMethods(trades, funds),
    ...tokenMethods(grants, setup.now),
    ...certificateMethods(setup.signers.mode),
  ]);
}

function certificateMode({ signers }: GatewaySetup): CertificateMode {
  if (signers.mode !== undefined) return signers.mode;
  throw new Error('The gateway is in key mode; start it with { authority: createTestAuthority() }');
}

const NOBODY_HOME = 'http://127.0.0.1:1';

/** A request by its parts, as an HTTP server reads it. */
export interface HandledRequest {
  readonly httpMethod: string;
  /** Path and query. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it came; a text is read as UTF-8. */
  readonly body: string | Uint8Array;
  /** Told of the request's log entry when the request is taken in; once `handle` resolves, the entry says what became of it. */
  readonly seen?: (entry: LogEntry) => void;
}

type Handle = (request: GatewayRequest) => Promise<HandledReply>;

function createHandle(desk: Desk, setup: GatewaySetup, notifications: Notifier): Handle {
  const tracePrefix = randomBytes(8).toString('hex');
  let count = 0;
  const nextTrace = (): string => `${tracePrefix}${String(++count).padStart(12, '0')}`;
  return async (request) => {
    const bare = { headers: { 'content-length': '0' }, body: Buffer.alloc(0) };
    if (request.path.startsWith(V3_PREFIX)) return answerV3(desk, setup, request, nextTrace());
    if (request.path !== GATEWAY_PATH) return { kind: 'reply', status: 404, ...bare };
    if (request.httpMethod !== 'POST' && request.httpMethod !== 'GET') return { kind: 'reply', status: 405, ...bare };
    const traceId = nextTrace();
    const answer = await desk.answer(request, traceId);
    if (answer.kind === 'node' && isPageRequest(request)) {
      return answerPage(answer.node, request, notifications.write, setup.now());
    }
    return renderAnswer(answer, { request, traceId, setup });
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
