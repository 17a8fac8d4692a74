import { describe, expect, it } from 'vitest';
import { encodeContent } from '../../src/protocol/json-content.js';

const circular: Record<string, unknown> = {};
circular['buyer_wallet'] = circular;

describe('encodeContent', () => {
  it.each<[what: string, value: unknown, text: string]>([
    [
      'names as they are, whatever their case',
      { out_trade_no: '1', extendParams: { SysId: 'x' } },
      '{"out_trade_no":"1","extendParams":{"SysId":"x"}}',
    ],
    ['keys in the order in which they were written', { b: 1, a: 2, B: 3 }, '{"b":1,"a":2,"B":3}'],
    ['zero, false, null and empty texts', { a: 0, b: false, c: null, d: '' }, '{"a":0,"b":false,"c":null,"d":""}'],
    ['amounts as texts, with their zeros', { total_amount: '8.80' }, '{"total_amount":"8.80"}'],
    ['Chinese and emoji unescaped', { subject: '大乐透 🧧' }, '{"subject":"大乐透 🧧"}'],
    ['quotes, backslashes and control characters escaped', { s: '"\\\n\u0001' }, '{"s":"\\"\\\\\\n\\u0001"}'],
    ['slashes unescaped', { url: 'https://a.example/b' }, '{"url":"https://a.example/b"}'],
    ['half a surrogate pair as an escape, which has a UTF-8 form', { s: '\ud83e' }, '{"s":"\\ud83e"}'],
    ['a date as JSON writes it', { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
    ['without the keys whose value is undefined', { a: undefined, b: 1 }, '{"b":1}'],
    ['an empty object', {}, '{}'],
    ['an empty array', [], '[]'],
  ])('writes %s', (_what, value, text) => {
    expect(encodeContent(value, 'biz_content')).toBe(text);
  });

  it('leaves the value itself untouched', () => {
    const value = Object.freeze({ goods: Object.freeze([Object.freeze({ id: 1 })]) });
    expect(encodeContent(value, 'biz_content')).toBe('{"goods":[{"id":1}]}');
  });

  it.each<[kind: string, chinese: string, held: unknown]>([
    ['a BigInt', ' BigInt', 1n],
    ['NaN', ' NaN', Number.NaN],
    ['Infinity', ' Infinity', Number.POSITIVE_INFINITY],
    ['-Infinity', ' -Infinity', Number.NEGATIVE_INFINITY],
    ['a function', '函数', () => 1],
    ['a symbol', ' Symbol', Symbol('s')],
    ['a Map', ' Map', new Map([['a', 1]])],
    ['a Set', ' Set', new Set([1])],
  ])('refuses %s and names the key that holds it', (kind, chinese, held) => {
    const refusal = (value: unknown) => () => encodeContent(value, 'biz_content');
    expect(refusal({ goods: { price: held } })).toThrow(TypeError);
    expect(refusal({ goods: { price: held } })).toThrow(`"biz_content: price" is ${kind}, which JSON cannot hold`);
    expect(refusal([held])).toThrow(`"biz_content: 0" is ${kind}`);
    expect(refusal(held)).toThrow(`"biz_content" is ${kind}`);
    expect(refusal(held)).toThrow(`是${chinese}，JSON 无法表示；请改为字符串、普通对象或数组`);
  });

  it.each<[what: string, value: unknown, says: string]>([
    ['a date that is none', { timeout: new Date(Number.NaN) }, '"biz_content: timeout" is a date that is none, which'],
    ['undefined in an array', { goods: ['a', undefined] }, '"biz_content: 1" is undefined inside an array, which'],
    ['a promise that nobody awaited', { total_amount: Promise.resolve('8.80') }, 'is a Promise that nobody awaited'],
  ])('refuses %s, which JSON would turn into something else', (_what, value, says) => {
    expect(() => encodeContent(value, 'biz_content')).toThrow(TypeError);
    expect(() => encodeContent(value, 'biz_content')).toThrow(says);
  });

  it('refuses what toJSON gives where JSON cannot hold it', () => {
    expect(() => encodeContent({ a: { toJSON: () => Number.NaN } }, 'biz_content')).toThrow('"biz_content: a" is NaN');
  });

  it('refuses a circular value in one line, without the names of its keys', () => {
    const refusal = () => encodeContent(circular, 'biz_content');
    expect(refusal).toThrow(TypeError);
    expect(refusal).toThrow('"biz_content" cannot be written as JSON (it contains itself); pass plain data');
    expect(refusal).toThrow('无法写成 JSON；请传入普通数据（不能循环引用，也不能嵌套过深）');
    expect(refusal).not.toThrow(/buyer_wallet|\n/);
  });

  it('refuses a value that is nested too deeply', () => {
    let deep: unknown = 0;
    for (let depth = 0; depth < 200_000; depth++) deep = [deep];
    expect(() => encodeContent(deep, 'biz_content')).toThrow('(it is nested too deeply)');
  });

  it.each([
    ['an Error', new Error('card 6222020000')],
    ['a TypeError', new TypeError('card 6222020000')],
    ['a text', 'card 6222020000'],
  ])('says that toJSON threw %s, and not what it said', (_what, thrown) => {
    const value = {
      toJSON: () => {
        throw thrown;
      },
    };
    expect(() => encodeContent(value, 'biz_content')).toThrow('(its toJSON threw)');
    expect(() => encodeContent(value, 'biz_content')).not.toThrow('6222020000');
  });
});
