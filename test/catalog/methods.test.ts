import { describe, expect, it } from 'vitest';
import { findMethod } from '../../src/catalog/find-method.js';
import type { MethodRow } from '../../src/catalog/method-row.js';
import { CALLER_KEYS, METHODS } from '../../src/catalog/methods.js';

const NOT_CHOSEN_BY_CALLERS = ['trade_no', 'auth_no', 'operation_id', 'agreement_no', 'certify_id', 'app_version'];

const CRITICAL: readonly MethodRow[] = [
  { method: 'alipay.trade.query', repeat: 'safe' },
  { method: 'alipay.trade.fastpay.refund.query', repeat: 'safe' },
  { method: 'alipay.user.info.share', repeat: 'safe' },
  { method: 'alipay.trade.pay', repeat: 'with-key', key: [['out_trade_no']], confirm: 'alipay.trade.query' },
  { method: 'alipay.trade.create', repeat: 'with-key', key: [['out_trade_no']] },
  { method: 'alipay.trade.precreate', repeat: 'with-key', key: [['out_trade_no']] },
  { method: 'alipay.trade.cancel', repeat: 'with-key', key: [['out_trade_no', 'trade_no']] },
  { method: 'alipay.trade.close', repeat: 'with-key', key: [['out_trade_no', 'trade_no']] },
  {
    method: 'alipay.trade.refund',
    repeat: 'with-key',
    key: [['out_trade_no', 'trade_no'], ['out_request_no']],
    confirm: 'alipay.trade.fastpay.refund.query',
  },
  {
    method: 'alipay.trade.order.settle',
    repeat: 'with-key',
    key: [['out_request_no']],
    confirm: 'alipay.trade.order.settle.query',
  },
  {
    method: 'alipay.fund.trans.uni.transfer',
    repeat: 'with-key',
    key: [['out_biz_no']],
    confirm: 'alipay.fund.trans.common.query',
  },
  {
    method: 'alipay.fund.auth.order.freeze',
    repeat: 'with-key',
    key: [['out_order_no'], ['out_request_no']],
    confirm: 'alipay.fund.auth.operation.detail.query',
  },
  {
    method: 'alipay.fund.auth.order.unfreeze',
    repeat: 'with-key',
    key: [['auth_no'], ['out_request_no']],
    confirm: 'alipay.fund.auth.operation.detail.query',
  },
  { method: 'alipay.fund.batch.close', repeat: 'never' },
  { method: 'alipay.system.oauth.token', repeat: 'never', codeless: true },
  { method: 'alipay.open.auth.token.app', repeat: 'never' },
  { method: 'alipay.open.public.message.custom.send', repeat: 'never' },
  { method: 'alipay.open.public.message.single.send', repeat: 'never' },
  { method: 'alipay.open.app.mini.templatemessage.send', repeat: 'never' },
  { method: 'alipay.data.bill.ereceipt.apply', repeat: 'safe' },
  { method: 'alipay.open.file.upload', repeat: 'safe' },
  { method: 'alipay.open.app.qrcode.create', repeat: 'safe' },
];

describe('the method table', () => {
  it('has the 89 methods of the protocol notes', () => {
    expect(METHODS).toHaveLength(89);
  });

  it.each(CRITICAL.map((row) => [row.method, row] as const))('says of %s what is safe', (method, row) => {
    expect(findMethod(method)).toEqual(row);
  });

  it('has every method once', () => {
    expect(new Set(METHODS.map((row) => row.method)).size).toBe(METHODS.length);
  });

  it('gives keys to the methods that need one and to no others', () => {
    expect(METHODS.filter((row) => (row.repeat === 'with-key') !== (row.key !== undefined))).toEqual([]);
  });

  it('has no empty key and no empty group of names', () => {
    const keys = METHODS.flatMap((row) => (row.key ? [row.key] : []));
    expect(keys.filter((key) => key.length === 0)).toEqual([]);
    expect(keys.flat().filter((group) => group.length === 0)).toEqual([]);
  });

  it('confirms with methods that only read', () => {
    const confirming = METHODS.filter((row) => row.confirm !== undefined);
    expect(confirming).toHaveLength(6);
    expect(new Set(confirming.map((row) => findMethod(row.confirm ?? '')?.repeat))).toEqual(new Set(['safe']));
  });
});

describe('the keys that callers choose', () => {
  it('are all the key names of the table but those that Alipay issues', () => {
    const named = new Set(METHODS.flatMap((row) => row.key ?? []).flat());
    expect([...CALLER_KEYS].toSorted()).toEqual(
      [...named].filter((name) => !NOT_CHOSEN_BY_CALLERS.includes(name)).toSorted(),
    );
  });

  it('are named once each', () => {
    expect(new Set(CALLER_KEYS).size).toBe(CALLER_KEYS.length);
  });
});
