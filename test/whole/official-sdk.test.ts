import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AlipayFormData, AlipaySdk } from 'alipay-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAlipay } from '../../src/index.js';
import type { TestGateway } from '../../src/testing/index.js';
import { createTestAuthority, createTestCredentials, startGateway } from '../../src/testing/index.js';

// The official SDK as a client of our gateway, and as a verifier of what it says: two implementations that were written apart
// have to agree both ways, in key mode and in certificate mode.
const credentials = createTestCredentials();
const authority = createTestAuthority();
const encryptKey = Buffer.alloc(16, 3).toString('base64');
// The SDK stamps its requests in the process's own time zone. protocol.md 1.3.
const options = {
  credentials,
  encryptKey,
  clockToleranceMs: 24 * 3_600_000,
  methods: ['alipay.open.file.upload', 'alipay.offline.material.image.upload', 'alipay.x.y'],
};
let keyed: TestGateway;
let certified: TestGateway;

beforeAll(async () => {
  keyed = await startGateway(options);
  certified = await startGateway({ ...options, authority });
});
afterAll(() => Promise.all([keyed.close(), certified.close()]));

const MODES = ['key', 'certificate'] as const;
type Mode = (typeof MODES)[number];

function open(mode: Mode): {
  readonly gateway: TestGateway;
  readonly sdk: AlipaySdk;
  readonly alipay: ReturnType<typeof createAlipay>;
} {
  const gateway = mode === 'key' ? keyed : certified;
  const { appId, privateKey } = gateway.credentials;
  const common = { appId, privateKey, keyType: 'PKCS8' as const, encryptKey };
  const place = { gateway: `${gateway.url}/gateway.do`, endpoint: gateway.url };
  if (mode === 'key') {
    const { alipayPublicKey } = gateway.credentials;
    return {
      gateway,
      sdk: new AlipaySdk({ ...common, ...place, alipayPublicKey }),
      alipay: createAlipay({ ...gateway.credentials, encryptKey, gateway: gateway.url }),
    };
  }
  const { certificates } = gateway.certificateCredentials;
  return {
    gateway,
    sdk: new AlipaySdk({
      ...common,
      ...place,
      appCertContent: certificates.app,
      // It reads a file of one certificate only.
      alipayPublicCertContent: `${certificates.alipay.split('-----END CERTIFICATE-----')[0]}-----END CERTIFICATE-----\n`,
      alipayRootCertContent: certificates.root,
    }),
    alipay: createAlipay({ ...gateway.certificateCredentials, encryptKey, gateway: gateway.url }),
  };
}

const order = (outTradeNo: string) => ({
  out_trade_no: outTradeNo,
  total_amount: '88.80',
  subject: '大乐透 <a&b> "\'',
});

