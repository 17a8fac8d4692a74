import type { AlipayInstance } from 'alipay-axios';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox, SandboxOptions } from '../../../src/cli/sandbox/sandbox.js';
import { startSandbox } from '../../../src/cli/sandbox/sandbox.js';
import { createTestCredentials } from '../../../src/testing/index.js';
import type { Listener } from '../../support/sandbox.js';
import { clientOf, listenTo, openShop, press, send } from '../../support/sandbox.js';
import { signedParams } from '../../testing/raw-client.js';

const credentials = createTestCredentials({ format: 'base64' });
const merchant = credentials.appId;
const open: { close(): unknown }[] = [];
const printed: string[] = [];
let sandbox: Sandbox;
let page: Listener;
let alipay: AlipayInstance;

async function start(options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox({ credentials, print: (line) => printed.push(line), ...options });
  page = await listenTo(sandbox);
  alipay = clientOf(sandbox.env);
  open.push(sandbox, page, alipay);
}

beforeEach(() => {
  printed.length = 0;
});
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

const order = (outTradeNo: string) => ({ out_trade_no: outTradeNo, total_amount: '8.80', subject: '奶茶' });
const precreate = (outTradeNo: string, options = {}) =>
  alipay.execute('alipay.trade.precreate', order(outTradeNo), options);
const query = (outTradeNo: string) => alipay.execute('alipay.trade.query', { out_trade_no: outTradeNo });
const codeOf = (failed: { gatewayCode?: string; code?: string }) => failed.gatewayCode ?? failed.code;
const over = (count: number) => () =>
  page.requests().filter(({ durationMs }) => durationMs !== undefined).length === count;

describe('a request', () => {
  test('is shown with its verdict, its code and what the code means', async () => {
    await start();
    await precreate('a-1');
    await query('a-2').catch(() => undefined);
    await page.until(over(2));
    const [first, second] = page.requests();
    expect(first).toMatchObject({ method: 'alipay.trade.precreate', isVerified: true, code: '10000', troubles: [] });
    expect(first?.meaning).toBeUndefined();
    expect(second).toMatchObject({ isVerified: true, code: '40004', subCode: 'ACQ.TRADE_NOT_EXIST' });
    expect(second?.meaning?.zh).toMatch(/交易/);
    expect(second?.parts.find(({ name }) => name === 'biz_content')?.value).toBe('{"out_trade_no":"a-2"}');
  });

  test('is shown before its reply is out, and again when it is', async () => {
    const sleeps: { readonly ms: number; readonly end: () => void }[] = [];
    const sleep = (ms: number): Promise<void> => new Promise((end) => void sleeps.push({ ms, end }));
    await start({ clock: { now: () => Date.now(), sleep } });
    await press(sandbox, 'latency', { ms: 1_500 });
    let isAnswered = false;
    const answering = precreate('a-1').then(() => {
      isAnswered = true;
    });
    await page.until(() => page.requests().length === 1);
    expect(page.requests()[0]?.durationMs).toBeUndefined();
    await expect.poll(() => sleeps.length).toBe(1);
    expect(sleeps[0]?.ms).toBe(1_500);
    expect(isAnswered).toBe(false);
    sleeps[0]?.end();
    await answering;
    await page.until(over(1));
    expect(page.requests()[0]?.troubles).toEqual(['late']);
    await press(sandbox, 'latency', { ms: 0 });
    await query('a-1').catch(() => undefined);
    expect(sleeps).toHaveLength(1);
  });

  test('whose signature does not fit is shown with the difference', async () => {
    await start();
    const params = signedParams({ method: 'alipay.trade.query', content: order('a+1') }, credentialsPem(), Date.now());
    const text = new URLSearchParams(params).toString();
    await send(`${sandbox.url}/gateway.do?${text.replace('a%2B1', 'a+1')}`);
    await send(`${sandbox.url}/gateway.do?${text}&notify_url=x`);
    await page.until(over(2));
    const [plus, added] = page.requests();
    expect(plus).toMatchObject({ isVerified: false, subCode: 'isv.invalid-signature', why: { cause: 'plus_signs' } });
    const marked = plus?.parts.filter(({ from, to }) => to > from).map(({ value, from, to }) => value.slice(from, to));
    expect(marked).toEqual([' ']);
    expect(added?.why).toMatchObject({ kind: 'signature', cause: 'left_out' });
  });

  test('whose clock is wrong is shown with how wrong it is', async () => {
    await start({ clock: { now: () => Date.UTC(2026, 10, 23, 4), sleep: async () => {} } });
    const params = signedParams({ method: 'a.b' }, credentialsPem(), Date.UTC(2026, 10, 23, 3));
    await send(`${sandbox.url}/gateway.do?${new URLSearchParams(params)}`);
    await page.until(over(1));
    expect(page.requests()[0]?.why).toEqual({ kind: 'clock', offMs: -3_600_000 });
    const nonsense = new URLSearchParams({ ...params, timestamp: 'now' });
    await send(`${sandbox.url}/gateway.do?${nonsense}`);
    await page.until(over(2));
    expect(page.requests()[1]?.why).toEqual({ kind: 'code' });
  });

  test('of v3 is shown as well', async () => {
    await start();
    await alipay.post('/v3/alipay/trade/query', { out_trade_no: 'a-1' }).catch(() => undefined);
    await page.until(over(1));
    expect(page.requests()[0]).toMatchObject({
      method: 'alipay.trade.query',
      isVerified: true,
      subCode: 'ACQ.TRADE_NOT_EXIST',
    });
  });
});

