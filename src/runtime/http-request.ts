import type { Readable } from 'node:stream';
import type { WireParams } from '../protocol/wire-params.js';

/** One attempt's request, signed and written out. */
export interface HttpRequest {
  /** In lower case, as axios has it. */
  readonly verb: string;
  /** Path and query, below the gateway's origin. */
  readonly target: string;
  /** What the protocol sets; names as HTTP writes them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | Readable | undefined;
  /** Set where the body is a stream, in bytes. */
  readonly bodyBytes?: number;
  /** True where a good reply is wanted as a stream. */
  readonly asStream?: true;
  /** What was signed, where the protocol signs parameters; kept to be compared with what the gateway signs. */
  readonly params?: WireParams;
}

/** The length of a request's body, in bytes. */
export function bodyLength({ body, bodyBytes }: HttpRequest): number {
  if (bodyBytes !== undefined) return bodyBytes;
  if (typeof body === 'string') return Buffer.byteLength(body);
  return body instanceof Uint8Array ? body.byteLength : 0;
}
