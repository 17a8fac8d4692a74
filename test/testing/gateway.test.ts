import { createCipheriv, createDecipheriv } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { GatewayOptions, TestGateway } from '../../src/testing/index.js';
import { createTestCredentials, delayed, ok, pass, startGateway } from '../../src/testing/index.js';
import type { RawClient } from './raw-client.js';
import { createRawClient, fits, signedParams } from './raw-client.js';

const credentials = createTestCredentials();
const query = { method: 'alipay.trade.query', content: { out_trade_no: 'é 中+文&=%' } };
const open: TestGateway[] = [];
afterEach(async () => {
  for (const gateway of open.splice(0)) await gateway.close();
});

async function start(options: GatewayOptions = {}): Promise<{ gateway: TestGateway; client: RawClient }> {
  const gateway = await startGateway({ credentials, ...options });
  open.push(gateway);
  return { gateway, client: createRawClient(gateway.url, credentials, Date.now) };
}

describe('requests', () => {
  test('may come by GET or POST, in the query, in the body, or both', async () => {
    const { gateway, client } = await start();
    const params = signedParams(query, credentials, Date.now());
    const body = new URLSearchParams(params);
    const url = `${gateway.url}/gateway.do`;
    await client.send({ ...query, verb: 'GET' });
    await client.send(query);
    await fetch(url, { method: 'POST', body });
    await fetch(`${url}?charset=utf-8`, { method: 'POST', body });
    const form = new FormData();
    for (const [name, value] of Object.entries(params)) form.append(name, value);
    await fetch(url, { method: 'POST', body: form });
    expect(gateway.log.map((entry) => [entry.httpMethod, entry.signatureValid, entry.subCode])).toEqual([
      ['GET', true, 'ACQ.TRADE_NOT_EXIST'],
      ...Array.from({ length: 4 }, () => ['POST', true, 'ACQ.TRADE_NOT_EXIST']),
    ]);
    expect(gateway.log[2]?.params).toEqual(params);
    expect(gateway.log[2]?.timestamp).toBe(params['timestamp']);
  });

  test('a body of another kind holds no parameters', async () => {
    const { gateway } = await start();
    const body = JSON.stringify(signedParams(query, credentials, Date.now()));
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${gateway.url}/gateway.do`, { method: 'POST', body, headers });
    expect(await response.text()).toBe(
      '{"error_response":{"code":"40001","msg":"Missing Required Arguments","sub_code":"isv.missing-method","sub_msg":"缺少方法名参数"}}',
    );
  });

  test('elsewhere there is nothing, and other verbs are not allowed', async () => {
    const { gateway } = await start();
    expect((await fetch(gateway.url)).status).toBe(404);
    expect((await fetch(`${gateway.url}/gateway.do`, { method: 'PUT' })).status).toBe(405);
    expect(gateway.log).toEqual([]);
  });

  test('files are counted and their texts are signed', async () => {
    const { gateway, client } = await start({ methods: ['alipay.open.file.upload'] });
    const file = { name: '图 片.png', bytes: new Uint8Array([13, 10, 45, 45, 13, 10]) };
    const reply = await client.send({ method: 'alipay.open.file.upload', params: { biz_code: '中文' }, file });
    expect(reply.node).toEqual({ code: '10000', msg: 'Success' });
    expect(gateway.log[0]?.params['biz_code']).toBe('中文');
  });
});

test('a multipart body that is none leaves the parameters missing', async () => {
  const { gateway } = await start();
  for (const [type, body] of [
    ['multipart/form-data', 'method=x'],
    ['multipart/form-data; boundary=b', '--b\r\nno head\r\n--b\r\ncontent-type: a\r\n\r\nnameless\r\n--b--'],
  ] as const) {
    const response = await fetch(`${gateway.url}/gateway.do`, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    });
    expect(await response.text()).toContain('isv.missing-method');
  }
});

describe('replies', () => {
  test('each has a trace_id of its own and the gateway date', async () => {
    const { gateway, client } = await start({ clock: { now: Date.now } });
    const one = await client.send(query);
    const two = await client.send(query);
    const ids = [one, two].map(({ response }) => response.headers.get('trace_id'));
    expect(new Set(ids).size).toBe(2);
    expect(gateway.log.map((entry) => entry.traceId)).toEqual(ids);
    expect(Date.parse(one.response.headers.get('date') ?? '')).toBeGreaterThan(Date.now() - 60_000);
  });

  test('an app that uploaded no key for RSA can still use RSA2', async () => {
    const { client } = await start({ signTypes: ['RSA2'] });
    const refused = await client.send({ ...query, params: { sign_type: 'RSA' } });
    expect(refused.node).toMatchObject({ sub_code: 'isv.missing-signature-config' });
    expect(refused.sign).toBeUndefined();
    expect((await client.send(query)).sign).toBeDefined();
  });

  test('an encrypted request is answered encrypted, and the signature covers the quotes', async () => {
    const key = Buffer.from('aa4BtZ4tspm2wnXLb1ThQA==', 'base64');
    const { client } = await start({ encryptKey: key.toString('base64') });
    const cipher = createCipheriv('aes-128-cbc', key, Buffer.alloc(16));
    const content = Buffer.concat([cipher.update('{"out_trade_no":"t1"}'), cipher.final()]).toString('base64');
    const reply = await client.send({ method: 'alipay.trade.query', content, params: { encrypt_type: 'AES' } });
    expect(fits(reply, credentials.alipayPublicKey)).toBe(true);
    const decipher = createDecipheriv('aes-128-cbc', key, Buffer.alloc(16));
    const text = decipher.update(JSON.parse(reply.signedText), 'base64', 'utf8') + decipher.final('utf8');
    expect(JSON.parse(text)).toMatchObject({ sub_code: 'ACQ.TRADE_NOT_EXIST' });

    const early = { content, params: { encrypt_type: 'AES', version: undefined } };
    const refusal = await client.send({ method: 'alipay.trade.query', ...early });
    expect(refusal.node).toMatchObject({ sub_code: 'isv.missing-version' });
  });
});

describe('the log', () => {
  test('keeps the newest, can be cleared and can be turned off', async () => {
    const { gateway, client } = await start({ logLimit: 2 });
    for (const out_trade_no of ['a', 'b', 'c']) await client.send({ ...query, content: { out_trade_no } });
    expect(gateway.log.map((entry) => entry.params['biz_content'])).toEqual([
      '{"out_trade_no":"b"}',
      '{"out_trade_no":"c"}',
    ]);
    gateway.clearLog();
    expect(gateway.log).toEqual([]);
    const silent = await start({ logLimit: 0 });
    await silent.client.send(query);
    expect(silent.gateway.log).toEqual([]);
  });
});

describe('the server', () => {
  test('keeps a connection alive', async () => {
    const { gateway } = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<unknown>();
    for (let i = 0; i < 3; i++) {
      const path = `/gateway.do?${new URLSearchParams(signedParams(query, credentials, Date.now()))}`;
      const call = httpRequest(gateway.url + path, { agent }).end();
      const [response] = await once(call, 'response');
      ports.add(response.socket.localPort);
      await once(response.resume(), 'end');
    }
    agent.destroy();
    expect(ports.size).toBe(1);
  });

  test('close frees the port though calls hang, and may be called twice', async () => {
    const { gateway, client } = await start();
    gateway.on('alipay.trade.query').reply(delayed(pass(), 3_600_000));
    const call = expect(client.send(query)).rejects.toThrow('fetch failed');
    while (gateway.log.length === 0) await new Promise(setImmediate);
    await gateway.close();
    await gateway.close();
    await call;
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    const [error] = await once(socket, 'error');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('a client that goes away in the middle does no harm', async () => {
    const { gateway, client } = await start();
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    socket.write('POST /gateway.do HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nmethod=');
    await new Promise(setImmediate);
    socket.destroy();
    gateway.on('alipay.trade.query').reply(ok());
    expect((await client.send(query)).node).toMatchObject({ code: '10000' });
  });

  test('starts with keys of its own when it is given none', async () => {
    const gateway = await startGateway();
    open.push(gateway);
    expect(Object.keys(gateway.credentials)).toEqual(['appId', 'privateKey', 'alipayPublicKey']);
    expect(gateway.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  test('takes bare Base64 keys, and names the key that cannot be read', async () => {
    const bare = createTestCredentials({ format: 'base64', appId: '2021000000000009' });
    expect(bare).toMatchObject({
      appId: '2021000000000009',
      privateKey: expect.stringMatching(/^MII[A-Za-z0-9+/=]+$/),
    });
    await expect(startGateway({ credentials: bare }).then((gateway) => gateway.close())).resolves.toBeUndefined();
    await expect(startGateway({ credentials: { ...bare, appPublicKey: 'MIIB' } })).rejects.toThrow(
      '"credentials.appPublicKey"',
    );
  });

  test('fails to start on a port that is taken', async () => {
    const { gateway } = await start();
    await expect(startGateway({ credentials, port: Number(new URL(gateway.url).port) })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
