import type { TestGateway } from 'alipay-axios/testing';
import { busy, forged, hangUp, ok, refused } from 'alipay-axios/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { run } from './test-io.js';
import type { SetupWorld } from './world.js';
import { openSetupWorld } from './world.js';

const QUERY = 'alipay.trade.query';
const CONTENT = '{"out_trade_no":"20261123-7"}';
const TOKEN = 'canary-app-auth-token-4711';

let world: SetupWorld;
let gateway: TestGateway;
let env: Record<string, string>;
beforeAll(async () => {
  world = openSetupWorld();
  gateway = await world.gateway({ methods: ['demo.thing.do'] });
  const { appId, privateKey, alipayPublicKey } = world.own;
  env = {
    ALIPAY_APP_ID: appId,
    ALIPAY_APP_PRIVATE_KEY: privateKey,
    ALIPAY_PUBLIC_KEY: alipayPublicKey,
    ALIPAY_GATEWAY: gateway.url,
    MERCHANT_TOKEN: TOKEN,
  };
});
afterAll(() => world.close());
beforeEach(() => {
  gateway.on(QUERY).clear();
  gateway.on('demo.thing.do').clear();
  gateway.clearLog();
});

const call = (...args: readonly string[]) => run(['call', ...args], { env });

describe('call', () => {
  test('prints the data as JSON on stdout, and nothing else anywhere', async () => {
    gateway.on(QUERY).reply(ok({ trade_status: 'TRADE_SUCCESS' }));
    const { exitCode, out, err } = await call(QUERY, CONTENT);
    expect(JSON.parse(out)).toMatchObject({ code: '10000', trade_status: 'TRADE_SUCCESS' });
    expect(exitCode).toBe(0);
    expect(err).toBe('');
  });

  test('sends the text of the content as it is', async () => {
    gateway.on('demo.thing.do').reply(ok());
    const text = '{ "n": 12345678901234567890,  "名": "值" }';
    await call('demo.thing.do', text);
    expect(gateway.log[0]?.params['biz_content']).toBe(text);
  });

  test('reads the content from a file, and the method alone will do', async () => {
    gateway.on(QUERY).reply(ok(), ok());
    const { exitCode } = await run(['call', QUERY, '@q.json'], { env, files: { 'q.json': `\uFEFF${CONTENT}\n` } });
    expect(exitCode).toBe(0);
    expect(gateway.log[0]?.params['biz_content']).toBe(CONTENT);
    expect((await call(QUERY)).exitCode).toBe(0);
  });

  test('passes parameters and a token on', async () => {
    gateway.on('demo.thing.do').reply(ok());
    const { exitCode } = await call(
      'demo.thing.do',
      '{}',
      '--param',
      'notify_url=https://shop.example/n',
      '--param',
      'a=b=c',
    );
    expect(exitCode).toBe(0);
    expect(gateway.log[0]?.params).toMatchObject({ notify_url: 'https://shop.example/n', a: 'b=c' });
    const refusal = await call('demo.thing.do', '{}', '--token', TOKEN, '-v');
    expect(gateway.log[1]?.params['app_auth_token']).toBe(TOKEN);
    expect(refusal.exitCode).toBe(1);
    expect(refusal.out + refusal.err).not.toContain('canary');
  });

  test('takes the token from a variable', async () => {
    await call('demo.thing.do', '{}', '--token-from', 'MERCHANT_TOKEN');
    expect(gateway.log[0]?.params['app_auth_token']).toBe(TOKEN);
    const { exitCode, err } = await call('demo.thing.do', '{}', '--token-from', 'NOT_SET');
    expect([exitCode, err.split('\n')[0]]).toEqual([2, 'The variable of --token-from is not set']);
  });

  test('strikes secrets out of a reply by their names and by their values', async () => {
    gateway
      .on('demo.thing.do')
      .reply(
        ok({ echo: `<${env['ALIPAY_APP_PRIVATE_KEY']}>`, access_token: 'canary-2', deep: [{ aes_key: 'canary-3' }] }),
      );
    for (const json of [[], ['--json']]) {
      gateway
        .on('demo.thing.do')
        .reply(
          ok({ echo: `<${env['ALIPAY_APP_PRIVATE_KEY']}>`, access_token: 'canary-2', deep: [{ aes_key: 'canary-3' }] }),
        );
      const { out } = await call('demo.thing.do', '{}', ...json);
      expect(out).toContain('"echo": "<[redacted]>"');
      expect(out).toContain('"access_token": "[redacted]"');
      expect(out).not.toContain('canary');
      expect(JSON.parse(out)).toBeDefined();
    }
  });

  test('does not call what answers with a token, as the code would be lost with it', async () => {
    const { exitCode, err } = await call('alipay.system.oauth.token', '{}', '--param', 'code=canary-code');
    expect(exitCode).toBe(2);
    expect(err).toContain('tokens.grant()');
    expect(err).not.toContain('canary');
    expect(gateway.log).toHaveLength(0);
  });

  test('tells attempts on stderr with -v', async () => {
    gateway.on(QUERY).reply(busy(), ok());
    const { exitCode, err, out } = await call(QUERY, CONTENT, '-v');
    expect(err).toMatch(/^1\. alipay\.trade\.query: .*20000 isp\.unknow-error.*retry/);
    expect(err).toMatch(/\n2\. .*accept/);
    expect(JSON.parse(out)).toMatchObject({ code: '10000' });
    expect(exitCode).toBe(0);
  });

  test.each([
    ['refused', () => refused('40004', 'ACQ.TRADE_NOT_EXIST'), QUERY, 1, 'it did not run'],
    ['unknown after a lost reply', () => hangUp(), 'alipay.system.message.send', 3, 'it may have run'],
    ['forged', () => forged(ok()), 'alipay.system.message.send', 3, 'it may have run'],
  ])('a call that is %s ends with its exit code, in words and in JSON', async (_name, reply, method, code, words) => {
    gateway.on(method).reply(reply(), reply(), reply(), reply(), reply(), reply());
    const { exitCode, out, err } = await call(method, CONTENT);
    expect([exitCode, out]).toEqual([code, '']);
    expect(err).toContain(words);
    expect(err).not.toMatch(/\n\s+at /);
    const machine = await call(method, CONTENT, '--json');
    expect(JSON.parse(machine.out)).toMatchObject({ ok: false, exitCode: code, error: { name: 'AlipayError' } });
    expect(machine.err).toBe('');
    for (const text of [err, machine.out]) {
      const key = world.own.privateKey;
      for (let at = 80; at + 24 < key.length; at += 24) expect(text).not.toContain(key.slice(at, at + 24));
      expect(text).not.toContain('sign=');
    }
  });

  test('an unreachable gateway is exit code 4', async () => {
    const { exitCode, err } = await run(['call', QUERY, CONTENT, '--lang', 'zh'], {
      env: { ...env, ALIPAY_GATEWAY: 'http://127.0.0.1:1' },
    });
    expect(exitCode).toBe(4);
    expect(err).toContain('网关没有收到请求');
  });

  test('broken off before it was sent is exit code 130', async () => {
    const { exitCode } = await run(['call', QUERY, CONTENT], { env, signal: AbortSignal.abort() });
    expect(exitCode).toBe(130);
    expect(gateway.log).toHaveLength(0);
  });

  test.each([
    [['alipay.trade.query', '{"name": "canary"'], 'must be a JSON object'],
    [['alipay.trade.query', '["canary"]'], 'must be a JSON object'],
    [['trade query canary'], 'dotted name'],
    [['alipay.trade.query', '{}', '--param', 'canary'], 'NAME=VALUE'],
    [['alipay.trade.query', '{}', '--token', 'canary', '--token-from', 'X'], 'one of them is enough'],
    [['alipay.trade.query', '@canary.json'], 'The file of @FILE cannot be read (ENOENT)'],
    [['alipay.trade.page.pay', '{}'], 'alipay.trade.page.pay'],
    [['alipay.trade.query', '{}', '--env', 'canary.env'], 'The file of --env cannot be read (ENOENT)'],
  ])('a mistake in %j is exit code 2, without what was typed and without a stack', async (args, words) => {
    const { exitCode, out, err } = await call(...args);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(words);
    expect(err).not.toMatch(/canary|\n\s+at /);
    expect(gateway.log).toHaveLength(0);
  });

  test('a broken set-up is exit code 2, and names the variable', async () => {
    const { exitCode, err } = await run(['call', QUERY], { env: { ...env, ALIPAY_APP_PRIVATE_KEY: 'canary-no-key' } });
    expect(exitCode).toBe(2);
    expect(err).toContain('ALIPAY_APP_PRIVATE_KEY');
    expect(err).not.toContain('canary');
  });
});
