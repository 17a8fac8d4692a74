import { createPrivateKey, sign } from 'node:crypto';
import forge from 'node-forge';
import { pair, pem } from '../support/key-pairs.js';

/** How many signed texts a pool holds: signing takes fifty times as long as verifying. */
const SIZE = 48;

/** Something that was signed once, to be verified, or changed, many times. */
export interface Signed {
  readonly text: string;
  /** In Base64, RSA2. */
  readonly signature: string;
}

/** Signs texts with the key of the gateway in the tests, each text once. */
export function createPool(texts: readonly string[]): readonly Signed[] {
  const { privateKey } = pair('alipay');
  return texts.slice(0, SIZE).map((text) => ({
    text,
    signature: sign('sha256', Buffer.from(text), privateKey).toString('base64'),
  }));
}

/** node-forge's own signature with the same key: the second opinion. */
export function forgeSignature(text: string): string {
  const key = forge.pki.privateKeyFromPem(pem(createPrivateKey(pem(pair('alipay').privateKey, 'pkcs8')), 'pkcs1'));
  return forge.util.encode64(key.sign(forge.md.sha256.create().update(text, 'utf8')));
}

/** node-forge's own verification with the same key. */
export function forgeVerifies(bytes: Uint8Array, signature: string): boolean {
  const key = forge.pki.publicKeyFromPem(pem(pair('alipay').publicKey, 'spki'));
  const digest = forge.md.sha256.create().update(Buffer.from(bytes).toString('latin1'), 'raw').digest().bytes();
  try {
    return key.verify(digest, forge.util.decode64(signature));
  } catch {
    return false;
  }
}
