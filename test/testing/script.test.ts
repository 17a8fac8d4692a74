import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ScriptedReply, TestGateway } from '../../src/testing/index.js';
import {
  answered,
  busy,
  createTestCredentials,
  delayed,
  forged,
  hangUp,
  httpStatus,
  lost,
  ok,
  paid,
  pass,
  pending,
  ran,
  raw,
  refused,
  silent,
  startGateway,
  throttled,
  unsigned,
} from '../../src/testing/index.js';
import type { RawClient, RawRequest } from './raw-client.js';
import { createRawClient, fits } from './raw-client.js';

const credentials = createTestCredentials();
const pay: RawRequest = {
  method: 'alipay.trade.pay',
  content: { out_trade_no: 't1', total_amount: '88.80', subject: 'x', auth_code: 'bar-1' },
};
const query: RawRequest = { method: 'alipay.trade.query', content: { out_trade_no: 't1' } };
let gateway: TestGateway;
let client: RawClient;

beforeEach(async () => {
  gateway = await startGateway({ credentials });
  client = createRawClient(gateway.url, credentials, Date.now);
});
afterEach(() => gateway.close());

describe('a script', () => {
  test('is used up in its order, one reply a request, and then the gateway answers itself', async () => {
    const script = gateway
      .on('alipay.trade.query')
      .reply(busy(), throttled())
      .reply(ok({ trade_status: 'X' }));
    expect(script.left).toBe(3);
    const codes: unknown[] = [];
    for (let i = 0; i < 4; i++) codes.push((await client.send(query)).node['code']);
    expect(codes).toEqual(['20000', '40005', '10000', '40004']);
    expect(script.left).toBe(0);
  });

  test('makes its method known, and its last reply stays until it is replaced', async () => {
    const invented = { method: 'alipay.made.up', content: {} };
    expect((await client.send(invented)).node).toMatchObject({ sub_code: 'isv.invalid-method' });
    const script = gateway.on('alipay.made.up').reply(busy(), ok({ n: 1 }));
    await client.send(invented);
    for (let i = 0; i < 3; i++) expect((await client.send(invented)).node).toMatchObject({ n: 1 });
    script.reply(ok({ n: 2 }));
    for (let i = 0; i < 2; i++) expect((await client.send(invented)).node).toMatchObject({ n: 2 });
    script.clear();
    expect((await client.send(invented)).node).toEqual({ code: '10000', msg: 'Success' });
  });

  test('is not used up by a request that is not authentic', async () => {
    gateway.on('alipay.trade.query').reply(ok());
    const reply = await client.send({ ...query, afterSigning: { sign: 'AAAA' } });
    expect(reply.node).toMatchObject({ sub_code: 'isv.invalid-signature' });
    expect(gateway.on('alipay.trade.query').left).toBe(1);
  });

  test('comes before tokens and parameters are looked at, so that invented ones can be used', async () => {
    gateway.on('alipay.trade.query').reply(ok({ a: 1 }), pass());
    const request = { ...query, params: { auth_token: 'invented' } };
    expect((await client.send(request)).node).toMatchObject({ a: 1 });
    expect((await client.send(request)).node).toMatchObject({ sub_code: 'aop.invalid-auth-token' });
  });

  test('survives the way to another process', async () => {
    const replies: readonly ScriptedReply[] = [
      paid({ a: 1 }),
      pending(),
      unsigned(forged(refused('40004', 'ACQ.SYSTEM_ERROR'))),
      delayed(lost(), 5),
      ran(silent({ run: true })),
      httpStatus(502, 'bad', { a: 'b' }),
      raw(Buffer.from([0xb0, 0xa2])),
      hangUp(),
      answered('99999'),
    ];
    expect(JSON.parse(JSON.stringify(replies))).toEqual(replies);
  });
});

describe('replies that are signed rightly, wrongly, or not at all', () => {
  test('a right signature covers the bytes as they were sent, for RSA2 and RSA', async () => {
    gateway.on('alipay.trade.query').reply(ok({ url: 'https://a/b', name: '支付宝' }), ok({ url: '/' }));
    const reply = await client.send(query);
    expect(reply.text).toContain('"url":"https:\\/\\/a\\/b"');
    expect(fits(reply, credentials.alipayPublicKey)).toBe(true);
    const old = await client.send({ ...query, params: { sign_type: 'RSA' } });
    expect(fits(old, credentials.alipayPublicKey, 'RSA')).toBe(true);
    expect(old.response.headers.get('content-type')).toBe('text/html;charset=utf-8');
  });

  test('unsigned has no signature, forged has one that does not fit', async () => {
    gateway.on('alipay.trade.query').reply(unsigned(ok({ a: 1 })), forged(ok({ a: 1 })), delayed(forged(pass()), 1));
    const bare = await client.send(query);
    expect([bare.node['a'], bare.sign]).toEqual([1, undefined]);
    for (let i = 0; i < 2; i++) {
      const false_ = await client.send(query);
      expect(false_.sign).toHaveLength(344);
      expect(fits(false_, credentials.alipayPublicKey)).toBe(false);
    }
    expect(gateway.log.map((entry) => entry.replied)).toEqual(['unsigned', 'forged', 'forged']);
  });
});

