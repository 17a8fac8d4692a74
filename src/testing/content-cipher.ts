import { createCipheriv, createDecipheriv } from 'node:crypto';

// The gateway's AES has a fixed IV of sixteen zero bytes. Source: protocol.md 4.
const IV = Buffer.alloc(16);
const BLOCK_BYTES = 16;

/** Whether a text can only be ciphertext: Base64 of whole AES blocks. */
export function isCiphertext(text: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return false;
  const { length } = Buffer.from(text, 'base64');
  return length > 0 && length % BLOCK_BYTES === 0;
}

/** AES-CBC with PKCS#7, in Base64. Source: protocol.md 4. */
export function encryptContent(text: string, key: Buffer): string {
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, IV);
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}

/** The text of a ciphertext; `undefined` where the key does not fit. */
export function decryptContent(ciphertext: string, key: Buffer): string | undefined {
  try {
    const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, IV);
    return Buffer.concat([decipher.update(ciphertext, 'base64'), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
