import type { KeyObject } from 'node:crypto';
import { sign as cryptoSign, verify as cryptoVerify } from 'node:crypto';
import { isDoubleByte } from './reply-text.js';

/** The signature algorithms of the gateway, by their wire names. Source: protocol.md 1.6. */
export type SignType = 'RSA2' | 'RSA';

/** One algorithm: node:crypto's name of its digest and the shortest key that the gateway takes with it, in bits. */
export interface SignAlgorithm {
  readonly digest: 'sha256' | 'sha1';
  readonly minKeyBits: number;
}

/** `RSA2` is SHA256withRSA with 2048 bits or more, `RSA` is SHA1withRSA; both PKCS#1 v1.5. Source: protocol.md 1.6. */
export const SIGN_ALGORITHMS: Readonly<Record<SignType, SignAlgorithm>> = {
  RSA2: { digest: 'sha256', minKeyBits: 2048 },
  RSA: { digest: 'sha1', minKeyBits: 1024 },
};

/**
 * Signs a text's UTF-8 bytes in the thread pool, so that the event loop stays free; resolves to the signature in Base64.
 * Source: protocol.md 1.5, 1.6.
 */
export function signText(text: string, key: KeyObject, type: SignType): Promise<string> {
  return signBytes(Buffer.from(text), key, type);
}

/** As `signText`, for bytes. */
export function signBytes(bytes: Uint8Array, key: KeyObject, type: SignType): Promise<string> {
  return new Promise((resolve, reject) => {
    cryptoSign(SIGN_ALGORITHMS[type].digest, bytes, key, (error, signature) => {
      if (error) reject(error);
      else resolve(signature.toString('base64'));
    });
  });
}

/**
 * Whether a Base64 signature fits the bytes. The algorithm is the caller's setting, never something the reply says.
 * Runs at once and not in the thread pool: verifying takes about 20 microseconds, less than the way there and back.
 */
export function verifyBytes(bytes: Uint8Array, signature: string, key: KeyObject, type: SignType): boolean {
  return cryptoVerify(SIGN_ALGORITHMS[type].digest, bytes, key, Buffer.from(signature, 'base64'));
}

/**
 * As `verifyBytes`, and once more with `\/` read as `/`: the gateway escapes slashes in some replies and signs them
 * unescaped. The second text parses to the same JSON, so nothing is weakened. Source: protocol.md 2.4 step 6.
 */
export function verifyReplyBytes(bytes: Uint8Array, signature: string, key: KeyObject, type: SignType): boolean {
  if (verifyBytes(bytes, signature, key, type)) return true;
  const escaped = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  // Pairs of backslashes are stepped over: in `\\/` the slash is not escaped, and dropping one would change what is said.
  // In GBK text the second byte of a character can look like a backslash, so characters are stepped over as well.
  const escapes = isDoubleByte(bytes) ? /[\x81-\xfe][\x30-\xfe]|\\([\\/])/g : /\\([\\/])/g;
  const unescaped = escaped.replaceAll(escapes, (pair, after) => (after === '/' ? '/' : pair));
  return unescaped !== escaped && verifyBytes(Buffer.from(unescaped, 'latin1'), signature, key, type);
}
