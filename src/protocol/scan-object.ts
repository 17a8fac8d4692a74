import { decodeText } from './reply-text.js';

/** One top-level member of a JSON object: its key, decoded, and the byte range of its value. */
export interface Member {
  readonly key: string;
  readonly start: number;
  /** Index after the value's last byte. */
  readonly end: number;
}

/** The top-level members of a JSON object in their order, or why the bytes are not one. */
export type Scan =
  | { readonly ok: true; readonly members: readonly Member[] }
  | { readonly ok: false; readonly why: string };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

// An envelope has three or four; reading a key costs more than reading a byte, and nothing is verified yet.
const MOST_MEMBERS = 64;

class Malformed extends Error {}

/**
 * Finds the exact byte range of every top-level value of a JSON object, without parsing the values. It knows strings and
 * escapes, so braces and quotes inside them do not fool it; with `doubleByte` it knows that the second byte of a GBK
 * character can look like a backslash or a brace. Duplicate top-level keys are refused, in whatever spelling: a reader
 * and a verifier that picked different ones could be played against each other. Source: protocol.md 2.4.
 */
export function scanObject(bytes: Uint8Array, doubleByte: boolean): Scan {
  try {
    return { ok: true, members: readMembers(bytes, doubleByte) };
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, why: error.message };
    throw error;
  }
}

function readMembers(bytes: Uint8Array, doubleByte: boolean): readonly Member[] {
  const members: Member[] = [];
  let at = skipSpace(bytes, expect(bytes, skipSpace(bytes, 0), OPEN_BRACE));
  while (bytes[at] !== CLOSE_BRACE) {
    if (members.length > 0) at = skipSpace(bytes, expect(bytes, at, COMMA));
    const keyEnd = skipString(bytes, expect(bytes, at, QUOTE), doubleByte);
    const key = readString(bytes.subarray(at, keyEnd), doubleByte);
    if (members.length >= MOST_MEMBERS) throw new Malformed(`it has more than ${MOST_MEMBERS} members`);
    if (members.some((member) => member.key === key)) throw new Malformed('a top-level key stands there twice');
    const start = skipSpace(bytes, expect(bytes, skipSpace(bytes, keyEnd), COLON));
    const end = skipValue(bytes, start, doubleByte);
    members.push({ key, start, end });
    at = skipSpace(bytes, end);
  }
  if (skipSpace(bytes, at + 1) !== bytes.length) throw new Malformed('something follows the object');
  return members;
}

function expect(bytes: Uint8Array, at: number, byte: number): number {
  if (bytes[at] === byte) return at + 1;
  const found = at < bytes.length ? `another byte at ${at}` : 'the end';
  throw new Malformed(`${String.fromCharCode(byte)} was expected and ${found} was found`);
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) at++;
  return at;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** From the byte after an opening quote to the byte after the closing one. */
function skipString(bytes: Uint8Array, from: number, doubleByte: boolean): number {
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte === undefined) throw new Malformed('a string does not end');
    if (byte === QUOTE) return at + 1;
    if (byte < 0x20) throw new Malformed('a control character stands in a string');
    if (byte === BACKSLASH) at += 2;
    else if (doubleByte && byte >= 0x81) at += doubleByteLength(bytes, at);
    else at++;
  }
}

// GB 18030's trail bytes are 0x30 to 0x39 and 0x40 to 0xFE but 0x7F; a quote is none, so it can never be swallowed.
function doubleByteLength(bytes: Uint8Array, at: number): number {
  const trail = bytes[at + 1] ?? 0;
  const isTrail = (trail >= 0x40 && trail <= 0xfe && trail !== 0x7f) || (trail >= 0x30 && trail <= 0x39);
  if (!isTrail || bytes[at] === 0xff) throw new Malformed('a string holds bytes that are neither UTF-8 nor GBK');
  return 2;
}

function readString(quoted: Uint8Array, doubleByte: boolean): string {
  try {
    return JSON.parse(decodeText(quoted, doubleByte)) as string;
  } catch {
    throw new Malformed('a key is not a JSON string');
  }
}

function skipValue(bytes: Uint8Array, start: number, doubleByte: boolean): number {
  const first = bytes[start];
  if (first === QUOTE) return skipString(bytes, start + 1, doubleByte);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return skipNested(bytes, start, doubleByte);
  return skipScalar(bytes, start);
}

function skipNested(bytes: Uint8Array, start: number, doubleByte: boolean): number {
  const closers: number[] = [];
  let at = start;
  do {
    const byte = bytes[at];
    if (byte === undefined) throw new Malformed('a value does not end');
    at++;
    if (byte === QUOTE) at = skipString(bytes, at, doubleByte);
    else if (byte === OPEN_BRACE) closers.push(CLOSE_BRACE);
    else if (byte === OPEN_BRACKET) closers.push(CLOSE_BRACKET);
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && closers.pop() !== byte) {
      throw new Malformed('brackets do not match');
    }
  } while (closers.length > 0);
  return at;
}

function skipScalar(bytes: Uint8Array, start: number): number {
  let at = start;
  for (let byte = bytes[at]; isScalarByte(byte); byte = bytes[at]) at++;
  const text = Buffer.from(bytes.subarray(start, at)).toString('latin1');
  if (!/^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(text)) {
    throw new Malformed('a value is neither a string, an object, an array, a number, true, false nor null');
  }
  return at;
}

function isScalarByte(byte: number | undefined): byte is number {
  return byte !== undefined && byte !== COMMA && byte !== CLOSE_BRACE && byte !== CLOSE_BRACKET && !isSpace(byte);
}
