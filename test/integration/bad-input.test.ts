import { generateKeyPairSync } from 'node:crypto';
import { Readable } from 'node:stream';
import type { AlipayInstance, AlipayOptions } from 'alipay-axios';
import { attachAlipay, createAlipay } from 'alipay-axios';
import type { TestGateway } from 'alipay-axios/testing';
import { startGateway } from 'alipay-axios/testing';
import axios from 'axios';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testCredentials } from '../support/world.js';

const keys = testCredentials();
const good = { appId: keys.appId, privateKey: keys.privateKey, alipayPublicKey: keys.alipayPublicKey };
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key: typeof ec.privateKey, type: 'pkcs8' | 'spki'): string =>
  key.export({ format: 'pem', type } as never) as string;
const circular: Record<string, unknown> = {};
circular['self'] = circular;

/** What is wrong, the options, and what the message must say: the option, what came, the cure. */
const OPTIONS: readonly (readonly [string, object, RegExp])[] = [
  [
    'a missing key',
    { ...good, privateKey: undefined },
    /"privateKey" must be a key .*got undefined; is the environment variable set/,
  ],
  ['a time to connect that is none', { ...good, connectTimeoutMs: 0 }, /"connectTimeoutMs" must be a whole number/],
  [
    'a confirm without a key',
    { ...good, methods: { 'x.y': { repeat: 'safe', confirm: { by: 'x.q', ask: () => ({}), judge: () => 'ran' } } } },
    /"methods\["x\.y"\]\.confirm" is for repeat: 'with-key'/,
  ],
  [
    'a confirm without a question',
    { ...good, methods: { 'x.y': { repeat: 'with-key', confirm: { by: 'x.q', judge: () => 'ran' } } } },
    /"methods\["x\.y"\]\.confirm\.ask"/,
  ],
  [
    'a confirm whose judge is none',
    { ...good, methods: { 'x.y': { repeat: 'with-key', confirm: { by: 'x.q', ask: () => ({}), judge: 'ran' } } } },
    /"methods\["x\.y"\]\.confirm\.judge"/,
  ],
  [
    'a confirm that reads no names',
    {
      ...good,
      methods: {
        'x.y': { repeat: 'with-key', confirm: { by: 'x.q', ask: () => ({}), judge: () => 'ran', reads: [1] } },
      },
    },
    /"methods\["x\.y"\]\.confirm\.reads" must list names/,
  ],
  ['an empty key', { ...good, privateKey: '  ' }, /"privateKey" is empty/],
  [
    'a broken key',
    { ...good, privateKey: keys.privateKey.slice(0, 800) },
    /"privateKey" (begins like PEM|is not a key|is \d+ characters)/,
  ],
  ['a text that is no key', { ...good, privateKey: 'hello world' }, /"privateKey" is 11 characters long and not a key/],
  ['a public key for the private one', { ...good, privateKey: keys.appPublicKey }, /"privateKey" is a public key/],
  [
    'a private key for the public one',
    { ...good, alipayPublicKey: keys.privateKey },
    /"alipayPublicKey" is a private key/,
  ],
  [
    "the app's public key for Alipay's",
    { ...good, alipayPublicKey: keys.appPublicKey },
    /"alipayPublicKey" is the app's own public key.*查看支付宝公钥/,
  ],
  ['an EC private key', { ...good, privateKey: pem(ec.privateKey, 'pkcs8') }, /"privateKey" is not an RSA key \(ec\)/],
  [
    'an EC public key',
    { ...good, alipayPublicKey: pem(ec.publicKey, 'spki') },
    /"alipayPublicKey" is not an RSA key \(ec\)/,
  ],
  ['a misspelled option', { ...good, apiId: '1' }, /"options.apiId" is not an option/],
  ['a near miss', { ...good, attemptTimeout: 5 }, /did you mean "attemptTimeoutMs"\?/],
  ['an unknown retry option', { ...good, retry: { retries: 3 } }, /"retry.retries" is not an option.*maxAttempts/],
  ['no app id', { ...good, appId: undefined }, /"appId" must be/],
  ['a number as app id', { ...good, appId: 2021 }, /"appId" must be a text, got a number/],
  [
    'no attempts',
    { ...good, retry: { maxAttempts: 0 } },
    /"retry.maxAttempts" must be a whole number of at least 1, got 0/,
  ],
  ['too many attempts', { ...good, retry: { maxAttempts: 11 } }, /"retry.maxAttempts" must be at most 10, got 11/],
  ['half a millisecond', { ...good, deadlineMs: 0.5 }, /"deadlineMs" must be a whole number of at least 1, got 0.5/],
  [
    'NaN',
    { ...good, attemptTimeoutMs: Number.NaN },
    /"attemptTimeoutMs" must be a whole number of at least 1, got NaN/,
  ],
  [
    'a text as a number',
    { ...good, deadlineMs: '30000' },
    /"deadlineMs" must be a whole number of at least 1, got a string/,
  ],
  [
    'a far host over plain http',
    { ...good, gateway: 'http://openapi.alipay.com' },
    /"gateway" is plain http to openapi.alipay.com.*use https/,
  ],
  [
    'a host that only looks like loopback',
    { ...good, gateway: 'http://127.0.0.1.evil.example' },
    /"gateway" is plain http/,
  ],
  ['a gateway with a path', { ...good, gateway: 'https://openapi.alipay.com/v3' }, /"gateway" must be an origin alone/],
  [
    'a gateway that is none',
    { ...good, gateway: 'prod' },
    /"gateway" must be production, sandbox or an origin .* got "prod"/,
  ],
  ['an unknown sign type', { ...good, signType: 'SM2' }, /"signType" must be one of RSA2, RSA, got "SM2"/],
  ['a rule without a reason', { ...good, rules: [{ then: 'retry' }] }, /"rules\[0\].because" is missing/],
  [
    'a rule with an unknown action',
    { ...good, rules: [{ then: 'again', because: 'x' }] },
    /"rules\[0\].then" must be one of accept/,
  ],
  ['rules that are no list', { ...good, rules: {} }, /"rules" must be an array, got an object/],
  ['a method without repeat', { ...good, methods: { 'x.y': {} } }, /"methods\["x.y"\].repeat" is missing/],
  [
    'a key that is no list',
    { ...good, methods: { 'x.y': { repeat: 'with-key', key: 'a' } } },
    /"methods\["x.y"\].key" must/,
  ],
  [
    'a refresh that is no function',
    { ...good, tokens: { refresh: 'token' } },
    /"tokens.refresh" must be a function, got a string/,
  ],
  ['a clock that is none', { ...good, clock: Date }, /"clock" must be \{ now/],
  [
    'a baseURL in the axios defaults',
    { ...good, axios: { baseURL: 'https://x.example' } },
    /"axios" must be axios defaults without a baseURL/,
  ],
  ['no options at all', undefined as never, /"options" must be an object, got undefined/],
];

describe('createAlipay refuses', () => {
  test.each(OPTIONS)('%s', (_title, options, message) => {
    expect(() => createAlipay(options as AlipayOptions)).toThrow(TypeError);
    expect(() => createAlipay(options as AlipayOptions)).toThrow(message);
    // Both languages, one after the other.
    expect(() => createAlipay(options as AlipayOptions)).toThrow(/ \/ “/);
  });

  test('and attachAlipay refuses what is no instance, and axios defaults', () => {
    expect(() => attachAlipay({} as never, good)).toThrow(/"instance" must be an axios instance/);
    expect(() => attachAlipay(undefined as never, good)).toThrow(/"instance" must be an axios instance/);
    expect(() => attachAlipay(axios.create(), { ...good, axios: {} })).toThrow(/"axios" is for createAlipay/);
  });

  test('and takes every good form of the keys, the names of the gateways and loopback', () => {
    const der = Buffer.from(keys.privateKey.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
    for (const privateKey of [keys.privateKey, der, der.toString('base64'), keys.privateKey.replaceAll('\n', '\\n')]) {
      createAlipay({ ...good, privateKey }).close();
    }
    for (const gateway of [
      'production',
      'sandbox',
      'https://proxy.example:8443',
      'http://localhost:1',
      'http://[::1]:1',
      'http://127.8.8.8',
    ]) {
      createAlipay({ ...good, gateway }).close();
    }
  });
});

describe('a call refuses', () => {
  let gateway: TestGateway;
  let alipay: AlipayInstance;
  beforeAll(async () => {
    gateway = await startGateway({ credentials: keys });
    alipay = createAlipay({ ...gateway.credentials, gateway: gateway.url });
  });
  afterAll(() => gateway.close());

  const QUERY = 'alipay.trade.query';
  const post = (data: unknown, alipayOptions?: unknown) => () =>
    alipay.post('/gateway.do', data as object, alipayOptions === undefined ? {} : { alipay: alipayOptions as never });
  const CALLS: readonly (readonly [string, () => Promise<unknown>, RegExp])[] = [
    [
      'an empty method',
      () => alipay.execute('', {}),
      /"method" must be the name of an API such as alipay.trade.query, got an empty string/,
    ],
    ['a method with spaces', () => alipay.execute('alipay trade', {}), /got "alipay trade"/],
    ['no method', post({ biz_content: {} }), /"method" must be .* got undefined/],
    ['data that is a text', post('method=x'), /"data" must be an object of wire parameters/],
    ['data that is a stream', post(Readable.from(['x'])), /"data" must be an object of wire parameters/],
    ['data that is a form', post(new FormData()), /"data" must be an object of wire parameters/],
    ['data that is a Blob', post(new Blob(['x'])), /"data" must be an object of wire parameters/],
    ['data that is a list', post([1]), /"data" must be an object of wire parameters/],
    [
      'content that is a number',
      () => alipay.execute(QUERY, 7 as never),
      /"biz_content" must be an object, or the JSON text of one, got a number/,
    ],
    [
      'content that is a list',
      () => alipay.execute<object>(QUERY, [1]),
      /"biz_content" must be an object, or the JSON text of one, got an array/,
    ],
    ['content that is broken JSON', () => alipay.execute(QUERY, '{'), /got a text that is not a JSON object/],
    [
      'a BigInt',
      () => alipay.execute(QUERY, { amount: 10n }),
      /"biz_content: amount" is a BigInt.*write it as a string/,
    ],
    ['NaN', () => alipay.execute(QUERY, { total_amount: Number.NaN }), /"biz_content: total_amount" is NaN/],
    [
      'Infinity, deep inside',
      () => alipay.execute(QUERY, { a: [{ b: Number.POSITIVE_INFINITY }] }),
      /"biz_content: b" is Infinity/,
    ],
    ['a function', () => alipay.execute(QUERY, { f: () => 1 }), /"biz_content: f" is a function/],
    ['a Map', () => alipay.execute(QUERY, { m: new Map() }), /"biz_content: m" is a Map/],
    [
      'a loop',
      () => alipay.execute<object>(QUERY, new Loop()),
      /"biz_content" cannot be written as JSON \(it contains itself\)/,
    ],
    [
      'a parameter of the frame',
      post({ method: QUERY, timestamp: '2026-01-01 00:00:00' }),
      /"timestamp" is set and signed by this library/,
    ],
    ["another app's id", post({ method: QUERY, app_id: '2' }), /"app_id" is set and signed by this library/],
    [
      'an unknown call option',
      () => alipay.execute(QUERY, {}, { deadline: 5 } as never),
      /"options.deadline" is not an option; did you mean "deadlineMs"/,
    ],
    ['an unknown option of a verb', post({ method: QUERY }, { token: 'x' }), /"alipay.token" is not an option/],
    [
      'a token that is a number',
      () => alipay.execute(QUERY, {}, { appAuthToken: 7 as never }),
      /"alipay.appAuthToken" must be a text, got a number/,
    ],
    [
      'a token object on the wire',
      post({ method: QUERY, auth_token: {} }),
      /"auth_token" must be the token's text, or \{ owner: '2088...' \} .* got an object/,
    ],
    [
      'a deadline of nothing',
      () => alipay.execute(QUERY, {}, { deadlineMs: 0 }),
      /"alipay.deadlineMs" must be a whole number of at least 1/,
    ],
    [
      'an unknown repeat',
      () => alipay.execute(QUERY, {}, { repeat: 'always' as never }),
      /"alipay.repeat" must be one of safe, with-key, never/,
    ],
    ['half a surrogate pair', post({ method: QUERY, note: '\ud83d' }), /"note" holds half of a surrogate pair/],
    ['a symbol as a parameter', post({ method: QUERY, note: Symbol('x') }), /"note" is a symbol/],
  ];

  test.each(CALLS)('%s, before anything is sent', async (_title, call, message) => {
    gateway.clearLog();
    const error = await call().then(
      () => new Error('The call went through'),
      (one: unknown) => one,
    );
    expect(error).toBeInstanceOf(TypeError);
    expect((error as TypeError).message).toMatch(message);
    expect(gateway.log).toHaveLength(0);
  });
});

class Loop {
  readonly self: Loop = this;
}
