import type { Charset } from '../protocol/charset.js';
import { encodeText } from '../protocol/charset.js';

/** The usual HTML escapes of a text, taken back once. */
export function unescapeHtml(text: string): string {
  // The ampersand last: what it uncovers is text.
  return text
    .replaceAll(/&(?:quot|#0?34|#x22);/gi, '"')
    .replaceAll(/&(?:apos|#0?39|#x27);/gi, "'")
    .replaceAll(/&(?:lt|#0?60|#x3c);/gi, '<')
    .replaceAll(/&(?:gt|#0?62|#x3e);/gi, '>')
    .replaceAll(/&(?:amp|#0?38|#x26);/gi, '&');
}

/** Whether every `&` of a text begins one of the usual HTML escapes. */
export function isHtmlEscaped(text: string): boolean {
  return !/&(?!(?:quot|apos|lt|gt|amp|#0?(?:34|38|39|60|62)|#x(?:2[267]|3[ce]));)/i.test(text);
}

/** A value as the two usual encoders write it for a URL; empty where it cannot be written. */
export function percentEncodings(value: string): readonly string[] {
  try {
    return [encodeURIComponent(value), new URLSearchParams([['', value]]).toString().slice(1)];
  } catch {
    // Half of a surrogate pair.
    return [];
  }
}

/** What a text of UTF-8 or GBK looks like to who reads it in the other one, or byte by byte. */
export function garbledReadings(value: string): readonly string[] {
  const read = (written: Charset, as: string): string => new TextDecoder(as).decode(encodeText(value, written));
  return [read('utf-8', 'gbk'), read('utf-8', 'latin1'), read('GBK', 'utf-8'), read('GBK', 'latin1')];
}

/** How serialisers write one JSON value: JavaScript's, PHP's, Python's; empty where the text is no JSON. */
export function jsonSpellings(text: string): readonly string[] {
  const compact = compactJson(text);
  if (compact === undefined) return [];
  const ascii = compact.replaceAll(
    /[\u007f-\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const spaced = (json: string): string =>
    json.replaceAll(/("(?:[^"\\]|\\.)*")|([,:])/g, (_all, quoted, mark) => quoted ?? `${mark} `);
  const slashed = (json: string): string => json.replaceAll('/', '\\/');
  return [compact, slashed(compact), slashed(ascii), ascii, spaced(compact), spaced(ascii)].filter(
    (one) => one !== text,
  );
}

/** Whether two texts are JSON of one object or array, but for the order of fields. */
export function isSameJson(one: string, other: string): boolean {
  const first = orderedJson(one);
  return first !== undefined && first === orderedJson(other);
}

function orderedJson(text: string): string | undefined {
  if (!/^\s?[[{]/.test(text)) return undefined;
  try {
    return ordered(JSON.parse(text));
  } catch {
    // No JSON, or nested deeper than anybody writes.
    return undefined;
  }
}

function ordered(value: unknown): string {
  return JSON.stringify(value, (_name, one: unknown) => {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return one;
    return Object.fromEntries(Object.entries(one).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}

function compactJson(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    // No JSON, or nested deeper than anybody writes.
    return undefined;
  }
}
