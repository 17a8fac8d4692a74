import { once } from 'node:events';
import http from 'node:http';
import { AlipayFormData, AlipaySdk } from 'alipay-sdk';
import { expect } from 'vitest';
import type { AlipayInstance, AlipayOptions, ServerSentEvent } from '../../src/index.js';
import { certificateSn, createAlipay, isAlipayError, rootCertificateSn } from '../../src/index.js';
import { encryptContent } from '../../src/protocol/content-cipher.js';
import type { TestGateway } from '../../src/testing/index.js';
import {
  createTestAuthority,
  createTestClock,
  createTestCredentials,
  raw,
  refused,
  startGateway,
  unsigned,
} from '../../src/testing/index.js';

const encryptKey = Buffer.alloc(16, 9).toString('base64');

/** A gateway in each mode, and clients of theirs and ours. */
export interface Stage {
  readonly gateway: TestGateway;
  readonly certified: TestGateway;
  ours(options?: Partial<AlipayOptions>): AlipayInstance;
  theirs(options?: Readonly<Record<string, unknown>>): AlipaySdk;
  close(): Promise<unknown>;
}

/** Opens the stage on which the rows play. */
export async function openStage(): Promise<Stage> {
  const options = {
    credentials: createTestCredentials(),
    encryptKey,
    // The SDK stamps its requests in the process's own time zone. protocol.md 1.3.
    clockToleranceMs: 24 * 3_600_000,
    methods: ['alipay.open.file.upload', 'alipay.x.y'],
  };
  const gateway = await startGateway(options);
  const certified = await startGateway({ ...options, authority: createTestAuthority() });
  return {
    gateway,
    certified,
    ours: (more = {}) => createAlipay({ ...gateway.credentials, gateway: gateway.url, encryptKey, ...more }),
    theirs: (more = {}) =>
      new AlipaySdk({
        ...gateway.credentials,
        keyType: 'PKCS8',
        gateway: `${gateway.url}/gateway.do`,
        endpoint: gateway.url,
        encryptKey,
        ...more,
      }),
    close: () => Promise.all([gateway.close(), certified.close()]),
  };
}

/** Plays one row: ours does what theirs does. */
export type Row = (stage: Stage) => Promise<void>;

let count = 0;
const order = () => ({ out_trade_no: `row-${++count}`, total_amount: '88.80', subject: '大乐透' });
const create = 'alipay.trade.create';
const last = ({ gateway }: Stage) => gateway.log.at(-1)?.params ?? {};
const pem = (text: string) => `${text.split('-----END CERTIFICATE-----')[0]}-----END CERTIFICATE-----\n`;
const credentialsOf = ({ certified }: Stage) => ({ ...certified.certificateCredentials, gateway: certified.url });

async function agree(stage: Stage, sdk: AlipaySdk, alipay: AlipayInstance): Promise<void> {
  const theirs = await sdk.exec(create, { bizContent: order() }, { validateSign: true });
  const ours = await alipay.execute(create, order());
  expect(theirs.code).toBe('10000');
  expect(ours.data.code).toBe('10000');
  expect(stage.gateway.log.every(({ signatureValid }) => signatureValid)).toBe(true);
}

