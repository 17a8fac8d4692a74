import { decryptContent } from './content-cipher.js';
import { parseObject } from './json-content.js';
import type { Reply, ReplyNode, ReplyVerifier } from './open-reply.js';
import { decodeText, isDoubleByte } from './reply-text.js';
import { verifyBytes } from './signature.js';
import { v3ReplyBytes } from './v3-request.js';

/** A v3 reply as it came. */
export interface V3Reply {
  readonly bytes: Uint8Array;
  /** Reads a header by its name in lower case. */
  readonly header: (name: string) => string | undefined;
}

// There is no envelope that would name the node.
const V3_NODE = 'v3';

/**
 * Reads a v3 reply: its signature stands in the headers and covers the whole body. Verified first, then decrypted and parsed.
 * v3 signs with RSA2 alone. Source: protocol.md 5.2.
 */
export function openV3Reply({ bytes, header }: V3Reply, verifier: ReplyVerifier): Reply {
  const sign = textOf(header('alipay-signature'));
  const certSn = textOf(header('alipay-sn'));
  const doubt = sign === undefined ? undefined : doubtOf({ bytes, header }, { sign, certSn }, verifier);
  if (doubt !== undefined) return doubt;
  const node = readBody(bytes, verifier.encryptKey);
  if (node === undefined) return { kind: 'malformed', why: 'its body is not a JSON object' };
  const kind = sign === undefined ? 'unsigned' : 'verified';
  return { kind, nodeName: V3_NODE, node, ...(certSn === undefined ? {} : { certSn }) };
}

/** Why a signed reply is not believed; `undefined` where it is. */
function doubtOf(
  { bytes, header }: V3Reply,
  { sign, certSn }: { readonly sign: string; readonly certSn: string | undefined },
  { key: own, keyFor }: ReplyVerifier,
): Reply | undefined {
  let key = own;
  if (keyFor !== undefined && certSn !== undefined) {
    const found = keyFor(certSn, () => undefined);
    if (found === undefined) return { kind: 'stranger', certSn };
    key = found;
  }
  const covered = v3ReplyBytes(String(header('alipay-timestamp')), String(header('alipay-nonce')), bytes);
  return verifyBytes(covered, sign, key, 'RSA2') ? undefined : { kind: 'forged' };
}

// Some replies carry the word. Source: protocol.md 5.2.
function textOf(value: string | undefined): string | undefined {
  return value === undefined || value === '' || value === 'null' ? undefined : value;
}

function readBody(bytes: Uint8Array, encryptKey: Buffer | undefined): ReplyNode | undefined {
  const text = decode(bytes);
  // 204, and methods that answer nothing but their success.
  if (text === '') return {};
  const isJson = text.startsWith('{');
  const plain = isJson || encryptKey === undefined ? text : decryptContent(text, encryptKey);
  return plain === undefined ? undefined : parseObject(plain);
}

function decode(bytes: Uint8Array): string {
  try {
    return decodeText(bytes, isDoubleByte(bytes)).trim();
  } catch {
    return '\0';
  }
}
