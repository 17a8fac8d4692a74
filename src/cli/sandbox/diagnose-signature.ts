import type { KeyObject } from 'node:crypto';
import type { Pairs } from '../../diagnosis/pairs.js';
import { signedPairs, sortedPairs, textOfPairs } from '../../diagnosis/pairs.js';
import { jsonSpellings, percentEncodings } from '../../diagnosis/value-readings.js';
import type { Charset } from '../../protocol/charset.js';
import { encodeText } from '../../protocol/charset.js';
import type { SignType } from '../../protocol/signature.js';
import { verifyBytes } from '../../protocol/signature.js';
import type { SignatureCause } from './views.js';

/** What a client did whose signature does not fit, and the text that it signed where that is known. */
export interface Diagnosis {
  readonly cause: SignatureCause;
  readonly signed: Pairs | undefined;
}

/** One thing that a client may have done. */
interface Guess {
  readonly cause: SignatureCause;
  readonly pairs: Pairs;
  readonly signType?: SignType;
  readonly charset?: Charset;
  readonly end?: string;
}

/** Longer texts and more parameters are not looked into: each guess takes a verification. */
const LONGEST = 64 * 1024;
const MOST = 64;
/** So many blanks are tried in every combination. */
const MOST_BLANKS = 8;

/**
 * Finds out what a client signed: signs nothing, but asks of each usual mistake whether the signature fits the text that
 * comes of it. A signature fits one text only, so what fits is what was done.
 */
export function diagnoseSignature(params: Readonly<Record<string, string>>, appKey: KeyObject): Diagnosis {
  const length = Object.values(params).reduce((sum, value) => sum + value.length, 0);
  if (length > LONGEST) return { cause: 'unknown', signed: undefined };
  // Base64 has no blanks: those were plus signs.
  const sign = (params['sign'] ?? '').replaceAll(' ', '+');
  const own: Required<Omit<Guess, 'cause' | 'pairs'>> = {
    signType: params['sign_type'] === 'RSA' ? 'RSA' : 'RSA2',
    charset: charsetOf(params),
    end: '',
  };
  const fits = (guess: Guess): boolean => {
    const { pairs, signType, charset, end } = { ...own, ...guess };
    return verifyBytes(encodeText(textOfPairs(pairs) + end, charset), sign, appKey, signType);
  };
  for (const guess of guesses(params, own)) if (fits(guess)) return { cause: guess.cause, signed: guess.pairs };
  return { cause: 'unknown', signed: undefined };
}

function charsetOf(params: Readonly<Record<string, string>>): Charset {
  return params['charset']?.toLowerCase() === 'gbk' ? 'GBK' : 'utf-8';
}

function* guesses(
  params: Readonly<Record<string, string>>,
  own: { readonly signType: SignType; readonly charset: Charset },
): Generator<Guess> {
  const pairs = signedPairs(params);
  yield { cause: 'sign_not_encoded', pairs };
  yield { cause: 'other_algorithm', pairs, signType: own.signType === 'RSA' ? 'RSA2' : 'RSA' };
  yield { cause: 'other_charset', pairs, charset: own.charset === 'GBK' ? 'utf-8' : 'GBK' };
  yield { cause: 'newline', pairs, end: '\n' };
  if (pairs.length <= MOST)
    for (const out of pairs) yield { cause: 'left_out', pairs: pairs.filter((one) => one !== out) };
  const sent = Object.entries(params).filter(([name, value]) => name !== 'sign' && value !== '');
  yield { cause: 'unsorted', pairs: sent };
  yield { cause: 'empty_values', pairs: sortedPairs(Object.entries(params).filter(([name]) => name !== 'sign')) };
  for (const one of withPlusSigns(pairs)) yield { cause: 'plus_signs', pairs: one };
  for (const encoder of [0, 1] as const) {
    yield {
      cause: 'url_encoded',
      pairs: pairs.map(([name, value]) => [name, percentEncodings(value)[encoder] ?? value]),
    };
  }
  for (const text of jsonSpellings(params['biz_content'] ?? '')) {
    yield { cause: 'rewritten', pairs: pairs.map(([name, value]) => [name, name === 'biz_content' ? text : value]) };
  }
}

/** The pairs with some or all of their blanks read as plus signs; that of a timestamp is one. */
function* withPlusSigns(pairs: Pairs): Generator<Pairs> {
  const read = (isPlus: () => boolean): Pairs =>
    pairs.map(([name, value]) => [
      name,
      name === 'timestamp' ? value : value.replaceAll(' ', () => (isPlus() ? '+' : ' ')),
    ]);
  let blanks = 0;
  read(() => ++blanks > 0);
  yield read(() => true);
  if (blanks > MOST_BLANKS) return;
  for (let chosen = 1; chosen < 2 ** blanks - 1; chosen++) {
    let at = 0;
    yield read(() => ((chosen >> at++) & 1) === 1);
  }
}
