import { decryptContent, isCiphertext } from '../protocol/content-cipher.js';
import type { Check, CheckScene } from './check.js';
import type { GatewayRequest } from './read-request.js';
import type { BusinessNode } from './reply-words.js';
import { refusalNode } from './reply-words.js';

// Ciphers that SDKs know by name and this gateway does not open. Source: protocol.md 4.
const OTHER_CIPHERS: ReadonlySet<string> = new Set(['AES_V2', 'SM4', 'DES', '3DES', 'DESEDE', 'RSA']);

/** What is asked of a request once its signature fits: its encryption and its method. Source: protocol.md 4, 6.2. */
export const CONTENT_CHECKS: readonly Check[] = [
  { name: 'encrypt_type', refuse: refuseEncryptType },
  { name: 'decryption', refuse: refuseCiphertext },
  {
    name: 'known method',
    refuse: ({ params }, scene) =>
      scene.isKnown(params['method'] ?? '') ? undefined : refusalNode('40002', 'isv.invalid-method'),
  },
];

/** What a content turned out to be. */
export type ContentReading =
  | { readonly ok: true; readonly content: Readonly<Record<string, unknown>> }
  | { readonly ok: false };

/** The business content, decrypted and parsed; empty where there is none, not `ok` where it is no JSON object. */
export function readContent({ params }: GatewayRequest, encryptKey: Buffer | undefined): ContentReading {
  const sent = params['biz_content'];
  if (!sent) return { ok: true, content: {} };
  const text = params['encrypt_type'] && encryptKey !== undefined ? decryptContent(sent, encryptKey) : sent;
  const value = parseJson(text ?? '');
  return isRecord(value) ? { ok: true, content: value } : { ok: false };
}

function refuseEncryptType({ params }: GatewayRequest): BusinessNode | undefined {
  const encryptType = params['encrypt_type'];
  if (!encryptType) {
    return isCiphertext(params['biz_content'] ?? '')
      ? refusalNode('40001', 'isv.decryption-error-missing-encrypt-type')
      : undefined;
  }
  if (encryptType === 'AES') return undefined;
  return OTHER_CIPHERS.has(encryptType)
    ? refusalNode('40002', 'isv.decryption-error-not-valid-encrypt-type')
    : refusalNode('40002', 'isv.invalid-encrypt-type');
}

function refuseCiphertext({ params }: GatewayRequest, { setup }: CheckScene): BusinessNode | undefined {
  if (!params['encrypt_type']) return undefined;
  const { encryptKey } = setup;
  if (encryptKey === undefined || ![16, 24, 32].includes(encryptKey.length)) {
    return refusalNode('40002', 'isv.decryption-error-not-valid-encrypt-key');
  }
  const sent = params['biz_content'] ?? '';
  if (!isCiphertext(sent)) return refusalNode('40002', 'isv.invalid-encrypt');
  const text = decryptContent(sent, encryptKey);
  return text === undefined ? refusalNode('40002', 'isv.decryption-error-unknown') : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
