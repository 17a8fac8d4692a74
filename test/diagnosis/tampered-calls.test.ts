import { inspect } from 'node:util';
import type { AlipayError, AlipayOptions, ExecuteOptions } from 'alipay-axios';
import { createAlipay, explain } from 'alipay-axios';
import type { TestGateway } from 'alipay-axios/testing';
import { createTestAuthority, createTestClock, forged, ok, refused, startGateway } from 'alipay-axios/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Told } from '../support/world.js';
import { failureOf, HTTP_ADAPTER, listen, tamperingAdapter, testCredentials } from '../support/world.js';

const SECRETS = ['canary-token-1', 'canary-buyer-2', 'canary-url-3', 'canary-param-4'];
const CONTENT = { out_trade_no: 'a b+1', subject: '奶茶 & <咖啡>', buyer_id: 'canary-buyer-2' };
const TERMS: ExecuteOptions = {
  appAuthToken: 'canary-token-1',
  notifyUrl: 'https://shop.example/n?key=canary-url-3&b=2',
  params: { terminal_info: 'canary-param-4' },
};

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ credentials: testCredentials() });
});
afterAll(() => gateway.close());

async function fail(options: Partial<AlipayOptions>, terms: ExecuteOptions = TERMS, content: object = CONTENT) {
  const clock = options.clock ?? createTestClock(Date.now(), { auto: true });
  const alipay = createAlipay({ ...gateway.credentials, gateway: gateway.url, ...options, clock });
  const told = listen(alipay);
  const error = await failureOf(alipay.execute('alipay.trade.query', content as never, terms));
  await alipay.close();
  expectSafe(error, told);
  return error;
}

/** No secret of the request is in what people log. */
function expectSafe(error: AlipayError, told: readonly Told[]): void {
  const everything = { depth: Number.POSITIVE_INFINITY, maxStringLength: null, showHidden: true } as const;
  const shown = { message: error.message, stack: error.stack, findings: error.findings, advice: error.advice };
  for (const text of [JSON.stringify(error), inspect(error, everything), JSON.stringify(told), JSON.stringify(shown)]) {
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  }
}

const first = ({ findings = [] }: AlipayError) => [findings[0]?.cause, findings[0]?.parameter];

/** What something on the way does to a signed request, and what the error of the call says of it. */
const ON_THE_WAY: readonly (readonly [cause: string, parameter: string, change: (params: URLSearchParams) => void])[] =
  [
    ['signature.plus-signs', 'biz_content', (all) => edit(all, 'biz_content', (text) => text.replaceAll('+', ' '))],
    ['signature.white-space', 'biz_content', (all) => edit(all, 'biz_content', (text) => `${text}\n`)],
    [
      'signature.html-escapes',
      'biz_content',
      (all) => edit(all, 'biz_content', (text) => text.replaceAll('"', '&quot;')),
    ],
    ['signature.percent-encoding', 'notify_url', (all) => edit(all, 'notify_url', encodeURIComponent)],
    ['signature.json-rewritten', 'biz_content', (all) => edit(all, 'biz_content', reversed)],
    ['signature.charset', 'biz_content', (all) => edit(all, 'biz_content', asGbk)],
    ['signature.value-split', 'notify_url', splitUrl],
    ['signature.value-cut', 'biz_content', (all) => edit(all, 'biz_content', (text) => text.slice(0, 9))],
    ['signature.parameter-missing', 'terminal_info', (all) => all.delete('terminal_info')],
    ['signature.parameter-extra', 'alipay_sdk', (all) => all.append('alipay_sdk', 'other')],
    ['signature.letter-case', 'format', (all) => edit(all, 'format', (text) => text.toLowerCase())],
    [
      'signature.value-changed',
      'app_auth_token',
      (all) => edit(all, 'app_auth_token', (text) => text.replace('1', '2')),
    ],
  ];

function edit(params: URLSearchParams, name: string, change: (text: string) => string): void {
  const text = params.get(name);
  if (text !== null) params.set(name, change(text));
}

function reversed(text: string): string {
  return JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse()));
}

function asGbk(text: string): string {
  return new TextDecoder('gbk').decode(Buffer.from(text));
}

function splitUrl(params: URLSearchParams): void {
  const url = params.get('notify_url');
  if (url === null) return;
  params.set('notify_url', url.slice(0, url.indexOf('&')));
  params.set('b', '2');
}

describe('a request that is changed on its way', () => {
  test.each(ON_THE_WAY)('%s: %s', async (cause, parameter, change) => {
    const error = await fail({ axios: { adapter: tamperingAdapter(change) } });
    expect(error.subCode).toBe('isv.invalid-signature');
    expect(first(error)).toEqual([cause, parameter]);
    expect(error.advice.en).toContain(parameter);
    expect(error.advice.zh).toContain(parameter);
    expect(explain('40002', 'isv.invalid-signature').cure.en).toMatch(/^Check four things/);
  });

  test('and whose sign was changed is the same text, with both causes told', async () => {
    const adapter = tamperingAdapter((all) =>
      edit(all, 'sign', (text) => text.replace(/^./, (one) => (one === 'A' ? 'B' : 'A'))),
    );
    const error = await fail({ axios: { adapter } });
    expect(error.findings?.map(({ cause }) => cause)).toEqual(['key.other-uploaded', 'signature.sign-changed']);
  });

  test.each(['sign', 'timestamp', 'version', 'sign_type', 'app_id'])('and lost %s', async (name) => {
    const error = await fail({ axios: { adapter: tamperingAdapter((all) => all.delete(name)) } });
    expect(first(error)).toEqual(['request.parameter-lost', name]);
  });
});

