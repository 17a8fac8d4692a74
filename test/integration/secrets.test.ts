import { inspect } from 'node:util';
import type { AlipayError, AlipayInstance, ErrorCode } from 'alipay-axios';
import { createAlipay } from 'alipay-axios';
import type { ScriptedReply, TestGateway } from 'alipay-axios/testing';
import {
  createTestClock,
  forged,
  hangUp,
  httpStatus,
  ok,
  raw,
  refused,
  silent,
  startGateway,
} from 'alipay-axios/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Told } from '../support/world.js';
import { listen, testCredentials } from '../support/world.js';

const METHOD = 'demo.secret.send';

/** Twelve secrets, each in a place of its own; the keys' are slices of the real ones. */
const SECRETS = {
  privateKey: testCredentials().privateKey.slice(200, 240),
  privateKeyTail: testCredentials().privateKey.slice(-80, -40),
  appAuthToken: 'canary-app-auth-token-4711',
  authToken: 'canary-auth-token-4712',
  freshToken: 'canary-fresh-token-4713',
  content: 'canary-buyer-name-4714',
  nested: 'canary-id-card-4715',
  param: 'canary-refresh-token-4716',
  notify: 'canary-notify-secret-4717',
  header: 'canary-authorization-4718',
  proxyHeader: 'canary-cookie-4719',
  callback: 'canary-callback-password-4720',
} as const;

let gateway: TestGateway;
let alipay: AlipayInstance;
let told: Told[];
const said: string[] = [];

beforeAll(async () => {
  gateway = await startGateway({ credentials: testCredentials(), methods: [METHOD] });
  alipay = createAlipay({
    ...gateway.credentials,
    gateway: gateway.url,
    clock: { now: () => Date.now(), sleep: async () => {} },
    axios: { headers: { Authorization: SECRETS.header } },
    tokens: {
      refresh: ({ value }) => {
        throw Object.assign(new Error(`store said ${value}`), {
          response: { headers: { cookie: SECRETS.appAuthToken } },
        });
      },
    },
  });
  told = listen(alipay);
  process.on('warning', (warning) => said.push(inspect(warning, { depth: Number.POSITIVE_INFINITY })));
});
afterAll(() => gateway.close());

async function fail(reply: ScriptedReply, options: object = {}): Promise<AlipayError> {
  gateway.on(METHOD).clear().reply(reply, reply, reply);
  const call = alipay.post(
    '/gateway.do',
    {
      method: METHOD,
      biz_content: { name: SECRETS.content, deep: [{ id: SECRETS.nested }] },
      refresh_token: SECRETS.param,
    },
    {
      headers: { Cookie: SECRETS.proxyHeader },
      ...options,
      alipay: {
        appAuthToken: SECRETS.appAuthToken,
        authToken: SECRETS.authToken,
        notifyUrl: `https://shop.example/n?key=${SECRETS.notify}`,
        repeat: 'safe',
        ...('deadlineMs' in options ? { deadlineMs: Number(options.deadlineMs) } : {}),
      },
    },
  );
  return call.then(
    () => {
      throw new Error('The call went through');
    },
    (error: AlipayError) => error,
  );
}

function expectNoSecret(what: string, text: string): void {
  for (const [name, secret] of Object.entries(SECRETS)) {
    expect(text.includes(secret), `${name} in ${what}`).toBe(false);
    expect(text.includes(encodeURIComponent(secret)), `${name}, encoded, in ${what}`).toBe(false);
  }
}

function expectSafe(error: AlipayError): void {
  const everything = { depth: Number.POSITIVE_INFINITY, maxStringLength: null, maxArrayLength: null } as const;
  expectNoSecret('JSON.stringify', JSON.stringify(error));
  expectNoSecret('JSON.stringify of a wrapper', JSON.stringify({ error, list: [error] }));
  expectNoSecret('inspect', inspect(error, everything));
  expectNoSecret('inspect with hidden members', inspect(error, { ...everything, showHidden: true }));
  expectNoSecret('inspect of a wrapper', inspect({ error: new Error('outer', { cause: error }) }, everything));
  expectNoSecret('message', error.message);
  expectNoSecret('stack', String(error.stack));
  expectNoSecret('cause', inspect(error.cause, { ...everything, showHidden: true }));
  expectNoSecret('own members', JSON.stringify(Object.entries(error)));
  expectNoSecret('attempts', inspect(error.attempts, everything));
  expectNoSecret('a copy', JSON.stringify({ ...error }));
}

