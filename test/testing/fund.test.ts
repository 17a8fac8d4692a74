import type { BusinessNode, TestGateway } from 'alipay-axios/testing';
import { dealing, pending, retryCancel, startGateway } from 'alipay-axios/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAlipay } from '../../src/alipay.js';
import { isAlipayError } from '../../src/errors.js';
import { testCredentials } from '../support/world.js';

const TRANSFER = 'alipay.fund.trans.uni.transfer';
const FREEZE = 'alipay.fund.auth.order.freeze';
const UNFREEZE = 'alipay.fund.auth.order.unfreeze';
const SETTLE = 'alipay.trade.order.settle';
const CANCEL = 'alipay.trade.cancel';

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startGateway({ credentials: testCredentials() });
});
afterEach(() => gateway.close());

/** What the gateway answers to one send: the node, or the sub_code of a refusal. */
async function ask(method: string, content: object, appAuthToken?: string): Promise<BusinessNode | string> {
  const rules = ['10000', '40004'].map((code) => ({ code, then: 'accept', because: 'as it is' }) as const);
  const alipay = createAlipay({ ...gateway.credentials, gateway: gateway.url, rules });
  try {
    const { data } = await alipay.execute(method, content, appAuthToken === undefined ? {} : { appAuthToken });
    return data['code'] === '40004' ? String(data['sub_code']) : (data as BusinessNode);
  } catch (error) {
    return isAlipayError(error) ? (error.subCode ?? error.code) : String(error);
  }
}

const runs = () => gateway.ledger.runs.map(({ method, key, amount }) => [method, key, amount]);

describe('transfers', () => {
  const ORDER = {
    out_biz_no: 'b-1',
    trans_amount: '8.80',
    product_code: 'TRANS_ACCOUNT_NO_PWD',
    biz_scene: 'DIRECT_TRANSFER',
  };
  const query = (content: object = { out_biz_no: 'b-1', product_code: 'TRANS_ACCOUNT_NO_PWD' }) =>
    ask('alipay.fund.trans.common.query', content);

  test('run once under one number, and answer a repeat as the first time', async () => {
    const first = await ask(TRANSFER, ORDER);
    expect(first).toMatchObject({ code: '10000', out_biz_no: 'b-1', status: 'SUCCESS', order_id: expect.any(String) });
    expect(await ask(TRANSFER, ORDER)).toEqual(first);
    expect(await ask(TRANSFER, { ...ORDER, trans_amount: '8.81' })).toBe('PAYMENT_INFO_INCONSISTENCY');
    expect(runs()).toEqual([[TRANSFER, 'b-1', '8.80']]);
    expect(gateway.ledger.transfers).toMatchObject([{ outBizNo: 'b-1', amount: '8.80', status: 'SUCCESS' }]);
  });

  test('are found by their number or the gateway’s, which wins', async () => {
    expect(await query()).toBe('ORDER_NOT_EXIST');
    const { order_id } = (await ask(TRANSFER, ORDER)) as BusinessNode;
    expect(await query()).toMatchObject({ status: 'SUCCESS', trans_amount: '8.80', order_id });
    expect(await query({ order_id, out_biz_no: 'b-2' })).toMatchObject({ out_biz_no: 'b-1' });
    expect(await query({ order_id: '1' })).toBe('ORDER_NOT_EXIST');
    expect(await query({ out_biz_no: 'b-1' })).toBe('isv.invalid-parameter');
  });

  test.each([
    ['SUCCESS', 1],
    ['FAIL', 0],
    ['REFUND', 1],
  ] as const)('that are being dealt with end as they are told: %s', async (status, count) => {
    gateway.on(TRANSFER).reply(dealing());
    expect(await ask(TRANSFER, ORDER)).toMatchObject({ status: 'DEALING' });
    expect(await query()).toMatchObject({ status: 'DEALING' });
    expect(gateway.ledger.runs).toEqual([]);
    gateway.ledger.transferEnds('b-1', status);
    expect(await query()).toMatchObject({ status, ...(status === 'FAIL' ? { fail_reason: expect.any(String) } : {}) });
    expect(gateway.ledger.runs).toHaveLength(count);
    expect(() => gateway.ledger.transferEnds('b-1', 'FAIL')).toThrow('should be DEALING');
    expect(() => gateway.ledger.transferEnds('b-9', 'FAIL')).toThrow('not there');
  });

  test('want what they need, and belong to their merchant', async () => {
    for (const name of ['out_biz_no', 'trans_amount', 'product_code'])
      expect(await ask(TRANSFER, { ...ORDER, [name]: '' })).toBe('isv.invalid-parameter');
    expect(await ask(TRANSFER, { ...ORDER, trans_amount: 'all' })).toBe('isv.invalid-parameter');
    const { token, owner } = gateway.tokens.issueMerchant();
    await ask(TRANSFER, ORDER, token);
    await ask(TRANSFER, ORDER);
    expect(gateway.ledger.runs.map(({ merchant }) => merchant)).toEqual([owner, gateway.credentials.appId]);
  });
});

