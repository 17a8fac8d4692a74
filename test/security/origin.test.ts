import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AlipayInstance } from 'alipay-axios';
import { createAlipay } from 'alipay-axios';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readGatewayPlace } from '../../src/runtime/gateway-request.js';
import type { World } from '../support/world.js';
import { openWorld, testCredentials } from '../support/world.js';

const GATEWAY = 'https://openapi.alipay.com';

describe('an address that only looks like the gateway’s', () => {
  test.each([
    'https://openapi.alipay.com.evil.example/gateway.do',
    'https://openapi.alipay.com@evil.example/gateway.do',
    'https://evil.example/?https://openapi.alipay.com/gateway.do',
    'https://evil.example#@openapi.alipay.com/gateway.do',
    'https://openapi.alipay.com:8443/gateway.do',
    'https://openapi.alіpay.com/gateway.do',
    '//evil.example/gateway.do',
    'https:\\\\evil.example\\gateway.do',
    'javascript:alert(1)//gateway.do',
    'file:///gateway.do',
  ])('%s is never signed', (url) => {
    for (const baseURL of [GATEWAY, undefined]) {
      const config = { url, headers: {} as never, ...(baseURL === undefined ? {} : { baseURL }) };
      let place: unknown;
      try {
        place = readGatewayPlace(config, GATEWAY);
      } catch (error) {
        // It stays at the gateway, whose other paths are refused.
        expect(error).toBeInstanceOf(TypeError);
      }
      expect(place).toBeUndefined();
    }
  });

  test('a path that climbs out of its folder, or is written otherwise, is no path of the gateway', () => {
    for (const url of [
      '/v3/../gateway.do/x',
      '/v3',
      '/v3/',
      '/gateway.do/',
      '/GATEWAY.DO',
      '/%67ateway.do',
      '/admin',
    ]) {
      expect(() => readGatewayPlace({ baseURL: GATEWAY, url, headers: {} as never }, GATEWAY)).toThrow('"url"');
    }
  });
});

describe('a request to somebody else', () => {
  const received: { readonly url: string; readonly headers: string; readonly body: string }[] = [];
  const other = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({
        url: String(request.url),
        headers: JSON.stringify(request.headers),
        body: Buffer.concat(chunks).toString(),
      });
      if (request.url === '/moved') response.writeHead(307, { location: '/landed' });
      response.end('{}');
    });
  });
  let world: World;
  let alipay: AlipayInstance;
  let url = '';
  beforeAll(async () => {
    world = await openWorld();
    alipay = world.alipay as AlipayInstance;
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  });
  beforeEach(() => received.splice(0));
  afterAll(async () => {
    other.close();
    await world.close();
  });

  test('carries neither signature nor token nor the app’s id', async () => {
    await alipay.post(
      `${url}/gateway.do`,
      { method: 'alipay.trade.pay' },
      { alipay: { appAuthToken: 'canary-token' } },
    );
    expect(received).toHaveLength(1);
    expect(JSON.stringify(received)).not.toMatch(/sign|canary-token|app_id|ALIPAY-SHA256/);
    expect(world.gateway.log).toHaveLength(0);
  });

  test('is not made where the gateway answers with a redirect: nothing that was signed is sent on', async () => {
    const moving = createServer((_request, response) => response.writeHead(307, { location: `${url}/landed` }).end());
    await new Promise<void>((resolve) => moving.listen(0, '127.0.0.1', resolve));
    const { appId, privateKey, alipayPublicKey } = testCredentials();
    const gateway = `http://127.0.0.1:${(moving.address() as AddressInfo).port}`;
    const client = createAlipay({ appId, privateKey, alipayPublicKey, gateway, retry: { maxAttempts: 1 } });
    await expect(
      client.execute('alipay.trade.query', { out_trade_no: '1' }, { appAuthToken: 'canary-token' }),
    ).rejects.toMatchObject({ outcome: 'unknown' });
    client.close();
    moving.close();
    expect(received).toEqual([]);
  });
});
