import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { AxiosHeaders, isAxiosError } from 'axios';
import type { AttemptResult, NotSentCause } from '../policy/attempt-result.js';
import type { WireRequest } from '../protocol/request.js';

/** What a send came to: bytes with their status and headers, or a failure whose phase is known. */
export type SendResult =
  | { readonly kind: 'replied'; readonly bytes: Uint8Array; readonly response: AxiosResponse }
  | Extract<AttemptResult, { kind: 'not_sent' | 'unknown' }>;

/** Sends one request and gives back what came, as bytes. */
export type SendBytes = (request: WireRequest, signal: AbortSignal) => Promise<SendResult>;

/** A reply longer than this is not read, in bytes, unless the caller set `maxContentLength`. Source: resilience.md 4. */
const MAX_REPLY_BYTES = 10 * 1024 * 1024;

const identity = (data: unknown): unknown => data;

/**
 * Makes the sender of a call out of the axios config that it came with and the adapter that it would have used: the agents,
 * proxy and headers are the caller's; what makes a signed request safe is ours (bytes, no redirect, no judgement of the
 * status). Source: design.md 2.
 */
export function createSender(outer: InternalAxiosRequestConfig, url: string, adapter: AxiosAdapter): SendBytes {
  const limit = outer.maxContentLength;
  return async (request, signal) => {
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
      maxContentLength: limit === undefined || limit < 0 ? MAX_REPLY_BYTES : limit,
      validateStatus: null,
      transformRequest: identity,
      transformResponse: identity,
      ...LEFT_BEHIND,
    };
    try {
      return readResponse(await adapter(config));
    } catch (error) {
      return readFailure(error);
    }
  };
}

// What the outer request has and a single send must not: it is in the URL by now, or it is us.
const LEFT_BEHIND = {
  params: undefined,
  baseURL: undefined,
  cancelToken: undefined,
  adapter: undefined,
  alipay: undefined,
} as unknown as object;

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
  if (data instanceof Uint8Array) return data;
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (typeof data === 'string') return Buffer.from(data);
  return Buffer.from(data === undefined || data === null ? '' : JSON.stringify(data));
}

/** Reads an adapter's rejection. What is no failure of a transport is a bug, and thrown on as it is. */
function readFailure(error: unknown): SendResult {
  if (isResponseFailure(error)) return readResponse(error.response);
  const code = codeIn(error);
  if (code === undefined && !isAxiosError(error)) throw error;
  const detail = code ?? 'no code';
  const cause = notSentCause(error, detail);
  if (cause !== undefined) return { kind: 'not_sent', cause, detail };
  if (code === 'ERR_BAD_RESPONSE') return { kind: 'unknown', cause: 'too-large', detail };
  return { kind: 'unknown', cause: TIMEOUTS.has(detail) ? 'timeout' : 'reset', detail };
}

// An adapter of the user's may judge the status all the same; the reply it complains about is still a reply.
function isResponseFailure(error: unknown): error is { readonly response: AxiosResponse } {
  return isObject(error) && isObject(error['response']);
}

function codeIn(error: unknown): string | undefined {
  let found: string | undefined;
  let at = error;
  // The innermost code says most: fetch wraps "connection refused" in "network error".
  for (let depth = 0; depth < 5 && isObject(at); depth++) {
    if (typeof at['code'] === 'string') found = at['code'];
    at = at['cause'];
  }
  return found;
}

/** Only what cannot come once a request is under way. Source: resilience.md 4, protocol.md 8.6. */
function notSentCause(error: unknown, code: string): NotSentCause | undefined {
  const known = NOT_SENT.get(code);
  if (known !== undefined) return known;
  if (isConnecting(error)) return code === 'ETIMEDOUT' ? 'connect-timeout' : 'unreachable';
  return CERTIFICATE_CODE.test(code) || HANDSHAKE_CODE.test(code) ? 'tls' : undefined;
}

function isConnecting(error: unknown): boolean {
  if (!isObject(error)) return false;
  if (error['syscall'] === 'connect') return true;
  // Several addresses were tried; the request went to none of them only if each failed while connecting.
  const all = error['errors'];
  return Array.isArray(all) && all.length > 0 ? all.every(isConnecting) : isConnecting(error['cause']);
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
  // The adapter turned the request down before it opened a connection.
  ['ERR_BAD_OPTION', 'not-written'],
  ['ERR_BAD_OPTION_VALUE', 'not-written'],
  ['ERR_BAD_REQUEST', 'not-written'],
  ['ERR_INVALID_URL', 'not-written'],
  ['ERR_NOT_SUPPORT', 'not-written'],
]);

// Our side's verdict on the server's certificate, which comes before the first byte of the request.
const CERTIFICATE_CODE =
  /^(?:CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH$|INVALID_CA$|ERR_TLS_CERT_ALTNAME)/;
// Other TLS errors, a broken record for one, can come in the middle of a reply.
const HANDSHAKE_CODE =
  /^ERR_SSL_(?:WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL|.*HANDSHAKE_FAILURE|.*ALERT_PROTOCOL_VERSION)$/;
