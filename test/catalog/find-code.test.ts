import { describe, expect, it } from 'vitest';
import { findCode } from '../../src/catalog/find-code.js';
import { ALL_CODES, nameOf } from './all-codes.js';

const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

describe('findCode', () => {
  it.each(ALL_CODES.map((row) => [nameOf(row), row] as const))('finds the very row of %s', (_name, row) => {
    expect(findCode(row.code, row.subCode, row.methods?.[0])).toBe(row);
  });

  it('prefers the row for the method and falls back to the general one', () => {
    expect(findCode('40004', 'ACQ.TRADE_HAS_SUCCESS', 'alipay.trade.pay').action).toBe('confirm');
    expect(findCode('40004', 'ACQ.TRADE_HAS_SUCCESS', 'alipay.trade.create').action).toBe('fail');
    expect(findCode('40004', 'ACQ.TRADE_HAS_SUCCESS', 'alipay.trade.precreate').action).toBe('fail');
    expect(findCode('40004', 'ACQ.TRADE_HAS_SUCCESS').action).toBe('fail');
    expect(findCode('40004', 'ACQ.TRADE_NOT_EXIST', 'alipay.trade.pay')).toBe(findCode('40004', 'ACQ.TRADE_NOT_EXIST'));
  });

  it('tells the same sub_code under two codes apart', () => {
    expect(findCode('40002', 'isv.missing-signature-config').code).toBe('40002');
    expect(findCode('40003', 'isv.missing-signature-config').code).toBe('40003');
  });

  it('treats any sub_code that ends in SYSTEM_ERROR as an unknown result and keeps its name', () => {
    const row = findCode('40004', 'ZM.ORDER_SYSTEM_ERROR', 'zhima.credit.order.pay');
    expect(row).toEqual({ ...findCode('40004', 'SYSTEM_ERROR'), subCode: 'ZM.ORDER_SYSTEM_ERROR' });
    expect(row.tells).toBe('unknown');
  });

  it('does not read SYSTEM_ERROR into other places or other codes', () => {
    expect(findCode('40004', 'SYSTEM_ERROR_CODE_INVALID')).toBe(findCode('40004'));
    expect(findCode('40002', 'X.SYSTEM_ERROR')).toBe(findCode('40002'));
  });

  it.each(['PERMIT_CHECK_PERM_LIMITED', 'ACQ.SELLER_BEEN_BLOCKED', 'SOME_UNKNOWN_THING', 'X_REPEAT', 'X_EXCEPTION'])(
    'does not guess from the name %s',
    (subCode) => {
      expect(findCode('40004', subCode)).toBe(findCode('40004'));
    },
  );

  it.each(['20000', '20001', '40001', '40002', '40003', '40004', '40005', '40006', '10003'])(
    'answers with the row of %s as a whole where the sub_code is new',
    (code) => {
      const row = findCode(code, 'isv.never-seen-before');
      expect(row).toBe(findCode(code));
      expect(row).toMatchObject({ code, subCode: null });
    },
  );

  it('does not refresh for a 20001 that it does not know', () => {
    expect(findCode('20001', 'aop.never-seen-before').action).toBe('fail');
  });

  it.each([undefined, null, ''])('takes the sub_code %j for none', (subCode) => {
    expect(findCode('40004', subCode).subCode).toBeNull();
  });

  it.each(['99999', '', '4000', '40004 '])('claims nothing about the code %j', (code) => {
    expect(findCode(code, 'SYSTEM_ERROR')).toMatchObject({ code, subCode: null, action: 'fail', tells: 'unknown' });
  });

  it.each(INHERITED)('is not confused by the inherited name %s', (name) => {
    expect(findCode(name)).toMatchObject({ code: name, subCode: null, tells: 'unknown' });
    expect(findCode('40004', name)).toBe(findCode('40004'));
    expect(findCode('40004', 'ACQ.TRADE_HAS_SUCCESS', name)).toBe(findCode('40004', 'ACQ.TRADE_HAS_SUCCESS'));
  });
});
