import { once, setMaxListeners } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { ClientCredentials } from '../credentials.js';
import type { TestGateway } from '../gateway.js';
import { startGateway } from '../gateway.js';
import type { GatewayOptions } from '../gateway-options.js';
import type { Fault } from './fault.js';
import type { FaultEntry } from './fault-desk.js';
import { createFaultDesk } from './fault-desk.js';
import type { TlsFault } from './tls-front.js';
import { startTlsFront } from './tls-front.js';

/** How a fault server is set up: as a gateway is, or in front of one that is there. */
export interface FaultServerOptions extends GatewayOptions {
  /** The gateway behind; one that is given is not closed with the server. Default: a new one. */
  readonly gateway?: TestGateway;
}

/** A server on raw sockets that stands in front of a test gateway and plays faults on the way. */
export interface FaultServer {
  /** Its origin. */
  readonly url: string;
  /** An https origin whose handshakes fail as `tls` says; by `alert` at first. */
  readonly tlsUrl: string;
  /** The gateway behind, with its ledger and its log. */
  readonly gateway: TestGateway;
  /** The gateway's, for `createAlipay({ ...server.credentials, gateway: server.url })`. */
  readonly credentials: ClientCredentials;
  /** Faults for the next requests, of whatever method. A request for which there is none passes. */
  next(...queue: readonly Fault[]): void;
  /** Faults for the next requests of one method; these come first. */
  on(method: string): { next(...queue: readonly Fault[]): void };
  /** Forgets the faults that still wait. */
  clear(): void;
  /** What handshakes meet from now on. */
  tls(kind: TlsFault): void;
  /** Stops listening and destroys the connections: from now on they are refused. */
  down(): Promise<void>;
  /** Listens again, on the same port. */
  up(): Promise<void>;
  /** What became of each request, in the order of their arrival. */
  readonly log: readonly FaultEntry[];
  /** Lets go of everything. */
  close(): Promise<void>;
}

/**
 * Starts a fault server on 127.0.0.1.
 *
 * @example
 * const server = await startFaultServer();
 * server.on('alipay.trade.pay').next(faults.resetAfterRequest({ run: true }));
 * const alipay = createAlipay({ ...server.credentials, gateway: server.url });
 */
export async function startFaultServer(options: FaultServerOptions = {}): Promise<FaultServer> {
  const { gateway: given, ...rest } = options;
  const gateway = given ?? (await startGateway({ ...rest, listen: false }));
  const closing = new AbortController();
  // Each reply that takes its time listens to it, and so many at once are no leak.
  setMaxListeners(0, closing.signal);
  const desk = createFaultDesk(gateway, closing.signal);
  const { open, down } = createDoor(desk.serve);
  const port = await open(options.port ?? 0);
  const front = await startTlsFront();
  return {
    url: `http://127.0.0.1:${port}`,
    tlsUrl: front.url,
    gateway,
    credentials: gateway.credentials,
    next: desk.queues.next,
    on: desk.queues.on,
    clear: desk.queues.clear,
    tls: front.play,
    down,
    up: async () => void (await open(port)),
    log: desk.log,
    close: async () => {
      closing.abort();
      await Promise.all([down(), front.close(), given === undefined ? gateway.close() : undefined]);
    },
  };
}

interface Door {
  /** Listens; resolves to the port. */
  open(port: number): Promise<number>;
  down(): Promise<void>;
}

function createDoor(serve: (socket: Socket) => Promise<void>): Door {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    void serve(socket);
  });
  return {
    open: async (port) => {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    },
    down: async () => {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}
