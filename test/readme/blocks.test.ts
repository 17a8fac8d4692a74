import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { createAlipay } from 'alipay-axios';
import { createRedisTokenStore } from 'alipay-axios/redis';
import type { TestGateway } from 'alipay-axios/testing';
import { createTestAuthority, createTestCredentials, lost, ok, refused, startGateway } from 'alipay-axios/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TokenKey, TokenStore } from '../../src/runtime/tokens/token-store.js';
import { ROOT, runScript } from '../examples/run-script.js';
import { describeWithRedis, startRedisServer } from '../support/redis-server.js';
import { READERS_OPTIONS } from './compile.js';
import type { Program } from './programs.js';
import { FOLDER, programsOfPages, programsOfReadmes, VITEST } from './programs.js';

const credentials = createTestCredentials();
const AUTHORITY = createTestAuthority();

/** Some make keys and certificates, or are test files, and several run at a time. */
const BLOCK_MS = 120_000;

const PROGRAMS = [...programsOfReadmes(), ...programsOfPages()];

beforeAll(() => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(`${FOLDER}/node_modules`, { recursive: true });
  symlinkSync(ROOT, `${FOLDER}/node_modules/alipay-axios`, 'junction');
  for (const { file, code } of PROGRAMS) writeFileSync(`${FOLDER}/${file}`, code);
  // Where readers have their tests is no folder below node_modules.
  const test = { include: ['*.test.mjs'], exclude: [], server: { deps: { inline: [/\.test\.mjs$/] } } };
  writeFileSync(`${FOLDER}/vitest.config.mjs`, `export default ${inspect({ test }, { depth: 5 })};\n`);
});

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test('every block of every page has the types it should', async () => {
  const config = {
    compilerOptions: READERS_OPTIONS,
    files: PROGRAMS.map(({ file }) => file),
  };
  writeFileSync(`${FOLDER}/tsconfig.json`, JSON.stringify(config));
  const { exitCode, stdout } = await runScript(['node_modules/typescript/bin/tsc', '-p', FOLDER]);
  expect(stdout).toBe('');
  expect(exitCode).toBe(0);
});

test('READMEs need no Redis to be tried out', () => {
  expect(programsOfReadmes().filter(({ needsRedis }) => needsRedis)).toEqual([]);
});

test.concurrent.each(PROGRAMS.filter(({ needsRedis }) => !needsRedis))(
  '$title runs and prints what its comments say',
  { timeout: BLOCK_MS },
  async (program) => run(program, {}),
);

describeWithRedis('blocks that need a Redis', () => {
  test.each(PROGRAMS.filter(({ needsRedis }) => needsRedis))(
    '$title runs and does what is said of it',
    async (program) => {
      const server = await startRedisServer();
      const redis = new Redis(server.url);
      try {
        const after = await setTheStore(program, redis);
        await run(program, { REDIS_URL: server.url, TOKEN_KEY: OLD_KEY, NEW_TOKEN_KEY: NEW_KEY });
        await after();
      } finally {
        redis.disconnect();
        await server.close();
      }
    },
  );
});

async function run({ file, code }: Program, env: NodeJS.ProcessEnv): Promise<void> {
  const methods = ['alipay.marketing.voucher.send', 'alipay.open.file.upload'];
  const gateway = await startGateway({ credentials, methods, encryptKey: AES_KEY });
  try {
    const scene = await setTheScene(gateway, code);
    const { exitCode, stdout, stderr } = await runScript(commandOf(file, code), {
      ALIPAY_APP_ID: credentials.appId,
      ALIPAY_APP_PRIVATE_KEY: credentials.privateKey,
      ALIPAY_PUBLIC_KEY: credentials.alipayPublicKey,
      ALIPAY_GATEWAY: gateway.url,
      ENCRYPT_KEY: AES_KEY,
      ...writeFiles(),
      JOURNAL_DIR: mkdtempSync(`${FOLDER}/journal-`),
      ...scene,
      ...env,
    });
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    for (const [, printed = ''] of code.matchAll(/console\.log\(.*\); \/\/ (.+)$/gm)) {
      expect(
        stdout.split('\n').some((line) => line.startsWith(printed)),
        `${printed} in ${stdout}`,
      ).toBe(true);
    }
    expect(gateway.tokens.refreshCount).toBe(/MERCHANT_(?:CODE|TOKEN)/.test(code) ? 1 : 0);
    expect(gateway.tokens.supersededUses).toBe(0);
    const keys = gateway.ledger.runs.map(({ key }) => key);
    expect(new Set(keys).size, 'no payment twice').toBe(keys.length);
  } finally {
    await gateway.close();
  }
}

