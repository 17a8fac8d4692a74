import { invalidInput, kindOf } from './invalid-input.js';
import { encodeContent } from './json-content.js';

/** Parameters as they travel: names and texts, none of them empty. */
export type WireParams = Readonly<Record<string, string>>;

/**
 * Turns the caller's parameters into texts; objects and arrays become JSON, `undefined`, `null` and `''` are left out
 * from the wire and from the signed text alike, `0` and `false` stay. Names are never changed.
 * Source: protocol.md 1.5.
 *
 * @throws TypeError for a value that has no text form
 */
export function encodeParams(params: Readonly<Record<string, unknown>>): WireParams {
  const encoded: Record<string, string> = {};
  for (const [name, value] of Object.entries(params)) {
    const text = paramText(wellFormed(name, name), value);
    if (name !== '' && text !== '') putParam(encoded, name, text);
  }
  return encoded;
}

/** Sets a parameter; by plain assignment `__proto__` would set the prototype and be lost. */
export function putParam(params: Record<string, string>, name: string, text: string): void {
  if (name === '__proto__') Object.defineProperty(params, name, { value: text, enumerable: true });
  else params[name] = text;
}

function paramText(name: string, value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return '';
    case 'string':
      return wellFormed(name, value);
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'number':
      if (Number.isFinite(value)) return String(value);
      break;
    case 'object':
      return value === null ? '' : encodeContent(value, name);
    default:
  }
  throw invalidInput(name, {
    en: `is ${kindOf(value).en}; pass a string, a finite number, a boolean or plain data`,
    zh: `的值是${kindOf(value).zh}，无法发送；请传入字符串、有限数字、布尔值或普通数据`,
  });
}

/**
 * The text itself, refused where it holds half of a surrogate pair: that has no UTF-8 form, so the signed bytes and the sent
 * bytes would differ.
 *
 * @throws TypeError that names the parameter
 */
export function wellFormed(name: string, text: string): string {
  if (!/\p{Surrogate}/u.test(text)) return text;
  throw invalidInput(name, {
    en: 'holds half of a surrogate pair, which has no UTF-8 form; cut the text between characters, not inside one',
    zh: '含有不成对的代理字符，无法编码为 UTF-8；截断文本时不要从一个字符中间切开',
  });
}
