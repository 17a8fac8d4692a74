import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Came } from './invalid-input.js';
import { invalidInput, kindOf } from './invalid-input.js';
import { decodeText, isDoubleByte } from './reply-text.js';

// The gateway's AES has a fixed IV of sixteen zero bytes. Source: protocol.md 4.
const IV = Buffer.alloc(16);
const BLOCK_BYTES = 16;

/** Whether a text can only be ciphertext: Base64 of whole AES blocks. */
export function isCiphertext(text: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return false;
  const { length } = Buffer.from(text, 'base64');
  return length > 0 && length % BLOCK_BYTES === 0;
}

/** AES-CBC with PKCS#7, in Base64; a text in UTF-8. Source: protocol.md 4. */
export function encryptContent(text: string | Uint8Array, key: Buffer): string {
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, IV);
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return Buffer.concat([cipher.update(bytes), cipher.final()]).toString('base64');
}

/** The text of a ciphertext, UTF-8 or GBK; `undefined` where the key does not fit. */
export function decryptContent(ciphertext: string, key: Buffer): string | undefined {
  try {
    const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, IV);
    const bytes = Buffer.concat([decipher.update(ciphertext, 'base64'), decipher.final()]);
    return decodeText(bytes, isDoubleByte(bytes));
  } catch {
    return undefined;
  }
}

/**
 * Reads the AES key of the console: Base64 of 16 bytes; 24 and 32 are taken as well. Source: protocol.md 4.
 *
 * @param option the option's name, for errors
 * @throws TypeError that names the option and says how long the key is, never the key
 */
export function readAesKey(input: unknown, option: string): Buffer {
  const text = typeof input === 'string' ? input.trim() : undefined;
  const isBase64 = text !== undefined && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
  const key = isBase64 ? Buffer.from(text, 'base64') : undefined;
  if (key !== undefined && KEY_BYTES.has(key.length)) return key;
  const came = key === undefined ? (text === undefined ? kindOf(input) : NOT_BASE64) : wrongSize(key);
  throw invalidInput(option, {
    en: `must be the AES key of the console, Base64 of 16 bytes (24 characters), got ${came.en}`,
    zh: `应为控制台「接口内容加密方式」中的 AES 密钥，即 16 字节的 Base64（24 个字符），收到的是${came.zh}`,
  });
}

const NOT_BASE64 = { en: 'a text that is not Base64', zh: '非 Base64 文本' };

function wrongSize({ length }: Buffer): Came {
  return { en: `one of ${length} bytes`, zh: ` ${length} 字节` };
}

const KEY_BYTES: ReadonlySet<number> = new Set([16, 24, 32]);
