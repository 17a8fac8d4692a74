import { describe, expect, it } from 'vitest';
import { canonicalText } from '../../src/protocol/canonical-text.js';
import { encodeParams } from '../../src/protocol/wire-params.js';

describe('encodeParams', () => {
  it('leaves out undefined, null, empty texts and empty names', () => {
    expect(encodeParams({ a: undefined, b: null, c: '', '': 'x', d: 'kept' })).toEqual({ d: 'kept' });
  });

  it.each<[what: string, value: unknown, text: string]>([
    ['0', 0, '0'],
    ['a number', -1.5, '-1.5'],
    ['false', false, 'false'],
    ['true', true, 'true'],
    ['a BigInt', 10n ** 20n, '100000000000000000000'],
    ['a blank', ' ', ' '],
    ['a text that starts with @', '@file', '@file'],
    ['an emoji, a whole surrogate pair', '🧧', '🧧'],
    ['the replacement character', '\ufffd', '\ufffd'],
    ['an object', { b: 1, a: '中' }, '{"b":1,"a":"中"}'],
    ['an array', ['auth_user', 2], '["auth_user",2]'],
    ['an empty object', {}, '{}'],
  ])('keeps %s', (_what, value, text) => {
    expect(encodeParams({ name: value })).toEqual({ name: text });
  });

  it('never changes a name', () => {
    expect(Object.keys(encodeParams({ grantType: 'a', grant_type: 'b', 'X-Y': 'c' }))).toEqual([
      'grantType',
      'grant_type',
      'X-Y',
    ]);
  });

  it('sends parameters that are named like inherited members, and no others', () => {
    const given = JSON.parse('{"__proto__":"a","constructor":"b","toString":"c"}');
    expect(Object.entries(encodeParams(given))).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['toString', 'c'],
    ]);
    expect(Object.entries(encodeParams({}))).toEqual([]);
  });

  it.each([
    ['NaN', ' NaN', Number.NaN],
    ['Infinity', ' Infinity', Number.POSITIVE_INFINITY],
    ['a function', '函数', () => 'x'],
    ['a symbol', ' Symbol', Symbol('x')],
  ])('refuses %s by the name of its parameter', (kind, chinese, value) => {
    expect(() => encodeParams({ scope: value })).toThrow(TypeError);
    expect(() => encodeParams({ scope: value })).toThrow(`"scope" is ${kind}; pass a string, a finite number`);
    expect(() => encodeParams({ scope: value })).toThrow(
      `是${chinese}，无法发送；请传入字符串、有限数字、布尔值或普通数据`,
    );
  });

  it('refuses what JSON would lose inside an object, by the name of its key', () => {
    expect(() => encodeParams({ biz_content: { amount: Number.NaN } })).toThrow('"biz_content: amount" is NaN');
  });

  it.each([
    ['a leading half', 'a\ud83e'],
    ['a trailing half', '\udde7b'],
    ['two halves in the wrong order', '\udde7\ud83e'],
  ])('refuses %s of a surrogate pair, which has no UTF-8 form', (_what, text) => {
    expect(() => encodeParams({ subject: text })).toThrow('"subject" holds half of a surrogate pair');
    expect(() => encodeParams({ subject: text })).toThrow('含有不成对的代理字符，无法编码为 UTF-8');
    expect(() => encodeParams({ subject: text })).not.toThrow(text);
  });

  it('refuses half of a surrogate pair in a name as well', () => {
    expect(() => encodeParams({ 'sub\ud83eject': 'x' })).toThrow(TypeError);
  });

  it('sends no parameter for an object whose toJSON gives undefined, least of all the word undefined', () => {
    expect(canonicalText(encodeParams({ a: { toJSON: () => undefined }, b: '1' }))).toBe('b=1');
  });
});
