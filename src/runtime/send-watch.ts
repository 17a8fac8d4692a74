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

/** Some agents give streams that hold no process, and cannot let go of one. */
type MaybeSocket = Partial<Pick<Socket, 'unref'>> | null | undefined;

/** The code of the error that ends a request whose connection took too long. */
export const CONNECT_TIMEOUT = 'ERR_CONNECT_TIMEOUT';

/**
 * Knows how far the request of one attempt came. It knows from the socket itself, and not from an error's words, whether anything
 * was written, and ends a request whose socket is not connected in time: name lookup, TCP and TLS together.
 */
export class SendWatch {
  readonly #clock: Clock;
  readonly #connectTimeoutMs: number;
  readonly #seen: (() => SendPhase)[] = [];
  readonly #sockets: (() => MaybeSocket)[] = [];
  #isTooSlow = false;
  #isBounded = false;

  /** @param connectTimeoutMs in milliseconds */
  constructor(clock: Clock, connectTimeoutMs: number) {
    this.#clock = clock;
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  /** Makes the request and watches it; `below` is the transport that would have made it. */
  transport(below?: HttpTransport): HttpTransport {
    return {
      request: (options, onResponse) => this.#watch((below ?? nativeFor(options)).request(options, onResponse)),
    };
  }

  #watch(request: ClientRequest): ClientRequest {
    this.#sockets.push(() => request.socket);
    this.#isBounded ||= hasBound(request);
    this.#seen.push(watchRequest(request, () => this.connecting((error) => request.destroy(error))));
    return request;
  }

  /** For adapters that make their requests another way, and know how far they came: they hand over how to ask, and for the socket. */
  follow(phase: () => SendPhase, socket?: () => Socket | undefined): void {
    this.#seen.push(phase);
    if (socket !== undefined) this.#sockets.push(socket);
  }

  /**
   * For the same: a connection begins to be made for the request. Unless the returned function is called in time, `giveUp` is,
   * with the error that the connection has to end with.
   */
  connecting(giveUp: (error: Error) => void): () => void {
    return setAlarm(this.#clock, this.#connectTimeoutMs, () => {
      this.#isTooSlow = true;
      const message = `No connection within ${this.#connectTimeoutMs} ms`;
      giveUp(Object.assign(new Error(message), { code: CONNECT_TIMEOUT }));
    });
  }

  /** For the same: connections are bounded in number, so none may be held for longer than it is waited for. */
  bound(): void {
    this.#isBounded = true;
  }

  /** Whether its connection is one of a bounded number: of an agent with `maxSockets`, say. */
  get isBounded(): boolean {
    return this.#isBounded;
  }

  /** How far it came; of several requests the furthest. */
  phase(): SendPhase {
    return this.#seen.reduce<SendPhase>((furthest, read) => further(furthest, read()), 'unseen');
  }

  /** Nobody waits for it any more: its sockets are no reason for the process to stay. */
  letGo(): void {
    for (const socketOf of this.#sockets) socketOf()?.unref?.();
  }

  /** Whether connecting took too long. */
  get isTooSlow(): boolean {
    return this.#isTooSlow;
  }
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
