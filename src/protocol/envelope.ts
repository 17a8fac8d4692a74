import { decodeText, isDoubleByte } from './reply-text.js';
import type { Member } from './scan-object.js';
import { scanObject } from './scan-object.js';

/** The parts of a v2 reply by their byte ranges; nothing in it is believed yet. Source: protocol.md 2.1. */
export interface Envelope {
  /** `<method>_response`, or `error_response` of the older interfaces. */
  readonly nodeName: string;
  /** The bytes that the signature covers: an object with its braces, or a ciphertext with its quotes. */
  readonly signedBytes: Uint8Array;
  readonly form: 'object' | 'ciphertext';
  /** Whether the signed bytes are GBK and not UTF-8. */
  readonly doubleByte: boolean;
  /** In Base64; absent where the gateway left the reply unsigned. */
  readonly sign?: string;
  /** Which of Alipay's certificates signed; only in certificate mode. */
  readonly certSn?: string;
}

/** An envelope, or why the bytes are not one. */
export type EnvelopeReading =
  | { readonly ok: true; readonly envelope: Envelope }
  | { readonly ok: false; readonly why: string };

/** The name of the node in which a method's reply stands: dots become underscores. Source: protocol.md 2.1. */
export function nodeNameOf(method: string): string {
  return `${method.replaceAll('.', '_')}_response`;
}

/**
 * Cuts a v2 reply on its bytes, in any order of keys: the method's own node, else `error_response`, with `sign` and
 * `alipay_cert_sn` from beside it. A reply to another method is not an answer to this one. Source: protocol.md 2.4.
 */
export function readEnvelope(bytes: Uint8Array, method: string): EnvelopeReading {
  const doubleByte = isDoubleByte(bytes);
  const scan = scanObject(bytes, doubleByte);
  if (!scan.ok) return scan;
  const member = (key: string): Member | undefined => scan.members.find((one) => one.key === key);
  const text = (key: string): string | undefined => stringValue(bytes, member(key), doubleByte);

  const own = nodeNameOf(method);
  const node = member(own) ?? member('error_response');
  if (node === undefined) return { ok: false, why: `it holds neither ${own} nor error_response` };
  const signedBytes = bytes.subarray(node.start, node.end);
  const form = formOf(signedBytes[0]);
  if (form === undefined) return { ok: false, why: `${node.key} is neither an object nor a text` };
  const sign = text('sign');
  if (sign === undefined && member('sign') !== undefined) return { ok: false, why: 'sign is not a text' };
  const certSn = text('alipay_cert_sn');
  return {
    ok: true,
    envelope: {
      nodeName: node.key,
      signedBytes,
      form,
      // Of the signed bytes alone: what stands beside them must not change how they read.
      doubleByte: doubleByte && isDoubleByte(signedBytes),
      ...(sign ? { sign } : {}),
      ...(certSn ? { certSn } : {}),
    },
  };
}

function formOf(firstByte: number | undefined): Envelope['form'] | undefined {
  if (firstByte === 0x7b) return 'object';
  return firstByte === 0x22 ? 'ciphertext' : undefined;
}

function stringValue(bytes: Uint8Array, member: Member | undefined, doubleByte: boolean): string | undefined {
  if (member === undefined || bytes[member.start] !== 0x22) return undefined;
  try {
    return JSON.parse(decodeText(bytes.subarray(member.start, member.end), doubleByte)) as string;
  } catch {
    return undefined;
  }
}