describe('the buyer', () => {
  test('paid pays in the ledger too', async () => {
    gateway.on('alipay.trade.pay').reply(pending(), paid({ extra: 'yes' }));
    expect((await client.send(pay)).node).toMatchObject({ code: '10003', out_trade_no: 't1' });
    expect((await client.send(pay)).node).toMatchObject({ code: '10000', total_amount: '88.80', extra: 'yes' });
    expect(gateway.ledger.paidTotal()).toBe('88.80');
  });

  test('pays while being asked after', async () => {
    gateway.on('alipay.trade.pay').reply(pending());
    gateway.on('alipay.trade.query').reply(pending(), paid());
    await client.send(pay);
    expect((await client.send(query)).node).toMatchObject({ trade_status: 'WAIT_BUYER_PAY', total_amount: '88.80' });
    expect((await client.send(query)).node).toMatchObject({ trade_status: 'TRADE_SUCCESS', total_amount: '88.80' });
    expect(gateway.ledger.runs).toHaveLength(1);
  });

  test('pays a trade that only scripts have seen, with the number and the amount of the calls', async () => {
    gateway.on('alipay.trade.pay').reply(busy());
    gateway.on('alipay.trade.query').reply(pending(), paid());
    await client.send(pay);
    for (const status of ['WAIT_BUYER_PAY', 'TRADE_SUCCESS']) {
      expect((await client.send(query)).node).toMatchObject({
        code: '10000',
        out_trade_no: 't1',
        total_amount: '88.80',
        trade_status: status,
      });
    }
    expect(gateway.ledger.runs).toEqual([]);
  });

  test('pays what is no trade at all', async () => {
    gateway.on('alipay.fund.trans.uni.transfer').reply(paid({ status: 'SUCCESS' }), pending());
    const transfer = { method: 'alipay.fund.trans.uni.transfer', content: { out_biz_no: '1' } };
    expect((await client.send(transfer)).node).toMatchObject({ code: '10000', status: 'SUCCESS' });
    expect((await client.send(transfer)).node).toMatchObject({ code: '10003' });
  });
});

describe('accidents', () => {
  test('lost does the work and destroys the socket', async () => {
    gateway.on('alipay.trade.pay').reply(lost());
    await expect(client.send(pay)).rejects.toThrow('fetch failed');
    expect(gateway.ledger.get('t1')?.status).toBe('TRADE_SUCCESS');
    expect(gateway.log).toMatchObject([{ method: 'alipay.trade.pay', signatureValid: true, replied: 'none' }]);
  });

  test('hangUp destroys the socket and does nothing', async () => {
    gateway.on('alipay.trade.pay').reply(hangUp(), lost(pending()));
    await expect(client.send(pay)).rejects.toThrow('fetch failed');
    expect(gateway.ledger.trades).toEqual([]);
    await expect(client.send(pay)).rejects.toThrow('fetch failed');
    expect(gateway.ledger.get('t1')?.status).toBe('WAIT_BUYER_PAY');
  });

  test('ran does the work and answers something else', async () => {
    gateway.on('alipay.trade.pay').reply(ran(busy()));
    expect((await client.send(pay)).node).toMatchObject({ code: '20000' });
    expect(gateway.ledger.runs).toHaveLength(1);
  });

  test('delayed does the work at once and answers later', async () => {
    gateway.on('alipay.trade.pay').reply(delayed(pass(), 100));
    let isAnswered = false;
    const call = client.send(pay).finally(() => {
      isAnswered = true;
    });
    while (gateway.ledger.runs.length === 0) await new Promise(setImmediate);
    expect(isAnswered).toBe(false);
    expect((await call).node).toMatchObject({ code: '10000' });
  });

  test.each([
    { run: true, runs: 1 },
    { run: false, runs: 0 },
  ])('silent with run: $run never answers, and close ends the waiting', async ({ run, runs }) => {
    gateway.on('alipay.trade.pay').reply(silent({ run }));
    const call = client.send(pay);
    while (gateway.log.length === 0) await new Promise(setImmediate);
    const refusal = expect(call).rejects.toThrow('fetch failed');
    await gateway.close();
    await refusal;
    expect(gateway.ledger.runs).toHaveLength(runs);
  });

  test('an answer from in front of the gateway has its own status, body and headers', async () => {
    gateway.on('alipay.trade.query').reply(httpStatus(502, '<h1>Bad Gateway</h1>', { 'retry-after': '1' }));
    const response = await client.fetch(query);
    expect([response.status, response.headers.get('retry-after')]).toEqual([502, '1']);
    expect(await response.text()).toBe('<h1>Bad Gateway</h1>');
    expect(gateway.log).toMatchObject([{ replied: 'body', code: undefined }]);
  });

  test('a raw body goes out as it is, bytes too', async () => {
    gateway.on('alipay.trade.query').reply(raw('{"half":'), raw(Buffer.from([0xb0, 0xa2, 0x5c]), { date: 'never' }));
    expect(await (await client.fetch(query)).text()).toBe('{"half":');
    const bytes = await client.fetch(query);
    expect(Buffer.from(await bytes.arrayBuffer())).toEqual(Buffer.from([0xb0, 0xa2, 0x5c]));
    expect(bytes.headers.get('date')).toBe('never');
  });
});