function credentialsPem() {
  const pem = (label: string, text: string) => `-----BEGIN ${label}-----\n${text}\n-----END ${label}-----\n`;
  return { ...credentials, privateKey: pem('PRIVATE KEY', credentials.privateKey) };
}

describe('a QR code', () => {
  test('is an image until it is paid, and paying it tells the shop', async () => {
    await start();
    const shop = await openShop();
    open.push(shop);
    await precreate('a-1', { notifyUrl: shop.notifyUrl });
    const image = `${sandbox.url}/api/qr?merchant=${merchant}&out_trade_no=a-1`;
    const { headers, text } = await send(image);
    expect(headers['content-type']).toBe('image/svg+xml');
    expect(text).toMatch(/^<svg [^>]*>.*<\/svg>$/s);
    await page.until(() => page.state()?.trades[0]?.status === 'CODE');
    expect(await press(sandbox, 'pay', { merchant, outTradeNo: 'a-1' })).toBe(200);
    await shop.until(1);
    await page.until(() => page.state()?.notifications[0]?.isDelivered === true);
    expect(page.state()?.trades).toEqual([expect.objectContaining({ outTradeNo: 'a-1', status: 'TRADE_SUCCESS' })]);
    const told = await alipay.verifyNotification(shop.bodies[0] ?? '');
    expect(told).toMatchObject({ out_trade_no: 'a-1', trade_status: 'TRADE_SUCCESS', total_amount: '8.80' });
    expect((await send(image)).status).toBe(404);
    expect(await press(sandbox, 'pay', { merchant, outTradeNo: 'a-1' })).toBe(409);
  });

  test('is not the only thing that waits: so does a buyer who hesitates', async () => {
    await start({ buyer: 'hesitates' });
    await alipay.execute('alipay.trade.create', order('a-1'));
    await page.until(() => page.state()?.trades[0]?.status === 'WAIT_BUYER_PAY');
    expect(await press(sandbox, 'pay', { merchant, outTradeNo: 'a-1' })).toBe(200);
    expect((await query('a-1')).data['trade_status']).toBe('TRADE_SUCCESS');
  });
});

