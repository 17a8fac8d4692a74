import { createPublicKey } from 'node:crypto';
import { createServer } from 'node:http';
import type { AlipayInstance } from 'alipay-axios';
import { raw } from 'alipay-axios/testing';
import { createUndiciAdapter } from 'alipay-axios/undici';
import type { InternalAxiosRequestConfig } from 'axios';
import { AxiosHeaders } from 'axios';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { classifyReply } from '../../src/policy/classify.js';
import { rowFor } from '../../src/policy/rules.js';
import { openReply } from '../../src/protocol/open-reply.js';
import { writeRecord } from '../../src/redis/record-text.js';
import { CHECK_CONFIG } from '../../src/runtime/adapter-contract.js';
import { SYSTEM_CLOCK } from '../../src/runtime/clock.js';
import { SendWatch } from '../../src/runtime/send-watch.js';
import { createStopSignal } from '../../src/runtime/stop-signal.js';
import { createSender } from '../../src/runtime/transport.js';
import { checkConfig } from '../../src/undici/check-config.js';
import { signedReply } from '../support/envelopes.js';
import { pair } from '../support/key-pairs.js';
import type { World } from '../support/world.js';
import { failureOf, openWorld } from '../support/world.js';
import { attempt, listening } from '../undici/attempt.js';

// Names that objects have without anybody's doing, in the places of keys.
const HOSTILE =
  '{"__proto__":{"polluted":"yes","code":"10000"},"constructor":{"prototype":{"polluted":"yes"}},"toString":"x","hasOwnProperty":1}';

let world: World;
let alipay: AlipayInstance;
beforeAll(async () => {
  world = await openWorld({ gateway: { methods: ['demo.pollution.call'] } });
  ({ alipay } = world as { alipay: AlipayInstance });
});
afterAll(() => world.close());

const isClean = () => {
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(typeof {}.toString).toBe('function');
};

/** Does something while every object of the process seems to have a member more. */
async function polluted<T>(fields: Readonly<Record<string, unknown>>, work: () => Promise<T> | T): Promise<T> {
  for (const [name, value] of Object.entries(fields)) {
    Object.defineProperty(Object.prototype, name, { value, configurable: true, enumerable: true, writable: true });
  }
  try {
    return await work();
  } finally {
    for (const name of Object.keys(fields)) Reflect.deleteProperty(Object.prototype, name);
  }
}

describe('keys that every object has', () => {
  test('in a reply are members of it, and of nothing else', async () => {
    const { publicKey, privateKey } = pair('alipay');
    const reply = openReply(signedReply('a_b_response', HOSTILE, privateKey), 'a.b', {
      key: publicKey,
      signType: 'RSA2',
    });
    expect(reply.kind).toBe('verified');
    isClean();
    // A code that only the prototype has is none.
    const result = classifyReply(reply, 200, 'a.b', (code, subCode) => rowFor([], code, subCode, 'a.b'));
    expect(result).toMatchObject({ kind: 'unknown', cause: 'malformed' });
  });

  test('in an unsigned reply from the wire pollute nothing', async () => {
    world.gateway
      .on('demo.pollution.call')
      .reply(raw(`{"demo_pollution_call_response":${HOSTILE},"__proto__":{"polluted":"yes"}}`));
    await failureOf(alipay.execute('demo.pollution.call', {}, { repeat: 'never' }));
    isClean();
  });

  test('in a notification are fields of it, or keep it from being believed', async () => {
    const { notifications } = world.gateway;
    const fields = { notify_id: '1', __proto__x: 'a', ['__proto__']: 'polluted', constructor: 'c', toString: 't' };
    const { body } = await notifications.write(fields);
    const said = await alipay.verifyNotification(Buffer.from(body, 'latin1'));
    expect(Object.entries(said)).toEqual(expect.arrayContaining(Object.entries(fields)));
    expect(said['hasOwnProperty']).toBeUndefined();
    isClean();
  });

  test('in the content of a caller are sent as they are where it is a text; of an object axios keeps some back', async () => {
    await alipay.post('/gateway.do', { method: 'demo.pollution.call', biz_content: HOSTILE, toString: 't' });
    const sent = world.gateway.log.at(-1);
    expect(sent?.signatureValid).toBe(true);
    expect(sent?.params['biz_content']).toBe(HOSTILE);
    expect(Object.entries(sent?.params ?? {})).toContainEqual(['toString', 't']);
    await alipay.execute('demo.pollution.call', JSON.parse(HOSTILE));
    // axios copies what it is given, and leaves these names out, before an adapter sees them.
    const kept = Object.entries(JSON.parse(HOSTILE)).filter(([name]) => !['__proto__', 'constructor'].includes(name));
    expect(Object.entries(JSON.parse(world.gateway.log.at(-1)?.params['biz_content'] ?? ''))).toEqual(kept);
    isClean();
  });

  test('in a token record stay out of the store', () => {
    const record = { value: 'v', generation: 1, ...JSON.parse('{"toString":"x","constructor":"y","__proto__":"z"}') };
    expect(JSON.parse(writeRecord([], 'digest', record))).toEqual({ value: 'v', generation: 1 });
  });
});