/** The rows of MIGRATING.md by their first cells, in their order. */
export const ROWS: Readonly<Record<string, Row>> = {
  'new AlipaySdk({ appId, privateKey, alipayPublicKey })': (stage) => agree(stage, stage.theirs(), stage.ours()),
  keyType: async (stage) => {
    const { createPrivateKey } = await import('node:crypto');
    const key = createPrivateKey(stage.gateway.credentials.privateKey);
    for (const type of ['pkcs1', 'pkcs8'] as const) {
      const privateKey = key.export({ type, format: 'der' }).toString('base64');
      await agree(stage, stage.theirs({ privateKey, keyType: type.toUpperCase() }), stage.ours({ privateKey }));
    }
  },
  'gateway, endpoint': async (stage) => {
    const alipay = stage.ours();
    expect((await alipay.execute(create, order())).status).toBe(200);
    expect((await alipay.post('/v3/alipay/trade/create', order())).status).toBe(200);
    expect(stage.ours({ gateway: 'sandbox' }).defaults.baseURL).toBe('https://openapi-sandbox.dl.alipaydev.com');
  },
  signType: (stage) => agree(stage, stage.theirs({ signType: 'RSA' }), stage.ours({ signType: 'RSA' })),
  charset: async (stage) => {
    await stage.ours({ charset: 'GBK' }).execute(create, order());
    expect(stage.gateway.log.at(-1)).toMatchObject({ signatureValid: true, params: { charset: 'GBK' } });
  },
  timeout: async (stage) => {
    const server = http.createServer(() => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const gateway = `http://127.0.0.1:${port}`;
    const theirs = stage.theirs({ gateway: `${gateway}/gateway.do`, timeout: 30 });
    // Whichever comes first on this machine, that of the connection or that of the reply.
    await expect(theirs.exec('alipay.trade.query', { bizContent: {} })).rejects.toThrow(/timeout/i);
    const clock = createTestClock();
    const arrived = once(server, 'request');
    const alipay = stage.ours({ gateway, clock, retry: { maxAttempts: 1 } });
    const query = alipay.execute('alipay.trade.query', {}, { timeout: 30 });
    const ended = expect(query).rejects.toMatchObject({ code: 'ERR_ALIPAY_TIMEOUT', outcome: 'unknown' });
    await arrived;
    await clock.advance(30);
    await ended;
    server.closeAllConnections();
    server.close();
  },
  proxyAgent: async (stage) => {
    const used: string[] = [];
    const agent = new http.Agent();
    const made = agent.createConnection.bind(agent);
    agent.createConnection = ((...args: Parameters<typeof made>) => {
      used.push('agent');
      return made(...args);
    }) as typeof made;
    await stage.ours({ axios: { httpAgent: agent } }).execute(create, order());
    await stage.ours().execute(create, order(), { httpAgent: agent });
    expect(used).toHaveLength(2);
    agent.destroy();
  },
  camelcase: async (stage) => {
    const camelCase = (key: string) => key.replace(/_([a-z\d])/g, (_all, letter: string) => letter.toUpperCase());
    const alipay = stage.ours();
    alipay.interceptors.response.use((response) => {
      const entries = Object.entries(response.data as object).map(([key, value]) => [camelCase(key), value]);
      return { ...response, data: Object.fromEntries(entries) };
    });
    const theirs = await stage.theirs().exec(create, { bizContent: order() });
    const ours = await alipay.execute(create, order());
    expect(Object.keys(ours.data)).toEqual(Object.keys(theirs).filter((key) => key !== 'traceId'));
  },
  'appCertPath, alipayPublicCertPath, alipayRootCertPath': async (stage) => {
    const { mkdtempSync, rmSync, writeFileSync } = await import('node:fs');
    const { tmpdir } = await import('node:os');
    const { certificates, ...rest } = credentialsOf(stage);
    const folder = mkdtempSync(`${tmpdir()}/certificates-`);
    const at = (name: string, text: string) => {
      writeFileSync(`${folder}/${name}`, text);
      return { path: `${folder}/${name}` };
    };
    const paths = {
      app: at('app.crt', certificates.app),
      alipay: at('alipay.crt', certificates.alipay),
      root: at('root.crt', certificates.root),
    };
    expect((await createAlipay({ ...rest, certificates: paths }).execute(create, order())).data.code).toBe('10000');
    rmSync(folder, { recursive: true });
  },
  'appCertContent, alipayPublicCertContent, alipayRootCertContent': async (stage) => {
    const { certificates, gateway, ...rest } = credentialsOf(stage);
    const theirs = new AlipaySdk({
      ...rest,
      keyType: 'PKCS8',
      gateway: `${gateway}/gateway.do`,
      appCertContent: certificates.app,
      alipayPublicCertContent: pem(certificates.alipay),
      alipayRootCertContent: certificates.root,
    });
    const alipay = createAlipay(credentialsOf(stage));
    expect((await theirs.exec(create, { bizContent: order() }, { validateSign: true })).code).toBe('10000');
    expect((await alipay.execute(create, order())).data.code).toBe('10000');
    stage.certified.rotateCertificate();
    expect((await alipay.execute(create, order())).data.code).toBe('10000');
  },
  'appCertSn, alipayRootCertSn': async (stage) => {
    const { certificates } = credentialsOf(stage);
    const theirs = stage.theirs({
      appCertContent: certificates.app,
      alipayPublicCertContent: pem(certificates.alipay),
      alipayRootCertContent: certificates.root,
    }).config;
    expect(certificateSn(certificates.app)).toBe(theirs.appCertSn);
    expect(rootCertificateSn(certificates.root)).toBe(theirs.alipayRootCertSn);
  },
  'encryptKey, needEncrypt': async (stage) => {
    expect((await stage.theirs().exec(create, { bizContent: order(), needEncrypt: true })).code).toBe('10000');
    expect((await stage.ours().execute(create, order(), { encrypt: true })).data.code).toBe('10000');
    expect(last(stage)).toMatchObject({ encrypt_type: 'AES' });
  },
  wsServiceUrl: async (stage) => {
    await stage.theirs({ wsServiceUrl: 'https://a.test' }).exec(create, { bizContent: order() });
    const { ws_service_url: theirs } = last(stage);
    await stage.ours().execute(create, order(), { params: { ws_service_url: 'https://a.test' } });
    expect(last(stage)['ws_service_url']).toBe(theirs);
  },
  additionalAuthInfo: async (stage) => {
    const info = { additionalAuthInfo: 'expired_seconds=120' };
    await stage.theirs(info).curl('POST', '/v3/alipay/trade/create', { body: order() });
    expect((await stage.ours(info).post('/v3/alipay/trade/create', order())).status).toBe(200);
  },
  'exec(method, { bizContent })': async (stage) => {
    await agree(stage, stage.theirs(), stage.ours());
    const { data } = await stage.ours().post('/gateway.do', { method: create, biz_content: order() });
    expect(data['code']).toBe('10000');
  },
  'exec(method, { grantType, code })': async (stage) => {
    const codes = [stage.gateway.tokens.codeForUser(), stage.gateway.tokens.codeForUser()];
    const method = 'alipay.system.oauth.token';
    const theirs = await stage.theirs().exec(method, { grantType: 'authorization_code', code: codes[0] });
    const params = { grant_type: 'authorization_code', code: codes[1] };
    const ours = await stage.ours().execute(method, undefined, { params });
    expect(theirs['accessToken']).toEqual(expect.any(String));
    expect(ours.data.access_token).toEqual(expect.any(String));
  },
  'exec(method, { appAuthToken, authToken })': async (stage) => {
    const merchant = stage.gateway.tokens.issueMerchant().token;
    const user = stage.gateway.tokens.issueUser().token;
    await stage.theirs().exec(create, { bizContent: order(), appAuthToken: merchant, authToken: user });
    expect(last(stage)).toMatchObject({ app_auth_token: merchant, auth_token: user });
    await stage.ours().execute(create, order(), { appAuthToken: merchant, authToken: user });
    expect(last(stage)).toMatchObject({ app_auth_token: merchant, auth_token: user });
  },
  'exec(method, { notifyUrl, returnUrl })': async (stage) => {
    const urls = { notifyUrl: 'https://shop.example/n', returnUrl: 'https://shop.example/r' };
    await stage.theirs().exec(create, { bizContent: order(), ...urls });
    const { notify_url, return_url } = last(stage);
    await stage.ours().execute(create, order(), urls);
    expect(last(stage)).toMatchObject({ notify_url, return_url });
  },
  'exec(..., { validateSign })': async (stage) => {
    stage.gateway.on(create).reply(unsigned(refused('10000', '')));
    const theirs = await stage.theirs().exec(create, { bizContent: order() });
    expect(theirs.code).toBe('10000');
    stage.gateway.on('alipay.trade.query').reply(unsigned(refused('10000', '')));
    const ours = stage.ours({ retry: { maxAttempts: 1 } }).execute('alipay.trade.query', { out_trade_no: '1' });
    await expect(ours).rejects.toMatchObject({ code: 'ERR_ALIPAY_SIGNATURE' });
  },
  'exec(..., { traceId }), result.traceId': async (stage) => {
    const alipay = stage.ours();
    const response = await alipay.execute(create, order(), { headers: { 'alipay-request-id': 'mine' } });
    expect(response.alipay.traceId).toBe(stage.gateway.log.at(-1)?.traceId);
    expect(response.config.headers.get('alipay-request-id')).toBe('mine');
  },
  'exec(..., { formData })': async (stage) => {
    const form = new AlipayFormData();
    form.addField('biz_code', 'x');
    form.addFile('file_content', 'a.jpg', Buffer.from('a'));
    const theirs = await stage.theirs().exec('alipay.open.file.upload', {}, { formData: form, validateSign: true });
    const files = { file_content: { content: Buffer.from('a'), filename: 'a.jpg' } };
    const ours = await stage.ours().execute('alipay.open.file.upload', undefined, { params: { biz_code: 'x' }, files });
    expect([theirs.code, ours.data.code]).toEqual(['10000', '10000']);
  },
  'exec(..., { log })': async (stage) => {
    const alipay = stage.ours();
    const told: string[] = [];
    alipay.events.on('success', ({ method }) => told.push(method));
    const { alipay: report } = await alipay.execute(create, order());
    expect(told).toEqual([create]);
    expect(report.attempts).toHaveLength(1);
  },
  'curl(verb, path, { query, body })': async (stage) => {
    const theirs = await stage.theirs().curl('POST', '/v3/alipay/trade/create', { body: order() });
    const ours = await stage.ours().request({ method: 'POST', url: '/v3/alipay/trade/create', data: order() });
    expect(Object.keys(ours.data)).toEqual(Object.keys(theirs.data));
    const params = { out_trade_no: ours.data['out_trade_no'] };
    const query = { out_trade_no: String(params.out_trade_no) };
    const asked = await stage.theirs().curl('GET', '/v3/alipay/trade/query', { query });
    expect((await stage.ours().get('/v3/alipay/trade/query', { params })).data).toEqual(asked.data);
  },
  'curl(..., { needEncrypt, appAuthToken, requestId, requestTimeout, agent })': async (stage) => {
    const appAuthToken = stage.gateway.tokens.issueMerchant().token;
    const path = '/v3/alipay/trade/create';
    const theirs = { body: order(), needEncrypt: true, appAuthToken, requestId: 'mine', requestTimeout: 5_000 };
    await stage.theirs().curl('POST', path, theirs);
    const more = { headers: { 'alipay-request-id': 'mine' }, timeout: 5_000, httpAgent: new http.Agent() };
    const { status } = await stage.ours().post(path, order(), { alipay: { encrypt: true, appAuthToken }, ...more });
    expect(status).toBe(200);
    expect(last(stage)['app_auth_token']).toBe(appAuthToken);
  },
  'curl(..., { form })': async (stage) => {
    const form = new AlipayFormData();
    form.addFile('file_content', 'a.jpg', Buffer.from('a'));
    await stage.theirs().curl('POST', '/v3/alipay/open/file/upload', { form, body: { biz_code: 'x' } });
    const { biz_content: theirs } = last(stage);
    const files = { file_content: { content: Buffer.from('a'), filename: 'a.jpg' } };
    await stage.ours().post('/v3/alipay/open/file/upload', { biz_code: 'x' }, { alipay: { files } });
    expect(last(stage)['biz_content']).toBe(theirs);
  },
  'curlStream, sse': async (stage) => {
    // Theirs speaks HTTP/2 alone here, so only ours can be played over plain http.
    stage.gateway.on('alipay.x.y').reply(raw('event: end\ndata: {}\n\n', { 'content-type': 'text/event-stream' }));
    const { data } = await stage
      .ours()
      .post<AsyncIterable<ServerSentEvent>>('/v3/alipay/x/y', {}, { responseType: 'stream' });
    const events: ServerSentEvent[] = [];
    for await (const event of data) events.push(event);
    expect(events).toEqual([{ event: 'end', data: '{}' }]);
  },
  'pageExecute, pageExec': async (stage) => {
    const theirs = stage.theirs().pageExecute('alipay.trade.page.pay', 'GET', { bizContent: order() });
    const ours = await stage.ours().pageExecute('alipay.trade.page.pay', order(), { verb: 'GET' });
    for (const url of [theirs, ours]) expect((await fetch(url, { redirect: 'manual' })).status).toBe(302);
    expect(await stage.ours().pageExecute('alipay.trade.page.pay', { ...order(), subject: '<>' })).toContain(
      '&lt;&gt;',
    );
  },
  'sdkExecute, sdkExec': async (stage) => {
    const theirs = stage.theirs().sdkExecute('alipay.trade.app.pay', { bizContent: order() });
    const ours = await stage.ours().sdkExecute('alipay.trade.app.pay', order());
    for (const text of [theirs, ours]) {
      const result = await stage.gateway.payInApp(text);
      expect(await stage.ours().verifyAppResult(result)).toMatchObject({ status: 'paid' });
    }
  },
  'bizContentAutoSnakeCase: false': async (stage) => {
    await stage.ours().execute(create, { ...order(), extend_params: { myOwnKey: { 'a-B_c': 1 } } });
    expect(last(stage)['biz_content']).toContain('{"myOwnKey":{"a-B_c":1}}');
  },
  'checkNotifySign, checkNotifySignV2': async (stage) => {
    const { fields } = await stage.gateway.notifications.write({ notify_id: '1', subject: '100%' });
    expect(stage.theirs().checkNotifySignV2(fields)).toBe(true);
    expect(await stage.ours().verifyNotification(fields)).toMatchObject({ subject: '100%' });
  },
  'checkResponseSign, getSignStr, rsaCheck': async (stage) => {
    // protocol.md 2.5: theirs cannot cut an encrypted reply, ours does.
    const encrypted = { bizContent: order(), needEncrypt: true };
    await expect(stage.theirs().exec(create, encrypted, { validateSign: true })).rejects.toThrow('验签失败');
    expect((await stage.ours().execute(create, order(), { encrypt: true })).data.code).toBe('10000');
    // And the same for error_response.
    const code = { grantType: 'authorization_code', code: 'none' };
    await expect(stage.theirs().exec('alipay.system.oauth.token', code, { validateSign: true })).rejects.toThrow(
      '验签失败',
    );
    const ours = stage.ours().execute('alipay.system.oauth.token', undefined, {
      params: { grant_type: 'authorization_code', code: 'none' },
    });
    await expect(ours).rejects.toMatchObject({ subCode: 'isv.code-invalid' });
  },
  aesDecrypt: async (stage) => {
    const cipher = encryptContent('{"mobile":"138"}', Buffer.from(encryptKey, 'base64'));
    expect(stage.ours().decryptContent(cipher)).toEqual(JSON.parse(stage.theirs().aesDecrypt(cipher)));
  },
  AlipayRequestError: async (stage) => {
    const path = '/v3/alipay/trade/query';
    const theirs = await stage
      .theirs()
      .curl('POST', path, { body: { out_trade_no: 'none' } })
      .catch((error) => error);
    const ours: unknown = await stage
      .ours()
      .post(path, { out_trade_no: 'none' })
      .catch((error: unknown) => error);
    if (!isAlipayError(ours)) throw ours;
    expect(ours.subCode).toBe(theirs.code);
    expect(ours.response?.status).toBe(theirs.responseHttpStatus);
    expect(theirs.message).toContain(ours.subMsg);
    expect(ours).toMatchObject({ code: 'ERR_ALIPAY_BUSINESS', outcome: 'rejected', traceId: expect.any(String) });
    expect(ours.advice.url).toContain(ours.traceId);
  },
};
