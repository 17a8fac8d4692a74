import type { Socket } from 'node:net';
import { parse } from 'node:querystring';
import type { TestGateway } from '../gateway.js';
import type { Fault, FaultKind } from './fault.js';
import { faults } from './fault.js';
import type { RawRequest, RequestPart } from './http-reader.js';
import { readRequests, resetSocket } from './http-reader.js';
import type { WholeReply } from './play-fault.js';
import { playFault } from './play-fault.js';

/** What became of a request, or of a connection that was killed before there was one. */
export interface FaultEntry {
  readonly fault: FaultKind;
  /** `undefined` where the connection was killed before there was a request. */
  readonly method: string | undefined;
  /** Whether the gateway got it. */
  readonly reached: boolean;
  /** Whether money moved by it: the ledger's own word. */
  readonly ran: boolean;
}

/** Where the faults wait for their requests. */
export interface FaultQueues {
  next(...queue: readonly Fault[]): void;
  on(method: string): { next(...queue: readonly Fault[]): void };
  clear(): void;
}

/** Serves connections, each request with the fault that waits for it. */
export interface FaultDesk {
  readonly queues: FaultQueues;
  readonly log: readonly FaultEntry[];
  serve(socket: Socket): Promise<void>;
}

interface OpenQueues extends FaultQueues {
  /** The fault for a request of this method. */
  take(method: string): Fault;
  /** Whether the next connection is to be killed. */
  takeReset(): boolean;
}

function createQueues(): OpenQueues {
  const general: Fault[] = [];
  const queues = new Map<string, Fault[]>();
  return {
    next: (...queue) => {
      general.push(...queue);
    },
    on: (method) => ({
      next: (...queue) => {
        queues.set(method, [...(queues.get(method) ?? []), ...queue]);
      },
    }),
    clear: () => {
      general.length = 0;
      queues.clear();
    },
    take: (method) => queues.get(method)?.shift() ?? general.shift() ?? faults.pass(),
    takeReset: () => general[0]?.kind === 'resetOnAccept' && general.shift() !== undefined,
  };
}

/** Creates the desk of a server in front of this gateway; the signal ends its waits. */
export function createFaultDesk(gateway: TestGateway, signal: AbortSignal): FaultDesk {
  const queues = createQueues();
  const log: FaultEntry[] = [];
  const replies = new Map<string, WholeReply>();

  const play = async (socket: Socket, request: RawRequest, fault: Fault, spoil: () => void): Promise<void> => {
    const { method, keys } = identify(request);
    const entry = { fault: fault.kind, method, reached: false, ran: false };
    log.push(entry);
    const forward = async (): Promise<WholeReply | undefined> => {
      entry.reached = true;
      const before = gateway.ledger.runs.length;
      const reply = await gateway.handle(request);
      entry.ran = gateway.ledger.runs.slice(before).some(({ key }) => keys.includes(key));
      if (reply.kind !== 'reply') return undefined;
      replies.set(method, reply);
      return reply;
    };
    await playFault(fault, { socket, forward, earlier: replies.get(method), signal, spoil });
  };

  return {
    queues,
    log,
    serve: async (socket) => {
      if (queues.takeReset()) {
        log.push({ fault: 'resetOnAccept', method: undefined, reached: false, ran: false });
        resetSocket(socket);
        return;
      }
      await serveRequests(socket, { take: queues.take, log, play });
    },
  };
}

interface Service {
  readonly take: (method: string) => Fault;
  readonly log: FaultEntry[];
  readonly play: (socket: Socket, request: RawRequest, fault: Fault, spoil: () => void) => Promise<void>;
}

async function serveRequests(socket: Socket, { take, log, play }: Service): Promise<void> {
  let isSpoilt = false;
  let fault: Fault | undefined;
  try {
    for await (const { part, request } of readRequests(socket)) {
      fault ??= isSpoilt ? faults.resetAfterRequest({ run: false }) : take(identify(request).method);
      if (isDueAt(part, fault)) {
        log.push({ fault: fault.kind, method: identify(request).method, reached: false, ran: false });
        resetSocket(socket);
        return;
      }
      if (part !== 'whole') continue;
      const played = fault;
      fault = undefined;
      await play(socket, request, played, () => {
        isSpoilt = true;
      });
    }
  } catch (error) {
    // A client that goes away in the middle is what this server is for.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

function isDueAt(part: RequestPart['part'], { kind }: Fault): boolean {
  return (part === 'head' && kind === 'resetAfterHead') || (part === 'body' && kind === 'resetInBody');
}

// The method stands in the query, and the numbers in the content.
function identify({ url, body }: RawRequest): { readonly method: string; readonly keys: readonly string[] } {
  const query = parse(url.slice(url.indexOf('?') + 1));
  const form = parse(body.toString('latin1'));
  const method = query['method'] ?? form['method'];
  const content = form['biz_content'] ?? query['biz_content'];
  return { method: String(method), keys: [...String(content).matchAll(/"([^"]+)"/g)].map(([, text]) => text ?? '') };
}
