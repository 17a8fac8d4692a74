import { describe, expect, it } from 'vitest';
import type { Repeat } from '../../src/catalog/method-row.js';
import { CALLER_KEYS } from '../../src/catalog/methods.js';
import type { MethodOption } from '../../src/policy/repeat.js';
import { effectiveRepeat, keyNames, missingKey } from '../../src/policy/repeat.js';

const PAY = 'alipay.trade.pay';
const REFUND = 'alipay.trade.refund';
const QUERY = 'alipay.trade.query';
const OWN = 'alipay.never.seen';

function repeatOf(method: string, names: readonly string[], said: { repeat?: Repeat; option?: MethodOption } = {}) {
  return effectiveRepeat({ method, names: new Set(names), ...said });
}

describe('effectiveRepeat', () => {
  it.each<[method: string, names: readonly string[], repeat: string]>([
    [QUERY, ['out_trade_no'], 'safe'],
    [QUERY, [], 'safe'],
    ['alipay.system.oauth.token', ['code', 'out_trade_no'], 'never'],
    [PAY, ['out_trade_no', 'total_amount'], 'with-key'],
    [PAY, ['out_request_no', 'total_amount'], 'never'],
    [PAY, [], 'never'],
    ['alipay.trade.close', ['out_trade_no'], 'with-key'],
    ['alipay.trade.close', ['trade_no'], 'with-key'],
    ['alipay.trade.close', ['operator_id'], 'never'],
    [REFUND, ['out_trade_no', 'out_request_no'], 'with-key'],
    [REFUND, ['trade_no', 'out_request_no'], 'with-key'],
    [REFUND, ['out_trade_no', 'trade_no', 'out_request_no'], 'with-key'],
    [REFUND, ['out_trade_no'], 'never'],
    [REFUND, ['out_request_no'], 'never'],
    [REFUND, ['out_trade_no', 'out_requst_no'], 'never'],
    [REFUND, ['out_trade_no', 'OUT_REQUEST_NO'], 'never'],
  ])('asks the catalog about %s with %j: %s', (method, names, repeat) => {
    expect(repeatOf(method, names)).toBe(repeat);
  });

  it.each(['alipay.never.query', 'alipay.never.batchquery', 'alipay.never.download'])(
    'takes %s for a lookup by its name',
    (method) => {
      expect(repeatOf(method, [])).toBe('safe');
    },
  );

  it.each(CALLER_KEYS)('knows %s in the content of a method that is not listed', (name) => {
    expect(repeatOf(OWN, [name])).toBe('unlisted-with-key');
  });

  it.each([[[]], [['trade_no']], [['auth_no', 'agreement_no']], [['constructor', 'out_trade_no_']]])(
    'knows nothing that makes %j of a method that is not listed the same call',
    (names) => {
      expect(repeatOf(OWN, names)).toBe('unlisted');
    },
  );

  it.each<[what: string, method: string, names: readonly string[], repeat: Repeat, effective: string]>([
    ['never, over the catalog', QUERY, [], 'never', 'never'],
    ['safe, over the catalog', PAY, [], 'safe', 'safe'],
    ['safe, of a method that is not listed', OWN, [], 'safe', 'safe'],
    ['never, of a method that looks like a lookup', 'alipay.never.query', [], 'never', 'never'],
    ['with-key, with the key of the catalog', PAY, ['out_trade_no'], 'with-key', 'with-key'],
    ['with-key, without the key of the catalog', PAY, ['out_biz_no'], 'with-key', 'never'],
    ['with-key, with any key that callers choose', OWN, ['out_biz_no'], 'with-key', 'with-key'],
    ['with-key, without one', OWN, ['trade_no'], 'with-key', 'never'],
    ['with-key, of a method that is safe', QUERY, ['out_trade_no'], 'with-key', 'with-key'],
    ['with-key, of a method that is safe, without a key', QUERY, ['trade_no'], 'with-key', 'never'],
  ])('takes the word of the call: %s', (_what, method, names, repeat, effective) => {
    expect(repeatOf(method, names, { repeat })).toBe(effective);
    const contrary: MethodOption = { repeat: repeat === 'safe' ? 'never' : 'safe' };
    expect(repeatOf(method, names, { repeat, option: contrary })).toBe(effective);
  });

  it.each<[what: string, method: string, names: readonly string[], option: MethodOption, effective: string]>([
    ['never, over the catalog', QUERY, [], { repeat: 'never' }, 'never'],
    ['safe, over the catalog', PAY, [], { repeat: 'safe' }, 'safe'],
    ['with-key, with the key of the catalog', PAY, ['out_trade_no'], { repeat: 'with-key' }, 'with-key'],
    ['with-key, with a key of its own', PAY, ['serial'], { repeat: 'with-key', key: ['serial'] }, 'with-key'],
    ['with-key, over the key of the catalog', PAY, ['out_trade_no'], { repeat: 'with-key', key: ['serial'] }, 'never'],
    ['with-key, all names there', OWN, ['a', 'b'], { repeat: 'with-key', key: ['a', 'b'] }, 'with-key'],
    ['with-key, one name missing', OWN, ['a'], { repeat: 'with-key', key: ['a', 'b'] }, 'never'],
    ['with-key, one of the alternatives', OWN, ['c', 'a'], { repeat: 'with-key', key: ['a', ['b', 'c']] }, 'with-key'],
    ['with-key, none of the alternatives', OWN, ['a'], { repeat: 'with-key', key: ['a', ['b', 'c']] }, 'never'],
  ])('takes the word of the options where the call says nothing: %s', (_what, method, names, option, effective) => {
    expect(repeatOf(method, names, { option })).toBe(effective);
  });

  it("takes the options' key where the call says with-key", () => {
    const option: MethodOption = { repeat: 'never', key: ['serial'] };
    expect(repeatOf(PAY, ['serial'], { repeat: 'with-key', option })).toBe('with-key');
    expect(repeatOf(PAY, ['out_trade_no'], { repeat: 'with-key', option })).toBe('never');
  });

  it('hands back a word that no type allows', () => {
    // The switch is exhaustive; the cast stands for a word of a later version that slipped through.
    expect(repeatOf(PAY, [], { repeat: 'odd' as Repeat })).toBe('odd');
  });
});

