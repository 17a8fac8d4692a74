import { Readable } from 'node:stream';
import type { AxiosAdapter, AxiosInstance, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import axios, { AxiosHeaders, isAxiosError } from 'axios';
import type { AttemptResult } from '../policy/attempt-result.js';
import { once } from '../protocol/once.js';
import type { AttemptConfig } from './adapter-contract.js';
import { CHECK_CONFIG, checkFor, SEND_WATCH } from './adapter-contract.js';
import { defaultHeaders } from './default-headers.js';
import type { HttpRequest } from './http-request.js';
import { bodyLength } from './http-request.js';
import { LeanSignal } from './lean-signal.js';
import { readSendFailure } from './send-failure.js';
import type { HttpTransport, SendWatch } from './send-watch.js';
import type { StopSignal } from './stop-signal.js';

/** What a send came to: bytes with their status and headers, or a failure whose phase is known. */
export type SendResult =
  | { readonly kind: 'replied'; readonly bytes: Uint8Array; readonly response: AxiosResponse }
  | { readonly kind: 'streams'; readonly stream: AsyncIterable<Uint8Array>; readonly response: AxiosResponse }
  | Extract<AttemptResult, { kind: 'not_sent' | 'unknown' }>;

/** Sends one request and gives back what came, as bytes; the stop breaks it off, and the watch sees how far it came. */
export type SendBytes = (request: HttpRequest, stop: StopSignal, watch: SendWatch) => Promise<SendResult>;

/** Finds the adapter function for what a config names; axios's own `getAdapter`. */
export type FindAdapter = (
  adapter: InternalAxiosRequestConfig['adapter'],
  config: InternalAxiosRequestConfig,
) => AxiosAdapter;

/** A reply longer than this is not read, in bytes, unless the caller set `maxContentLength`. Source: resilience.md 4. */
const MAX_REPLY_BYTES = 10 * 1024 * 1024;

/** The transform of a gateway call's request and response: what is signed must not be rewritten. Source: design.md 2. */
export const asItIs = (data: unknown): unknown => data;

/**
 * Makes the sender of a call out of the axios config that it came with and the adapter that it would have used: the agents,
 * proxy and headers are the caller's; what makes a signed request safe is ours (bytes, no redirect, no judgement of the
 * status). Source: design.md 2.
 *
 * @throws TypeError where the config asks the adapter for something that it cannot do
 */
export function createSender(outer: InternalAxiosRequestConfig, origin: string, adapter: AxiosAdapter): SendBytes {
  checkFor(adapter, outer);
  const limit = outer.maxContentLength;
  const bodyLimit = outer.maxBodyLength;
  const readsLeanSignal = takesLeanSignal(adapter);
  return async (request, stop, watch) => {
    // axios would refuse it with a code that it has for other things too.
    if (bodyLimit !== undefined && bodyLimit >= 0 && bodyLength(request) > bodyLimit) {
      return { kind: 'not_sent', cause: 'not-written', detail: 'maxBodyLength' };
    }
    const config: AttemptConfig = {
      headers: copyHeaders(outer.headers, request),
      url: origin + request.target,
      method: request.verb,
      data: request.body,
      signal: readsLeanSignal ? new LeanSignal(stop) : stop.signal,
      timeout: 0,
      responseType: request.asStream ? 'stream' : 'arraybuffer',
      maxRedirects: 0,
      transport: watch.transport(outer.transport as HttpTransport | undefined),
      [SEND_WATCH]: watch,
      // axios's fetch adapter has known maxRedirects only since 1.20; a signed POST must not follow anything anywhere.
      fetchOptions: { ...outer.fetchOptions, redirect: 'manual' },
      maxContentLength: limit === undefined || limit < 0 ? MAX_REPLY_BYTES : limit,
      validateStatus: null,
      transformRequest: asItIs,
      transformResponse: asItIs,
      // What the outer request has and a single send must not: it is in the URL by now, or it is us.
      params: undefined,
      baseURL: NONE,
      cancelToken: undefined,
      adapter: NONE,
    };
    addMissing(config, outer);
    try {
      const response = await adapter(config);
      return request.asStream ? await readStreamed(response, config.maxContentLength) : readResponse(response);
    } catch (error) {
      return readFailure(error, watch);
    } finally {
      // A body that nobody has read to its end holds a file open.
      if (request.body instanceof Readable) request.body.destroy();
    }
  };
}

/**
 * Whether an adapter asks no more of a signal than a `LeanSignal` can do: axios's own adapter of node:http, and those that check
 * configs for us. Any other may hand the signal on to somebody who wants a real one.
 */
export function takesLeanSignal(adapter: AxiosAdapter): boolean {
  return CHECK_CONFIG in adapter || adapter === axiosHttp();
}

// Looked up with the first call: where axios is a double, or a browser's build, it has none, and may still be imported.
const axiosHttp = once(findAxiosHttp);

function findAxiosHttp(): AxiosAdapter | undefined {
  try {
    return axios.getAdapter('http');
  } catch {
    return undefined;
  }
}

// What a spread does, in a quarter of the time: axios's configs have no prototype, and V8 copies such objects slowly. That somebody
// has put the same name on `Object.prototype` must not keep a caller's proxy or agent back.
function addMissing(config: AttemptConfig, outer: InternalAxiosRequestConfig): void {
  const target = config as unknown as Record<string, unknown>;
  for (const name of Object.keys(outer)) {
    if (Object.hasOwn(target, name) || name === '__proto__') continue;
    target[name] = outer[name as keyof InternalAxiosRequestConfig];
  }
}

/**
 * Makes the sender of the engine's own calls out of the instance's defaults as they are now: its agents, proxy, headers and
 * adapter, and none of its interceptors.
 */
export function createOwnSender(instance: AxiosInstance, origin: string, findAdapter: FindAdapter): SendBytes {
  const { headers, ...defaults } = instance.defaults;
  const config = { ...defaults, headers: defaultHeaders(headers, 'post') };
  return createSender(config, origin, findAdapter(defaults.adapter, config));
}

// For members that axios's types want left out; axios itself takes undefined for that.
const NONE = undefined as never;

// A copy for each attempt: the adapter writes the body's length into them, and the next body has another length. They are
// clean already, and the constructor would clean them once more.
function copyHeaders(outer: InternalAxiosRequestConfig['headers'], request: HttpRequest): AxiosHeaders {
  const headers = Object.assign(new AxiosHeaders(), outer) as AxiosHeaders;
  headers.delete('Content-Length');
  // What is signed has a type of its own, and a request without a body none.
  if (request.body === undefined) headers.delete('Content-Type');
  for (const name of Object.keys(request.headers)) {
    // An id of the caller's own names the request in the caller's logs as well.
    if (name !== 'alipay-request-id' || !headers.has(name)) headers.set(name, request.headers[name] ?? null);
  }
  return headers;
}

/** A reply that was asked for as a stream: one of events is handed on as it comes, any other is read to its end. */
async function readStreamed(response: AxiosResponse, limit = MAX_REPLY_BYTES): Promise<SendResult> {
  const { data } = response;
  if (!isIterable(data)) return readResponse(response);
  const type = String(response.headers?.['content-type'] ?? '');
  const isGood = response.status >= 200 && response.status < 300;
  if (isGood && /^text\/event-stream/i.test(type)) return { kind: 'streams', stream: data, response };
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of data) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limit) return { kind: 'unknown', cause: 'too-large', detail: 'maxContentLength' };
  }
  return { kind: 'replied', bytes: Buffer.concat(chunks), response };
}

