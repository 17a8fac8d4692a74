import type { KeyObject } from 'node:crypto';
import { decryptContent } from './content-cipher.js';
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
 * - `stranger` it is signed with a certificate that is not known (yet)
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
  | { readonly kind: 'stranger'; readonly certSn: string }
  | { readonly kind: 'malformed'; readonly why: string };

/** What a reply is verified and opened with. */
export interface ReplyVerifier {
  /** Alipay's public key; in certificate mode that of the certificate in the settings. */
  readonly key: KeyObject;
  readonly signType: SignType;
  /**
   * Finds the key of the certificate that a reply names; `undefined` where that is not known. Only in certificate mode.
   * `read` reads the node before anything is verified: for the one reply that brings the certificate it is signed with.
   */
  readonly keyFor?: (certSn: string, read: () => ReplyNode | undefined) => KeyObject | undefined;
  /** The AES key that encrypted replies are opened with. */
  readonly encryptKey?: Buffer;
}

/**
 * Reads a v2 reply: cut, verify, and only then decrypt and parse, and of it only the bytes that the signature covers.
 * Source: protocol.md 2.4, 4.
 */
export function openReply(bytes: Uint8Array, method: string, verifier: ReplyVerifier): Reply {
  const reading = readEnvelope(bytes, method);
  if (!reading.ok) return { kind: 'malformed', why: reading.why };
  const { envelope } = reading;
  const { sign, certSn } = envelope;
  const doubt = sign === undefined ? undefined : doubtOf(envelope, sign, verifier);
  if (doubt !== undefined) return doubt;
  const node = readNode(envelope, verifier.encryptKey);
  if (typeof node === 'string') return { kind: 'malformed', why: node };
  return {
    kind: sign === undefined ? 'unsigned' : 'verified',
    nodeName: envelope.nodeName,
    node,
    ...(certSn === undefined ? {} : { certSn }),
  };
}

/** Why a signed reply is not believed; `undefined` where it is. */
function doubtOf(envelope: Envelope, sign: string, verifier: ReplyVerifier): Reply | undefined {
  const { certSn, signedBytes } = envelope;
  const { keyFor, encryptKey, signType } = verifier;
  let { key } = verifier;
  // A reply that names no certificate can only be signed with the one of the settings; that it is, the signature shows.
  if (keyFor !== undefined && certSn !== undefined) {
    const found = keyFor(certSn, () => {
      const node = readNode(envelope, encryptKey);
      return typeof node === 'string' ? undefined : node;
    });
    if (found === undefined) return { kind: 'stranger', certSn };
    key = found;
  }
  return verifyReplyBytes(signedBytes, sign, key, signType) ? undefined : { kind: 'forged' };
}

/** The node, or why there is none. */
function readNode(envelope: Envelope, encryptKey: Buffer | undefined): ReplyNode | string {
  const { nodeName, form, signedBytes, doubleByte } = envelope;
  const isEncrypted = form === 'ciphertext';
  if (isEncrypted && encryptKey === undefined) return 'it is encrypted and no encryptKey is set';
  const value = parse(() => decodeText(signedBytes, doubleByte));
  const plain = isEncrypted && encryptKey !== undefined ? decryptContent(String(value), encryptKey) : undefined;
  if (isEncrypted && plain === undefined) return 'it is encrypted with another key than encryptKey';
  const node = plain === undefined ? value : parse(() => plain);
  return typeof node === 'object' && node !== null ? (node as ReplyNode) : `${nodeName} is not JSON`;
}

function parse(read: () => string): unknown {
  try {
    return JSON.parse(read());
  } catch {
    return undefined;
  }
}
