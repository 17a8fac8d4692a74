import { encodeText, foreignCharacter } from '../../protocol/charset.js';
import type { FormField, FormReading } from '../../protocol/form-fields.js';
import { charsetOf, readForm } from '../../protocol/form-fields.js';
import { invalidInput, kindOf } from '../../protocol/invalid-input.js';

/**
 * The fields of a notification, out of whatever a server has of it. Texts that a framework has decoded are put back into the
 * bytes of the charset that the notification names.
 *
 * @throws TypeError where it is nothing that could be a notification
 */
export function readFields(input: unknown, option: string): FormReading {
  if (input instanceof Uint8Array) return readForm(input);
  if (typeof input === 'string') return readForm(Buffer.from(input));
  if (input instanceof URLSearchParams) return fromPairs([...input]);
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) {
    const pairs: [string, string][] = [];
    for (const [name, value] of Object.entries(input)) {
      const text = textOf(value);
      if (text === undefined) return { ok: false, why: 'a field holds neither a text nor plain data' };
      pairs.push([name, text]);
    }
    return fromPairs(pairs);
  }
  throw invalidInput(option, {
    en: `must be the body of the request as a text or Buffer, URLSearchParams, or the parsed fields, got ${kindOf(input).en}; is a body parser missing?`,
    zh: `应为请求体文本或 Buffer、URLSearchParams，或解析后的字段对象，收到的是${kindOf(input).zh}；是否漏了解析请求体的中间件？`,
  });
}

// Body parsers that parse nested JSON by themselves have to be undone. Source: protocol.md 9.2.
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? undefined : JSON.stringify(value);
}

function fromPairs(pairs: readonly (readonly [name: string, text: string])[]): FormReading {
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length) {
    return { ok: false, why: 'a field stands there twice' };
  }
  const plain = pairs.map(([name, text]): FormField => ({ name, text, bytes: Buffer.from(text) }));
  if (charsetOf(plain) === 'utf-8') return { ok: true, fields: plain };
  // A framework that has read GBK as UTF-8 cannot be undone.
  if (pairs.some(([, text]) => foreignCharacter(text, 'GBK') !== undefined)) {
    return { ok: false, why: 'it is GBK and was decoded as something else; pass the body as a Buffer' };
  }
  return { ok: true, fields: plain.map((field) => ({ ...field, bytes: encodeText(field.text, 'GBK') })) };
}
