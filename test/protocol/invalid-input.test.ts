import { describe, expect, it } from 'vitest';
import { invalidInput, kindOf, quoteSafe } from '../../src/protocol/invalid-input.js';

describe('invalidInput', () => {
  it('names the option and carries the cure in both languages', () => {
    const error = invalidInput('appId', { en: 'must be a string', zh: '应为字符串' });
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe('"appId" must be a string / “appId”应为字符串');
  });
});

describe('kindOf', () => {
  it.each([
    [null, 'null'],
    [undefined, 'undefined'],
    [[], 'an array'],
    [{}, 'an object'],
    ['', 'an empty string'],
    ['secret', 'a string'],
    [7, 'a number'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [true, 'a boolean'],
    [1n, 'a bigint'],
    [Symbol('secret'), 'a symbol'],
    [() => 'secret', 'a function'],
  ])('calls %o %s', (value, kind) => {
    expect(kindOf(value)).toBe(kind);
  });
});

describe('quoteSafe', () => {
  it.each<[value: unknown, quoted: string]>([
    ['a-b_c.d:e/f 7', '"a-b_c.d:e/f 7"'],
    ['x'.repeat(40), `"${'x'.repeat(40)}"`],
    ['x'.repeat(41), 'a text of 41 characters'],
    ['!a', 'a text of 2 characters'],
    ['a!', 'a text of 2 characters'],
    ['支付', 'a text of 2 characters'],
    ['', 'an empty string'],
    [7, 'a number'],
    [undefined, 'undefined'],
  ])('tells of %j no more than is safe', (value, quoted) => {
    expect(quoteSafe(value)).toBe(quoted);
  });
});
