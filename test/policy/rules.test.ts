import { describe, expect, it } from 'vitest';
import { findCode } from '../../src/catalog/find-code.js';
import type { Rule } from '../../src/policy/rules.js';
import { rowFor } from '../../src/policy/rules.js';

const CODE = '40004';
const SUB_CODE = 'ACQ.SELLER_BALANCE_NOT_ENOUGH';
const METHOD = 'alipay.trade.refund';
const row = (rules: readonly Rule[], code = CODE, subCode: string | undefined = SUB_CODE, method = METHOD) =>
  rowFor(rules, code, subCode, method);
const rule = (differing: Partial<Rule>): Rule => ({ then: 'retry', because: 'topped up hourly', ...differing });

describe('rowFor', () => {
  it("is the catalog's row where there are no rules", () => {
    expect(row([])).toBe(findCode(CODE, SUB_CODE, METHOD));
  });

  it.each<[what: string, rule: Rule]>([
    ['everything', rule({})],
    ['a code', rule({ code: CODE })],
    ['a sub_code', rule({ subCode: SUB_CODE })],
    ['a method', rule({ method: METHOD })],
    ['all three', rule({ code: CODE, subCode: SUB_CODE, method: METHOD })],
  ])('follows a rule for %s', (_what, matching) => {
    const found = findCode(CODE, SUB_CODE, METHOD);
    expect(row([matching])).toEqual({
      ...found,
      subCode: SUB_CODE,
      action: 'retry',
      reason: { zh: 'topped up hourly', en: 'topped up hourly' },
    });
  });

  it.each<[what: string, rule: Rule]>([
    ['another code', rule({ code: '40005' })],
    ['another sub_code', rule({ subCode: 'ACQ.SELLER_BALANCE' })],
    ['another method', rule({ method: 'alipay.trade.pay' })],
    ['the same code of another method', rule({ code: CODE, method: 'alipay.trade.pay' })],
    ['the same method with another code', rule({ code: '20000', method: METHOD })],
    ['an empty sub_code', rule({ subCode: '' })],
  ])('does not follow a rule for %s', (_what, other) => {
    expect(row([other])).toBe(findCode(CODE, SUB_CODE, METHOD));
  });

  it('follows the first rule that matches', () => {
    const rules = [rule({ code: '20000', then: 'fail' }), rule({ then: 'accept' }), rule({ then: 'throttle' })];
    expect(row(rules).action).toBe('accept');
  });

  it('does not follow a rule for a sub_code or a method where there is none', () => {
    expect(rowFor([rule({ subCode: SUB_CODE })], CODE, undefined, METHOD).action).toBe('fail');
    expect(rowFor([rule({ method: METHOD })], CODE, SUB_CODE, undefined).action).toBe('fail');
  });

  it('keeps what the catalog says about whether the call may have run', () => {
    expect(row([rule({ then: 'retry' })], '20000', 'aop.unknow-error').tells).toBe('unknown');
    expect(row([rule({ then: 'accept' })], '40004', 'ACQ.TRADE_HAS_CLOSE').tells).toBe('refused');
    expect(row([rule({ then: 'fail' })], '10000', '').tells).toBe('succeeded');
  });

  it('names the sub_code that came, where the row stands for the whole code', () => {
    expect(findCode(CODE, 'NEVER_SEEN').subCode).toBeNull();
    expect(row([rule({})], CODE, 'NEVER_SEEN').subCode).toBe('NEVER_SEEN');
    expect(rowFor([rule({})], CODE, undefined, METHOD).subCode).toBeNull();
  });

  it.each([
    ['aop.app-auth-token-time-out', 'app_auth_token'],
    ['aop.auth-token-time-out', 'auth_token'],
    ['aop.invalid-app-auth-token-no-api', 'app_auth_token'],
    ['isv.invalid-app-auth-never-seen', 'app_auth_token'],
    ['isv.never-seen', 'auth_token'],
    [undefined, 'auth_token'],
  ])('says which token a rule refreshes after %s', (subCode, token) => {
    expect(rowFor([rule({ then: 'refresh' })], '20001', subCode, METHOD)).toMatchObject({ action: 'refresh', token });
  });

  it('takes the token and the clock away from a row whose action is another now', () => {
    expect(row([rule({ then: 'fail' })], '20001', 'aop.auth-token-time-out')).not.toHaveProperty('token');
    expect(findCode('40002', 'isv.invalid-timestamp').clock).toBe(true);
    expect(row([rule({ then: 'fail' })], '40002', 'isv.invalid-timestamp')).not.toHaveProperty('clock');
  });

  it("does not change the catalog's row", () => {
    const before = structuredClone(findCode(CODE, SUB_CODE, METHOD));
    row([rule({ then: 'refresh' })]);
    expect(findCode(CODE, SUB_CODE, METHOD)).toEqual(before);
  });
});
