import type { KeyObject } from 'node:crypto';
import { createSecretKey } from 'node:crypto';
import type { Came } from '../protocol/invalid-input.js';
import { invalidInput, kindOf, tellLength } from '../protocol/invalid-input.js';

/** A key of AES-256: 32 bytes, or a text that spells them: 64 hexadecimal characters, Base64 or Base64url. */
export type EncryptionKey = string | Uint8Array;

const KEY_BYTES = 32;

/**
 * Reads one key or a list of keys.
 *
 * @throws TypeError that names the option and says how to make a key, never quoting one
 */
export function readEncryptionKeys(value: unknown): readonly KeyObject[] {
  if (!Array.isArray(value)) return [readKey(value, 'encryptionKey')];
  if (value.length === 0) {
    throw invalidInput('encryptionKey', {
      en: 'is an empty list; leave the option out to keep tokens in the clear',
      zh: '是空列表；若要明文保存令牌，请不要设置此选项',
    });
  }
  return value.map((one, index) => readKey(one, `encryptionKey[${index}]`));
}

function readKey(value: unknown, name: string): KeyObject {
  const bytes = typeof value === 'string' ? spelled(value.trim()) : value;
  if (bytes instanceof Uint8Array && bytes.length === KEY_BYTES) return createSecretKey(bytes);
  const came = cameOf(value);
  throw invalidInput(name, {
    en: `must be 32 bytes: a Buffer, 64 hexadecimal characters or Base64, got ${came.en}; make one with: openssl rand -base64 32`,
    zh: `应为 32 字节：Buffer、64 位十六进制或 Base64，收到的是${came.zh}；可用 openssl rand -base64 32 生成`,
  });
}

function spelled(text: string): Buffer | undefined {
  if (/^[\da-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  // Node reads both alphabets of Base64 by one name.
  return /^(?:[\w-]{43}|[A-Za-z0-9+/]{43})=?$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

function cameOf(value: unknown): Came {
  if (value === undefined) return NOT_SET;
  if (value instanceof Uint8Array) return { en: `${value.length} bytes`, zh: ` ${value.length} 字节` };
  return typeof value === 'string' && value !== '' ? tellLength(value) : kindOf(value);
}

const NOT_SET = { en: 'undefined (is the environment variable set?)', zh: ' undefined（请检查环境变量是否已设置）' };
