import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TestGateway } from '../../src/testing/index.js';
import { createTestClock, createTestCredentials, pending, startGateway } from '../../src/testing/index.js';
import type { RawClient } from './raw-client.js';
import { createRawClient } from './raw-client.js';

const credentials = createTestCredentials();
const clock = createTestClock();
let gateway: TestGateway;
let client: RawClient;

beforeEach(async () => {
  gateway = await startGateway({ credentials, clock });
  client = createRawClient(gateway.url, credentials, clock.now);
});
afterEach(() => gateway.close());

async function call(
  name: string,
  content: Record<string, unknown>,
  params: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  return (await client.send({ method: `alipay.trade.${name}`, content, params })).node;
}

const order = { out_trade_no: 't1', total_amount: '88.80', subject: '彩票' };
const payment = { ...order, auth_code: 'bar-1', scene: 'bar_code' };

describe('alipay.trade.pay', () => {
  test('pays once: a repeat tells that the trade is paid, and money moves no second time', async () => {
    expect(await call('pay', payment)).toMatchObject({ code: '10000', out_trade_no: 't1', total_amount: '88.80' });
    expect(await call('pay', payment)).toMatchObject({ code: '40004', sub_code: 'ACQ.TRADE_HAS_SUCCESS' });
    expect(gateway.ledger.runs).toEqual([
      {
        method: 'alipay.trade.pay',
        key: 't1',
        merchant: credentials.appId,
        amount: '88.80',
        atMs: clock.now(),
      },
    ]);
    expect(gateway.ledger.paidTotal()).toBe('88.80');
  });

  test.each([{ total_amount: '88.81' }, { subject: '别的' }, { body: 'more' }])(
    'refuses the same number with other content: %j',
    async (other) => {
      await call('pay', payment);
      expect(await call('pay', { ...payment, ...other })).toMatchObject({ sub_code: 'ACQ.CONTEXT_INCONSISTENT' });
      expect(gateway.ledger.runs).toHaveLength(1);
    },
  );

  test('takes 88.8 and 88.80 for one amount', async () => {
    await call('pay', payment);
    expect(await call('pay', { ...payment, total_amount: 88.8 })).toMatchObject({ sub_code: 'ACQ.TRADE_HAS_SUCCESS' });
  });

  test('refuses an auth code that another trade has used', async () => {
    await call('pay', payment);
    const reply = await call('pay', { ...payment, out_trade_no: 't2' });
    expect(reply).toMatchObject({ code: '40004', sub_code: 'ACQ.PAYMENT_AUTH_CODE_INVALID' });
    expect(gateway.ledger.get('t2')).toBeUndefined();
  });

  test('waits for a buyer who hesitates, however often it is repeated, until the buyer pays', async () => {
    gateway.on('alipay.trade.pay').reply(pending());
    expect(await call('pay', payment)).toMatchObject({ code: '10003', msg: 'order success pay inprocess' });
    expect(await call('pay', payment)).toMatchObject({ code: '10003' });
    expect(await call('query', { out_trade_no: 't1' })).toMatchObject({ trade_status: 'WAIT_BUYER_PAY' });
    expect(gateway.ledger.runs).toEqual([]);
    gateway.ledger.buyerPays('t1');
    expect(await call('query', { out_trade_no: 't1' })).toMatchObject({ trade_status: 'TRADE_SUCCESS' });
    expect(gateway.ledger.runs).toHaveLength(1);
    expect(() => gateway.ledger.buyerPays('t1')).toThrow('is TRADE_SUCCESS and should be WAIT_BUYER_PAY');
  });

  test('of fifty simultaneous copies one runs', async () => {
    const replies = await Promise.all(Array.from({ length: 50 }, () => call('pay', payment)));
    expect(replies.filter((reply) => reply['code'] === '10000')).toHaveLength(1);
    expect(gateway.ledger.paidTotal()).toBe('88.80');
  });

  test.each([
    { total_amount: '0' },
    { total_amount: '0.001' },
    { total_amount: '-1' },
    { total_amount: '1e3' },
    { total_amount: 0.1 + 0.2 },
    { total_amount: '100000000.01' },
    { total_amount: '' },
    { subject: '' },
    { auth_code: null },
    { out_trade_no: undefined },
  ])('refuses %j as a parameter that is invalid', async (other) => {
    expect(await call('pay', { ...payment, ...other })).toMatchObject({
      code: '40002',
      sub_code: 'isv.invalid-parameter',
    });
    expect(gateway.ledger.trades).toEqual([]);
  });
});