// A test file is run as its readers run theirs.
const commandOf = (file: string, code: string): readonly string[] =>
  code.includes(VITEST)
    ? ['node_modules/vitest/vitest.mjs', 'run', '--root', FOLDER, '--no-file-parallelism', file]
    : [`${FOLDER}/${file}`];

/**
 * A paid trade, a payment whose reply will be lost, a refund that is refused at first, and a merchant whose token has
 * expired, whether it comes by a code or is there already.
 */
async function setTheScene(gateway: TestGateway, code: string): Promise<NodeJS.ProcessEnv> {
  const alipay = createAlipay({ ...gateway.credentials, gateway: gateway.url });
  await alipay.execute('alipay.trade.pay', {
    out_trade_no: '20261123-7',
    auth_code: '280000000000000007',
    total_amount: '88.80',
    subject: '火锅',
  });
  gateway.on('alipay.trade.pay').reply(lost());
  gateway.on('alipay.trade.refund').reply(refused('40004', 'ACQ.SELLER_BALANCE_NOT_ENOUGH'));
  const { token, refreshToken, owner } = gateway.tokens.issueMerchant();
  gateway.tokens.expire(token);
  if (code.includes('MERCHANT_CODE')) {
    const granted = { app_auth_token: token, app_refresh_token: refreshToken, auth_app_id: owner };
    gateway.on('alipay.open.auth.token.app').reply(ok(granted));
  }
  return {
    MERCHANT_CODE: 'P501f9b76f1e942f683e6d1b8f4c3C81',
    USER_CODE: gateway.tokens.codeForUser(),
    MERCHANT_TOKEN: token,
    MERCHANT_REFRESH_TOKEN: refreshToken,
  };
}

const AES_KEY = Buffer.alloc(16, 4).toString('base64');

/** The certificates of the console, and a picture. */
function writeFiles(): NodeJS.ProcessEnv {
  const folder = mkdtempSync(`${FOLDER}/files-`);
  const app = AUTHORITY.issue(credentials.appPublicKey, { by: 'app', name: 'app' });
  const alipay = AUTHORITY.issue(credentials.alipayPublicKey, { by: 'alipay', name: 'alipay' });
  writeFileSync(`${folder}/appCertPublicKey.crt`, app);
  writeFileSync(`${folder}/alipayCertPublicKey_RSA2.crt`, alipay);
  writeFileSync(`${folder}/alipayRootCert.crt`, AUTHORITY.root);
  writeFileSync(`${folder}/shop.jpg`, 'a picture');
  return { CERTIFICATES: folder, SHOP_PICTURE: `${folder}/shop.jpg` };
}

const OLD_KEY = Buffer.alloc(32, 1).toString('base64');
const NEW_KEY = Buffer.alloc(32, 2).toString('base64');

/** The merchant of the pages, as it stands in a Redis of production. */
const KEY: TokenKey = {
  gateway: 'https://openapi.alipay.com',
  appId: '2021000000000000',
  kind: 'app_auth_token',
  owner: '2021000000000777',
};

/** Keeps the merchant's token, and gives back what to look for after the block. */
async function setTheStore({ code }: Program, redis: Redis): Promise<() => Promise<void>> {
  const storeWith = (encryptionKey: string): TokenStore =>
    createRedisTokenStore(redis, { prefix: 'shop-production', encryptionKey });
  const record = { value: 'a-token', refreshToken: 'its-refresh-token', generation: 7 };
  await storeWith(OLD_KEY).compareAndSet(KEY, 0, record);
  await storeWith(OLD_KEY).setAside(KEY, { ...record, generation: 8 });
  if (code.includes('redis.del')) {
    return async () => expect(await redis.keys('*')).toEqual(['shop-production:seal']);
  }
  if (code.includes('NEW_TOKEN_KEY')) {
    return async () => expect(await storeWith(NEW_KEY).read(KEY)).toEqual({ ...record, generation: 8 });
  }
  return async () => expect(await storeWith(OLD_KEY).read(KEY)).toEqual({ ...record, generation: 8 });
}
