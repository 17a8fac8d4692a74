import type { Socket } from 'node:net';

/** A request as it came over a socket. */
export interface RawRequest {
  readonly httpMethod: string;
  /** Path and query. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** How far a request has come. */
export type RequestPart =
  | { readonly part: 'head'; readonly request: RawRequest }
  | { readonly part: 'body'; readonly request: RawRequest }
  | { readonly part: 'whole'; readonly request: RawRequest };

/**
 * Reads the requests of a connection one after the other, by hand: a parser that insists on good order would stand between a
 * test and the wire. Tells when the head is there, when part of the body is, and when all is. Ends when the client does.
 */
export async function* readRequests(socket: Socket): AsyncGenerator<RequestPart> {
  let rest: Buffer = Buffer.alloc(0);
  let head: RawRequest | undefined;
  let isInBody = false;
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      if (head === undefined) {
        const end = rest.indexOf('\r\n\r\n');
        if (end < 0) break;
        head = readHead(rest.toString('latin1', 0, end));
        rest = rest.subarray(end + 4);
        isInBody = false;
        yield { part: 'head', request: head };
      }
      if (rest.length > 0 && !isInBody) {
        isInBody = true;
        yield { part: 'body', request: head };
      }
      const length = Number(head.headers['content-length'] ?? 0);
      if (rest.length < length) break;
      const request = { ...head, body: rest.subarray(0, length) };
      rest = rest.subarray(length);
      head = undefined;
      yield { part: 'whole', request };
    }
  }
}

function readHead(text: string): RawRequest {
  const [line = '', ...lines] = text.split('\r\n');
  const [httpMethod = '', url = ''] = line.split(' ');
  const headers = lines.map((one) => {
    const at = one.indexOf(':');
    return [one.slice(0, at).toLowerCase(), one.slice(at + 1).trim()];
  });
  return { httpMethod, url, headers: Object.fromEntries(headers), body: Buffer.alloc(0) };
}

/**
 * Ends a connection with a reset. One that is closing already is destroyed: a reset would leave its handle behind, and the
 * process could not end.
 */
export function resetSocket(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

/** The head of a reply; without a `content-length` or `transfer-encoding` of its own it is of this many bytes. */
export function replyHead(status: number, headers: Readonly<Record<string, string | number>>, length: number): string {
  const isMeasured = 'content-length' in headers || 'transfer-encoding' in headers;
  const all = { ...headers, ...(isMeasured ? {} : { 'content-length': length }) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Whatever\r\n${lines.join('')}\r\n`;
}