describe('alipay.trade.create and precreate', () => {
  test('the same content gives the same trade, other content none', async () => {
    const first = await call('create', order);
    expect(await call('create', order)).toEqual(first);
    expect(await call('create', { ...order, total_amount: '1.00' })).toMatchObject({
      sub_code: 'ACQ.CONTEXT_INCONSISTENT',
    });
    expect(gateway.ledger.get('t1')).toMatchObject({ status: 'WAIT_BUYER_PAY', tradeNo: first['trade_no'] });
    gateway.ledger.buyerPays('t1');
    expect(await call('create', order)).toMatchObject({ sub_code: 'ACQ.TRADE_HAS_SUCCESS' });
    expect(gateway.ledger.runs).toMatchObject([{ method: 'alipay.trade.create', amount: '88.80' }]);
  });

  test('a QR code is no trade until it is scanned, and its slashes are escaped and signed so', async () => {
    const reply = await client.send({ method: 'alipay.trade.precreate', content: order });
    expect(reply.signedText).toContain('"qr_code":"https:\\/\\/qr.alipay.com\\/bax');
    expect(await call('precreate', order)).toEqual(reply.node);
    expect(await call('precreate', { ...order, subject: 'x' })).toMatchObject({ sub_code: 'ACQ.CONTEXT_INCONSISTENT' });
    expect(await call('query', { out_trade_no: 't1' })).toMatchObject({ sub_code: 'ACQ.TRADE_NOT_EXIST' });
    gateway.ledger.scan('t1');
    expect(await call('query', { out_trade_no: 't1' })).toMatchObject({ trade_status: 'WAIT_BUYER_PAY' });
    expect(() => gateway.ledger.scan('t1')).toThrow('no QR code');
  });
});

describe('alipay.trade.query', () => {
  test('trade_no wins over out_trade_no', async () => {
    const { trade_no } = await call('pay', payment);
    expect(await call('query', { trade_no, out_trade_no: 'other' })).toMatchObject({ out_trade_no: 't1' });
    expect(await call('query', { trade_no: '1', out_trade_no: 't1' })).toMatchObject({
      sub_code: 'ACQ.TRADE_NOT_EXIST',
    });
    expect(await call('query', {})).toMatchObject({ sub_code: 'isv.invalid-parameter' });
  });

  test('a trade is found only for the merchant whose it is', async () => {
    const { token, owner } = gateway.tokens.issueMerchant();
    await call('pay', payment, { app_auth_token: token });
    expect(await call('query', { out_trade_no: 't1' })).toMatchObject({ sub_code: 'ACQ.TRADE_NOT_EXIST' });
    expect(await call('query', { out_trade_no: 't1' }, { app_auth_token: token })).toMatchObject({ code: '10000' });
    expect(gateway.ledger.get('t1')).toBeUndefined();
    expect(gateway.ledger.get('t1', owner)).toMatchObject({ status: 'TRADE_SUCCESS', merchant: owner });
  });
});

describe('alipay.trade.cancel and close', () => {
  test('cancel closes what is unpaid, refunds what is paid, and tells of no action where there was nothing', async () => {
    await call('create', order);
    expect(await call('cancel', { out_trade_no: 't1' })).toMatchObject({ action: 'close', retry_flag: 'N' });
    expect(await call('cancel', { out_trade_no: 't1' })).toMatchObject({ action: 'close', retry_flag: 'N' });
    await call('pay', { ...payment, out_trade_no: 't2' });
    expect(await call('cancel', { out_trade_no: 't2' })).toMatchObject({ action: 'refund' });
    expect(await call('cancel', { out_trade_no: 't2' })).toMatchObject({ action: 'refund' });
    expect(await call('cancel', { out_trade_no: 't3' })).toEqual({
      code: '10000',
      msg: 'Success',
      out_trade_no: 't3',
      retry_flag: 'N',
    });
    expect(gateway.ledger.runs.map((run) => [run.method, run.key])).toEqual([
      ['alipay.trade.pay', 't2'],
      ['alipay.trade.cancel', 't2'],
    ]);
    expect(gateway.ledger.refundedTotal()).toBe('88.80');
    expect(await call('pay', { ...payment, auth_code: 'bar-2' })).toMatchObject({ sub_code: 'ACQ.TRADE_HAS_CLOSE' });
  });

  test('cancel comes too late after a day, and when the trade is finished', async () => {
    await call('pay', payment);
    await call('pay', { ...payment, out_trade_no: 't2', auth_code: 'bar-2' });
    gateway.ledger.finish('t2');
    await clock.advance(24 * 3_600_000 + 1);
    expect(await call('cancel', { out_trade_no: 't1' })).toMatchObject({ sub_code: 'ACQ.TRADE_CANCEL_TIME_OUT' });
    expect(await call('cancel', { out_trade_no: 't2' })).toMatchObject({ sub_code: 'ACQ.TRADE_HAS_FINISHED' });
  });

  test('close ends a trade that waits, again and again, and never a paid one', async () => {
    expect(await call('close', { out_trade_no: 't1' })).toMatchObject({ sub_code: 'ACQ.TRADE_NOT_EXIST' });
    await call('create', order);
    expect(await call('close', { out_trade_no: 't1' })).toMatchObject({ code: '10000' });
    expect(await call('close', { out_trade_no: 't1' })).toMatchObject({ code: '10000' });
    await call('pay', { ...payment, out_trade_no: 't2' });
    expect(await call('close', { out_trade_no: 't2' })).toMatchObject({ sub_code: 'ACQ.TRADE_STATUS_ERROR' });
  });
});