describe('the switch', () => {
  test('20000 answers so many authentic requests, and nothing of them runs', async () => {
    await start();
    await press(sandbox, 'busy', { count: 2 });
    await send(`${sandbox.url}/gateway.do`);
    await page.until(() => page.state()?.switches.busyLeft === 2 && over(1)());
    expect(await precreate('a-1').catch(codeOf)).toBe('20000');
    expect(await query('a-1').catch(codeOf)).toBe('20000');
    expect((await precreate('a-2')).data['code']).toBe('10000');
    await page.until(over(4));
    await page.until(() => page.state()?.switches.busyLeft === 0);
    expect(page.requests().map(({ troubles }) => troubles)).toEqual([[], ['busy'], ['busy'], []]);
    expect(page.state()?.trades.map(({ outTradeNo }) => outTradeNo)).toEqual(['a-2']);
  });

  test('of lost replies loses those to calls that the ledger took, and no others', async () => {
    await start();
    await press(sandbox, 'lost', { count: 2 });
    expect(await query('a-1').catch(codeOf)).toBe('40004');
    const bare = {
      methods: { 'alipay.trade.precreate': { repeat: 'never' }, 'alipay.trade.pay': { repeat: 'never' } },
    };
    const hasty = clientOf(sandbox.env, bare);
    open.push(hasty);
    const pay = { ...order('a-2'), auth_code: '280000000000000007' };
    expect(await hasty.execute('alipay.trade.precreate', order('a-1')).catch(codeOf)).toBe('ERR_ALIPAY_NETWORK');
    expect(await hasty.execute('alipay.trade.pay', pay).catch(codeOf)).toBe('ERR_ALIPAY_NETWORK');
    // The same call again: it changes nothing, so its reply would not be lost either.
    expect((await precreate('a-1')).data['code']).toBe('10000');
    expect((await query('a-2')).data['trade_status']).toBe('TRADE_SUCCESS');
    await page.until(over(5));
    const lost = page.requests().filter(({ troubles }) => troubles.includes('lost'));
    expect(lost.map(({ method }) => method)).toEqual(['alipay.trade.precreate', 'alipay.trade.pay']);
    await page.until(() => page.state()?.switches.lostLeft === 0);
  });

  test('of lost replies takes each of many calls at once for itself', async () => {
    await start();
    await press(sandbox, 'lost', { count: 3 });
    const hasty = clientOf(sandbox.env, { methods: { 'alipay.trade.create': { repeat: 'never' } } });
    open.push(hasty);
    const create = (at: number) => hasty.execute('alipay.trade.create', order(`a-${at}`)).then(() => 'ok', codeOf);
    const answers = await Promise.all(
      [...Array(8).keys()].flatMap((at) => [create(at), query('nobody').catch(codeOf)]),
    );
    expect(answers.filter((answer) => answer === 'ERR_ALIPAY_NETWORK')).toHaveLength(3);
    expect(answers.filter((answer) => answer === '40004')).toHaveLength(8);
  });

  test('can be put back', async () => {
    await start();
    await press(sandbox, 'busy', { count: 5 });
    await press(sandbox, 'lost', { count: 5 });
    await press(sandbox, 'busy', { count: 0 });
    await press(sandbox, 'lost', { count: 0 });
    expect((await precreate('a-1')).data['code']).toBe('10000');
  });

  test('of tokens ends every access token now, and leaves their refresh tokens', async () => {
    await start();
    await press(sandbox, 'code', { kind: 'merchant' });
    await press(sandbox, 'code', { kind: 'user' });
    const [merchantCode = '', userCode = ''] = printed.map((line) => line.split('code=')[1]);
    const granted = await alipay.execute('alipay.open.auth.token.app', {
      grant_type: 'authorization_code',
      code: merchantCode,
    });
    const user = { method: 'alipay.system.oauth.token', grant_type: 'authorization_code', code: userCode };
    await alipay.post('/gateway.do', user);
    await page.until(() => page.state()?.tokens.length === 2);
    expect(page.state()?.tokens.map(({ kind, isExpired }) => [kind, isExpired])).toEqual([
      ['auth_token', false],
      ['app_auth_token', false],
    ]);
    const appAuthToken = String(granted.data['app_auth_token']);
    await press(sandbox, 'expire');
    await page.until(() => page.state()?.tokens.every(({ isExpired }) => isExpired) === true);
    const failed = await alipay.execute('alipay.trade.query', order('a-1'), { appAuthToken }).catch((error) => error);
    expect(failed.subCode).toBe('aop.app-auth-token-time-out');
    const renewal = { grant_type: 'refresh_token', refresh_token: granted.data['app_refresh_token'] };
    expect((await alipay.execute('alipay.open.auth.token.app', renewal)).data['code']).toBe('10000');
    await page.until(() => page.state()?.tokens.some(({ isExpired }) => !isExpired) === true);
  });
});