describe('missingKey', () => {
  const missing = (method: string, names: readonly string[], said: { repeat?: Repeat; option?: MethodOption } = {}) =>
    missingKey({ method, names: new Set(names), ...said });

  it('names what a content lacks, of alternatives the first', () => {
    expect(missing(REFUND, ['out_trade_no'])).toEqual(['out_request_no']);
    expect(missing(REFUND, [])).toEqual(['out_trade_no', 'out_request_no']);
    expect(missing(REFUND, ['trade_no', 'out_request_no'])).toEqual([]);
    expect(missing(OWN, ['amount'], { option: { repeat: 'with-key', key: ['out_biz_no'] } })).toEqual(['out_biz_no']);
    expect(missing(OWN, [], { option: { repeat: 'with-key', key: [[]] } })).toEqual(['']);
  });

  it('names nothing where the repeat is not by key', () => {
    expect(missing(QUERY, [])).toEqual([]);
    expect(missing(OWN, [])).toEqual([]);
    expect(missing(REFUND, [], { repeat: 'never' })).toEqual([]);
  });
});

describe('keyNames', () => {
  it('lists all names of a key: the option’s, the table’s, or those that callers choose', () => {
    expect(keyNames(REFUND, undefined)).toEqual(['out_trade_no', 'trade_no', 'out_request_no']);
    expect(keyNames(REFUND, { repeat: 'with-key', key: ['a', ['b', 'c']] })).toEqual(['a', 'b', 'c']);
    expect(keyNames(OWN, undefined)).toEqual(CALLER_KEYS);
  });
});