describe('alipay.trade.refund', () => {
  const refund = { out_trade_no: 't1', refund_amount: '10.00', out_request_no: 'r1' };
  beforeEach(() => call('pay', payment));

  test('the same number and amount run once; the replay says that no money moved', async () => {
    expect(await call('refund', refund)).toMatchObject({ fund_change: 'Y', refund_fee: '10.00' });
    expect(await call('refund', refund)).toMatchObject({ code: '10000', fund_change: 'N', refund_fee: '10.00' });
    expect(await call('refund', { ...refund, refund_amount: '11.00' })).toMatchObject({
      sub_code: 'ACQ.DISCORDANT_REPEAT_REQUEST',
    });
    expect(gateway.ledger.refundedTotal()).toBe('10.00');
    expect(gateway.ledger.runs[1]).toMatchObject({ method: 'alipay.trade.refund', key: 'r1', amount: '10.00' });
  });

  test('refund_fee adds up, more than was paid is refused, and the last fen closes the trade', async () => {
    await call('refund', refund);
    expect(await call('refund', { ...refund, out_request_no: 'r2', refund_amount: '78.81' })).toMatchObject({
      sub_code: 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL',
    });
    expect(await call('refund', { ...refund, out_request_no: 'r2', refund_amount: '78.80' })).toMatchObject({
      refund_fee: '88.80',
    });
    expect(gateway.ledger.get('t1')).toMatchObject({ status: 'TRADE_CLOSED', refundedAmount: '88.80' });
    expect(await call('refund', { ...refund, out_request_no: 'r3' })).toMatchObject({
      sub_code: 'ACQ.TRADE_HAS_CLOSE',
    });
    expect(await call('refund', refund)).toMatchObject({ code: '10000', fund_change: 'N' });
  });

  test('a whole refund needs no number and is known by its trade; a partial one needs one', async () => {
    expect(await call('refund', { out_trade_no: 't1', refund_amount: '1.00' })).toMatchObject({
      sub_code: 'isv.invalid-parameter',
    });
    const whole = { out_trade_no: 't1', refund_amount: '88.80' };
    expect(await call('refund', whole)).toMatchObject({ fund_change: 'Y' });
    expect(await call('refund', whole)).toMatchObject({ fund_change: 'N' });
    expect(gateway.ledger.runs).toHaveLength(2);
  });

  test('what is not paid, or is finished, is not refunded', async () => {
    await call('create', { ...order, out_trade_no: 't2' });
    expect(await call('refund', { ...refund, out_trade_no: 't2' })).toMatchObject({
      sub_code: 'ACQ.TRADE_STATUS_ERROR',
    });
    expect(await call('refund', { ...refund, out_trade_no: 't3' })).toMatchObject({ sub_code: 'ACQ.TRADE_NOT_EXIST' });
    gateway.ledger.finish('t1');
    expect(await call('refund', refund)).toMatchObject({ sub_code: 'ACQ.TRADE_HAS_FINISHED' });
    expect(await call('refund', { ...refund, refund_amount: 'ten' })).toMatchObject({
      sub_code: 'isv.invalid-parameter',
    });
  });

  test('asking after a refund that never was gives a bare 10000', async () => {
    await call('refund', refund);
    const question = { out_trade_no: 't1', out_request_no: 'r1' };
    expect(await call('fastpay.refund.query', question)).toMatchObject({
      refund_status: 'REFUND_SUCCESS',
      refund_amount: '10.00',
      total_amount: '88.80',
    });
    expect(await call('fastpay.refund.query', { ...question, out_request_no: 'r2' })).toEqual({
      code: '10000',
      msg: 'Success',
    });
    expect(await call('fastpay.refund.query', { ...question, out_trade_no: 't9' })).toMatchObject({
      sub_code: 'TRADE_NOT_EXIST',
    });
  });
});
