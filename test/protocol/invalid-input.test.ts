import { describe, expect, it } from 'vitest';
import { invalidInput, kindOf, quoteNumber, quoteSafe, tellLength } from '../../src/protocol/invalid-input.js';

describe('invalidInput', () => {
  it('names the option and carries the cure in both languages', () => {
    const error = invalidInput('appId', { en: 'must be a string', zh: '应为字符串' });
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe('"appId" must be a string / “appId”应为字符串');
  });
});

describe('kindOf', () => {
  it.each([
    [null, 'null', ' null'],
    [undefined, 'undefined', ' undefined'],
    [[], 'an array', '数组'],
    [{}, 'an object', '对象'],
    ['', 'an empty string', '空字符串'],
    ['secret', 'a string', '字符串'],
    [7, 'a number', '数字'],
    [Number.NaN, 'NaN', ' NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity', ' Infinity'],
    [Number.NEGATIVE_INFINITY, '-Infinity', ' -Infinity'],
    [true, 'a boolean', '布尔值'],
    [1n, 'a bigint', ' BigInt'],
    [Symbol('secret'), 'a symbol', ' Symbol'],
    [() => 'secret', 'a function', '函数'],
  ])('calls %o %s and “%s”', (value, en, zh) => {
    expect(kindOf(value)).toEqual({ en, zh });
  });
});

describe('quoteNumber', () => {
  it.each([
    [1.5, '1.5', ' 1.5'],
    [Number.NaN, 'NaN', ' NaN'],
    ['7', 'a string', '字符串'],
  ])('tells of %j the number, and of anything else the kind', (value, en, zh) => {
    expect(quoteNumber(value)).toEqual({ en, zh });
  });
});

describe('quoteSafe', () => {
  it.each<[value: unknown, en: string, zh: string]>([
    ['a-b_c.d:e/f 7', '"a-b_c.d:e/f 7"', '“a-b_c.d:e/f 7”'],
    ['x'.repeat(40), `"${'x'.repeat(40)}"`, `“${'x'.repeat(40)}”`],
    ['x'.repeat(41), 'a text of 41 characters', ' 41 个字符的文本'],
    ['!a', 'a text of 2 characters', ' 2 个字符的文本'],
    ['a!', 'a text of 2 characters', ' 2 个字符的文本'],
    ['支付', 'a text of 2 characters', ' 2 个字符的文本'],
    ['', 'an empty string', '空字符串'],
    [7, 'a number', '数字'],
    [undefined, 'undefined', ' undefined'],
  ])('tells of %j no more than is safe', (value, en, zh) => {
    expect(quoteSafe(value)).toEqual({ en, zh });
  });
});

describe('tellLength', () => {
  it('tells nothing of a text but its length', () => {
    expect(tellLength('secret')).toEqual({ en: 'a text of 6 characters', zh: ' 6 个字符的文本' });
  });
});