describe('pre-authorisations', () => {
  const ORDER = { out_order_no: 'o-1', out_request_no: 'f-1', auth_code: '28', amount: '99.00', order_title: 'bike' };
  const query = (content: object = { out_order_no: 'o-1', out_request_no: 'f-1' }) =>
    ask('alipay.fund.auth.operation.detail.query', content);

  test('freeze once, and say so the second time', async () => {
    expect(await query()).toBe('AUTH_ORDER_NOT_EXIST');
    const first = await ask(FREEZE, ORDER);
    expect(first).toMatchObject({ status: 'SUCCESS', out_request_no: 'f-1', amount: '99.00' });
    expect(await ask(FREEZE, ORDER)).toBe('FREEZE_ALREADY_SUCCESS');
    expect(await ask(FREEZE, { ...ORDER, amount: '98.00' })).toBe('UNIQUE_VIOLATION');
    expect(await query()).toMatchObject({ operation_type: 'FREEZE', status: 'SUCCESS', order_status: 'AUTHORIZED' });
    expect(await query({ out_order_no: 'o-1', out_request_no: 'f-2' })).toBe('AUTH_OPERATION_NOT_EXIST');
    expect(runs()).toEqual([[FREEZE, 'f-1', '99.00']]);
  });

  test('wait for the payer’s password', async () => {
    gateway.on(FREEZE).reply(pending());
    expect(await ask(FREEZE, ORDER)).toMatchObject({ code: '10003', status: 'INIT' });
    expect(await ask(FREEZE, ORDER)).toMatchObject({ code: '10003', status: 'INIT' });
    expect(await query()).toMatchObject({ status: 'INIT', order_status: 'INIT' });
    expect(gateway.ledger.runs).toEqual([]);
    gateway.ledger.payerConfirms('f-1');
    expect(await query()).toMatchObject({ status: 'SUCCESS' });
    expect(() => gateway.ledger.payerConfirms('f-1')).toThrow('no freeze f-1');
  });

  test('release what is frozen, and no more', async () => {
    const { auth_no } = (await ask(FREEZE, ORDER)) as BusinessNode;
    const release = { auth_no, out_request_no: 'u-1', amount: '60.00', remark: 'back' };
    const first = await ask(UNFREEZE, release);
    expect(first).toMatchObject({ status: 'SUCCESS', out_request_no: 'u-1' });
    expect(await ask(UNFREEZE, release)).toEqual(first);
    expect(await ask(UNFREEZE, { ...release, amount: '1.00' })).toBe('UNIQUE_VIOLATION');
    expect(await ask(UNFREEZE, { ...release, out_request_no: 'u-2' })).toBe('REQUEST_AMOUNT_EXCEED');
    expect(await ask(UNFREEZE, { ...release, auth_no: '1', out_request_no: 'u-2' })).toBe('AUTH_ORDER_NOT_EXIST');
    const { operation_id } = first as BusinessNode;
    expect(await query({ auth_no, operation_id })).toMatchObject({ operation_type: 'UNFREEZE', rest_amount: '39.00' });
    expect(await query({ auth_no })).toBe('ILLEGAL_ARGUMENT');
    expect(await query({ operation_id })).toBe('ILLEGAL_ARGUMENT');
    await ask(UNFREEZE, { ...release, amount: '39.00', out_request_no: 'u-3' });
    expect(await query({ auth_no, operation_id })).toMatchObject({ order_status: 'FINISH' });
    expect(gateway.ledger.freezes).toMatchObject([{ frozenAmount: '0.00', operations: { length: 3 } }]);
  });

  test('want what they need', async () => {
    expect(await ask(FREEZE, { ...ORDER, out_order_no: '' })).toBe('isv.invalid-parameter');
    expect(await ask(FREEZE, { ...ORDER, amount: '1.001' })).toBe('isv.invalid-parameter');
    expect(await ask(UNFREEZE, { auth_no: '1', out_request_no: 'u', amount: 'x', remark: 'y' })).toBe(
      'isv.invalid-parameter',
    );
    expect(await ask(UNFREEZE, { auth_no: '1' })).toBe('isv.invalid-parameter');
  });
});

