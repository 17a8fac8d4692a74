import type { Readable } from 'node:stream';
import type { AxiosResponse } from 'axios';
import type { AttemptConfig } from '../runtime/adapter-contract.js';
import { SEND_WATCH } from '../runtime/adapter-contract.js';
import type { ReplyHead, Waiting } from './exchange.js';
import { Exchange, TooLong } from './exchange.js';
import { cancellation, failureOf } from './failure.js';
import { orderOf, splitUrl } from './order.js';
import { own } from './own.js';
import type { Pool } from './pool.js';
import type { Coding } from './reply.js';
import { decode, decodeStream, readHeaders, takeCoding } from './reply.js';
import type { FindRoute } from './route.js';

/** Sends the request of one attempt and makes an axios response of what comes; rejects with an AxiosError. */
export function send(config: AttemptConfig, pool: Pool, findRoute: FindRoute): Promise<AxiosResponse> {
  return new Promise((resolve, reject) => {
    const { signal } = config;
    const { origin, path } = splitUrl(config.url ?? '');
    const route = findRoute(origin, own(config, 'proxy'));
    const onAbort = (): void => exchange.fail(cancellation(config));
    const leave = (): void => signal?.removeEventListener?.('abort', onAbort);
    const exchange = new Exchange(
      orderOf(config, path, route),
      config[SEND_WATCH],
      waitingFor(config, leave, resolve, reject),
    );
    if (signal?.aborted) {
      onAbort();
      return;
    }
    signal?.addEventListener?.('abort', onAbort);
    pool.send(route, exchange);
  });
}

function waitingFor(
  config: AttemptConfig,
  leave: () => void,
  resolve: (response: AxiosResponse) => void,
  reject: (error: Error) => void,
): Waiting {
  const limit = limitOf(config);
  const explain = (error: Error): Error => failureOf(error, config);
  const onFailure = (error: Error): void => {
    leave();
    reject(error);
  };
  const onReply = (head: ReplyHead, body: Buffer): void => {
    leave();
    const { response, coding } = openHead(head, config);
    if (coding === undefined) resolve({ ...response, data: body });
    else
      decode(body, coding, limit).then(
        (data) => resolve({ ...response, data }),
        (error) => reject(explain(error)),
      );
  };
  if (config.responseType !== 'stream') return { limit, onReply, onFailure, explain };
  const onStream = (head: ReplyHead, body: Readable): void => {
    body.once('close', leave);
    const { response, coding } = openHead(head, config);
    const tooLong = (): Error => explain(new TooLong());
    resolve({ ...response, data: coding === undefined ? body : decodeStream(body, coding, limit, tooLong) });
  };
  return { limit, onReply, onFailure, onStream, explain };
}

function openHead(
  { status, statusText, headers: raw }: ReplyHead,
  config: AttemptConfig,
): { readonly response: Omit<AxiosResponse, 'data'>; readonly coding: Coding | undefined } {
  const headers = readHeaders(raw);
  const coding = own(config, 'decompress') === false ? undefined : takeCoding(headers, status);
  return { response: { status, statusText, headers, config, request: NO_REQUEST }, coding };
}

// There is no request of node:http to hand out.
const NO_REQUEST: object = Object.freeze({});

function limitOf({ maxContentLength: limit }: AttemptConfig): number {
  return limit === undefined || limit < 0 ? Number.POSITIVE_INFINITY : limit;
}