describe.each(MODES)('in %s mode', (mode) => {
  const { number } = { number: (what: string) => `${mode}-${what}` };

  test('exec: the same request is authentic from both, and both believe the reply', async () => {
    const { sdk, alipay, gateway } = open(mode);
    const theirs = await sdk.exec(
      'alipay.trade.create',
      { bizContent: order(number('exec-1')) },
      { validateSign: true },
    );
    const ours = await alipay.execute('alipay.trade.create', order(number('exec-2')));
    expect(theirs).toMatchObject({ code: '10000', outTradeNo: number('exec-1') });
    expect(ours.data).toMatchObject({ code: '10000', out_trade_no: number('exec-2') });
    expect(gateway.log.slice(-2).every(({ signatureValid }) => signatureValid)).toBe(true);
  });

  test('AES: the gateway opens both, and both open the reply', async () => {
    const { sdk, alipay } = open(mode);
    const theirs = await sdk.exec('alipay.trade.create', { bizContent: order(number('aes-1')), needEncrypt: true });
    const ours = await alipay.execute('alipay.trade.create', order(number('aes-2')), { encrypt: true });
    expect(theirs).toMatchObject({ outTradeNo: number('aes-1') });
    expect(ours.data).toMatchObject({ out_trade_no: number('aes-2') });
  });

  test('uploads: a form of theirs and of ours are read alike', async () => {
    const { sdk, alipay, gateway } = open(mode);
    const form = new AlipayFormData();
    form.addField('biz_code', '图片');
    form.addFile('file_content', 'a.jpg', Buffer.from('a picture'));
    const theirs = await sdk.exec('alipay.open.file.upload', {}, { formData: form, validateSign: true });
    const ours = await alipay.execute('alipay.open.file.upload', undefined, {
      params: { biz_code: '图片' },
      files: { file_content: { content: Buffer.from('a picture'), filename: 'a.jpg' } },
    });
    expect(theirs.code).toBe('10000');
    expect(ours.data['code']).toBe('10000');
    const [first, second] = gateway.log.slice(-2);
    expect(first?.params['biz_code']).toBe('图片');
    expect(second?.params['biz_code']).toBe('图片');
  });

  test('curl: v3 requests of both are authentic, and both believe the reply', async () => {
    const { sdk, alipay } = open(mode);
    const theirs = await sdk.curl('POST', '/v3/alipay/trade/create', { body: order(number('v3-1')) });
    const ours = await alipay.post('/v3/alipay/trade/create', order(number('v3-2')));
    expect(theirs.data).toMatchObject({ out_trade_no: number('v3-1') });
    expect(ours.data).toMatchObject({ out_trade_no: number('v3-2') });
    const query = { out_trade_no: number('v3-1'), note: '中 文&=' };
    await sdk.curl('POST', '/v3/alipay/trade/pay', { body: { ...order(number('v3-pay')), auth_code: `28${mode}` } });
    const asked = await sdk.curl('GET', '/v3/alipay/trade/query', { query });
    expect(asked.data).toMatchObject({ out_trade_no: number('v3-1') });
  });

  test('curl: encrypted bodies and uploads', async () => {
    const { sdk, alipay } = open(mode);
    const body = order(number('v3-aes-1'));
    const theirs = await sdk.curl('POST', '/v3/alipay/trade/create', { body, needEncrypt: true });
    expect(theirs.data).toMatchObject({ out_trade_no: number('v3-aes-1') });
    const ours = await alipay.post('/v3/alipay/trade/create', order(number('v3-aes-2')), { alipay: { encrypt: true } });
    expect(ours.data).toMatchObject({ out_trade_no: number('v3-aes-2') });
    const form = new AlipayFormData();
    form.addFile('file_content', 'a.jpg', Buffer.from('a picture'));
    const uploaded = await sdk.curl('POST', '/v3/alipay/open/file/upload', { form, body: { biz_code: 'x' } });
    expect(uploaded.responseHttpStatus).toBe(200);
  });

  test('pageExec: the browser is sent on by the forms and URLs of both', async () => {
    const { sdk, alipay, gateway } = open(mode);
    const returnUrl = 'http://127.0.0.1/back?shop=1';
    const content = { ...order(number('page-1')), product_code: 'FAST_INSTANT_TRADE_PAY' };
    const theirs = sdk.pageExecute('alipay.trade.page.pay', 'GET', { bizContent: content, returnUrl });
    const ours = await alipay.pageExecute(
      'alipay.trade.page.pay',
      { ...content, out_trade_no: number('page-2') },
      { verb: 'GET', returnUrl },
    );
    for (const url of [theirs, ours]) {
      const response = await fetch(url, { redirect: 'manual' });
      expect(response.status).toBe(302);
      const returned = await alipay.verifyReturnUrl(withoutShop(response.headers.get('location') ?? ''));
      expect(returned).toMatchObject({ total_amount: '88.80' });
    }
    expect(gateway.ledger.get(number('page-1'))?.status).toBe('TRADE_SUCCESS');
    expect(gateway.ledger.get(number('page-2'))?.status).toBe('TRADE_SUCCESS');
  });

  test('sdkExec: the phone pays the order strings of both', async () => {
    const { sdk, alipay, gateway } = open(mode);
    const theirs = sdk.sdkExecute('alipay.trade.app.pay', { bizContent: order(number('app-1')) });
    const ours = await alipay.sdkExecute('alipay.trade.app.pay', order(number('app-2')));
    for (const text of [theirs, ours]) {
      const result = await alipay.verifyAppResult(await gateway.payInApp(text));
      expect(result).toMatchObject({ status: 'paid', data: { code: '10000' } });
    }
  });

  test.each([
    ['v1', {}],
    ['v2', { rule: 'v2' }],
  ] as const)('notifications by rule %s: both believe them, and neither a changed one', async (_rule, terms) => {
    const { sdk, alipay, gateway } = open(mode);
    const { fields, body } = await gateway.notifications.write(
      {
        notify_id: 'n-1',
        notify_type: 'trade_status_sync',
        subject: '100% + 1 = 中文&',
        fund_bill_list: '[{"amount":"1"}]',
      },
      terms,
    );
    // Theirs does not leave alipay_cert_sn out by itself.
    const { alipay_cert_sn: _certSn, ...plain } = fields;
    expect(sdk.checkNotifySignV2(plain)).toBe(true);
    for (const input of [body, Buffer.from(body), new URLSearchParams(body), fields]) {
      expect(await alipay.verifyNotification(input)).toMatchObject({ notify_id: 'n-1', subject: '100% + 1 = 中文&' });
    }
    expect(sdk.checkNotifySignV2({ ...plain, subject: 'x' })).toBe(false);
    await expect(alipay.verifyNotification({ ...fields, subject: 'x' })).rejects.toMatchObject({
      code: 'ERR_ALIPAY_SIGNATURE',
    });
  });
});

function withoutShop(url: string): string {
  return url.replace('shop=1&', '');
}

test('server-sent events: the same events for theirs and for ours', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write('event: start\ndata: {"a":1}\n\n');
    setImmediate(() => response.end('event: end\ndata: {"type":"end"}\n\n'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const alipay = createAlipay({ ...keyed.credentials, gateway: url });
  const { data } = await alipay.post<AsyncIterable<object>>('/v3/x/y', {}, { responseType: 'stream' });
  const events: object[] = [];
  for await (const event of data) events.push(event);
  expect(events).toEqual([
    { event: 'start', data: '{"a":1}' },
    { event: 'end', data: '{"type":"end"}' },
  ]);
  server.close();
});
