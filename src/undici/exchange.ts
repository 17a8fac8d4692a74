import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { SendPhase, SendWatch } from '../runtime/send-watch.js';

/** The head of a reply; names in lower case, of a name that came several times a list. */
export interface ReplyHead {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Who waits for an exchange. */
export interface Waiting {
  /** In bytes; a longer body is given up. Infinity for none. */
  readonly limit: number;
  /** Where the body is wanted as a stream: called when the head is there. */
  readonly onStream?: (head: ReplyHead, body: Readable) => void;
  /** Called with a reply that is whole. */
  onReply(head: ReplyHead, body: Buffer): void;
  /** Called with what it failed with, unless the body was handed over as a stream: then the stream tells. */
  onFailure(error: Error): void;
  /** Puts what it failed with into the words of who waits. */
  explain(error: Error): Error;
}

/** What carries an exchange. */
export interface Carrier {
  /** How far connecting came; stays as it was when it failed. */
  readonly phase: Extract<SendPhase, 'queued' | 'connecting' | 'securing'>;
  readonly socket: Socket | undefined;
}

/** Ends a reply that is longer than it may be. */
export class TooLong extends Error {}

/**
 * One request and its reply, as undici's Client carries it. undici calls `onRequestStart` right before it writes, and never
 * writes without: until then nothing has left.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly order: Dispatcher.DispatchOptions;
  readonly watch: SendWatch;
  /** Set while a connection carries it. */
  carrier: Carrier | undefined;
  /** Called once when it is over; whether its connection can take another request. */
  onEnd: (isReusable: boolean) => void = () => {};
  readonly #waiting: Waiting;
  #controller: Dispatcher.DispatchController | undefined;
  /** What its socket had written before, in bytes; only of a body that is a stream. */
  #before: number | undefined;
  #head: ReplyHead | undefined;
  #stream: Readable | undefined;
  #chunks: Buffer[] = [];
  #length = 0;
  #isOver = false;

  constructor(order: Dispatcher.DispatchOptions, watch: SendWatch, waiting: Waiting) {
    this.order = order;
    this.watch = watch;
    this.#waiting = waiting;
    watch.follow(
      () => this.#phase(),
      () => this.carrier?.socket,
    );
  }

  #phase(): SendPhase {
    if (this.#controller === undefined) return this.carrier?.phase ?? 'queued';
    // The head of such a request goes out with the first piece of its body.
    const isUntouched = this.#before !== undefined && this.carrier?.socket?.bytesWritten === this.#before;
    return isUntouched ? 'queued' : 'written';
  }

  /** Breaks it off, wherever it is. */
  fail(error: Error): void {
    if (this.#isOver) return;
    const controller = this.#controller;
    this.#settle(false);
    controller?.abort(error);
    const explained = this.#waiting.explain(error);
    if (this.#stream === undefined) this.#waiting.onFailure(explained);
    else this.#stream.destroy(explained);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // What was broken off is not written any more, and nothing is written twice.
    if (this.#isOver || this.#controller !== undefined) {
      controller.abort(new Error('The request was broken off'));
      return;
    }
    if (this.order.body instanceof Readable) this.#before = this.carrier?.socket?.bytesWritten;
    this.#controller = controller;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: ReplyHead['headers'],
    statusText = '',
  ): void {
    // Early hints and the like come before the reply.
    if (status < 200 || this.#isOver) return;
    this.#head = { status, statusText, headers };
    const { onStream } = this.#waiting;
    if (onStream === undefined) return;
    this.#stream = new Readable({
      read: () => controller.resume(),
      destroy: (error, done) => {
        this.fail(error ?? new Error('Nobody reads the reply any more'));
        done(error);
      },
    });
    // It may fail before its reader has come, who is told all the same.
    this.#stream.on('error', () => {});
    onStream(this.#head, this.#stream);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isOver) return;
    this.#length += chunk.length;
    if (this.#length > this.#waiting.limit) this.fail(new TooLong());
    else if (this.#stream === undefined) this.#chunks.push(chunk);
    else if (!this.#stream.push(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    if (this.#isOver || this.#head === undefined) return;
    this.#settle(true);
    if (this.#stream !== undefined) this.#stream.push(null);
    else this.#waiting.onReply(this.#head, joined(this.#chunks));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  #settle(isReusable: boolean): void {
    this.#isOver = true;
    this.onEnd(isReusable);
  }
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
}