const CASES: readonly (readonly [ErrorCode, ScriptedReply, object?])[] = [
  ['ERR_ALIPAY_REJECTED', refused('40002', 'isv.invalid-parameter')],
  ['ERR_ALIPAY_BUSINESS', refused('40004', 'ACQ.INVALID_PARAMETER')],
  ['ERR_ALIPAY_TOKEN', refused('20001', 'aop.app-auth-token-time-out')],
  ['ERR_ALIPAY_SIGNATURE', forged(ok())],
  ['ERR_ALIPAY_MALFORMED', raw('<html>no</html>')],
  ['ERR_ALIPAY_NETWORK', hangUp()],
  ['ERR_ALIPAY_TIMEOUT', silent(), { timeout: 300 }],
  ['ERR_ALIPAY_DEADLINE', silent(), { deadlineMs: 20 }],
  ['ERR_ALIPAY_CANCELED', silent(), { signal: AbortSignal.timeout(300) }],
];

describe('twelve planted secrets', () => {
  for (const [code, reply, options = {}] of CASES) {
    test(`none is in an ${code} error`, async () => {
      const error = await fail(reply, options);
      expect(error.code).toBe(code);
      expectSafe(error);
    });
  }

  test('none is in the error that quotes what the gateway signed', async () => {
    const error = await fail(
      refused('40002', 'isv.invalid-signature', {
        sub_msg: `网关生成的验签字符串为：app_auth_token=${SECRETS.appAuthToken}&amp;auth_token=${SECRETS.authToken}&amp;biz_content={&quot;name&quot;:&quot;${SECRETS.content}&quot;,&quot;id&quot;:&quot;${SECRETS.nested} x&quot;}&amp;notify_url=https://shop.example/n?key=${SECRETS.notify}&amp;refresh_token=${SECRETS.param}`,
      }),
    );
    expect(error.subMsg).toContain('验签字符串');
    expectSafe(error);
  });

  test('none is in the error of a response that quotes a token alone', async () => {
    const error = await fail(refused('40002', 'isv.invalid-token', { sub_msg: `token ${SECRETS.authToken} is bad` }));
    expect(error.subMsg).toBe('token [redacted] is bad');
    expectSafe(error);
  });

  test('none is in an access layer error', async () => {
    expectSafe(await fail(httpStatus(502, `<h1>Bad gateway</h1> ${SECRETS.content}`)));
  });

  test('none is in the errors of options and arguments', async () => {
    const wrong = [
      () => createAlipay({ appId: '1', privateKey: SECRETS.callback, alipayPublicKey: SECRETS.callback }),
      () => createAlipay({ ...gateway.credentials, privateKey: gateway.credentials.privateKey.slice(0, 900) }),
      () => createAlipay({ ...gateway.credentials, alipayPublicKey: gateway.credentials.privateKey }),
    ];
    for (const make of wrong) {
      expect(make).toThrow(TypeError);
      try {
        make();
      } catch (error) {
        expectNoSecret('a TypeError', inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true }));
      }
    }
    const error = await alipay
      .post('/gateway.do', { method: METHOD, biz_content: { name: SECRETS.content, n: Number.NaN } })
      .catch((one: unknown) => one);
    expect(error).toBeInstanceOf(TypeError);
    expectNoSecret('a TypeError', inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true }));
  });

  test('none is in an event or a warning, whatever happened above', () => {
    // On a busy machine a request that was given up may still be answered; that is told as well, or not.
    const names = new Set(told.map(({ name }) => name).filter((name) => name !== 'lateReply'));
    expect(names).toEqual(new Set(['start', 'attempt', 'retry', 'refresh', 'refreshFailed', 'failure']));
    expectNoSecret(
      'events',
      inspect(told, { depth: Number.POSITIVE_INFINITY, maxArrayLength: null, maxStringLength: null }),
    );
    expectNoSecret('warnings', said.join('\n'));
  });

  test('config, request and response are there for whoever asks, and not enumerable', async () => {
    const error = await fail(refused('40002', 'isv.invalid-parameter'));
    expect(error.config?.url).toBe('/gateway.do');
    expect(error.response?.status).toBe(200);
    expect(error.response?.data).toMatchObject({ sub_code: 'isv.invalid-parameter' });
    expect(error.request).toBeDefined();
    expect(Object.keys(error)).not.toEqual(expect.arrayContaining(['config']));
    expect(Object.keys(error)).not.toEqual(expect.arrayContaining(['response']));
    expect(Object.keys(error)).not.toEqual(expect.arrayContaining(['request']));
  });

  test('a clean error of the callback stays the cause; one that holds a secret is replaced', async () => {
    const mine = new RangeError('the store is down');
    const clean = createAlipay({
      ...gateway.credentials,
      gateway: gateway.url,
      clock: createTestClock(Date.now(), { auto: true }),
      tokens: { refresh: () => Promise.reject(mine) },
    });
    gateway.on(METHOD).clear().reply(refused('20001', 'aop.auth-token-time-out'));
    const error = await clean.execute(METHOD, {}, { authToken: 'token-of-a-user' }).catch((one: AlipayError) => one);
    expect((error as AlipayError).cause).toBe(mine);
    const dirty = await fail(refused('20001', 'aop.app-auth-token-time-out'));
    expect(dirty.cause?.message).toBe('Error: its text is left out, as it may hold a secret');
  });
});
