import type { KeyObject } from 'node:crypto';
import type { Envelope } from './envelope.js';
import { readEnvelope } from './envelope.js';
import { decodeText } from './reply-text.js';
import type { SignType } from './signature.js';
import { verifyReplyBytes } from './signature.js';

/** The business node of a reply, as the gateway wrote it. */
export type ReplyNode = Readonly<Record<string, unknown>>;

/**
 * What a reply's bytes turned out to be.
 *
 * - `verified` the signature fits, and `node` is exactly what it covers
 * - `unsigned` the gateway left the signature off; policy decides how far `node` is believed
 * - `forged` there is a signature and it does not fit: nothing in the reply is believed
 * - `malformed` not a reply to this method
 */
export type Reply =
  | {
      readonly kind: 'verified' | 'unsigned';
      readonly nodeName: string;
      readonly node: ReplyNode;
      readonly certSn?: string;
    }
  | { readonly kind: 'forged' }
  | { readonly kind: 'malformed'; readonly why: string };

/** What a reply is verified with: Alipay's public key and the algorithm of the settings. */
export interface ReplyVerifier {
  readonly key: KeyObject;
  readonly signType: SignType;
}

/**
 * Reads a v2 reply: cut, verify, and only then parse, and of it only the bytes that the signature covers.
 * Source: protocol.md 2.4.
 */
export function openReply(bytes: Uint8Array, method: string, verifier: ReplyVerifier): Reply {
  const reading = readEnvelope(bytes, method);
  if (!reading.ok) return { kind: 'malformed', why: reading.why };
  const { envelope } = reading;
  const { sign } = envelope;
  if (sign !== undefined && !verifyReplyBytes(envelope.signedBytes, sign, verifier.key, verifier.signType)) {
    return { kind: 'forged' };
  }
  if (envelope.form === 'ciphertext') return { kind: 'malformed', why: 'it is encrypted and no key to open it is set' };
  const node = parseNode(envelope);
  if (node === undefined) return { kind: 'malformed', why: `${envelope.nodeName} is not JSON` };
  return {
    kind: sign === undefined ? 'unsigned' : 'verified',
    nodeName: envelope.nodeName,
    node,
    ...(envelope.certSn === undefined ? {} : { certSn: envelope.certSn }),
  };
}

function parseNode(envelope: Envelope): ReplyNode | undefined {
  try {
    return JSON.parse(decodeText(envelope.signedBytes, envelope.doubleByte)) as ReplyNode;
  } catch {
    return undefined;
  }
}