function isIterable(data: unknown): data is AsyncIterable<Uint8Array> {
  return typeof data === 'object' && data !== null && Symbol.asyncIterator in data;
}

function readResponse(response: AxiosResponse): SendResult {
  return { kind: 'replied', bytes: toBytes(response.data), response };
}

// Adapters that were written for text or objects ignore responseType; what they give is put back into bytes.
function toBytes(data: unknown): Uint8Array {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (typeof data === 'string') return Buffer.from(data);
  return Buffer.from(data === undefined || data === null ? '' : JSON.stringify(data));
}

/** Reads an adapter's rejection: what it says about the request, and where it says nothing, that nobody knows. */
function readFailure(error: unknown, watch: SendWatch): SendResult {
  const response = isObject(error) ? error['response'] : undefined;
  // An adapter of the user's may judge the status all the same; the reply it complains about is still a reply. One without
  // data is a connection that broke within it.
  if (isObject(response) && isBody(response['data'])) return readResponse(response as unknown as AxiosResponse);
  return readSendFailure(error, watch, !isAxiosError(error)) ?? { kind: 'unknown', cause: 'adapter', thrown: error };
}

function isBody(data: unknown): boolean {
  return typeof data === 'string' || ArrayBuffer.isView(data) || data instanceof ArrayBuffer;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