describe('settlements', () => {
  const pay = async (outTradeNo: string): Promise<string> => {
    const order = { out_trade_no: outTradeNo, total_amount: '10.00', subject: 'tea', auth_code: outTradeNo };
    return String(((await ask('alipay.trade.pay', order)) as BusinessNode)['trade_no']);
  };
  const query = (content: object) => ask('alipay.trade.order.settle.query', content);

  test('share a trade out once', async () => {
    const trade_no = await pay('t-1');
    const order = { out_request_no: 's-1', trade_no, royalty_parameters: [{ trans_in: '2088', amount: '6.00' }] };
    expect(await query({ out_request_no: 's-1', trade_no })).not.toHaveProperty('royalty_detail_list');
    const first = await ask(SETTLE, order);
    expect(first).toMatchObject({ code: '10000', trade_no, settle_no: expect.any(String) });
    expect(await ask(SETTLE, order)).toBe('ACQ.DUP_OUT_REQUEST_NO');
    const other = { ...order, royalty_parameters: [{ trans_in: '2088', amount: '5.00' }] };
    expect(await ask(SETTLE, other)).toBe('ACQ.DISCORDANT_REPEAT_REQUEST');
    expect(await ask(SETTLE, { ...other, out_request_no: 's-2' })).toBe('ACQ.ALLOC_AMOUNT_VALIDATE_ERROR');
    const found = { out_request_no: 's-1', royalty_detail_list: [{ amount: '6.00', state: 'SUCCESS' }] };
    expect(await query({ out_request_no: 's-1', trade_no })).toMatchObject(found);
    expect(await query({ settle_no: (first as BusinessNode)['settle_no'] })).toMatchObject(found);
    expect(await query({ out_request_no: 's-1', trade_no: '1' })).not.toHaveProperty('out_request_no');
    expect(gateway.ledger.settlements).toMatchObject([{ outRequestNo: 's-1', shares: [{ amount: '6.00' }] }]);
    expect(runs().at(-1)).toEqual([SETTLE, 's-1', '6.00']);
    expect(gateway.ledger.runs).toHaveLength(2);
  });

  test('want a trade that is paid, and shares', async () => {
    const order = { out_request_no: 's-1', trade_no: '1', royalty_parameters: [{ trans_in: '2088', amount: '6.00' }] };
    expect(await ask(SETTLE, order)).toBe('ACQ.TRADE_NOT_EXIST');
    const created = (await ask('alipay.trade.create', {
      out_trade_no: 't',
      total_amount: '1.00',
      subject: 'x',
    })) as BusinessNode;
    expect(await ask(SETTLE, { ...order, trade_no: created['trade_no'] })).toBe('ACQ.TRADE_STATUS_ERROR');
    for (const royalty_parameters of ['', [], {}, [{ amount: 'x' }]])
      expect(await ask(SETTLE, { ...order, royalty_parameters })).toBe('isv.invalid-parameter');
  });
});

test('a cancellation that the gateway wants again does nothing', async () => {
  gateway.on('alipay.trade.pay').reply(pending());
  await ask('alipay.trade.pay', { out_trade_no: 't', total_amount: '1.00', subject: 'x', auth_code: '1' });
  gateway.on(CANCEL).reply(retryCancel());
  expect(await ask(CANCEL, { out_trade_no: 't' })).toMatchObject({ retry_flag: 'Y' });
  expect(gateway.ledger.get('t')?.status).toBe('WAIT_BUYER_PAY');
});

describe('the door without a socket', () => {
  test('answers as the server does', async () => {
    const sent: { url: string; body: string; headers: Record<string, string> }[] = [];
    const alipay = createAlipay({
      ...gateway.credentials,
      gateway: gateway.url,
      axios: {
        adapter: async (config) => {
          const url = new URL(String(config.url));
          const request = {
            url: `${url.pathname}${url.search}`,
            body: String(config.data),
            headers: { 'content-type': String(config.headers.getContentType()) },
          };
          sent.push(request);
          const reply = await gateway.handle({ httpMethod: 'POST', ...request });
          if (reply.kind !== 'reply') throw new Error(reply.kind);
          return { status: reply.status, statusText: '', headers: reply.headers, data: reply.body, config };
        },
      },
    });
    const { alipay: report } = await alipay
      .execute('alipay.trade.query', { out_trade_no: 'x' })
      .catch((error) => ({ alipay: error }));
    expect(report).toMatchObject({ subCode: 'ACQ.TRADE_NOT_EXIST', traceId: expect.any(String) });
    const [request] = sent;
    const over = await fetch(`${gateway.url}${request?.url}`, { method: 'POST', ...request });
    const direct = await gateway.handle({
      httpMethod: 'POST',
      headers: {},
      ...request,
      url: request?.url ?? '',
      body: request?.body ?? '',
    });
    expect(direct).toMatchObject({ kind: 'reply', status: over.status, body: Buffer.from(await over.arrayBuffer()) });
    expect(gateway.log).toHaveLength(3);
  });

  test('knows its one path and two methods', async () => {
    const request = { httpMethod: 'POST', url: '/other', headers: {}, body: '' };
    expect(await gateway.handle(request)).toMatchObject({ status: 404 });
    expect(await gateway.handle({ ...request, httpMethod: 'PUT', url: '/gateway.do' })).toMatchObject({ status: 405 });
  });

  test('is all there is of a gateway that does not listen', async () => {
    const quiet = await startGateway({ credentials: testCredentials(), listen: false });
    expect(quiet.url).toBe('http://127.0.0.1:1');
    expect(await quiet.handle({ httpMethod: 'GET', url: '/gateway.do', headers: {}, body: '' })).toMatchObject({
      status: 200,
    });
    await quiet.close();
  });
});
