import type { Readable } from 'node:stream';
import { pipeline, Transform } from 'node:stream';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { AxiosHeaders } from 'axios';
import type { ReplyHead } from './exchange.js';
import { TooLong } from './exchange.js';

/** The codings that replies are asked for in, and can be read in. */
export const CODINGS = 'gzip, compress, deflate, br';

/** Headers as axios has them of node:http: some can be there only once, cookies are a list, the rest is joined. */
export function readHeaders(headers: ReplyHead['headers']): AxiosHeaders {
  const read = new AxiosHeaders();
  for (const name in headers) {
    const value = headers[name];
    read[name] = Array.isArray(value) && name !== 'set-cookie' ? oneOf(name, value) : asList(name, value);
  }
  return read;
}

// node:http takes the first of these and drops the others.
const ONLY_ONCE: ReadonlySet<string> = new Set([
  ...['age', 'authorization', 'content-length', 'content-type', 'etag', 'expires', 'from', 'host', 'if-modified-since'],
  ...[
    'if-unmodified-since',
    'last-modified',
    'location',
    'max-forwards',
    'proxy-authorization',
    'referer',
    'retry-after',
  ],
  ...['server', 'user-agent'],
]);

function oneOf(name: string, values: readonly string[]): string {
  return ONLY_ONCE.has(name) ? trimmed(values[0] ?? '') : values.map(trimmed).join(', ');
}

function asList(name: string, value: string | string[] | undefined): string | string[] | undefined {
  if (typeof value !== 'string') return value?.map(trimmed);
  return name === 'set-cookie' ? [trimmed(value)] : trimmed(value);
}

// White space behind a value is none of it; undici leaves it there.
function trimmed(value: string): string {
  let end = value.length;
  while (BLANKS.has(value[end - 1])) end--;
  return end === value.length ? value : value.slice(0, end);
}

const BLANKS: ReadonlySet<string | undefined> = new Set([' ', '\t']);

/** What has to be undone of a body; takes the header away, since what is handed on is not coded. */
export function takeCoding(headers: AxiosHeaders, status: number): Coding | undefined {
  const said = headers['content-encoding'];
  if (typeof said !== 'string') return undefined;
  const coding = status === 204 ? undefined : CODING_NAMES.get(said.toLowerCase());
  if (coding !== undefined || status === 204) delete headers['content-encoding'];
  return coding;
}

/** A way to make a body shorter. */
export type Coding = 'gzip' | 'deflate' | 'br';

const CODING_NAMES: ReadonlyMap<string, Coding> = new Map([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['compress', 'gzip'],
  ['x-compress', 'gzip'],
  ['deflate', 'deflate'],
  ['br', 'br'],
]);

// A coded body that was cut off is read as far as it goes; the signature tells whether that is all.
const FLUSH = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH };
const BROTLI_FLUSH = {
  flush: zlib.constants.BROTLI_OPERATION_FLUSH,
  finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH,
};
const unzip = promisify(zlib.unzip);
const unbrotli = promisify(zlib.brotliDecompress);

/**
 * Undoes the coding of a body.
 *
 * @param limit in bytes; Infinity for none
 * @throws TooLong where it comes to more
 */
export async function decode(body: Buffer, coding: Coding, limit: number): Promise<Buffer> {
  if (body.length === 0) return body;
  const bound = Number.isFinite(limit) ? { maxOutputLength: Math.max(1, limit) } : {};
  try {
    if (coding === 'br') return await unbrotli(body, { ...BROTLI_FLUSH, ...bound });
    return await unzip(lacksHead(body, coding) ? Buffer.concat([ZLIB_HEAD, body]) : body, { ...FLUSH, ...bound });
  } catch (error) {
    throw (error as { readonly code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE' ? new TooLong() : error;
  }
}

// Some servers leave the two first bytes of a deflated body away.
const ZLIB_HEAD = Buffer.from([0x78, 0x9c]);

function lacksHead(body: Uint8Array, coding: Coding): boolean {
  return coding === 'deflate' && body[0] !== ZLIB_HEAD[0];
}

/**
 * Undoes the coding of a body as it comes. It ends with an error when more comes out than may; whoever destroys what is returned
 * destroys the body.
 *
 * @param limit in bytes; Infinity for none
 */
export function decodeStream(body: Readable, coding: Coding, limit: number, tooLong: () => Error): Readable {
  const decoder = coding === 'br' ? zlib.createBrotliDecompress(BROTLI_FLUSH) : zlib.createUnzip(FLUSH);
  const decoded = pipeline(body, headFor(coding), decoder, counter(limit, tooLong), () => {});
  return decoded.on('error', () => {});
}

function headFor(coding: Coding): Transform {
  let isFirst = true;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      if (isFirst && lacksHead(chunk, coding)) this.push(ZLIB_HEAD);
      isFirst = false;
      done(null, chunk);
    },
  });
}

function counter(limit: number, tooLong: () => Error): Transform {
  let length = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      length += chunk.length;
      if (length > limit) done(tooLong());
      else done(null, chunk);
    },
  });
}
