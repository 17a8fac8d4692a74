import { setMaxListeners } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { readPublicKey } from '../../protocol/keys.js';
import type { Buyer, TestCredentials, TestGateway } from '../../testing/index.js';
import { createTestCredentials, startGateway } from '../../testing/index.js';
import { closeServer } from '../../testing/local-server.js';
import type { ActionScene } from './actions.js';
import { act } from './actions.js';
import { createEventStream } from './event-stream.js';
import { serveGateway } from './gateway-front.js';
import { qrImage } from './qr-image.js';
import type { RequestBook } from './request-book.js';
import { createRequestBook } from './request-book.js';
import type { ServerParts } from './server.js';
import { PAGE_HEADERS, serve } from './server.js';
import { viewState } from './state-view.js';
import { createSwitches } from './switches.js';
import type { StateView } from './views.js';

/** How a sandbox is set up; everything has a default. */
export interface SandboxOptions {
  /** The TCP port on 127.0.0.1. Default 0, any free one. */
  readonly port?: number;
  /** Ready keys. Default: new ones, in the bare Base64 that fits into one line. */
  readonly credentials?: TestCredentials;
  /** What buyers of bar-code payments and pages do by themselves. Default `pays`. */
  readonly buyer?: Buyer;
  /** Time, and the waits of the latency switch. Default: real ones. */
  readonly clock?: { now(): number; sleep(ms: number, signal: AbortSignal): Promise<void> };
  /** Says in the terminal what a page may not show: the codes that it asks for. Default: nobody hears it. */
  readonly print?: (line: string) => void;
  /** How many of the newest requests the page shows. Default 200. */
  readonly requestLimit?: number;
}

/** What an application takes out of its environment. */
export type SandboxEnv = Readonly<
  Record<'ALIPAY_APP_ID' | 'ALIPAY_APP_PRIVATE_KEY' | 'ALIPAY_PUBLIC_KEY' | 'ALIPAY_GATEWAY', string>
>;

/** A sandbox that runs. */
export interface Sandbox {
  /** The gateway's origin, and where the page is. */
  readonly url: string;
  readonly env: SandboxEnv;
  /** Lets go of the port and of every connection. */
  close(): Promise<void>;
}

const REAL_CLOCK: NonNullable<SandboxOptions['clock']> = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
};

/**
 * Starts a gateway to develop against, with a page at its root that shows what comes and can make trouble.
 *
 * @example
 * const sandbox = await startSandbox({ port: 8080 });
 * // ... the application runs with sandbox.env, the page is at sandbox.url ...
 * await sandbox.close();
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, clock = REAL_CLOCK, print = () => undefined, requestLimit = 200 } = options;
  const credentials = options.credentials ?? createTestCredentials({ format: 'base64' });
  const closing = openClosing();
  const stream = createEventStream(PAGE_HEADERS);
  const switches = createSwitches();
  const now = (): number => clock.now();
  const state = (): StateView => viewState(gateway, switches.view, now());
  const publish = createPublisher(() => {
    if (stream.size > 0) stream.send('state', state());
  });
  const terms = { credentials, buyer: options.buyer ?? 'pays', script: switches.reply, onNotification: publish };
  const gateway = await startGateway({ ...terms, clock: { now }, listen: false, logLimit: 0 });
  const appKey = readPublicKey(credentials.appPublicKey, 'credentials.appPublicKey', 'RSA');
  const book = createRequestBook({ appKey, limit: requestLimit, told: (view) => stream.send('request', view) });
  const hello = (): object => ({ requests: book.views, state: state(), requestLimit });
  const clear = clearer(book, () => stream.send('hello', hello()));
  const sleep = (ms: number): Promise<void> => clock.sleep(ms, closing.signal).catch(() => undefined);
  const server = await serve(
    {
      gateway: (message, response) =>
        serveGateway(message, response, { gateway, switches, book, now, sleep, done: publish }),
      events: (response) => stream.add(response, hello()),
      act: acting({ gateway, switches, print, clear }, publish),
      qrImage: (merchant, outTradeNo) => imageOf(gateway, merchant, outTradeNo),
    },
    port,
  );
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    env: envOf(credentials, url),
    close: async () => {
      closing.abort();
      stream.close();
      await Promise.all([gateway.close(), closeServer(server)]);
    },
  };
}

// Each reply that takes its time listens to it, and so many at once are no leak.
function openClosing(): AbortController {
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  return closing;
}

// Very many requests at once are told of together.
function createPublisher(publish: () => void): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    setImmediate(() => {
      isDue = false;
      publish();
    });
  };
}

function acting(scene: ActionScene, publish: () => void): ServerParts['act'] {
  return (name, body) => {
    const failure = act(name, body, scene);
    publish();
    return failure;
  };
}

function clearer(book: RequestBook, told: () => void): () => void {
  return () => {
    book.clear();
    told();
  };
}

function imageOf({ ledger }: TestGateway, merchant: string, outTradeNo: string): string | undefined {
  const code = ledger.codes.find((one) => one.merchant === merchant && one.outTradeNo === outTradeNo);
  return code && qrImage(code.qrCode);
}

function envOf({ appId, privateKey, alipayPublicKey }: TestCredentials, url: string): SandboxEnv {
  return {
    ALIPAY_APP_ID: appId,
    ALIPAY_APP_PRIVATE_KEY: privateKey,
    ALIPAY_PUBLIC_KEY: alipayPublicKey,
    ALIPAY_GATEWAY: url,
  };
}