describe('an Object.prototype that somebody has polluted', () => {
  const order = { out_trade_no: 'pollution-1' };

  test.each<readonly [string, unknown]>([
    ['sign_type', 'RSA'],
    ['sign', 'x'],
    ['app_auth_token', 'evil'],
    ['auth_token', 'evil'],
    ['biz_content', '{"out_trade_no":"evil"}'],
    ['app_cert_sn', 'evil'],
    ['alipay_root_cert_sn', 'evil'],
    ['notify_url', 'https://evil.example'],
    ['return_url', 'https://evil.example'],
    ['notifyUrl', 'https://evil.example'],
    ['returnUrl', 'https://evil.example'],
    ['appAuthToken', 'evil'],
    ['authToken', 'evil'],
    ['params', { evil: 'yes' }],
    ['encrypt', true],
    ['files', { evil: { path: '/etc/passwd' } }],
    ['repeat', 'safe'],
    ['charset', 'GBK'],
    ['signType', 'RSA'],
  ])('with %s changes nothing in what is signed and sent', async (name, value) => {
    const sent = async () => {
      const error = await failureOf(alipay.execute('alipay.trade.query', order));
      expect(error.subCode).toBe('ACQ.TRADE_NOT_EXIST');
      const { timestamp: _time, sign: _sign, ...rest } = world.gateway.log.at(-1)?.params ?? {};
      return { ...rest };
    };
    const plain = await sent();
    expect(await polluted({ [name]: value }, sent)).toEqual(plain);
    isClean();
  });

  test.each<readonly [string, unknown]>([
    ['code', '10000'],
    ['sign', 'x'],
    ['sign_type', 'RSA'],
    ['alipay_cert_sn', 'x'],
    ['signed', true],
    ['kind', 'verified'],
  ])('with %s makes nothing believable that is not', async (name, value) => {
    const { publicKey, privateKey } = pair('alipay');
    const verifier = {
      key: createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
      signType: 'RSA2',
    } as const;
    const find = (code: string, subCode: string | undefined) => rowFor([], code, subCode, 'alipay.trade.pay');
    await polluted({ [name]: value }, () => {
      for (const bytes of [
        Buffer.from('{"alipay_trade_pay_response":{}}'),
        Buffer.from('{"alipay_trade_pay_response":{"code":"10000"}}'),
        signedReply('alipay_trade_pay_response', '{"total_amount":"0.01"}', privateKey),
        signedReply('alipay_trade_pay_response', '{"code":"10000"}', pair('app').privateKey),
      ]) {
        const result = classifyReply(openReply(bytes, 'alipay.trade.pay', verifier), 200, 'alipay.trade.pay', find);
        expect(result.kind).toBe('unknown');
      }
    });
  });
});

describe('a request over undici, where somebody has polluted Object.prototype', () => {
  test('goes neither through another proxy nor with another password', async () => {
    const seen: unknown[] = [];
    const origin = createServer(({ headers }, response) => {
      seen.push(headers.authorization);
      response.end('ok');
    });
    const thief = createServer((_request, response) => response.end('stolen'));
    const { hostname: host, port } = new URL(await listening(thief));
    const url = await listening(origin);
    const adapter = createUndiciAdapter({ proxy: false });
    const evil = { proxy: { host, port: Number(port) }, auth: { username: 'a', password: 'b' } };
    // Only while it begins: its servers live in the same process.
    const { response } = await polluted(evil, () => ({ response: attempt(adapter, url).response }));
    expect((await response).data.toString()).toBe('ok');
    expect(seen).toEqual([undefined]);
    await adapter.close();
    for (const server of [origin, thief]) server.close();
  });

  test('keeps the options that its caller gave, and is refused for none that nobody gave', async () => {
    const proxy = { host: 'proxy.example', port: 8080 };
    const sent: unknown[] = [];
    const adapter = Object.assign(
      (config: InternalAxiosRequestConfig) => {
        sent.push(Object.getOwnPropertyDescriptor(config, 'proxy')?.value);
        return Promise.reject(new Error('this is as far as it goes'));
      },
      { [CHECK_CONFIG]: checkConfig },
    );
    const order = { verb: 'post', target: '/gateway.do', headers: {}, body: 'a=1' } as const;
    await polluted({ proxy: { host: 'evil.example', port: 1 }, httpAgent: {} }, () => {
      const send = createSender({ headers: new AxiosHeaders(), proxy }, 'http://127.0.0.1:9', adapter);
      return send(order, createStopSignal(), new SendWatch(SYSTEM_CLOCK, 1_000));
    });
    expect(sent).toEqual([proxy]);
  });
});
