import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { GatewayOptions, ScriptedReply, TestGateway } from '../../src/testing/index.js';
import { busy, createTestCredentials, refused, startGateway } from '../../src/testing/index.js';
import type { RawRequest } from './raw-client.js';
import { createRawClient, fits } from './raw-client.js';

interface SeedRow {
  readonly code: string;
  readonly msg: string;
  readonly sub_code: string | null;
  readonly sub_msg_zh: string | null;
}

const seed: readonly SeedRow[] = JSON.parse(
  readFileSync(new URL('../fixtures/gateway-codes.json', import.meta.url), 'utf8'),
);
const credentials = createTestCredentials();
const gateways = new Map<string, Promise<TestGateway>>();
afterAll(async () => {
  for (const gateway of gateways.values()) await (await gateway).close();
});

function gatewayWith(options: GatewayOptions): Promise<TestGateway> {
  const key = JSON.stringify(options);
  const gateway = gateways.get(key) ?? startGateway({ credentials, ...options });
  gateways.set(key, gateway);
  return gateway;
}

interface Cause {
  readonly request: Partial<RawRequest> | ((gateway: TestGateway) => Partial<RawRequest>);
  readonly options?: GatewayOptions;
  readonly script?: ScriptedReply;
  readonly unsigned?: true;
}

const encryptKey = 'aa4BtZ4tspm2wnXLb1ThQA==';
const ciphertext = 'ILpoMowjIQjfYMR847rnFQ==';
const upload = (name: string, size = 4): Partial<RawRequest> => ({
  method: 'alipay.offline.material.image.upload',
  file: { name, bytes: new Uint8Array(size) },
});
const uploads = { methods: ['alipay.offline.material.image.upload'] };
const without = (name: string): Partial<RawRequest> => ({ params: { [name]: undefined } });

