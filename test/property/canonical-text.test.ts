import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText } from '../../src/protocol/canonical-text.js';
import { anyText, RUNS } from '../support/json-texts.js';

const anyName = fc.oneof(anyText, fc.constantFrom('sign', 'sign_type', 'app_id', 'App_id', '__proto__', ''));
const anyParams = fc.dictionary(anyName, anyText, { maxKeys: 12 });

/** Takes the smallest name that is left, by its UTF-16 code units as bytes, until none is. */
function slowly(params: Readonly<Record<string, string>>): string {
  const left = new Map(Object.entries(params).map(([name, value]) => [name, value]));
  let text = '';
  while (left.size > 0) {
    const units = (name: string) => Buffer.from(name, 'utf16le').swap16();
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

describe('canonicalText', () => {
  it('gives what a slow and different implementation gives', () => {
    fc.assert(
      fc.property(anyParams, (params) => {
        expect(canonicalText(params)).toBe(slowly(params));
      }),
      RUNS,
    );
  });

  it('does not depend on the order in which the parameters were set', () => {
    fc.assert(
      fc.property(
        anyParams.chain((params) =>
          fc.tuple(
            fc.constant(params),
            fc.shuffledSubarray(Object.entries(params), { minLength: Object.keys(params).length }),
          ),
        ),
        ([params, shuffled]) => {
          expect(canonicalText(Object.fromEntries(shuffled))).toBe(canonicalText(params));
        },
      ),
      RUNS,
    );
  });

  it('does not depend on the signature, nor on what is empty', () => {
    fc.assert(
      fc.property(anyParams, anyText, anyText, (params, sign, name) => {
        const more = { ...params, sign, '': 'x', ...(Object.hasOwn(params, name) ? {} : { [name]: '' }) };
        expect(canonicalText(more)).toBe(canonicalText(params));
      }),
      RUNS,
    );
  });
});
