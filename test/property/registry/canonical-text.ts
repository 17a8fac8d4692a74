import assert from 'node:assert/strict';
import fc from 'fast-check';
import { canonicalText } from '../../../src/protocol/canonical-text.js';
import { anyText } from '../../support/json-texts.js';
import type { Property } from '../define.js';
import { define } from '../define.js';

const anyName = fc.oneof(anyText, fc.constantFrom('sign', 'sign_type', 'app_id', 'App_id', '__proto__', ''));
const anyParams = fc.dictionary(anyName, anyText, { maxKeys: 12 });

/** Takes the smallest name that is left, by its UTF-16 code units as bytes, until none is. */
function slowly(params: Readonly<Record<string, string>>): string {
  const left = new Map(Object.entries(params));
  const units = (name: string) => Buffer.from(name, 'utf16le').swap16();
  let text = '';
  while (left.size > 0) {
    const smallest = [...left.keys()].reduce((a, b) => (Buffer.compare(units(a), units(b)) <= 0 ? a : b));
    const value = left.get(smallest) ?? '';
    left.delete(smallest);
    if (smallest === 'sign' || smallest.length * value.length === 0) continue;
    text += text === '' ? '' : '&';
    text += smallest;
    text += '=';
    text += value;
  }
  return text;
}

const joined = (params: Readonly<Record<string, string>>, names: readonly string[]) =>
  names
    .filter((name) => name !== 'sign' && name !== '' && params[name] !== '')
    .map((name) => `${name}=${params[name]}`)
    .join('&');

/** The text that is signed for a request. */
export const CANONICAL_TEXT: readonly Property[] = [
  define({
    name: 'canonical-text-reference',
    subject: 'canonical text',
    says: 'is what a slow and different implementation gives',
    any: anyParams,
    unit: canonicalText,
    holds: (unit, params) => assert.equal(unit(params), slowly(params)),
    mutants: {
      'sorts by the letters of a language': (params) =>
        joined(
          params,
          Object.keys(params).sort((a, b) => a.localeCompare(b)),
        ),
      'leaves sign_type out': (params) =>
        canonicalText(Object.fromEntries(Object.entries(params).filter(([name]) => name !== 'sign_type'))),
      'writes escapes': (params) => encodeURI(canonicalText(params)),
    },
  }),
  define({
    name: 'canonical-text-order',
    subject: 'canonical text',
    says: 'does not depend on the order in which the parameters were set',
    any: anyParams.chain((params) =>
      fc
        .shuffledSubarray(Object.entries(params), { minLength: Object.keys(params).length })
        .map((shuffled) => ({ params: Object.entries(params), shuffled })),
    ),
    unit: canonicalText,
    holds: (unit, { params, shuffled }) =>
      assert.equal(unit(Object.fromEntries(shuffled)), unit(Object.fromEntries(params))),
    mutants: { 'keeps the order': (params) => joined(params, Object.keys(params)) },
  }),
  define({
    name: 'canonical-text-exclusions',
    subject: 'canonical text',
    says: 'does not depend on the signature, nor on what is empty',
    any: fc.record({ params: anyParams, sign: anyText, name: anyText }),
    unit: canonicalText,
    holds: (unit, { params, sign, name }) => {
      const more = { ...params, sign, '': 'x', ...(Object.hasOwn(params, name) ? {} : { [name]: '' }) };
      assert.equal(unit(more), unit(params));
    },
    mutants: {
      'keeps the signature': ({ sign, ...params }) =>
        canonicalText({ ...params, ...(sign === undefined ? {} : { Sign: sign }) }),
      'keeps what is empty': (params) =>
        Object.keys(params)
          .sort()
          .filter((name) => name !== 'sign' && name !== '')
          .map((name) => `${name}=${params[name]}`)
          .join('&'),
    },
  }),
];
