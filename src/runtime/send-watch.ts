import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Clock } from './clock.js';
import { setAlarm } from './clock.js';

/**
 * How far the request of an attempt came.
 *
 * - `unseen` the adapter makes its requests another way, so only its error can tell
 * - `queued` no socket was given to it, or not one byte of it to its socket
 * - `connecting` its socket was not connected
 * - `securing` the TLS handshake was not over
 * - `written` bytes of it were handed to the socket: it may have arrived
 */
export type SendPhase = 'unseen' | 'queued' | 'connecting' | 'securing' | 'written';

/** What axios's `transport` has to be. */
export interface HttpTransport {
  request(options: RequestOptions, onResponse: (response: IncomingMessage) => void): ClientRequest;
}

/** Knows how far the request of one attempt came. */
export interface SendWatch {
  /** Makes the request and watches it; `below` is the transport that would have made it. */
  transport(below?: HttpTransport): HttpTransport;
  /** For adapters that make their requests another way, and know how far they came: they hand over how to ask, and for the socket. */
  follow(phase: () => SendPhase, socket?: () => Socket | undefined): void;
  /**
   * For the same: a connection begins to be made for the request. Unless the returned function is called in time, `giveUp` is,
   * with the error that the connection has to end with.
   */
  connecting(giveUp: (error: Error) => void): () => void;
  /** For the same: connections are bounded in number, so none may be held for longer than it is waited for. */
  bound(): void;
  /** Whether its connection is one of a bounded number: of an agent with `maxSockets`, say. */
  readonly isBounded: boolean;
  /** How far it came; of several requests the furthest. */
  phase(): SendPhase;
  /** Nobody waits for it any more: its sockets are no reason for the process to stay. */
  letGo(): void;
  /** Whether connecting took too long. */
  readonly isTooSlow: boolean;
}

/** The code of the error that ends a request whose connection took too long. */
export const CONNECT_TIMEOUT = 'ERR_CONNECT_TIMEOUT';

/**
 * Makes the watch of one attempt. It knows from the socket itself, and not from an error's words, whether anything was
 * written, and ends a request whose socket is not connected in time: name lookup, TCP and TLS together.
 *
 * @param connectTimeoutMs in milliseconds
 */
export function createSendWatch(clock: Clock, connectTimeoutMs: number): SendWatch {
  const seen: (() => SendPhase)[] = [];
  const sockets: (() => Socket | null | undefined)[] = [];
  let isTooSlow = false;
  let isBounded = false;
  const connecting: SendWatch['connecting'] = (giveUp) =>
    setAlarm(clock, connectTimeoutMs, () => {
      isTooSlow = true;
      giveUp(Object.assign(new Error(`No connection within ${connectTimeoutMs} ms`), { code: CONNECT_TIMEOUT }));
    });
  const watch = (request: ClientRequest): ClientRequest => {
    sockets.push(() => request.socket);
    isBounded ||= hasBound(request);
    seen.push(watchRequest(request, () => connecting((error) => request.destroy(error))));
    return request;
  };
  return {
    transport: (below) => ({
      request: (options, onResponse) => watch((below ?? nativeFor(options)).request(options, onResponse)),
    }),
    follow: (phase, socket) => {
      seen.push(phase);
      if (socket !== undefined) sockets.push(socket);
    },
    connecting,
    bound: () => {
      isBounded = true;
    },
    get isBounded(): boolean {
      return isBounded;
    },
    phase: () => seen.reduce<SendPhase>((furthest, read) => further(furthest, read()), 'unseen'),
    letGo: () => {
      for (const socketOf of sockets) socketOf()?.unref();
    },
    get isTooSlow(): boolean {
      return isTooSlow;
    },
  };
}

function hasBound(request: ClientRequest & { readonly agent?: Partial<Agent> | false }): boolean {
  const { maxSockets = Number.POSITIVE_INFINITY, maxTotalSockets = Number.POSITIVE_INFINITY } = request.agent || {};
  return Math.min(maxSockets, maxTotalSockets) < Number.POSITIVE_INFINITY;
}

// Looked up at each request: who records or replaces requests changes these objects.
function nativeFor({ protocol }: RequestOptions): HttpTransport {
  return protocol === 'https:' ? https : http;
}

const ORDER: readonly SendPhase[] = ['unseen', 'queued', 'connecting', 'securing', 'written'];

function further(left: SendPhase, right: SendPhase): SendPhase {
  return ORDER.indexOf(left) < ORDER.indexOf(right) ? right : left;
}

/** Watches one request; returns how to ask how far it came. */
function watchRequest(request: ClientRequest, startAlarm: () => () => void): () => SendPhase {
  let phase: () => SendPhase = () => (request.socket ? 'written' : 'queued');
  request.once('socket', (socket: Socket) => {
    // What was written before was another request's. Some agents' streams do not count.
    const before: number | undefined = socket.bytesWritten;
    const written = (): SendPhase => (before !== undefined && socket.bytesWritten === before ? 'queued' : 'written');
    const handshake = handshakeOf(socket);
    if (handshake === undefined) {
      phase = written;
      return;
    }
    let isTcpUp = !socket.connecting;
    phase = () => (isTcpUp && handshake === 'secureConnect' ? 'securing' : 'connecting');
    const cancel = startAlarm();
    socket.once('connect', () => {
      isTcpUp = true;
    });
    socket.once(handshake, () => {
      cancel();
      phase = written;
    });
    request.once('close', cancel);
  });
  return () => phase();
}

/** The event that a socket is ready with; `undefined` where it is ready. */
function handshakeOf(
  socket: Socket & { readonly secureConnecting?: boolean },
): 'connect' | 'secureConnect' | undefined {
  if (socket.secureConnecting === true) return 'secureConnect';
  return socket.connecting ? 'connect' : undefined;
}
