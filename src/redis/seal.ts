import type { KeyObject } from 'node:crypto';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** What a sealed text says. */
export interface Opened {
  readonly text: string;
  /** Which of the keys it was sealed with; 0 for the one that seals. */
  readonly keyIndex: number;
}

const ALGORITHM = 'aes-256-gcm';
const MARK = 'v1.';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Whether a text is sealed, whoever sealed it; JSON never is. */
export function isSealed(text: string): boolean {
  return text.startsWith(MARK);
}

/**
 * Seals a text with AES-256-GCM: `v1.` and the Base64url of the IV (12 bytes), the ciphertext and the tag (16 bytes).
 *
 * @param place where the text belongs; it opens nowhere else
 */
export function seal(key: KeyObject, text: string, place: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(place));
  const bytes = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return MARK + bytes.toString('base64url');
}

/** Opens a sealed text; `undefined` where no key fits, or where it was changed or belongs to another place. */
export function open(keys: readonly KeyObject[], sealed: string, place: string): Opened | undefined {
  const bytes = Buffer.from(sealed.slice(MARK.length), 'base64url');
  if (!isSealed(sealed) || bytes.length < IV_BYTES + TAG_BYTES) return undefined;
  for (const [keyIndex, key] of keys.entries()) {
    const text = openWith(key, bytes, place);
    if (text !== undefined) return { text, keyIndex };
  }
  return undefined;
}

function openWith(key: KeyObject, bytes: Buffer, place: string): string | undefined {
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(place))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
