import { Agent } from 'node:https';
import type { AlipayOptions } from 'alipay-axios';
import { attachAlipay, createAlipay } from 'alipay-axios';
import type { TestGateway } from 'alipay-axios/testing';
import { startGateway } from 'alipay-axios/testing';
import { createUndiciAdapter } from 'alipay-axios/undici';
import type { AxiosAdapter, AxiosRequestConfig } from 'axios';
import axios from 'axios';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testCredentials } from '../support/world.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ credentials: testCredentials() });
});
afterAll(() => gateway.close());

describe('createUndiciAdapter', () => {
  test.each([
    ['options', 7],
    ['options.pipelining', { pipelining: 10 }],
    ['connections', { connections: 0 }],
    ['connections', { connections: '8' }],
    ['keepAliveTimeoutMs', { keepAliveTimeoutMs: -1 }],
    ['tls', { tls: 'ca' }],
    ['lookup', { lookup: 'dns' }],
    ['proxy', { proxy: 'socks5://proxy.example' }],
    ['proxy', { proxy: true }],
  ])('names %s of %j', (option, options) => {
    expect(() => createUndiciAdapter(options as never)).toThrow(new RegExp(`^"${option}" .+ / “${option}”`));
  });

  test('does not repeat a proxy’s password', () => {
    expect(() => createUndiciAdapter({ proxy: 'ftp://tea:secret@proxy.example' })).toThrow(/^(?!.*secret)"proxy"/);
  });
});

const REFUSED: readonly (readonly [name: string, value: unknown])[] = [
  ['httpAgent', new Agent()],
  ['httpsAgent', new Agent()],
  ['lookup', () => {}],
  ['family', 6],
  ['transport', {}],
  ['socketPath', '/var/run/gateway.sock'],
  ['httpVersion', 2],
  ['insecureHTTPParser', true],
  ['maxRate', 1_000],
  ['onUploadProgress', () => {}],
  ['onDownloadProgress', () => {}],
  ['proxy', { port: 3128 }],
];

describe('an option of axios that the transport would have to ignore', () => {
  const options = (defaults: object): AlipayOptions => ({
    ...gateway.credentials,
    gateway: gateway.url,
    axios: { adapter: createUndiciAdapter({ proxy: false }), ...defaults },
  });

  test.each(REFUSED)('%s is refused when the instance is made', (name, value) => {
    expect(() => createAlipay(options({ [name]: value }))).toThrow(new RegExp(`^"${name}" .+ / “${name}”`));
    const { axios: defaults, ...own } = options({ [name]: value });
    const instance = axios.create(defaults as AxiosRequestConfig);
    expect(() => attachAlipay(instance, own)).toThrow(TypeError);
  });

  test.each(REFUSED)('%s is refused for one call before anything is sent', async (name, value) => {
    const alipay = createAlipay(options({}));
    const body = { method: 'alipay.trade.query', biz_content: { out_trade_no: '1' } };
    const call = alipay.post('/gateway.do', body, { [name]: value } as object);
    await expect(call).rejects.toThrow(new RegExp(`^"${name}" .+ / “${name}”`));
    expect(gateway.log).toHaveLength(0);
  });

  test('does not matter where it says what is so anyhow', async () => {
    const adapter: AxiosAdapter = createUndiciAdapter({ proxy: false });
    const plain = { httpVersion: 1, insecureHTTPParser: false, httpsAgent: undefined, proxy: false };
    expect(() => createAlipay(options({ ...plain, adapter }))).not.toThrow();
  });
});
