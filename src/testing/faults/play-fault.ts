import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { HandledReply } from '../send-answer.js';
import type { Fault } from './fault.js';
import { replyHead, resetSocket } from './http-reader.js';

/** A reply as it goes out. */
export type WholeReply = Extract<HandledReply, { kind: 'reply' }>;

/** What playing a fault needs of the server. */
export interface FaultStage {
  readonly socket: Socket;
  /** Hands the request on to the gateway; the reply, or `undefined` where the gateway itself cuts or keeps silent. */
  forward(): Promise<WholeReply | undefined>;
  /** The last signed reply to the same method; `undefined` where there was none. */
  readonly earlier: WholeReply | undefined;
  /** Ends waits when the server closes. */
  readonly signal: AbortSignal;
  /** The next request of this connection gets a reset. */
  spoil(): void;
}

/** Plays a fault whose request has been read whole. */
export async function playFault(fault: Fault, stage: FaultStage): Promise<void> {
  const { socket } = stage;
  switch (fault.kind) {
    case 'resetOnAccept':
    case 'resetAfterHead':
    case 'resetInBody':
      return void resetSocket(socket);
    case 'resetAfterRequest':
      if (fault.run) await stage.forward();
      return void resetSocket(socket);
    case 'closeWithoutReply':
      if (fault.run) await stage.forward();
      return void socket.end();
    case 'silence':
      if (fault.run) await stage.forward();
      return;
    case 'status': {
      if (fault.run) await stage.forward();
      const body = Buffer.from(fault.body);
      return void socket.write(replyHead(fault.status, fault.headers, body.length) + fault.body);
    }
    case 'replay':
      return send(stage, stage.earlier ?? (await stage.forward()));
    default:
      return playReply(fault, stage, await stage.forward());
  }
}

type ReplyFault = Exclude<
  Fault,
  {
    readonly kind:
      | 'resetOnAccept'
      | 'resetAfterHead'
      | 'resetInBody'
      | 'resetAfterRequest'
      | 'closeWithoutReply'
      | 'silence'
      | 'status'
      | 'replay';
  }
>;

async function playReply(fault: ReplyFault, stage: FaultStage, reply: WholeReply | undefined): Promise<void> {
  const { socket } = stage;
  if (reply === undefined) return;
  switch (fault.kind) {
    case 'pass':
      return send(stage, reply);
    case 'earlyHints':
      socket.write('HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n');
      return send(stage, reply);
    case 'staleKeepAlive':
      stage.spoil();
      return send(stage, reply);
    case 'idleClose':
      send(stage, { ...reply, headers: { ...reply.headers, connection: 'keep-alive' } });
      return void socket.end();
    case 'slowHead':
      await wait(stage, fault.ms);
      return send(stage, reply);
    case 'drip':
      return drip(stage, reply, fault.everyMs);
    case 'oversized':
      return pour(stage, fault.bytes);
    default:
      return playBroken(fault, stage, reply);
  }
}

type BrokenFault = Exclude<
  ReplyFault,
  { readonly kind: 'pass' | 'earlyHints' | 'staleKeepAlive' | 'idleClose' | 'slowHead' | 'drip' | 'oversized' }
>;

async function playBroken(fault: BrokenFault, stage: FaultStage, reply: WholeReply): Promise<void> {
  const { socket } = stage;
  const { status, headers, body } = reply;
  const half = body.subarray(0, body.length >> 1);
  const lengthOf = (length: number): string => replyHead(status, { ...headers, 'content-length': length }, 0);
  switch (fault.kind) {
    case 'halfReply':
      // The half has to be on its way before the reset, which would overtake it.
      socket.write(Buffer.concat([Buffer.from(lengthOf(body.length)), half]), () => void setReset(socket));
      return;
    case 'headOnly':
      return void socket.end(lengthOf(body.length));
    case 'truncatedJson':
      return send(stage, { ...reply, body: half });
    case 'wrongSignature':
      return send(stage, { ...reply, body: Buffer.from(forge(body.toString())) });
    case 'unsignedSuccess':
      return send(stage, { ...reply, body: Buffer.from(body.toString().replace(SIGN, '')) });
    case 'shortLength':
      return void socket.end(Buffer.concat([Buffer.from(lengthOf(half.length)), body]));
    case 'longLength':
      return void socket.end(Buffer.concat([Buffer.from(lengthOf(body.length + 10)), body]));
    case 'notHttp':
      return void socket.end('SSH-2.0-OpenSSH_9.2\r\n');
    case 'gzipBomb': {
      const packed = gzipSync(Buffer.alloc(fault.bytes, ' '));
      return send(stage, { ...reply, headers: { ...headers, 'content-encoding': 'gzip' }, body: packed });
    }
    default: {
      const never: never = fault;
      return never;
    }
  }
}

function setReset(socket: Socket): void {
  setImmediate(() => resetSocket(socket));
}

const SIGN = /,"sign":"[^"]*"/;

// The letters of the signature the other way round: Base64 all the same, of the same length.
function forge(text: string): string {
  return text.replace(
    /("sign":")([^"=]*)/,
    (_all, before: string, sign: string) => before + [...sign].reverse().join(''),
  );
}

function send({ socket }: FaultStage, reply: WholeReply | undefined): void {
  if (reply === undefined) return;
  const { status, headers, body } = reply;
  socket.write(Buffer.concat([Buffer.from(replyHead(status, { ...headers, 'content-length': body.length }, 0)), body]));
}

async function drip(stage: FaultStage, { status, headers, body }: WholeReply, everyMs: number): Promise<void> {
  const bytes = Buffer.concat([Buffer.from(replyHead(status, headers, body.length)), body]);
  for (let at = 0; at < bytes.length && !stage.socket.destroyed; at++) {
    stage.socket.write(bytes.subarray(at, at + 1));
    await wait(stage, everyMs);
  }
}

const CHUNK = Buffer.alloc(64 * 1024, ' ');

async function pour({ socket }: FaultStage, bytes: number): Promise<void> {
  socket.write(replyHead(200, { 'transfer-encoding': 'chunked' }, 0));
  for (let left = bytes; left > 0 && !socket.destroyed; left -= CHUNK.length) {
    const part = CHUNK.subarray(0, Math.min(left, CHUNK.length));
    const isTaken = socket.write(
      Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]),
    );
    // A client that goes away drains nothing any more.
    if (!isTaken) await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined);
  }
  socket.write('0\r\n\r\n');
}

async function wait({ signal }: FaultStage, ms: number): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
