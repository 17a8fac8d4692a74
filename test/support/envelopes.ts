import type { KeyObject } from 'node:crypto';
import { sign } from 'node:crypto';
import type { SignType } from '../../src/protocol/signature.js';

/** One member of a reply as it is written: the raw text of the key without its quotes, and the raw value. */
export type RawMember = readonly [key: string, value: string | Uint8Array];

/** White space, or nothing, that stands in the four places of a JSON object where it may. */
export interface Spacing {
  readonly beforeKey?: string;
  readonly afterKey?: string;
  readonly beforeValue?: string;
  readonly afterValue?: string;
}

/** Writes a reply byte for byte; nothing is escaped, sorted or checked. */
export function reply(members: readonly RawMember[], spacing: Spacing = {}): Buffer {
  const { beforeKey = '', afterKey = '', beforeValue = '', afterValue = '' } = spacing;
  const parts = members.flatMap(([key, value], index) => [
    Buffer.from(`${index === 0 ? '' : ','}${beforeKey}"${key}"${afterKey}:${beforeValue}`),
    Buffer.from(value),
    Buffer.from(afterValue),
  ]);
  return Buffer.concat([Buffer.from('{'), ...parts, Buffer.from('}')]);
}

/** The gateway's signature under raw bytes, in Base64. */
export function signatureOf(value: string | Uint8Array, key: KeyObject, type: SignType = 'RSA2'): string {
  return sign(type === 'RSA2' ? 'sha256' : 'sha1', Buffer.from(value), key).toString('base64');
}

/** The reply that the gateway would send: the node, and its signature behind it. */
export function signedReply(nodeName: string, node: string | Uint8Array, key: KeyObject): Buffer {
  return reply([
    [nodeName, node],
    ['sign', `"${signatureOf(node, key)}"`],
  ]);
}

/** Bytes written in hexadecimal, spaces allowed. */
export function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(' ', ''), 'hex');
}
