import type { AxiosAdapter, AxiosInstance, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { AxiosHeaders, isAxiosError } from 'axios';
import type { AttemptResult, NotSentCause } from '../policy/attempt-result.js';
import type { WireRequest } from '../protocol/request.js';

/** What a send came to: bytes with their status and headers, or a failure whose phase is known. */
export type SendResult =
  | { readonly kind: 'replied'; readonly bytes: Uint8Array; readonly response: AxiosResponse }
  | Extract<AttemptResult, { kind: 'not_sent' | 'unknown' }>;

/** Sends one request and gives back what came, as bytes. */
export type SendBytes = (request: WireRequest, signal: AbortSignal) => Promise<SendResult>;

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
 */
export function createSender(outer: InternalAxiosRequestConfig, url: string, adapter: AxiosAdapter): SendBytes {
  const limit = outer.maxContentLength;
  const bodyLimit = outer.maxBodyLength;
  return async (request, signal) => {
    // axios would refuse it with a code that it has for other things too.
    if (bodyLimit !== undefined && bodyLimit >= 0 && Buffer.byteLength(request.body) > bodyLimit) {
      return { kind: 'not_sent', cause: 'not-written', detail: 'maxBodyLength' };
    }
    const config: InternalAxiosRequestConfig = {
      ...outer,
      headers: copyHeaders(outer.headers),
      url: `${url}?${request.query}`,
      method: 'post',
      data: request.body,
      signal,
      timeout: 0,
      responseType: 'arraybuffer',
      maxRedirects: 0,
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
    try {
      return readResponse(await adapter(config));
    } catch (error) {
      return readFailure(error);
    }
  };
}

/**
 * Makes the sender of the engine's own calls out of the instance's defaults as they are now: its agents, proxy, headers and
 * adapter, and none of its interceptors.
 */
export function createOwnSender(instance: AxiosInstance, url: string, findAdapter: FindAdapter): SendBytes {
  const { headers, ...defaults } = instance.defaults;
  // Beside those for all requests stand objects with those of one HTTP method.
  const plain = Object.entries(headers).filter(([, value]) => typeof value === 'string' || typeof value === 'number');
  const config = {
    ...defaults,
    headers: AxiosHeaders.concat(mapOf(headers.common), mapOf(headers.post), Object.fromEntries(plain)),
  };
  return createSender(config, url, findAdapter(defaults.adapter, config));
}

// axios gives headers that are there types in which they may not be.
function mapOf(headers: object): AxiosHeaders {
  return new AxiosHeaders().set(headers as Record<string, string>);
}

// For members that axios's types want left out; axios itself takes undefined for that.
const NONE = undefined as never;

// A copy for each attempt: the adapter writes the body's length into them, and the next body has another length. They are
// clean already, and the constructor would clean them once more.
function copyHeaders(outer: InternalAxiosRequestConfig['headers']): AxiosHeaders {
  const headers = Object.assign(new AxiosHeaders(), outer) as AxiosHeaders;
  headers.setContentType('application/x-www-form-urlencoded;charset=utf-8');
  headers.delete('Content-Length');
  return headers;
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
function readFailure(error: unknown): SendResult {
  const response = isObject(error) ? error['response'] : undefined;
  // An adapter of the user's may judge the status all the same; the reply it complains about is still a reply. One without
  // data is a connection that broke within it.
  if (isObject(response) && isBody(response['data'])) return readResponse(response as unknown as AxiosResponse);
  const codes = [...codesIn(error, 0)];
  const detail = codes.at(-1) ?? 'no code';
  const cause = notSentCause(error, codes);
  if (cause !== undefined) return { kind: 'not_sent', cause, detail };
  if (codes.length === 0 && !isAxiosError(error)) return { kind: 'unknown', cause: 'adapter', thrown: error };
  if (codes.includes('ERR_BAD_RESPONSE')) return { kind: 'unknown', cause: 'too-large', detail };
  return { kind: 'unknown', cause: codes.some((code) => TIMEOUTS.has(code)) ? 'timeout' : 'reset', detail };
}

function isBody(data: unknown): boolean {
  return typeof data === 'string' || ArrayBuffer.isView(data) || data instanceof ArrayBuffer;
}

/** The codes of an error, of what caused it and of the errors it stands for; generic wrappers left out. */
function* codesIn(error: unknown, depth: number): Generator<string> {
  if (!isObject(error) || depth > 5) return;
  const code = error['code'];
  if (typeof code === 'string' && /^\w{1,64}$/.test(code) && code !== 'ERR_NETWORK') yield code;
  const all = error['errors'];
  if (Array.isArray(all)) for (const one of all.slice(0, 16)) yield* codesIn(one, depth + 1);
  yield* codesIn(error['cause'], depth + 1);
}

/**
 * Why the request provably was not sent. Only where everything that the error tells agrees: an adapter that tried twice may
 * have sent the first time. Source: resilience.md 4, protocol.md 8.6.
 */
function notSentCause(error: unknown, codes: readonly string[]): NotSentCause | undefined {
  if (isShakingHands(error)) return 'tls';
  if (codes.length > 0 && codes.every((code) => NOT_SENT.has(code))) return NOT_SENT.get(codes.at(-1) ?? '');
  if (codes.length > 0 && codes.every((code) => CERTIFICATE_CODE.test(code))) return 'tls';
  if (!isConnecting(error, 0)) return undefined;
  return codes.includes('ETIMEDOUT') ? 'connect-timeout' : 'unreachable';
}

// The handshake was still going on when the socket failed, so not one byte of the request had left.
function isShakingHands(error: unknown): boolean {
  const request = isObject(error) ? error['request'] : undefined;
  const socket = isObject(request) ? request['socket'] : undefined;
  return isObject(socket) && socket['secureConnecting'] === true;
}

function isConnecting(error: unknown, depth: number): boolean {
  if (!isObject(error) || depth > 5) return false;
  if (error['syscall'] !== undefined) return error['syscall'] === 'connect';
  const all = error['errors'];
  // Several addresses were tried; the request went to none of them only if each failed while connecting.
  if (Array.isArray(all) && all.length > 0) return all.every((one) => isConnecting(one, depth + 1));
  return isConnecting(error['cause'], depth + 1);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

const TIMEOUTS: ReadonlySet<string> = new Set(['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT']);

const NOT_SENT: ReadonlyMap<string, NotSentCause> = new Map([
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['ECONNREFUSED', 'refused'],
  ['UND_ERR_CONNECT_TIMEOUT', 'connect-timeout'],
  ['ERR_INVALID_URL', 'not-written'],
]);

// Our side's verdict on the server's certificate, which comes before the first byte of the request. Other TLS errors, a
// broken record for one, can come in the middle of a reply.
const CERTIFICATE_CODE =
  /^(?:CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH$|INVALID_CA$|ERR_TLS_CERT_ALTNAME)/;
