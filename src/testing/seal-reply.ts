import { encryptContent } from '../protocol/content-cipher.js';
import { nodeNameOf } from '../protocol/envelope.js';
import type { SignType } from '../protocol/signature.js';
import { signText } from '../protocol/signature.js';
import type { BusinessNode } from './reply-words.js';
import type { Signer } from './signers.js';

/** How a reply is closed: rightly, not at all, or with a signature that does not fit. */
export type Seal = 'signed' | 'unsigned' | 'forged';

/** How a reply to one request is written. */
export interface SealOptions {
  readonly method: string | undefined;
  readonly seal: Seal;
  readonly signType: SignType;
  readonly signer: Signer;
  /** Set where the request came encrypted, and so the reply goes encrypted. */
  readonly encryptKey: Buffer | undefined;
}

/**
 * Writes a v2 reply. Slashes are escaped in the node and the signature covers the bytes as they are sent; a ciphertext
 * is signed with its quotes. Source: protocol.md 2.1, 2.4.
 */
export async function sealReply(node: BusinessNode, options: SealOptions): Promise<string> {
  const { nodeName, content } = placeNode(node, options.method);
  const text = JSON.stringify(content);
  const signed =
    options.encryptKey === undefined ? text.replaceAll('/', '\\/') : `"${encryptContent(text, options.encryptKey)}"`;
  const head = `{${JSON.stringify(nodeName)}:${signed}`;
  if (options.seal === 'unsigned') return `${head}}`;
  const covered = options.seal === 'forged' ? `${signed} ` : signed;
  const { key, certSn } = options.signer;
  const cert = certSn === undefined ? '' : `,"alipay_cert_sn":"${certSn}"`;
  return `${head}${cert},"sign":"${await signText(covered, key, options.signType)}"}`;
}

interface PlacedNode {
  readonly nodeName: string;
  readonly content: object;
}

// alipay.system.oauth.token is of the old kind: no code in a success, and failures in error_response, as those of a call
// whose method nobody knows. Source: protocol.md 2.1, 7.1.
function placeNode(node: BusinessNode, method: string | undefined): PlacedNode {
  if (!method) return { nodeName: 'error_response', content: node };
  if (method !== 'alipay.system.oauth.token') return { nodeName: nodeNameOf(method), content: node };
  if (node.code !== '10000') return { nodeName: 'error_response', content: node };
  const { code: _code, msg: _msg, ...fields } = node;
  return { nodeName: nodeNameOf(method), content: fields };
}
