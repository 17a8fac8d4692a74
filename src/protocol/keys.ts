import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { Complaint } from './invalid-input.js';
import { invalidInput } from './invalid-input.js';
import type { KeyBytes } from './key-bytes.js';
import { encryptedKey, readKeyBytes } from './key-bytes.js';
import type { SignType } from './signature.js';
import { SIGN_ALGORITHMS } from './signature.js';

/**
 * Reads the app's RSA private key: PKCS#1 or PKCS#8, as PEM, bare Base64 or DER. What it says it is does not matter:
 * the bytes are tried both ways. Source: protocol.md 1.6.
 *
 * @param option the option's name, for errors
 * @throws TypeError that names the option and the cure, never the key
 */
export function readPrivateKey(input: unknown, option: string, type: SignType): KeyObject {
  const bytes = readKeyBytes(input, option);
  const key = tryPrivate(bytes.der);
  if (key !== undefined) return checkedRsa(key, option, type);
  if (bytes.label === 'ENCRYPTED PRIVATE KEY') throw encryptedKey(option);
  throw invalidInput(option, tryPublic(bytes.der) ? PUBLIC_FOR_PRIVATE : broken(bytes));
}

/**
 * Reads an RSA public key: SPKI or PKCS#1, as PEM, bare Base64 or DER. Source: protocol.md 1.6.
 *
 * @param option the option's name, for errors
 * @throws TypeError that names the option and the cure, never the key
 */
export function readPublicKey(input: unknown, option: string, type: SignType): KeyObject {
  const bytes = readKeyBytes(input, option);
  if (bytes.label === 'CERTIFICATE') throw invalidInput(option, CERTIFICATE_FOR_PUBLIC);
  // First of all: Node would make a public key out of a private one without a word.
  if (tryPrivate(bytes.der) !== undefined) throw invalidInput(option, PRIVATE_FOR_PUBLIC);
  const key = tryPublic(bytes.der);
  if (key === undefined) throw invalidInput(option, broken(bytes));
  return checkedRsa(key, option, type);
}

/** Whether the public key is the private key's own half. Source: protocol.md 1.6, the most frequent mistake of all. */
export function isPair(privateKey: KeyObject, publicKey: KeyObject): boolean {
  return createPublicKey(privateKey).equals(publicKey);
}

/**
 * Two pieces of the public key that belongs to a private key, by which it can be found in the console: its 45th to 56th character
 * in Base64, behind the beginning that all keys share, and its last 16.
 */
export function publicKeyMarks(privateKey: KeyObject): readonly [middle: string, end: string] {
  const shown = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
  return [shown.slice(44, 56), shown.slice(-16)];
}

function tryPrivate(der: Buffer): KeyObject | undefined {
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    try {
      return createPrivateKey({ key: der, format: 'der', type });
    } catch {
      // Not in this wrapper; the next one is tried.
    }
  }
  return undefined;
}

function tryPublic(der: Buffer): KeyObject | undefined {
  for (const type of ['spki', 'pkcs1'] as const) {
    try {
      return createPublicKey({ key: der, format: 'der', type });
    } catch {
      // Not in this wrapper; the next one is tried.
    }
  }
  return undefined;
}

function checkedRsa(key: KeyObject, option: string, type: SignType): KeyObject {
  if (key.asymmetricKeyType !== 'rsa') {
    throw invalidInput(option, {
      en: `is not an RSA key (${key.asymmetricKeyType}); make an RSA 2048 key pair with the key tool`,
      zh: `不是 RSA 密钥（${key.asymmetricKeyType}）；请用密钥工具生成 RSA 2048 密钥对`,
    });
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  const { minKeyBits } = SIGN_ALGORITHMS[type];
  if (bits < minKeyBits) {
    throw invalidInput(option, {
      en: `has ${bits} bits, and ${type} needs at least ${minKeyBits}; make a longer key pair and upload its public key`,
      zh: `只有 ${bits} 位，而 ${type} 至少需要 ${minKeyBits} 位；请生成更长的密钥对并上传公钥`,
    });
  }
  return key;
}

function broken(bytes: KeyBytes): Complaint {
  const { label } = bytes;
  const en = label === undefined ? 'no PEM label' : `PEM label ${label}`;
  const zh = label === undefined ? '没有 PEM 标签' : `PEM 标签为 ${label}`;
  return {
    en: `is not a key that can be read (${bytes.der.length} bytes, ${en}); it may be cut short. Copy it again, whole`,
    zh: `不是可读取的密钥（${bytes.der.length} 字节，${zh}），可能被截断；请重新完整复制`,
  };
}

const PUBLIC_FOR_PRIVATE: Complaint = {
  en: 'is a public key; the app private key belongs here, the one that never leaves your server',
  zh: '填的是公钥；这里应填应用私钥，即只保存在你服务器上的那一把',
};

const PRIVATE_FOR_PUBLIC: Complaint = {
  en: "is a private key; Alipay's public key belongs here. Copy it from the console, and keep private keys out of here",
  zh: '填的是私钥；这里应填支付宝公钥，请从控制台复制',
};

const CERTIFICATE_FOR_PUBLIC: Complaint = {
  en: "is a certificate; Alipay's bare public key belongs here. Copy it from the console (public-key mode)",
  zh: '填的是证书；这里应填支付宝公钥本身，请从控制台复制（公钥模式）',
};
