import { garbledReadings, isSameJson, percentEncodings, unescapeHtml } from './value-readings.js';

/** How one value differs from what was signed. */
export type ValueDifference =
  | { readonly kind: ValueKind }
  | {
      readonly kind: 'value-changed';
      /** The first character that differs, from 1. */
      readonly position: number;
      /** What stood there and what stands there now, where both are signs and not letters or digits: `U+0022`. */
      readonly codes?: readonly [string, string];
    };

/** The ways in which a value can be told to have been changed. */
export type ValueKind =
  | 'plus-signs'
  | 'white-space'
  | 'html-escapes'
  | 'percent-encoding'
  | 'json-rewritten'
  | 'charset'
  | 'letter-case'
  | 'value-cut';

type Test = (signed: string, came: string) => boolean;

// In this order: what is told sooner is told more surely.
const TESTS: readonly (readonly [kind: ValueKind, test: Test])[] = [
  ['plus-signs', (signed, came) => withoutPlus(signed) === withoutPlus(came)],
  ['white-space', (signed, came) => withoutBlanks(signed) === withoutBlanks(came)],
  ['html-escapes', (signed, came) => unescapeHtml(signed) === unescapeHtml(came) || isEscapedTwice(signed, came)],
  ['percent-encoding', (signed, came) => isEncoded(signed, came) || isEncoded(came, signed)],
  ['json-rewritten', isSameJson],
  ['charset', isGarbled],
  ['letter-case', (signed, came) => signed.toLowerCase() === came.toLowerCase()],
  ['value-cut', (signed, came) => signed.startsWith(came)],
];

/** How a value that came differs from the one that was signed; the two are not the same. Takes time in proportion to their length. */
export function compareValues(signed: string, came: string): ValueDifference {
  const found = TESTS.find(([, test]) => test(signed, came));
  if (found !== undefined) return { kind: found[0] };
  let at = 0;
  while (at < signed.length && signed.charCodeAt(at) === came.charCodeAt(at)) at++;
  const codes = [signed.charCodeAt(at), came.charCodeAt(at)] as const;
  const position = at + 1;
  return codes.every(isSign)
    ? { kind: 'value-changed', position, codes: [codeOf(codes[0]), codeOf(codes[1])] }
    : { kind: 'value-changed', position };
}

function withoutPlus(text: string): string {
  return text.replaceAll('+', ' ');
}

function withoutBlanks(text: string): string {
  return text.replaceAll(/\s/g, '');
}

function isEscapedTwice(signed: string, came: string): boolean {
  return unescapeHtml(unescapeHtml(came)) === signed;
}

function isEncoded(plain: string, encoded: string): boolean {
  const found = percentEncodings(plain);
  return found.includes(encoded) || found.some((one) => one.toLowerCase() === encoded.toLowerCase() && one !== plain);
}

// Bytes of one charset read in another swallow signs of ASCII as well; question marks stand for what was given up.
function isGarbled(signed: string, came: string): boolean {
  if (!/[^\0-\x7f]/.test(signed)) return false;
  return asciiOf(signed) === asciiOf(came) || garbledReadings(signed).includes(came);
}

function asciiOf(text: string): string {
  return text.replaceAll(/[^\0-\x7f]|\?/g, '');
}

// Of a token or a name, not even one letter is told.
function isSign(code: number): boolean {
  return code < 0x80 && !/[A-Za-z\d]/.test(String.fromCharCode(code));
}

function codeOf(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