describe('the usual mistakes', () => {
  test('an app in certificate mode that is set up with keys', async () => {
    const certified = await startGateway({ credentials: testCredentials(), authority: createTestAuthority() });
    const error = await fail({ gateway: certified.url });
    await certified.close();
    expect(first(error)).toEqual(['mode.keys-for-certificates', undefined]);
    expect(error.advice.en).toContain('`certificates: { app, alipay, root }`');
  });

  test.each([
    ['9021000164664708', 'production', 'app-id.sandbox-on-production'],
    ['2021001164664708', 'sandbox', 'app-id.production-on-sandbox'],
  ])('the app %s on %s', async (appId, name, cause) => {
    const adapter: NonNullable<AlipayOptions['axios']>['adapter'] = (config) =>
      HTTP_ADAPTER({ ...config, url: String(config.url).replace(/^https:\/\/[^/]+/, gateway.url) });
    expect(first(await fail({ appId, gateway: name, axios: { adapter } }))).toEqual([cause, undefined]);
  });

  test.each([
    [8, 'clock.time-zone', '8 h ahead'],
    [-5, 'clock.time-zone', '5 h behind'],
    [0.5, 'clock.wrong', '30 min ahead'],
  ])('a clock that is off by %s hours and not made up for', async (hours, cause, words) => {
    const clock = createTestClock(Date.now() + hours * 3_600_000, { auto: true });
    const error = await fail({ clock, clockSkew: false });
    expect(error.subCode).toBe('isv.invalid-timestamp');
    expect(first(error)).toEqual([cause, undefined]);
    expect(error.advice.en).toContain(words);
  });

  test('a token in the content', async () => {
    gateway.on('alipay.trade.query').clear().reply(refused('40006', 'isv.self-invoke-forbidden'));
    const error = await fail({}, {}, { ...CONTENT, app_auth_token: 'canary-token-1' });
    expect(first(error)).toEqual(['content.token', 'app_auth_token']);
    expect(error.advice.zh).toContain('appAuthToken');
  });

  test('the charset in the content', async () => {
    gateway.on('alipay.trade.query').clear().reply(refused('40002', 'isv.invalid-charset'));
    const error = await fail({}, {}, { ...CONTENT, charset: 'utf-8' });
    expect(error.findings?.map(({ cause }) => cause)).toEqual(['content.system-parameter', 'charset.refused']);
  });

  test('a key that is not the one with which Alipay signs', async () => {
    gateway.on('alipay.trade.query').clear().reply(forged(ok()), forged(ok()), forged(ok()));
    const error = await fail({});
    expect(error.code).toBe('ERR_ALIPAY_SIGNATURE');
    expect(first(error)).toEqual(['alipay-key.not-alipays', undefined]);
    gateway.on('alipay.trade.query').clear();
  });

  test('a signature of v3, whose refusals show no text', async () => {
    const clock = createTestClock(Date.now(), { auto: true });
    const { privateKey } = testCredentials();
    const adapter: NonNullable<AlipayOptions['axios']>['adapter'] = (config) => {
      const authorization = String(config.headers.get('Authorization')).replace(/sign=..../, 'sign=AAAA');
      config.headers.set('Authorization', authorization);
      return HTTP_ADAPTER(config);
    };
    const alipay = createAlipay({ ...gateway.credentials, gateway: gateway.url, clock, axios: { adapter } });
    const error = await failureOf(alipay.post('/v3/alipay/trade/query', CONTENT));
    expect(first(error)).toEqual(['signature.no-text', undefined]);
    expect(error.message).not.toContain(privateKey.slice(200, 240));
  });
});

test('the error of a call whose token could not be renewed has what was found of the renewal', async () => {
  const tampering = tamperingAdapter((all) => edit(all, 'biz_content', (text) => `${text} `));
  const adapter: NonNullable<AlipayOptions['axios']>['adapter'] = (config) =>
    (String(config.url).includes('method=alipay.open.auth.token.app') ? tampering : HTTP_ADAPTER)(config);
  const alipay = createAlipay({ ...gateway.credentials, gateway: gateway.url, axios: { adapter } });
  const { token: value, refreshToken } = gateway.tokens.issueMerchant();
  gateway.tokens.expire(value);
  await alipay.tokens.put({ kind: 'app_auth_token', owner: '2088000000000001', value, refreshToken, expiresAtMs: 1 });
  const error = await failureOf(
    alipay.execute('alipay.trade.query', { out_trade_no: '1' }, { appAuthToken: { owner: '2088000000000001' } }),
  );
  await alipay.close();
  expect(error.code).toBe('ERR_ALIPAY_TOKEN');
  expect(first(error)).toEqual(['signature.white-space', 'biz_content']);
  expect(error.advice.en).toContain('White space in biz_content');
});

test('a call that fails for anything else has no findings', async () => {
  gateway.on('alipay.trade.query').clear().reply(refused('40004', 'ACQ.INVALID_PARAMETER'));
  const error = await fail({}, {});
  expect(error.findings).toBeUndefined();
  expect(JSON.parse(JSON.stringify(error))).not.toHaveProperty('findings');
  expect(error.advice.en).toBe(explain('40004', 'ACQ.INVALID_PARAMETER', 'alipay.trade.query').cure.en);
});
