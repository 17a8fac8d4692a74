import type { IncomingMessage } from 'node:http';
import { parse } from 'node:querystring';
import type { Charset } from '../protocol/charset.js';
import { unescapeForm } from '../protocol/form-fields.js';
import type { LogEntry } from './call-log.js';
import type { FilePart } from './multipart.js';
import { readMultipart } from './multipart.js';

/** A request as the gateway reads it. */
export interface GatewayRequest {
  readonly httpMethod: string;
  readonly path: string;
  /** Path and query as they came. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The text parameters of query and body together; where both hold one, the query's counts. Source: protocol.md 1.4. */
  readonly params: Readonly<Record<string, string>>;
  readonly files: readonly FilePart[];
  /** What its query says that its texts are written in. Source: protocol.md 1.4. */
  readonly charset: Charset;
  /** Told of the request's log entry as soon as there is one. */
  readonly seen?: ((entry: LogEntry) => void) | undefined;
}

/** The longest body that is read, in bytes: one file of the longest length the gateway takes, and room for the rest. */
export const MAX_BODY_BYTES: number = 64 * 1024 * 1024;

/** Reads a request to its end; `undefined` where the body is longer than `MAX_BODY_BYTES`. */
export async function readRequest(message: IncomingMessage): Promise<GatewayRequest | undefined> {
  const body = await readBody(message);
  const { method = 'GET', url = '/', headers } = message;
  const texts = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
  return body === undefined ? undefined : parseRequest(method, url, Object.fromEntries(texts), body);
}

/** Reads a request whose parts have been read. */
export function parseRequest(
  httpMethod: string,
  target: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): GatewayRequest {
  const contentType = headers['content-type'] ?? '';
  const queryAt = target.indexOf('?');
  const params: Record<string, string> = Object.create(null);
  const query = queryAt < 0 ? '' : target.slice(queryAt + 1);
  const charset = /(?:^|&)charset=gbk(?:&|$)/i.test(query) ? 'GBK' : 'utf-8';
  addForm(params, query, charset);
  const files = addBody(params, body, contentType, charset);
  return {
    httpMethod,
    target,
    headers,
    body,
    charset,
    path: queryAt < 0 ? target : target.slice(0, queryAt),
    params,
    files,
  };
}

function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    message.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MAX_BODY_BYTES) chunks.push(chunk);
      else resolve(undefined);
    });
    message.on('end', () => resolve(Buffer.concat(chunks)));
    message.on('error', reject);
    message.on('close', () => {
      if (!message.complete) reject(new Error('The client went away before its request had ended'));
    });
  });
}

function addBody(
  params: Record<string, string>,
  body: Buffer,
  contentType: string,
  charset: Charset,
): readonly FilePart[] {
  if (/^multipart\/form-data/i.test(contentType)) {
    const { texts, files } = readMultipart(body, contentType, charset);
    for (const [name, value] of texts) params[name] ??= value;
    return files;
  }
  // A body that says it is something else, JSON say, holds no parameters that the gateway could see.
  if (contentType === '' || /^application\/x-www-form-urlencoded/i.test(contentType)) {
    addForm(params, body.toString('latin1'), charset);
  }
  return [];
}

// querystring reads `+` as a space, as the gateway does, and never throws.
function addForm(params: Record<string, string>, text: string, charset: Charset): void {
  if (text === '') return;
  const read = (escaped: string): string => new TextDecoder(charset).decode(unescapeForm(escaped));
  const options = charset === 'utf-8' ? {} : { decodeURIComponent: read };
  for (const [name, value] of Object.entries(parse(text, '&', '=', options))) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) params[name] ??= first;
  }
}
