import { describe, expect, it } from 'vitest';
import { findMethod, looksReadOnly } from '../../src/catalog/find-method.js';
import { METHODS } from '../../src/catalog/methods.js';

const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

describe('findMethod', () => {
  it('finds every method of the table', () => {
    expect(METHODS.filter((row) => findMethod(row.method) !== row)).toEqual([]);
  });

  it.each(['', 'alipay.trade', 'alipay.trade.pay.', 'ALIPAY.TRADE.PAY', 'alipay.never.seen', ...INHERITED])(
    'knows nothing of %j',
    (method) => {
      expect(findMethod(method)).toBeUndefined();
    },
  );
});

describe('looksReadOnly', () => {
  it.each(['query', 'batchquery', 'get', 'list', 'consult', 'detail', 'count', 'download'])(
    'takes a method that ends in %s for a lookup',
    (segment) => {
      expect(looksReadOnly(`alipay.some.thing.${segment}`)).toBe(true);
      expect(looksReadOnly(segment)).toBe(true);
    },
  );

  it.each([
    'alipay.some.pay',
    'alipay.query.create',
    'alipay.some.requery',
    'alipay.some.Query',
    'alipay.some.query.',
    '',
  ])('does not take %j for one', (method) => {
    expect(looksReadOnly(method)).toBe(false);
  });

  it.each(INHERITED)('is not confused by the inherited name %s', (name) => {
    expect(looksReadOnly(name)).toBe(false);
    expect(looksReadOnly(`alipay.${name}`)).toBe(false);
  });

  it('would call no method of the table a lookup that the table does not hold for safe', () => {
    expect(METHODS.filter((row) => looksReadOnly(row.method) && row.repeat !== 'safe')).toEqual([]);
  });
});
