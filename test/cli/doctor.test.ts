import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../src/cli/setup/finding.js';
import { readReadme } from '../readme/read-readme.js';
import type { BrokenSetup } from './broken-setup.js';
import { RIGHT, SETUPS } from './setups.js';
import { run } from './test-io.js';
import type { SetupWorld } from './world.js';
import { dotenv, openSetupWorld, privatePem } from './world.js';

let world: SetupWorld;
beforeAll(() => {
  world = openSetupWorld();
});
afterAll(() => world.close());

async function examine(make: BrokenSetup['make'], ...args: readonly string[]) {
  const { text, ...outside } = await make(world);
  const files = { ...outside.files, '.env': text };
  return run(['doctor', '--env', '.env', ...args], { ...outside, files });
}

function expectNoKey(text: string): void {
  for (const { privateKey, alipayPrivateKey, appPublicKey, alipayPublicKey } of [world.own, world.other]) {
    for (const key of [privateKey, alipayPrivateKey, appPublicKey, alipayPublicKey]) {
      for (let at = 80; at + 24 < key.length; at += 12) expect(text).not.toContain(key.slice(at, at + 24));
    }
  }
  expect(text).not.toMatch(/canary|BEGIN [A-Z ]*KEY-----|sign=/);
}

test('there are twenty set-ups and more, and their first findings differ', () => {
  expect(SETUPS.length).toBeGreaterThanOrEqual(20);
  expect(new Set(SETUPS.map(({ cause }) => cause)).size).toBe(SETUPS.length);
});

describe.each(SETUPS)('$name', ({ cause, level = 'wrong', says, exitCode = 1, make }) => {
  test('is told first, with its cure, in both languages and without a key', async () => {
    const english = await examine(make, '--json');
    const report = JSON.parse(english.out) as { ok: boolean; exitCode: number; findings: Finding[] };
    const first = report.findings.find((one) => one.level === 'wrong' || one.level === 'warning');
    expect(first?.cause).toBe(cause);
    expect(first?.level).toBe(level);
    expect(`${first?.text.en} ${first?.cure?.en}`).toMatch(says);
    expect(first?.text.zh).toMatch(/\p{Script=Han}/u);
    expect(first?.cure?.zh).toMatch(/\p{Script=Han}/u);
    if (cause !== 'env.unknown-name') expect(english.exitCode).toBe(exitCode);
    expect(report.exitCode).toBe(english.exitCode);
    expectNoKey(english.out + english.err);
    // One mistake is one, however much is told of it; and no name is another than that of the variable.
    expect(report.findings.filter((one) => one.level === 'wrong' && one.also !== true).length).toBeLessThanOrEqual(1);
    expect(JSON.stringify(report.findings)).not.toMatch(
      /\b(?:appId|privateKey|alipayPublicKey|encryptKey|signType|certificates\.\w+)\b|`gateway`/,
    );
  });
});

describe('the words for people', () => {
  test.each(SETUPS.slice(8, 12))('$name: Chinese text, no key', async ({ make }) => {
    const { out, err } = await examine(make, '--lang', 'zh');
    expect(out).toMatch(/处理：/);
    expect(err).toBe('');
    expectNoKey(out);
  });

  test('say which wrong thing comes first, and what was left out for it', async () => {
    const { out } = await examine(SETUPS[0]!.make, '--lang', 'en');
    expect(out).toMatch(/✗ wrong {2}ALIPAY_APP_ID is not set\n {4}what to do: /);
    expect(out).toContain('- skipped  query: the gateway was not asked');
    expect(out).toContain('1 wrong, 0 to look at');
  });

  test('count one wrong key once, and tell beside it what the gateway said', async () => {
    const make = SETUPS.find(({ cause }) => cause === 'key.other-uploaded')?.make ?? RIGHT.keys;
    const english = await examine(make, '--lang', 'en');
    expect(english.out.match(/✗ wrong/g)).toHaveLength(1);
    expect(english.out).toMatch(/· about it {2}query: The gateway answered 40002 isv\.invalid-signature/);
    expect(english.out).toContain('1 wrong, 0 to look at');
    const chinese = await examine(make, '--lang', 'zh');
    expect(chinese.out).toMatch(/· 相关 {2}查询：网关返回 40002 isv\.invalid-signature/);
    expect(chinese.out).toContain('1 个错误，0 个警告');
  });

  test('name the variable that the key is in, where that is the container', async () => {
    const make = SETUPS.find(({ cause }) => cause === 'private-key.wrong-passphrase')?.make ?? RIGHT.keys;
    const { out } = await examine(make, '--lang', 'en');
    expect(out).toContain('ALIPAY_APP_KEY_CONTAINER cannot be opened with its passphrase');
    expect(out).not.toContain('ALIPAY_APP_PRIVATE_KEY');
  });

  test('say offline, too, that an id is not that of an app', async () => {
    const make = SETUPS.find(({ cause }) => cause === 'app-id.is-partner-id')?.make ?? RIGHT.keys;
    const { exitCode, out } = await examine(make, '--offline', '--lang', 'en');
    expect(out).toContain('✗ wrong  ALIPAY_APP_ID is a partner id (PID, 2088…), and not the id of an app');
    expect(exitCode).toBe(1);
  });
});

