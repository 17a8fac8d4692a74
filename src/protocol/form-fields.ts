import type { Charset } from './charset.js';
import { decodeText, isDoubleByte } from './reply-text.js';

/** One field of a form: its name, its text, and the very bytes that the text was read from. */
export interface FormField {
  readonly name: string;
  readonly text: string;
  readonly bytes: Buffer;
}

/** A form that was read, or why it cannot be. */
export type FormReading =
  | { readonly ok: true; readonly fields: readonly FormField[] }
  | { readonly ok: false; readonly why: string };

// Notifications have some forty fields.
const MOST_FIELDS = 500;

/**
 * Reads a form-urlencoded body on its bytes: each value is unescaped once, and only the first `=` separates. A name that
 * stands there twice is refused: whoever verifies and whoever reads might each take another one. Source: protocol.md 9.2.
 */
export function readForm(body: Uint8Array): FormReading {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
  const pairs = text.split('&').filter((pair) => pair !== '');
  if (pairs.length > MOST_FIELDS) return { ok: false, why: `it has more than ${MOST_FIELDS} fields` };
  const fields: FormField[] = [];
  const names = new Set<string>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const name = decode(unescapeForm(at < 0 ? pair : pair.slice(0, at)));
    const bytes = unescapeForm(at < 0 ? '' : pair.slice(at + 1));
    const value = decode(bytes);
    if (name === undefined || value === undefined) return { ok: false, why: 'a field is text in no known charset' };
    if (names.has(name)) return { ok: false, why: 'a field stands there twice' };
    names.add(name);
    fields.push({ name, text: value, bytes });
  }
  return { ok: true, fields };
}

/** The charset that a form says it is in; UTF-8 where it says nothing that is known. */
export function charsetOf(fields: readonly FormField[]): Charset {
  const said = fields.find(({ name }) => name === 'charset')?.text.toLowerCase();
  return said === 'gbk' || said === 'gb2312' || said === 'gb18030' ? 'GBK' : 'utf-8';
}

/**
 * The bytes of a name or a value of a form, unescaped once. A percent sign that begins no escape stands for itself, as every
 * reader of forms has it.
 */
export function unescapeForm(text: string): Buffer {
  const plain = text
    .replaceAll('+', ' ')
    .replaceAll(/%([\da-fA-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1');
}

function decode(bytes: Buffer): string | undefined {
  try {
    return decodeText(bytes, isDoubleByte(bytes));
  } catch {
    return undefined;
  }
}
