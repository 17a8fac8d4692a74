import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AlipayInstance, AlipayOptions, ServerSentEvent } from '../../src/index.js';
import { createAlipay, isAlipayError } from '../../src/index.js';
import type { TestGateway } from '../../src/testing/index.js';
import {
  busy,
  createTestClock,
  createTestCredentials,
  forged,
  httpStatus,
  lost,
  pass,
  raw,
  refused,
  startGateway,
  throttled,
  unsigned,
} from '../../src/testing/index.js';

const credentials = createTestCredentials();
const encryptKey = Buffer.alloc(16, 7).toString('base64');
const clock = createTestClock(Date.now(), { auto: true });
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway({ credentials, encryptKey, clock, methods: ['alipay.open.file.upload', 'alipay.x.y'] });
});
afterAll(() => gateway.close());
beforeEach(() => gateway.clearLog());

const client = (options: Partial<AlipayOptions> = {}): AlipayInstance =>
  createAlipay({ ...gateway.credentials, gateway: gateway.url, clock, random: () => 0.5, ...options });
const failure = async (call: Promise<unknown>) => {
  const error: unknown = await call.then(
    () => new Error('it went through'),
    (thrown: unknown) => thrown,
  );
  if (!isAlipayError(error)) throw error;
  return error;
};
const order = (outTradeNo: string) => ({ out_trade_no: outTradeNo, total_amount: '88.80', subject: '大乐透' });
const payment = (outTradeNo: string) => ({ ...order(outTradeNo), auth_code: `28${outTradeNo}`, scene: 'bar_code' });

