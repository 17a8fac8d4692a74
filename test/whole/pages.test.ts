import { parse } from 'node:querystring';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AlipayOptions } from '../../src/index.js';
import { createAlipay, isAlipayError } from '../../src/index.js';
import { encryptContent } from '../../src/protocol/content-cipher.js';
import type { TestGateway } from '../../src/testing/index.js';
import { createTestAuthority, createTestCredentials, startGateway } from '../../src/testing/index.js';

const credentials = createTestCredentials();
const encryptKey = Buffer.alloc(16, 5).toString('base64');
let gateway: TestGateway;
let certified: TestGateway;

beforeAll(async () => {
  gateway = await startGateway({ credentials, encryptKey });
  certified = await startGateway({ credentials, authority: createTestAuthority() });
});
afterAll(() => Promise.all([gateway.close(), certified.close()]));

const client = (options: Partial<AlipayOptions> = {}) =>
  createAlipay({ ...gateway.credentials, encryptKey, gateway: gateway.url, ...options });
const order = (outTradeNo: string) => ({
  out_trade_no: outTradeNo,
  total_amount: '88.80',
  subject: `书 "'<script>alert(1)</script>&amp; ' + 1`,
});

/** What a browser would send for a form of HTML. */
function submitted(html: string): { readonly action: string; readonly body: string } {
  const text = (escaped: string): string =>
    escaped
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&');
  const [, action = ''] = /action="([^"]*)"/.exec(html) ?? [];
  const inputs = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  const fields = inputs.map(([, name = '', value = '']) => [text(name), text(value)]);
  return { action: text(action), body: new URLSearchParams(fields as [string, string][]).toString() };
}

describe('pageExecute', () => {
  test('gives a form that a browser submits to a cashier, with all five characters escaped', async () => {
    const html = await client().pageExecute('alipay.trade.page.pay', order('page-1'), {
      returnUrl: 'http://127.0.0.1/back',
    });
    expect(html).not.toContain('<script>alert');
    expect(html.match(/<script>/g)).toHaveLength(1);
    const { action, body } = submitted(html);
    expect(new URL(action).searchParams.get('charset')).toBe('utf-8');
    const response = await fetch(action, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      redirect: 'manual',
    });
    expect(response.status).toBe(302);
    expect(gateway.ledger.get('page-1')).toMatchObject({ status: 'TRADE_SUCCESS', subject: order('').subject });
    const back = new URL(response.headers.get('location') ?? '');
    for (const input of [back, back.href, back.search, back.searchParams, `${back.href}#top`]) {
      expect(await client().verifyReturnUrl(input)).toMatchObject({ out_trade_no: 'page-1', total_amount: '88.80' });
    }
    back.searchParams.set('total_amount', '0.01');
    await expect(client().verifyReturnUrl(back)).rejects.toMatchObject({ code: 'ERR_ALIPAY_SIGNATURE' });
  });

  test('gives a URL, also in GBK, and also where certificates are used', async () => {
    const gbk = client({ charset: 'GBK' });
    const url = await gbk.pageExecute('alipay.trade.wap.pay', { ...order('page-2'), body: '😀 和 €' }, { verb: 'GET' });
    const response = await fetch(url, { redirect: 'manual' });
    expect(response.status).toBe(302);
    expect(gateway.ledger.get('page-2')?.subject).toBe(order('').subject);
    const alipay = createAlipay({ ...certified.certificateCredentials, gateway: certified.url });
    const page = await alipay.pageExecute('alipay.trade.page.pay', order('page-3'), { verb: 'GET' });
    expect((await fetch(page, { redirect: 'manual' })).status).toBe(302);
  });

  test('carries tokens, addresses, further parameters and encrypted content', async () => {
    const { token } = gateway.tokens.issueMerchant();
    const url = await client().pageExecute('alipay.trade.page.pay', order('page-4'), {
      verb: 'GET',
      appAuthToken: token,
      notifyUrl: 'http://shop.example/notify',
      params: { ws_service_url: 'x' },
      encrypt: true,
    });
    const params = parse(new URL(url).search.slice(1));
    expect(params).toMatchObject({
      app_auth_token: token,
      notify_url: 'http://shop.example/notify',
      ws_service_url: 'x',
      encrypt_type: 'AES',
    });
    expect(params['biz_content']).not.toContain('page-4');
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(302);
  });

  test('looks up the tokens of owners, and says so where there is none', async () => {
    const { token, owner } = gateway.tokens.issueMerchant();
    const alipay = client();
    await alipay.tokens.put({ kind: 'app_auth_token', owner, value: token });
    const url = await alipay.pageExecute('alipay.trade.page.pay', order('page-5'), {
      verb: 'GET',
      appAuthToken: { owner },
    });
    expect(new URL(url).searchParams.get('app_auth_token')).toBe(token);
    const none = alipay.sdkExecute('alipay.trade.app.pay', order('page-6'), { appAuthToken: { owner: 'nobody' } });
    await expect(none).rejects.toMatchObject({ code: 'ERR_ALIPAY_TOKEN', outcome: 'not_sent' });
  });

  test.each<[what: string, call: (alipay: ReturnType<typeof client>) => Promise<unknown>, words: string]>([
    ['an unknown option', (alipay) => alipay.pageExecute('a.b', {}, { url: 1 } as never), '"options.url"'],
    ['an unknown verb', (alipay) => alipay.pageExecute('a.b', {}, { verb: 'PUT' as never }), '"options.verb"'],
    [
      'parameters that are none',
      (alipay) => alipay.pageExecute('a.b', {}, { params: [] as never }),
      '"options.params"',
    ],
    ['a method that is none', (alipay) => alipay.sdkExecute('a b', {}), '"method"'],
    ['content that is none', (alipay) => alipay.sdkExecute('a.b', '[]'), '"biz_content"'],
    ['nothing to encrypt', (alipay) => alipay.sdkExecute('a.b', undefined, { encrypt: true }), 'this one has none'],
    ['a page called from a server', (alipay) => alipay.execute('alipay.trade.page.pay', order('1')), 'use pageExecute'],
    [
      'an app method called from a server',
      (alipay) => alipay.execute('alipay.trade.app.pay', order('1')),
      'use sdkExecute',
    ],
    [
      'a lone character that GBK lacks',
      () => client({ charset: 'GBK' }).sdkExecute('a.b', {}, { params: { x: '😀' } }),
      'GBK does not have',
    ],
  ])('refuses %s', async (_what, call, words) => {
    await expect(call(client())).rejects.toThrow(words);
  });
});

