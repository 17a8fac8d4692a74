import type { Socket } from 'node:net';
import { Client } from 'undici';
import type { Dialer } from './connect.js';
import type { Carrier, Exchange } from './exchange.js';
import type { Plan } from './options.js';
import type { Route } from './route.js';

/**
 * One connection, which carries one request at a time: undici's Client below, and above it what Client does not tell, how far
 * the request came whose connection is being made.
 */
export class Connection implements Carrier {
  phase: Carrier['phase'] = 'queued';
  socket: Socket | undefined;
  readonly #client: Client;
  readonly #dialer: Dialer;
  #exchange: Exchange | undefined;
  #giveUp: ((error: Error) => void) | undefined;

  /** @param onIdleEnd called when it ends while it carries nothing */
  constructor(route: Route, plan: Plan, dialer: Dialer, onIdleEnd: (connection: Connection) => void) {
    this.#dialer = dialer;
    const { proxy } = route;
    const forwarder = `${proxy?.secure ? 'https' : 'http'}://${hostOf(proxy?.hostname ?? '')}:${proxy?.port}`;
    this.#client = new Client(route.isForwarded ? forwarder : route.origin, {
      pipelining: 1,
      keepAliveTimeout: plan.keepAliveTimeoutMs,
      // The engine bounds the time of an attempt.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (_where, done) => this.#connect(done),
    });
    this.#client.on('disconnect', () => {
      if (this.#exchange === undefined) onIdleEnd(this);
    });
  }

  /** Sends a request; it may have to connect first. */
  carry(exchange: Exchange): void {
    this.#exchange = exchange;
    this.phase = 'queued';
    exchange.carrier = this;
    // An exchange that was listened to in the background, and ended, may have left it unable to hold the process.
    this.socket?.ref();
    this.#client.dispatch(exchange.order, exchange);
  }

  /** The request is over; the connection can take another. */
  putDown(): void {
    this.#exchange = undefined;
  }

  /** Ends it, and a request with it. */
  destroy(): void {
    this.#exchange = undefined;
    const { socket } = this;
    this.#giveUp?.(new Error('The connection is not needed any more'));
    // Within a callback of the client's it must not be pulled away from under it.
    queueMicrotask(() => {
      this.#client.destroy().catch(() => {});
      socket?.destroy();
    });
  }

  #connect(done: ConnectDone): void {
    this.phase = 'connecting';
    let isOver = false;
    const onEnd = (error: Error | null, socket?: Socket): void => {
      // The client must not be told twice, whatever a proxy's sockets do.
      if (isOver) return;
      isOver = true;
      stopAlarm();
      this.#giveUp = undefined;
      if (error !== null || socket === undefined) {
        done(error ?? new Error('There is no socket'), null);
        return;
      }
      this.phase = 'queued';
      this.socket = socket;
      done(null, socket);
    };
    const stopAlarm = this.#exchange?.watch.connecting((error) => this.#giveUp?.(error)) ?? (() => {});
    const onSecuring = (): void => {
      this.phase = 'securing';
    };
    try {
      this.#giveUp = this.#dialer.dial({ onSecuring, onEnd });
    } catch (error) {
      // Options that Node does not take: nothing has begun.
      this.phase = 'queued';
      onEnd(error as Error);
    }
  }
}

type ConnectDone = (...args: [null, Socket] | [Error, null]) => void;

function hostOf(hostname: string): string {
  return hostname.includes(':') ? `[${hostname}]` : hostname;
}