describe('a set-up in which nothing is wrong', () => {
  test.each(Object.entries(RIGHT))('%s: all is well, and one query was sent', async (_mode, make) => {
    const { exitCode, out, err } = await examine(make);
    expect(out).toContain('All is well.');
    expect(out).not.toMatch(/[✗!]/);
    expect(exitCode).toBe(0);
    expect(err).toBe('');
    expectNoKey(out);
  });

  test('a key with escaped line ends, in single quotes or none, is read', async () => {
    const { url } = await world.gateway();
    const escaped = privatePem(world.own.privateKey, 'pkcs1').replaceAll('\n', '\\n');
    for (const value of [`'${escaped}'`, `"${escaped}"`, escaped]) {
      const env = dotenv({
        ALIPAY_APP_ID: world.own.appId,
        ALIPAY_APP_PRIVATE_KEY: value,
        ALIPAY_PUBLIC_KEY: world.own.alipayPublicKey,
        ALIPAY_GATEWAY: url,
      });
      const { exitCode } = await run(['doctor'], { files: { '.env': env } });
      expect(exitCode).toBe(0);
    }
  });

  test('a key container opens with its passphrase', async () => {
    const broken = SETUPS.find(({ cause }) => cause === 'private-key.no-passphrase');
    const { text, ...outside } = (await broken?.make(world)) ?? { text: '' };
    const files = { ...outside.files, '.env': `${text}ALIPAY_APP_KEY_PASSPHRASE=canary-passphrase\n` };
    const { exitCode, out } = await run(['doctor'], { files });
    expect(out).toContain('the container opens');
    expect(exitCode).toBe(0);
    expectNoKey(out);
  });

  test('an AES key that fits is told of', async () => {
    const encryptKey = Buffer.alloc(16, 7).toString('base64');
    const { url } = await world.gateway({ encryptKey });
    const { own } = world;
    const env = {
      ALIPAY_APP_ID: own.appId,
      ALIPAY_APP_PRIVATE_KEY: own.privateKey,
      ALIPAY_PUBLIC_KEY: own.alipayPublicKey,
      ALIPAY_ENCRYPT_KEY: encryptKey,
      ALIPAY_GATEWAY: url,
    };
    const { exitCode, out } = await run(['doctor'], { env });
    expect(out).toContain('the AES key fits');
    expect(out).not.toContain(encryptKey);
    expect(exitCode).toBe(0);
  });

  test('--offline sends nothing', async () => {
    const gateway = await world.gateway();
    const { own } = world;
    const env = {
      ALIPAY_APP_ID: own.appId,
      ALIPAY_APP_PRIVATE_KEY: own.privateKey,
      ALIPAY_PUBLIC_KEY: own.alipayPublicKey,
      ALIPAY_GATEWAY: gateway.url,
    };
    const { exitCode } = await run(['doctor', '--offline'], { env });
    expect(exitCode).toBe(0);
    expect(gateway.log).toHaveLength(0);
  });

  test('what the environment sets otherwise is a warning, and the file counts', async () => {
    const { text } = await RIGHT.keys(world);
    const environment = { ALIPAY_APP_ID: '2021000000000055' };
    const { exitCode, out } = await run(['doctor'], { files: { '.env': text }, env: environment });
    expect(out).toContain('ALIPAY_APP_ID is set in the environment as well');
    expect(out).toContain(`app ${world.own.appId}`);
    expect(exitCode).toBe(0);
  });
});

test('the pages of the command show what it prints', async () => {
  const { own } = world;
  const env = dotenv({
    ALIPAY_APP_ID: '2021000000000000',
    ALIPAY_APP_PRIVATE_KEY: own.appPublicKey,
    ALIPAY_PUBLIC_KEY: own.alipayPublicKey,
    ALIPAY_GATEWAY: 'sandbox',
  });
  for (const [lang, file] of [
    ['en', 'docs/cli.md'],
    ['zh', 'docs/cli.zh-CN.md'],
  ] as const) {
    const { out } = await run(['doctor', '--lang', lang], { files: { '.env': env } });
    expect(readReadme(file).blocks.map(({ code }) => code)).toContain(out);
  }
});