describe('verifyAppResult', () => {
  const pay = async (): Promise<{ resultStatus: string; result: string; memo: string }> =>
    gateway.payInApp(await client().sdkExecute('alipay.trade.app.pay', order(`app-${Math.random()}`)));

  test('believes what Alipay has signed, as an object and as JSON text', async () => {
    const result = await pay();
    const expected = { status: 'paid', resultStatus: '9000', data: { code: '10000', total_amount: '88.80' } };
    expect(await client().verifyAppResult(result)).toMatchObject(expected);
    expect(await client().verifyAppResult(JSON.stringify(result))).toMatchObject(expected);
  });

  test('verifies with a certificate that has to be fetched first', async () => {
    const alipay = createAlipay({ ...certified.certificateCredentials, gateway: certified.url });
    certified.rotateCertificate();
    const result = await certified.payInApp(await alipay.sdkExecute('alipay.trade.app.pay', order('app-cert')));
    expect(await alipay.verifyAppResult(result)).toMatchObject({ status: 'paid' });
  });

  test.each([
    ['4000', 'not_paid'],
    ['6001', 'not_paid'],
    ['8000', 'unknown'],
    ['6004', 'unknown'],
    ['6002', 'unknown'],
    ['5000', 'unknown'],
    [undefined, 'unknown'],
  ])('takes the status %s for %s, with advice', async (resultStatus, status) => {
    const result = await client().verifyAppResult({ resultStatus });
    expect(result).toMatchObject({ status, advice: { en: expect.any(String), zh: expect.any(String) } });
  });

  test('believes no payment that is not signed, or is signed by somebody else', async () => {
    const { result, ...rest } = await pay();
    const changed = result.replace('88.80', '99.90');
    for (const wrong of [changed, result.replace(/"sign":"[^"]*",/, ''), '', 'text']) {
      const error = await client()
        .verifyAppResult({ ...rest, result: wrong })
        .catch((thrown: unknown) => thrown);
      expect(isAlipayError(error) && error.code).toMatch(/ERR_ALIPAY_(?:SIGNATURE|MALFORMED)/);
    }
  });

  test('takes a signed result that is no success for unknown', async () => {
    const failed = await client().sdkExecute('alipay.trade.app.pay', { ...order('x'), total_amount: 'much' });
    expect(await client().verifyAppResult(await gateway.payInApp(failed))).toMatchObject({ status: 'not_paid' });
  });

  test.each([undefined, null, [], 'text', 7])('refuses %j', async (input) => {
    await expect(client().verifyAppResult(input as never)).rejects.toThrow('"appResult" must be');
  });
});

describe('decryptContent', () => {
  const key = Buffer.from(encryptKey, 'base64');
  const response = encryptContent('{"mobile":"13800000000"}', key);

  test('opens what a mini program hands on, as it comes', () => {
    const alipay = client();
    for (const input of [response, { response }, JSON.stringify({ response })]) {
      expect(alipay.decryptContent(input)).toEqual({ mobile: '13800000000' });
    }
  });

  test('verifies the signature that came with it', async () => {
    const { createSign } = await import('node:crypto');
    const sign = createSign('RSA-SHA256').update(`"${response}"`).sign(credentials.alipayPrivateKey, 'base64');
    expect(client().decryptContent({ response, sign })).toEqual({ mobile: '13800000000' });
    expect(() => client().decryptContent({ response, sign: sign.split('').reverse().join('') })).toThrow(
      'its signature does not fit',
    );
  });

  test.each([
    [
      'another key',
      () => client({ encryptKey: Buffer.alloc(16).toString('base64') }).decryptContent(response),
      'encryptKey does not open it',
    ],
    ['no key', () => createAlipay({ ...gateway.credentials }).decryptContent(response), '"encryptKey" is needed'],
    ['nothing', () => client().decryptContent({}), '"content" must be'],
    ['no content at all', () => client().decryptContent(7 as never), '"content" must be'],
  ])('tells what is wrong with %s', (_what, call, words) => {
    expect(call).toThrow(words);
  });
});
