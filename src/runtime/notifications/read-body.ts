import type { Readable } from 'node:stream';

/** What a request has of its body: what a framework made of it, or the stream itself. */
export interface BodySource {
  readonly rawBody?: unknown;
  readonly body?: unknown;
}

/** A body, or that it is longer than was to be read. */
export type BodyReading = { readonly input: unknown } | 'too-long';

/** Takes what a body parser has left; `undefined` where none was there. The raw body is better than the parsed one. */
export function parsedBody({ rawBody, body }: BodySource): unknown {
  if (rawBody instanceof Uint8Array || typeof rawBody === 'string') return rawBody;
  return isNothing(body) ? undefined : body;
}

// Parsers of other kinds of bodies leave an empty object behind, and the stream as it was.
function isNothing(body: unknown): boolean {
  if (body === undefined || body === null || body === '') return true;
  return Object.getPrototypeOf(body) === Object.prototype && Object.keys(body).length === 0;
}

/** Reads a stream of bytes, and not more than so many. */
export async function readStream(stream: AsyncIterable<Uint8Array>, limit: number): Promise<BodyReading> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > limit) return 'too-long';
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  }
  return { input: Buffer.concat(chunks) };
}

/** The body of a node:http request, in whatever framework. */
export async function readNodeBody(request: Readable & BodySource, limit: number): Promise<BodyReading> {
  const parsed = parsedBody(request);
  if (parsed !== undefined) return lengthOf(parsed) > limit ? 'too-long' : { input: parsed };
  return readStream(request, limit);
}

function lengthOf(parsed: unknown): number {
  if (typeof parsed === 'string') return Buffer.byteLength(parsed);
  return parsed instanceof Uint8Array ? parsed.byteLength : 0;
}