const causes: Readonly<Record<string, Cause>> = {
  '10000': { request: { method: 'alipay.trade.cancel', content: { out_trade_no: 'nothing' } } },
  'isp.unknow-error': { request: {}, script: busy() },
  'aop.unknow-error': { request: {}, script: busy('aop.unknow-error') },
  'aop.invalid-auth-token': { request: { params: { auth_token: 'made-up' } } },
  'aop.auth-token-time-out': {
    request: ({ tokens }) => ({ params: { auth_token: tokens.issueUser({ lifetimeMs: 0 }).token } }),
  },
  'aop.invalid-app-auth-token': { request: { params: { app_auth_token: 'made-up' } } },
  'aop.invalid-app-auth-token-no-api': {
    request: ({ tokens }) => ({
      params: { app_auth_token: tokens.issueMerchant({ apis: ['alipay.trade.pay'] }).token },
    }),
  },
  'aop.app-auth-token-time-out': {
    request: ({ tokens }) => {
      const { token } = tokens.issueMerchant();
      tokens.expire(token);
      return { params: { app_auth_token: token } };
    },
  },
  'aop.no-product-reg-by-partner': {
    request: ({ tokens }) => ({ params: { app_auth_token: tokens.issueMerchant({ products: [] }).token } }),
  },
  'isv.missing-method': { request: without('method'), unsigned: true },
  'isv.missing-signature': { request: { afterSigning: { sign: undefined } } },
  'isv.missing-signature-type': { request: without('sign_type'), unsigned: true },
  'isv.missing-signature-key': { request: {}, options: { signTypes: [] }, unsigned: true },
  'isv.missing-app-id': { request: without('app_id'), unsigned: true },
  'isv.missing-timestamp': { request: without('timestamp') },
  'isv.missing-version': { request: without('version') },
  'isv.decryption-error-missing-encrypt-type': { request: { content: ciphertext } },
  'isv.invalid-parameter': { request: { content: { total_amount: '1.00' } } },
  'isv.upload-fail': { request: upload('a.png'), options: uploads, script: refused('40002', 'isv.upload-fail') },
  'isv.invalid-file-extension': { request: upload('a.exe'), options: uploads },
  'isv.invalid-file-size': { request: upload('a.PNG', 101), options: { ...uploads, maxFileBytes: 100 } },
  'isv.invalid-method': { request: { method: 'alipay.trade.qeury' } },
  'isv.invalid-format': { request: { params: { format: 'yaml' } } },
  'isv.invalid-signature-type': { request: { params: { sign_type: 'MD5' } }, unsigned: true },
  'isv.invalid-signature': { request: { afterSigning: { biz_content: '{"out_trade_no":"other"}' } } },
  'isv.invalid-encrypt-type': { request: { content: ciphertext, params: { encrypt_type: 'ROT13' } } },
  'isv.invalid-encrypt': {
    request: { content: { out_trade_no: 'plain' }, params: { encrypt_type: 'AES' } },
    options: { encryptKey },
  },
  'isv.invalid-app-id': { request: { params: { app_id: '2021999999999999' } }, unsigned: true },
  'isv.invalid-timestamp': { request: { params: { timestamp: '2026-11-23T12:00:00Z' } } },
  'isv.invalid-charset': { request: { params: { charset: 'latin1' } } },
  'isv.invalid-digest': { request: upload('a.png'), options: { ...uploads, requireDigest: true } },
  'isv.decryption-error-not-valid-encrypt-type': { request: { content: ciphertext, params: { encrypt_type: 'SM4' } } },
  'isv.decryption-error-not-valid-encrypt-key': { request: { content: ciphertext, params: { encrypt_type: 'AES' } } },
  'isv.decryption-error-unknown': {
    request: { content: `${'A'.repeat(21)}Q==`, params: { encrypt_type: 'AES' } },
    options: { encryptKey },
  },
  'isv.missing-signature-config': { request: { params: { sign_type: 'HMAC_SHA1' } }, unsigned: true },
  'isv.not-support-app-auth': {
    request: ({ tokens }) => ({ params: { app_auth_token: tokens.issueMerchant().token } }),
    options: { ownOnly: ['alipay.trade.query'] },
  },
  '40004': { request: {} },
  'isv.insufficient-isv-permissions': { request: {}, options: { deniedToApp: ['alipay.trade.query'] } },
  'isv.insufficient-user-permissions': {
    request: ({ tokens }) => ({ params: { app_auth_token: tokens.issueMerchant().token } }),
    options: { deniedToUser: ['alipay.trade.query'] },
  },
};

describe('every row of the code table has its own cause', () => {
  test('no row is left out, and no cause is without a row', () => {
    expect(Object.keys(causes).sort()).toEqual(seed.map((row) => row.sub_code ?? row.code).sort());
  });

  test.each(seed.map((row) => ({ ...row, name: `${row.code} ${row.sub_code ?? ''}` })))('$name', async (row) => {
    const cause = causes[row.sub_code ?? row.code];
    if (cause === undefined) throw new Error('no cause');
    const gateway = await gatewayWith(cause.options ?? {});
    const request = typeof cause.request === 'function' ? cause.request(gateway) : cause.request;
    const method = request.method ?? 'alipay.trade.query';
    if (cause.script) gateway.on(method).clear().reply(cause.script);
    gateway.clearLog();

    const reply = await createRawClient(gateway.url, credentials, Date.now).send({
      content: { out_trade_no: 'never-made' },
      ...request,
      method,
    });

    expect(reply.response.status).toBe(200);
    expect(reply.node).toMatchObject({ code: row.code, msg: row.msg });
    if (row.code !== '40004') expect(reply.node['sub_code'] ?? null).toBe(row.sub_code);
    if (row.sub_code !== null && !['isv.invalid-signature', 'isv.invalid-parameter'].includes(row.sub_code)) {
      expect(reply.node['sub_msg']).toBe(row.sub_msg_zh);
    }
    expect(reply.sign === undefined).toBe(cause.unsigned ?? false);
    if (!cause.unsigned) expect(fits(reply, credentials.alipayPublicKey)).toBe(true);
    expect(gateway.log).toMatchObject([
      {
        code: row.code,
        replied: cause.unsigned ? 'unsigned' : 'signed',
        traceId: reply.response.headers.get('trace_id'),
      },
    ]);
  });
});

