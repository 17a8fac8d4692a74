import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GATEWAY_PATH } from '../../protocol/request.js';
import { V3_PREFIX } from '../../protocol/v3-request.js';
import { listen } from '../../testing/local-server.js';
import { refuseRequest } from './guard.js';
import type { PageFile } from './page-files.js';
import { readPageFiles } from './page-files.js';
import { readBody } from './read-body.js';

/** Goes with every answer of the page: nothing from elsewhere, nothing inline, in nobody's frame, and kept by nobody. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** What the server serves. */
export interface ServerParts {
  /** Everything below the gateway's own paths, as it comes. */
  readonly gateway: (message: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Takes a page in; false where there are too many. */
  readonly events: (response: ServerResponse) => boolean;
  /** Does what a button asks for. */
  readonly act: (name: string, body: string) => { readonly status: number; readonly text: string } | undefined;
  /** The image of a QR code; `undefined` where there is no such code. */
  readonly qrImage: (merchant: string, outTradeNo: string) => string | undefined;
}

const MOST_BYTES = 4_096;

/**
 * Serves the gateway and its page on 127.0.0.1 alone.
 *
 * @throws Error where the port is taken (`EADDRINUSE`)
 */
export function serve(parts: ServerParts, port: number): Promise<Server> {
  const files = readPageFiles();
  const server = createServer({ keepAliveTimeout: 60_000 }, (message, response) => {
    const path = (message.url ?? '/').split('?', 1)[0] ?? '/';
    const isGateway = path === GATEWAY_PATH || path.startsWith(V3_PREFIX);
    const serving = isGateway
      ? parts.gateway(message, response)
      : servePage({ message, response, path, files }, parts, (server.address() as AddressInfo | null)?.port ?? 0);
    serving.catch((error: unknown) => {
      // A bug here must not look like one in the client.
      response.destroy();
      queueMicrotask(() => {
        throw error;
      });
    });
  });
  return listen(server, port);
}

interface Exchange {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly files: ReadonlyMap<string, PageFile>;
}

async function servePage(exchange: Exchange, parts: ServerParts, port: number): Promise<void> {
  const { message, response, path, files } = exchange;
  const answer = (status: number, type: string, body: string | Buffer): void => {
    const length = String(Buffer.byteLength(body));
    response.writeHead(status, { ...PAGE_HEADERS, 'content-type': type, 'content-length': length });
    response.end(body);
  };
  const say = (status: number, text: string): void => answer(status, 'text/plain;charset=utf-8', text);
  const refusal = refuseRequest(message, port);
  if (refusal !== undefined) {
    message.resume();
    return say(refusal.status, refusal.text);
  }
  const file = files.get(path);
  const isAction = path.startsWith('/api/do/');
  if (isAction !== (message.method === 'POST')) return say(405, isAction ? 'POST is needed' : 'GET is needed');
  if (isAction) {
    const body = await readBody(message, MOST_BYTES);
    if (body === undefined) return say(413, `The body may have ${MOST_BYTES} bytes`);
    const failure = parts.act(path.slice('/api/do/'.length), body.toString());
    return failure === undefined ? answer(200, 'application/json', '{}') : say(failure.status, failure.text);
  }
  if (path === '/api/events') {
    if (!parts.events(response)) say(503, 'There are too many pages open');
    return;
  }
  if (path === '/api/qr') return answerImage(exchange, parts, answer);
  return file === undefined ? say(404, 'There is nothing here') : answer(200, file.type, file.body);
}

function answerImage(
  { message }: Exchange,
  { qrImage }: ServerParts,
  answer: (status: number, type: string, body: string) => void,
): void {
  const query = new URLSearchParams((message.url ?? '').split('?')[1] ?? '');
  const image = qrImage(query.get('merchant') ?? '', query.get('out_trade_no') ?? '');
  if (image === undefined) answer(404, 'text/plain;charset=utf-8', 'There is no such code');
  else answer(200, 'image/svg+xml', image);
}