test('no key, token, signature or code is in anything that a page gets', async () => {
  await start();
  const shop = await openShop();
  open.push(shop);
  await press(sandbox, 'code', { kind: 'merchant' });
  await press(sandbox, 'code', { kind: 'user' });
  const [merchantCode = '', userCode = ''] = printed.map((line) => line.split('code=')[1]);
  const { data } = await alipay.execute('alipay.open.auth.token.app', {
    grant_type: 'authorization_code',
    code: merchantCode,
  });
  const appAuthToken = String(data['app_auth_token']);
  const user = await alipay.post('/gateway.do', {
    method: 'alipay.system.oauth.token',
    grant_type: 'authorization_code',
    code: userCode,
  });
  const authCode = '280000000000004711';
  const notifyUrl = `${shop.notifyUrl}?key=canary-notify-wryneck`;
  await alipay.execute('alipay.trade.pay', { ...order('a-1'), auth_code: authCode }, { notifyUrl, appAuthToken });
  await shop.until(1);
  await alipay
    .post('/v3/alipay/trade/query', { out_trade_no: 'a-1' }, { headers: { 'alipay-app-auth-token': appAuthToken } })
    .catch(() => undefined);
  const content = {
    auth_code: authCode,
    refresh_token: data['app_refresh_token'],
    body: 'canary-body-hoopoe',
    subject: `x ${authCode}`,
  };
  const signed = signedParams(
    { method: 'alipay.trade.pay', content, params: { app_auth_token: appAuthToken } },
    credentialsPem(),
    Date.now(),
  );
  const odd = {
    ...signed,
    'canary name bluethroat': 'x',
    method: `canary-method-nuthatch <b>`,
    timestamp: appAuthToken,
  };
  for (const params of [
    { ...signed, biz_content: `${signed['biz_content']} ` },
    { ...signed, auth_token: 'canary-token-ptarmigan' },
    odd,
  ]) {
    await send(`${sandbox.url}/gateway.do?${new URLSearchParams(params)}`);
  }
  await page.until(over(7));
  await press(sandbox, 'expire');
  await page.until(() => page.state()?.tokens.every(({ isExpired }) => isExpired) === true);
  await page.until(() => page.state()?.notifications[0]?.isDelivered === true);
  const again = await listenTo(sandbox);
  open.push(again);
  await again.until(() => again.state() !== undefined);
  const seen = page.text() + again.text() + (await send(sandbox.url)).text;
  const notified = new URLSearchParams(shop.bodies[0]).get('sign') ?? 'none';
  const { privateKey, alipayPrivateKey, alipayPublicKey } = credentials;
  const secrets = [
    ...[privateKey, alipayPrivateKey, alipayPublicKey].flatMap((key) => [key.slice(60, 100), key.slice(-60, -20)]),
    ...[appAuthToken, data['app_refresh_token'], user.data['access_token'], user.data['refresh_token']].map(String),
    ...[merchantCode, userCode, authCode, signed['sign'], notified].map((text) => String(text).slice(0, 24)),
    // Words and not numbers: a port, a time or a trade's number has any four digits now and then.
    ...['wryneck', 'hoopoe', 'bluethroat', 'nuthatch', 'ptarmigan'],
  ];
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThanOrEqual(6);
    expect(seen).not.toContain(secret);
  }
  expect(seen).toContain('a-1');
  expect(seen).toContain(appAuthToken.slice(-4));
});

test('closing ends what is held back', async () => {
  await start();
  await press(sandbox, 'latency', { ms: 600_000 });
  const answering = query('a-1').catch(codeOf);
  await page.until(() => page.requests().length === 1);
  await sandbox.close();
  expect(await answering).toMatch(/^ERR_ALIPAY_/);
});