describe('the order of the checks', () => {
  test('a request with every defect at once is asked for one thing after the other', async () => {
    const gateway = await gatewayWith({});
    const defects: [Partial<RawRequest['params']>, string][] = [
      [{ method: undefined }, 'isv.missing-method'],
      [{ app_id: undefined }, 'isv.missing-app-id'],
      [{ app_id: 'unknown' }, 'isv.invalid-app-id'],
      [{ charset: 'latin1' }, 'isv.invalid-charset'],
      [{ format: 'yaml' }, 'isv.invalid-format'],
      [{ version: undefined }, 'isv.missing-version'],
      [{ sign_type: undefined }, 'isv.missing-signature-type'],
      [{ sign_type: 'MD5' }, 'isv.invalid-signature-type'],
      [{ sign_type: 'HMAC_SHA1' }, 'isv.missing-signature-config'],
      [{ sign: undefined }, 'isv.missing-signature'],
      [{ timestamp: undefined }, 'isv.missing-timestamp'],
      [{ timestamp: 'yesterday' }, 'isv.invalid-timestamp'],
      [{ sign: 'AAAA' }, 'isv.invalid-signature'],
      [{ encrypt_type: 'ROT13' }, 'isv.invalid-encrypt-type'],
      [{ encrypt_type: 'AES' }, 'isv.decryption-error-not-valid-encrypt-key'],
      [{ method: 'no.such.method' }, 'isv.invalid-method'],
      [{ auth_token: 'made-up' }, 'aop.invalid-auth-token'],
      [{ app_auth_token: 'made-up' }, 'aop.invalid-app-auth-token'],
      [{ biz_content: '[]' }, 'isv.invalid-parameter'],
    ];
    const client = createRawClient(gateway.url, credentials, Date.now);
    const met: unknown[] = [];
    for (let cured = 0; cured < defects.length; cured++) {
      const left = Object.assign(
        {},
        ...defects
          .slice(cured)
          .map(([params]) => params)
          .reverse(),
      );
      const { sign, ...params } = left;
      const reply = await client.send({
        method: 'alipay.trade.query',
        content: {},
        params,
        ...('sign' in left ? { afterSigning: { sign } } : {}),
      });
      met.push(reply.node['sub_code']);
    }
    expect(met).toEqual(defects.map(([, subCode]) => subCode));
  });

  test('an invalid signature is answered with the text that the gateway signed itself, escaped as HTML', async () => {
    const gateway = await gatewayWith({});
    const reply = await createRawClient(gateway.url, credentials, Date.now).send({
      method: 'alipay.trade.query',
      params: { timestamp: undefined },
      afterSigning: { timestamp: new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ') },
      content: { out_trade_no: '<1>' },
    });
    expect(reply.node['sub_msg']).toMatch(
      /^验签出错，.*网关生成的验签字符串为：app_id=2021000000000000&amp;biz_content=\{&quot;out_trade_no&quot;:&quot;&lt;1&gt;&quot;\}&amp;charset=utf-8&amp;/,
    );
  });

  test('a timestamp may be ten minutes off and no more', async () => {
    const nowMs = Date.UTC(2026, 10, 23, 4);
    const gateway = await startGateway({ credentials, clock: { now: () => nowMs } });
    for (const [offMs, subCode] of [
      [600_000, 'ACQ.TRADE_NOT_EXIST'],
      [-600_000, 'ACQ.TRADE_NOT_EXIST'],
      [601_000, 'isv.invalid-timestamp'],
      [-601_000, 'isv.invalid-timestamp'],
    ] as const) {
      const client = createRawClient(gateway.url, credentials, () => nowMs + offMs);
      const reply = await client.send({ method: 'alipay.trade.query', content: { out_trade_no: 'x' } });
      expect(reply.node['sub_code']).toBe(subCode);
      expect(reply.response.headers.get('date')).toBe('Mon, 23 Nov 2026 04:00:00 GMT');
    }
    await gateway.close();
  });
});
