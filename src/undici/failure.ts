import type { InternalAxiosRequestConfig } from 'axios';
import { AxiosError, CanceledError } from 'axios';
import { TooLong } from './exchange.js';

// What axios's adapter of node:http says in the same cases. Which rule of HTTP a reply broke undici does not tell.
const CODES: ReadonlyMap<string, string> = new Map([
  ['UND_ERR_SOCKET', 'ECONNRESET'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'ECONNRESET'],
  ['UND_ERR_HEADERS_OVERFLOW', 'HPE_HEADER_OVERFLOW'],
]);

/** Puts what a request failed with into an AxiosError, with the code that axios's own adapter would give it. */
export function failureOf(error: Error & { readonly code?: unknown }, config: InternalAxiosRequestConfig): AxiosError {
  if (error instanceof AxiosError) return error;
  if (error instanceof TooLong) {
    const message = `maxContentLength size of ${config.maxContentLength} exceeded`;
    return new AxiosError(message, AxiosError.ERR_BAD_RESPONSE, config);
  }
  const code = error.name === 'HTTPParserError' ? 'HPE_INVALID' : CODES.get(String(error.code));
  return code === undefined ? AxiosError.from(error, undefined, config) : new AxiosError(error.message, code, config);
}

/** What a request that was broken off fails with. */
export function cancellation(config: InternalAxiosRequestConfig): AxiosError {
  return new CanceledError(undefined, config as never);
}
