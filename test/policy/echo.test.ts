import { describe, expect, it } from 'vitest';
import { strangeEcho } from '../../src/policy/echo.js';

describe('strangeEcho', () => {
  it.each([
    ['the same number', { out_trade_no: '1' }, { out_trade_no: '1' }, undefined],
    ['a number that the caller wrote as one', { out_trade_no: '1' }, { out_trade_no: 1 }, undefined],
    ['another number', { out_trade_no: '2' }, { out_trade_no: '1' }, 'out_trade_no'],
    [
      'another request',
      { out_trade_no: '1', out_request_no: 'b' },
      { out_trade_no: '1', out_request_no: 'a' },
      'out_request_no',
    ],
    ['another transfer', { out_biz_no: 'b' }, { out_biz_no: 'a' }, 'out_biz_no'],
    ['no number', {}, { out_trade_no: '1' }, undefined],
    ['an empty number', { out_trade_no: '' }, { out_trade_no: '1' }, undefined],
    ['a number that nobody asked about', { out_trade_no: '1' }, {}, undefined],
    [
      'another number where trade_no was asked, which wins',
      { out_trade_no: '2' },
      { out_trade_no: '1', trade_no: 't' },
      undefined,
    ],
    ['another trade', { trade_no: 'b' }, { trade_no: 'a' }, 'trade_no'],
    [
      'another number where an empty trade_no was sent',
      { out_trade_no: '2' },
      { out_trade_no: '1', trade_no: '' },
      'out_trade_no',
    ],
    [
      'another number where order_id was asked, which wins',
      { out_biz_no: 'b' },
      { out_biz_no: 'a', order_id: 'o' },
      undefined,
    ],
    ['another order', { order_id: 'p' }, { order_id: 'o' }, 'order_id'],
  ])('judges a reply with %s', (_what, node, content, strange) => {
    expect(strangeEcho(node, content)).toBe(strange);
  });
});
