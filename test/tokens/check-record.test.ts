import { describe, expect, test } from 'vitest';
import { isInstant, isToken, readRecord } from '../../src/runtime/tokens/check-record.js';

const RECORD = { value: 'v', generation: 1 };
const FULL = {
  ...RECORD,
  refreshToken: 'r',
  expiresAtMs: 3,
  refreshExpiresAtMs: 2,
  issuedAtMs: 0,
  reauthorize: true,
};

describe('a record', () => {
  test('is read with the members that a record has, and no others', () => {
    expect(readRecord(RECORD)).toStrictEqual({ record: RECORD });
    expect(readRecord(FULL)).toStrictEqual({ record: FULL });
    expect(readRecord({ ...FULL, more: 1 })).toStrictEqual({ record: FULL });
  });

  test.each([false, undefined, 'true', 1])('needs no new consent where its word for it is %s', (reauthorize) => {
    expect(readRecord({ ...RECORD, reauthorize })).toStrictEqual({ record: RECORD });
  });

  test.each<[what: string, value: unknown, wrong: string]>([
    ['nothing', undefined, 'it is undefined'],
    ['null', null, 'it is null'],
    ['a text', 'garbage', 'it is a string'],
    ['a function with members', Object.assign(() => {}, FULL), 'it is a function'],
    ['a record without a value', { generation: 1 }, 'its value is undefined'],
    ['a record with a number for a value', { ...RECORD, value: 7 }, 'its value is a number'],
    ['a record with an empty value', { ...RECORD, value: '' }, 'its value is an empty string'],
    ['a record with half a character', { ...RECORD, value: '\ud800' }, 'its value is a text that has no UTF-8 form'],
    ['a record with a number to renew it', { ...RECORD, refreshToken: 7 }, 'its refreshToken is a number'],
    ['a record with nothing to renew it', { ...RECORD, refreshToken: '' }, 'its refreshToken is an empty string'],
    ['a record with half to renew it', { ...RECORD, refreshToken: '\udfff' }, 'refreshToken is a text that has no'],
    [
      'a record without a generation',
      { value: 'v' },
      'its generation is undefined and not a whole number of at least 1',
    ],
    ['a generation that is a text', { ...RECORD, generation: '1' }, 'its generation is a string and not'],
    ['a generation of 0', { ...RECORD, generation: 0 }, 'its generation is a number and not a whole number'],
    ['a generation that is not whole', { ...RECORD, generation: 1.5 }, 'its generation is a number and not'],
    ['an end that is a text', { ...RECORD, expiresAtMs: '3' }, 'its expiresAtMs is a string and not an instant'],
    ['an end before the epoch', { ...RECORD, refreshExpiresAtMs: -1 }, 'its refreshExpiresAtMs is a number and not an'],
    ['a beginning that is none', { ...RECORD, issuedAtMs: null }, 'its issuedAtMs is null and not an instant in'],
  ])('is not %s', (_what, value, wrong) => {
    expect(readRecord(value)).toEqual({ wrong: expect.stringContaining(wrong) });
  });
});

test('a token is a text with something in it that UTF-8 can write', () => {
  expect(['v', '令牌', ' '].map(isToken)).toEqual([true, true, true]);
  expect(['', 'a\ud800', '\udc00', 7, null, undefined, ['v']].map(isToken)).toEqual(Array(7).fill(false));
});

test('an instant is a number from the epoch on', () => {
  expect([0, 1.5, Date.UTC(2026, 0, 1)].map(isInstant)).toEqual([true, true, true]);
  expect([-1, Number.NaN, Number.POSITIVE_INFINITY, '1', null, undefined].map(isInstant)).toEqual(Array(6).fill(false));
});
