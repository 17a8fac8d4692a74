import { once } from './once.js';

/** The encodings of a request, by the gateway's names. Source: protocol.md 1.2. */
export type Charset = 'utf-8' | 'GBK';

/**
 * The bytes of a text; a question mark stands for what GBK does not have, so `foreignCharacter` is asked before where that
 * matters.
 */
export function encodeText(text: string, charset: Charset): Buffer {
  if (charset === 'utf-8') return Buffer.from(text);
  const table = gbkTable();
  const bytes: number[] = [];
  for (const character of text) {
    const pair = table.get(character);
    if (character < '\x80') bytes.push(character.charCodeAt(0));
    else if (pair !== undefined) bytes.push(pair >> 8, pair & 0xff);
    else bytes.push(QUESTION_MARK);
  }
  return Buffer.from(bytes);
}

const QUESTION_MARK = 0x3f;

/** The first character that the charset has no bytes for; `undefined` where all of them can be sent. */
export function foreignCharacter(text: string, charset: Charset): string | undefined {
  if (charset === 'utf-8') return undefined;
  const table = gbkTable();
  for (const character of text) {
    if (character >= '\x80' && !table.has(character)) return character;
  }
  return undefined;
}

/**
 * A JSON text in which every character that the charset has no bytes for is written as an escape, which says the same.
 * Outside of strings JSON knows no such characters.
 */
export function escapeForeign(json: string, charset: Charset): string {
  if (charset === 'utf-8') return json;
  const table = gbkTable();
  return json.replaceAll(/[^\0-\x7f]/gu, (character) =>
    table.has(character) ? character : escapeCharacter(character),
  );
}

/** A text as it stands in a form or a query, in the bytes of the charset. */
export function percentEncode(text: string, charset: Charset): string {
  if (charset === 'utf-8') return encodeURIComponent(text);
  let encoded = '';
  for (const byte of encodeText(text, charset)) {
    const character = String.fromCharCode(byte);
    encoded += UNRESERVED.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

// What encodeURIComponent leaves as it is.
const UNRESERVED = /[\w.~!*'()-]/;

function escapeCharacter(character: string): string {
  return [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');
}

// Node decodes GBK and does not encode it, so the table is read off the decoder, once, when it is first needed.
const gbkTable = once(() => {
  const pairs: number[] = [];
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) if (trail !== 0x7f) pairs.push((lead << 8) | trail);
  }
  const bytes = pairs.flatMap((pair) => [pair >> 8, pair & 0xff, 0x0a]);
  const texts = new TextDecoder('gbk').decode(Uint8Array.from(bytes)).split('\n');
  const table = new Map<string, number>();
  // Backwards, so that of two pairs for one character the first counts.
  for (const [at, text] of [...texts.entries()].reverse()) {
    const pair = pairs[at];
    if (pair !== undefined && pair < FIRST_ADDED && !DISPUTED.test(text)) table.set(text, pair);
  }
  return table;
});

// Implementations of GBK have different bytes for these, or none: private characters, the replacement character, the euro
// sign, and what GB 18030 put in the place of private ones. Node 20 decodes them as GBK had them, and later ones as GB 18030
// does; a request has to be the same on all of them. Source: https://encoding.spec.whatwg.org/#gbk.
const DISPUTED = /[\ue000-\uf8ff\ufffd\u20ac\u01f9\u1e3f\u2ff0-\u2ffb\u303e\ufe10-\ufe19]/;
const FIRST_ADDED = 0xfe50;
