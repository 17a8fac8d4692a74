import { expect, test } from 'vitest';
import { privateTexts } from '../../src/runtime/private-texts.js';

test('finds the texts of a content, at whatever place', () => {
  const content = { subject: '牛肉面两碗', buyer: { name: 'Zhang San', tags: ['regular', 'vip guest'] } };
  expect(privateTexts(content)).toEqual(['牛肉面两碗', 'Zhang San', 'regular', 'vip guest']);
  expect(privateTexts('a bar code')).toEqual(['a bar code']);
});

test.each(['out_trade_no', 'out_request_no', 'out_biz_no', 'out_order_no', 'trade_no', 'order_id', 'auth_no'])(
  'leaves the number %s to be told',
  (name) => {
    expect(privateTexts({ [name]: '20261123-0001', auth_code: '281234' })).toEqual(['281234']);
    expect(privateTexts({ goods: [{ [name]: '20261123-0001' }] })).toEqual([]);
  },
);

test('leaves out what is too short to be searched for, and what is no text', () => {
  expect(privateTexts({ a: 'abc', b: 'abcd', c: 1_234_567, d: null, e: true, f: undefined })).toEqual(['abcd']);
  expect([undefined, null, 7].flatMap(privateTexts)).toEqual([]);
});

test('looks six levels deep and no further', () => {
  const nest = (levels: number): unknown =>
    Array.from({ length: levels }).reduce<unknown>((inner) => ({ inner }), 'deep down');
  expect(privateTexts(nest(6))).toEqual(['deep down']);
  expect(privateTexts(nest(7))).toEqual([]);
});

test('stops at two hundred', () => {
  expect(privateTexts(Array.from({ length: 200 }, (_, nth) => `text ${nth}`))).toHaveLength(200);
  expect(privateTexts(Array.from({ length: 300 }, (_, nth) => `text ${nth}`))).toHaveLength(200);
});