describe('v3', () => {
  test('pays and asks, and gives the body as it is', async () => {
    const alipay = client();
    const { data, alipay: report } = await alipay.post('/v3/alipay/trade/pay', payment('v3-1'));
    expect(data).toMatchObject({ out_trade_no: 'v3-1', total_amount: '88.80' });
    expect(data).not.toHaveProperty('code');
    expect(report).toMatchObject({ method: 'alipay.trade.pay', pending: false });
    const asked = await alipay.post('/v3/alipay/trade/query', { out_trade_no: 'v3-1' });
    expect(asked.data).toMatchObject({ trade_status: 'TRADE_SUCCESS' });
    expect(gateway.log.every(({ signatureValid }) => signatureValid)).toBe(true);
  });

  test('signs the query as it goes over the wire', async () => {
    const alipay = client();
    const { data } = await alipay.get('/v3/alipay/trade/query?out_trade_no=v3-1', {
      params: { note: "a b&c=1+1 中文'()*" },
    });
    expect(data).toMatchObject({ out_trade_no: 'v3-1' });
    const content = JSON.parse(gateway.log[0]?.params['biz_content'] ?? '');
    expect(content).toEqual({ out_trade_no: 'v3-1', note: "a b&c=1+1 中文'()*" });
  });

  test('carries tokens in their own places', async () => {
    const merchant = gateway.tokens.issueMerchant();
    const user = gateway.tokens.issueUser();
    await client().post('/v3/alipay/trade/create', order('v3-tokens'), {
      alipay: { appAuthToken: merchant.token, authToken: user.token },
    });
    expect(gateway.log[0]?.params).toMatchObject({ app_auth_token: merchant.token, auth_token: user.token });
  });

  test('signs a token with odd characters as it goes over the wire', async () => {
    const error = await failure(
      client().get('/v3/alipay/trade/query', { params: { out_trade_no: '1' }, alipay: { authToken: "a'b c+d&e=f" } }),
    );
    expect(error.subCode).toBe('aop.invalid-auth-token');
    expect(gateway.log[0]?.params['auth_token']).toBe("a'b c+d&e=f");
  });

  test('waits for the buyer where nothing tells that it was paid', async () => {
    const hesitant = await startGateway({ credentials, clock, buyer: 'hesitates' });
    const alipay = createAlipay({ ...hesitant.credentials, gateway: hesitant.url, clock });
    const { alipay: report } = await alipay.post('/v3/alipay/trade/pay', payment('v3-slow'));
    expect(report.pending).toBe(true);
    await hesitant.close();
  });

  test('encrypts, signs the ciphertext, verifies and decrypts', async () => {
    const alipay = client({ encryptKey });
    const { data } = await alipay.post('/v3/alipay/trade/create', order('v3-aes'), { alipay: { encrypt: true } });
    expect(data).toMatchObject({ out_trade_no: 'v3-aes' });
  });

  test('uploads a file beside its signed data', async () => {
    const { data } = await client().post(
      '/v3/alipay/open/file/upload',
      { biz_code: 'test' },
      { alipay: { files: { file_content: { content: Buffer.from('a file'), filename: 'a.txt' } } } },
    );
    expect(data).toEqual({});
    expect(JSON.parse(gateway.log[0]?.params['biz_content'] ?? '')).toEqual({ biz_code: 'test' });
  });

  test.each([
    ['busy', busy(), 'safe', 2],
    ['throttled', throttled(), 'safe', 2],
    ['202', httpStatus(202, '{}'), 'safe', 2],
    ['429 without a word', httpStatus(429, ''), 'safe', 2],
    ['502 of a proxy', httpStatus(502, '<html>'), 'safe', 2],
    ['a reply that is lost', lost(pass()), 'safe', 2],
    ['an unsigned success', unsigned(pass()), 'safe', 2],
    ['a forged success', forged(pass()), 'safe', 2],
    ['SYSTEM_ERROR under 400', refused('40004', 'ACQ.SYSTEM_ERROR'), 'safe', 2],
  ] as const)('asks again after %s', async (_what, reply, _repeat, attempts) => {
    gateway.on('alipay.trade.query').reply(reply);
    const response = await client().post('/v3/alipay/trade/query', { out_trade_no: 'v3-1' });
    expect(response.data).toMatchObject({ trade_status: 'TRADE_SUCCESS' });
    expect(response.alipay.attempts).toHaveLength(attempts);
  });

  test.each([
    ['busy', busy()],
    ['a lost reply', lost(pass())],
    ['202', httpStatus(202, '{}')],
  ])('asks what became of a payment after %s, and never sends it blindly', async (what, reply) => {
    const outTradeNo = `v3-lost-${what.replaceAll(' ', '-')}`;
    gateway.on('alipay.trade.pay').reply(reply);
    const response = await client().post('/v3/alipay/trade/pay', payment(outTradeNo));
    expect(response.data).toMatchObject({ out_trade_no: outTradeNo });
    expect(gateway.ledger.runs.filter(({ key }) => key === outTradeNo)).toHaveLength(1);
  });

  test.each([
    ['isv.invalid-signature', '40002', 'ERR_ALIPAY_REJECTED'],
    ['ACQ.TRADE_NOT_EXIST', '40004', 'ERR_ALIPAY_BUSINESS'],
    ['isv.insufficient-isv-permissions', '40006', 'ERR_ALIPAY_REJECTED'],
  ])('fails at once on %s with the cure of the catalog', async (subCode, gatewayCode, code) => {
    gateway.on('alipay.trade.query').reply(refused(gatewayCode, subCode));
    const error = await failure(client().post('/v3/alipay/trade/query', { out_trade_no: 'v3-1' }));
    expect(error).toMatchObject({ code, outcome: 'rejected', gatewayCode, subCode });
    expect(error.attempts).toHaveLength(1);
  });

  test('replaces a stale merchant token and goes on', async () => {
    const fresh = gateway.tokens.issueMerchant();
    const alipay = client({ tokens: { refresh: () => fresh.token } });
    const { data } = await alipay.post('/v3/alipay/trade/create', order('v3-stale'), {
      alipay: { appAuthToken: 'stale' },
    });
    expect(data).toMatchObject({ out_trade_no: 'v3-stale' });
    expect(gateway.log.map(({ params }) => params['app_auth_token'])).toEqual(['stale', fresh.token]);
  });

  test('reads server-sent events one by one', async () => {
    gateway
      .on('alipay.x.y')
      .reply(
        raw('id: 1\nevent: token\ndata: {"a":1}\n\ndata: 你\ndata: 好\n\n', { 'content-type': 'text/event-stream' }),
      );
    const { data } = await client().post<AsyncIterable<ServerSentEvent>>(
      '/v3/alipay/x/y',
      {},
      { responseType: 'stream' },
    );
    const events: ServerSentEvent[] = [];
    for await (const event of data) events.push(event);
    expect(events).toEqual([
      { id: '1', event: 'token', data: '{"a":1}' },
      { event: 'message', data: '你\n好' },
    ]);
  });

  test('fails like any call where an error comes in the place of events', async () => {
    gateway.on('alipay.x.y').reply(refused('40006', 'isv.insufficient-isv-permissions'));
    const error = await failure(client().post('/v3/alipay/x/y', {}, { responseType: 'stream' }));
    expect(error.subCode).toBe('isv.insufficient-isv-permissions');
  });

  test.each([
    ['a v2 body', { method: 'alipay.trade.query', biz_content: {} }, {}, '"data.biz_content"'],
    ['an array', [], {}, '"data"'],
    ['a text that is no JSON', 'a=1', {}, '"data"'],
    ['notifyUrl', {}, { notifyUrl: 'https://shop.example' }, '"alipay.notifyUrl"'],
    ['encrypt without a key', {}, { encrypt: true }, '"alipay.encrypt"'],
  ])('refuses %s before anything is sent', async (_what, data, options, named) => {
    await expect(client().post('/v3/alipay/trade/query', data as object, { alipay: options })).rejects.toThrow(named);
    expect(gateway.log).toHaveLength(0);
  });
});
