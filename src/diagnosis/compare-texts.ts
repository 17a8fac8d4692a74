import { FRAME_NAMES } from '../protocol/request.js';
import type { ValueDifference } from './compare-values.js';
import { compareValues } from './compare-values.js';
import type { Pairs } from './pairs.js';
import { textOfPairs } from './pairs.js';
import type { QuotedText } from './quoted-text.js';
import { innerNames, splitText } from './split-text.js';

/** One thing in which the gateway's text differs from the one that was signed. */
export type Difference =
  | (ValueDifference & { readonly parameter: string })
  | { readonly kind: 'value-split' | 'parameter-missing' | 'order'; readonly parameter: string }
  /** The name is left out where it cannot be told from a piece of a value. */
  | { readonly kind: 'parameter-extra'; readonly parameter?: string };

/**
 * What comparing the two texts came to.
 *
 * - `unrelated` not one name of what was signed is in the gateway's text
 * - `cut` the text is the one that was signed up to this parameter, which it does not show whole
 */
export type Comparison =
  | { readonly kind: 'same' }
  | { readonly kind: 'unrelated' }
  | { readonly kind: 'cut'; readonly parameter: string }
  | { readonly kind: 'different'; readonly differences: readonly Difference[] };

/**
 * Compares the text that the gateway signed itself with what was signed here, parameter by parameter. Nothing of a value is in
 * what comes out. Takes time in proportion to the length of both.
 *
 * @param signed in their order, at least one
 */
export function compareTexts(quoted: QuotedText, signed: Pairs): Comparison {
  const own = textOfPairs(signed);
  const shownText = withoutClosing(quoted.text, own);
  if (shownText === own) return { kind: 'same' };
  // Some pages show the text without its quotation marks.
  if (!shownText.includes('"') && shownText === own.replaceAll('"', '')) return { kind: 'same' };
  const { text, isCut } = withoutDots(shownText, quoted.isCut);
  const brokenOff = brokenOffAt(text, own, signed);
  if (brokenOff !== undefined && (isCut || !brokenOff.isBetween)) {
    return { kind: 'cut', parameter: brokenOff.parameter };
  }
  const came = splitText(text, signed);
  if (!sharesNames(came, signed)) return { kind: 'unrelated' };
  const shown = isCut ? withoutTail(came, signed) : { came, signed };
  const differences = [...valueDifferences(shown.signed, shown.came), ...extras(signed, came)];
  return differences.length > 0 ? { kind: 'different', differences } : orderDifference(shown, signed);
}

// A sentence that goes on behind the text is not part of it.
function withoutClosing(text: string, own: string): string {
  if (text === own || own.startsWith(text)) return text;
  let end = text.length;
  while (end > 0 && CLOSING.has(text.charAt(end - 1)) && !own.endsWith(text.slice(end - 1, end))) end--;
  return text.slice(0, end);
}

const CLOSING: ReadonlySet<string> = new Set([' ', '\t', '\r', '\n', '\u3000', '\u00a0', '。', '，', '；', '”', '"']);

// What was left out is told by dots.
function withoutDots(text: string, isCut: boolean): QuotedText {
  const dots = ['...', '…'].find((one) => text.endsWith(one));
  return dots === undefined ? { text, isCut } : { text: text.slice(0, -dots.length), isCut: true };
}

// Where it ends between two parameters, those that follow are missing and nothing was cut.
function brokenOffAt(
  text: string,
  own: string,
  signed: Pairs,
): { readonly parameter: string; readonly isBetween: boolean } | undefined {
  if (!own.startsWith(text)) return undefined;
  let end = -1;
  let isBetween = false;
  let parameter = '';
  for (const [name, value] of signed) {
    isBetween = end === text.length;
    end += name.length + value.length + 2;
    parameter = name;
    if (end > text.length) break;
  }
  return { parameter, isBetween };
}

function sharesNames(came: Pairs, signed: Pairs): boolean {
  const names = new Set(came.map(([name]) => name));
  return signed.some(([name]) => names.has(name));
}

// Of a text that is known to be cut, the last parameter and those behind it say nothing.
function withoutTail(came: Pairs, signed: Pairs): { readonly came: Pairs; readonly signed: Pairs } {
  const whole = came.slice(0, -1);
  const lastName = whole.at(-1)?.[0];
  const at = signed.findIndex(([name]) => name === lastName);
  return { came: whole, signed: signed.slice(0, at + 1) };
}

function valueDifferences(signed: Pairs, came: Pairs): readonly Difference[] {
  const values = new Map([...came].reverse());
  return signed.flatMap(([parameter, value]): Difference[] => {
    const other = values.get(parameter);
    if (other === undefined) return [{ kind: 'parameter-missing', parameter }];
    if (other === value) return [];
    if (isSplit(value, other, values)) return [{ kind: 'value-split', parameter }];
    return [{ ...compareValues(value, other), parameter }];
  });
}

function isSplit(signed: string, came: string, values: ReadonlyMap<string, string>): boolean {
  if (!signed.startsWith(`${came}&`)) return false;
  return [...innerNames(signed.slice(came.length)).keys()].some((name) => values.has(name));
}

function extras(signed: Pairs, came: Pairs): readonly Difference[] {
  const own = new Map(signed);
  const inner = new Set(signed.flatMap(([, value]) => [...innerNames(value).keys()]));
  const seen = new Set<string>();
  const mayTell = createMayTell(signed);
  return came.flatMap(([name]): Difference[] => {
    const isNew = !seen.has(name);
    seen.add(name);
    if (own.has(name)) return isNew ? [] : [{ kind: 'parameter-extra', parameter: name }];
    // It belongs to a value that was split, which is told of by itself.
    if (inner.has(name) || !isNew) return [];
    return [mayTell(name) ? { kind: 'parameter-extra', parameter: name } : { kind: 'parameter-extra' }];
  });
}

// Names that are in every manual. Source: protocol.md 1.2.
const PUBLIC_NAMES: ReadonlySet<string> = new Set([
  ...FRAME_NAMES,
  'alipay_sdk',
  'app_auth_token',
  'auth_token',
  'biz_content',
  'encrypt_type',
  'notify_url',
  'prod_code',
  'return_url',
  'target_app_id',
  'terminal_info',
  'terminal_type',
  'ws_service_url',
]);

/** So many other names are searched for in the values; what else there is stays without its name. */
const MOST_NAMES = 8;

// What looks like a name may be a piece of a value, and values may be secret.
function createMayTell(signed: Pairs): (name: string) => boolean {
  const values = signed.map(([, value]) => value.toLowerCase());
  const hasPieces = values.some((value) => value.includes('&'));
  let searched = 0;
  return (name) => {
    if (PUBLIC_NAMES.has(name)) return true;
    if (hasPieces || !/^[a-z][a-z_]{1,31}$/.test(name) || ++searched > MOST_NAMES) return false;
    return !values.some((value) => value.includes(name));
  };
}

// Only the order is left to differ, or the end, of which nothing can be said.
function orderDifference(shown: { readonly came: Pairs; readonly signed: Pairs }, signed: Pairs): Comparison {
  const isCutAt = (index: number): boolean => index >= shown.signed.length;
  const at = signed.findIndex(([name], index) => isCutAt(index) || shown.came[index]?.[0] !== name);
  const [parameter] = signed[at] as Pairs[number];
  return isCutAt(at) ? { kind: 'cut', parameter } : { kind: 'different', differences: [{ kind: 'order', parameter }] };
}
