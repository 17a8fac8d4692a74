import { existsSync } from 'node:fs';
import { Redis } from 'ioredis';
import { beforeAll, describe, expect, test } from 'vitest';
import { describeWithRedis, startRedisServer } from '../support/redis-server.js';
import { ROOT, runScript } from './run-script.js';

beforeAll(() => {
  if (!existsSync(`${ROOT}/dist/index.js`))
    throw new Error('The examples run on the built package: npm run build first');
});

const TELLING: readonly (readonly [script: string, lines: readonly RegExp[]])[] = [
  [
    'examples/01-query.mjs',
    [
      /^the trade: 20261123-1, 35\.00 yuan, TRADE_SUCCESS$/m,
      /^the reply: 10000 Success, trace id \w+$/m,
      /^attempt 1: succeeded in \d+ ms, accept \(.+\)$/m,
      /^40002 isv\.invalid-app-id: fail\. .+ \/ .+$/m,
    ],
  ],
  [
    'examples/02-pay-at-the-till.mjs',
    [
      /^sale-1: paid 88\.80, the reply was lost and alipay\.trade\.query told\n-> paid$/m,
      /^sale-2: TRADE_SUCCESS at question 3\n-> paid$/m,
      /^sale-3: ERR_ALIPAY_BUSINESS ACQ\.PAYMENT_AUTH_CODE_INVALID \(outcome: rejected\)\n-> not paid$/m,
      /^sale-4: ERR_ALIPAY_DEADLINE {2}\(outcome: unknown\)\n-> ask later$/m,
      /^the ledger: sale-1 88\.80, sale-2 88\.80, sale-4 88\.80; 266\.40 yuan in all$/m,
    ],
  ],
  [
    'examples/03-isv-merchants.mjs',
    [
      /^30 QR codes for 3 merchants$/m,
      /^3 refreshes, one for each merchant$/m,
      /^(?:refresh of an app_auth_token: .+\n){3}/,
    ],
  ],
  [
    'examples/04-attach-to-your-axios.mjs',
    [
      /^log: retry \{.*"delayMs":\d+.*\}$/m,
      /^the gateway: TRADE_SUCCESS$/m,
      /^the gateway: ACQ\.TRADE_NOT_EXIST, and axios\.isAxiosError says true$/m,
      /^interceptor: request-3 got 200\nyour service: \{"order":7,"isSigned":false\}$/m,
    ],
  ],
  [
    'examples/06-till-through-an-outage.mjs',
    [
      /^sale-1: paid 35\.00, hand it over\nsale-2: paid 35\.00, hand it over$/m,
      /^sale-3: not paid \(canceled\), /m,
      /^sale-4: unresolved, keep the order\. .+\nrecovered sale-4: ran \(.+\)$/m,
      /^the ledger: sale-1 35\.00, sale-2 35\.00, sale-4 35\.00; 105\.00 yuan in all$/m,
    ],
  ],
  [
    'examples/08-express-shop.mjs',
    [
      /^T-1 .+ 35\.00, 买家付款 the buyer pays: 已支付 paid\nT-2 .+ the buyer pays, and the reply is lost: 已支付 paid$/m,
      /^T-3 .+ 9\.90, .+ the gateway answers 20000: 已支付 paid\nT-4 .+ 88\.80, .+ the buyer confirms late: 已支付 paid$/m,
      /^T-5 .+ the buyer never confirms: 已关闭 closed\n {3}\p{Script=Han}.+\n {3}The payment was cancelled before the buyer paid\.$/mu,
      /^T-6 .+ the gateway falls silent: 结果未知 unresolved\n.+\n {3}Do not charge again .+\nT-6 .+ is asked again: 已支付 paid$/m,
      /^T-7 .+ 9\.90: .+ shown after one 20000\n {3}T-7: 收到通知 notified of 9\.90, 已入账 booked$/m,
      /^T-8: 买家付款后返回 the buyer pays, comes back, and sees \/till\?order=T-8$/m,
      /^T-7: the same notification again, answered success and not worked off again\n {3}T-7: .+ notified of 9\.90, 早已入账 known$/m,
      /^ {3}a notification was refused: ERR_ALIPAY_SIGNATURE\n {3}a forged one got 400 fail\n {3}T-7: .+ notified of 0\.01, 待人工核对 puzzle$/m,
      /^ {3}a page of another site got 403$/m,
      /^to be looked at: a notification says that 0\.01 was paid for T-7: paid, 9\.90$/m,
      /^the shop's book has 302\.40, the gateway's ledger 302\.40 yuan\nthe shop is closed$/m,
    ],
  ],
  [
    'examples/07-refund-lost-reply.mjs',
    [
      /^refund-1: refunded 8\.80, its reply was lost$/m,
      /: did_not_run \(1 question\)\nrefund-2: refunded 10\.00, sent 2 times$/m,
      /^refund-2: refunded 10\.00, its reply was lost$/m,
      /^the ledger: 2 refunds, 18\.80 yuan in all$/m,
    ],
  ],
];

test.concurrent.each(TELLING)('%s runs offline and says what it should', async (script, lines) => {
  const { exitCode, stdout, stderr } = await runScript([script]);
  expect(stderr).toBe('');
  for (const line of lines) expect(stdout).toMatch(line);
  expect(exitCode).toBe(0);
});

test('interceptors of the user run once a call in example 04, however many attempts it takes', async () => {
  const { stdout } = await runScript(['examples/04-attach-to-your-axios.mjs']);
  expect(stdout.match(/^log: attempt /gm)).toHaveLength(3);
  expect(stdout.match(/^interceptor: request-1 got 200$/gm)).toHaveLength(1);
});

const FLEET = 'examples/05-isv-fleet.mjs';
/** It starts five processes, one after the other. */
const FLEET_MS = 120_000;

describeWithRedis(FLEET, () => {
  test('costs each merchant one refresh in the whole fleet', { timeout: FLEET_MS }, async () => {
    const { exitCode, stdout, stderr } = await runScript([FLEET], { REDIS_URL: '' });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^a fleet of 3 processes on a Redis of its own on port \d+$/m);
    expect(stdout.match(/^granted: .+ is merchant \d{16}$/gm)).toHaveLength(3);
    expect(stdout).toMatch(
      /^the tokens live: 45 calls by 3 processes, 0 failed; 0 refreshes\n-- 3 tokens expire --\nthe tokens have expired: 45 calls by 3 processes, 0 failed; 3 refreshes$/m,
    );
    expect(stdout.match(/^.+: refreshed by worker [123]; taken from Redis by [123], [123]$/gm)).toHaveLength(3);
    expect(stdout).toMatch(/^the gateway counted 3 refreshes, and 0 refresh tokens that came twice$/m);
    expect(stdout).toMatch(/^each merchant cost exactly one refresh in the whole fleet\n$/m);
    expect(exitCode).toBe(0);
  });

  test('uses the Redis of REDIS_URL, and leaves nothing in it', { timeout: FLEET_MS }, async () => {
    const server = await startRedisServer();
    const client = new Redis(server.url);
    try {
      const { exitCode, stdout, stderr } = await runScript([FLEET], { REDIS_URL: server.url });
      expect(stderr).toBe('');
      expect(stdout).toMatch(/^a fleet of 3 processes on a Redis of REDIS_URL$/m);
      expect(exitCode).toBe(0);
      expect(await client.info('commandstats')).toMatch(/cmdstat_eval:calls=\d{2}/);
      expect(await client.keys('*')).toEqual([]);
    } finally {
      client.disconnect();
      await server.close();
    }
  });

  test("ends with 1 where the processes do not see each other's renewals", { timeout: FLEET_MS }, async () => {
    const preload = `--import ${new URL('./forgetful-redis.mjs', import.meta.url)}`;
    const { exitCode, stdout, stderr } = await runScript([FLEET], { REDIS_URL: '', NODE_OPTIONS: preload });
    expect(stdout).toMatch(/^ {2}\d+: ERR_ALIPAY_TOKEN, the merchant has to authorise again$/m);
    expect(stdout).toMatch(/, and [1-9]\d* refresh tokens that came twice$/m);
    expect(stdout).not.toContain('each merchant cost exactly one');
    expect(stderr).toMatch(/^This is not how it should have ended: .+\n$/);
    expect(exitCode).toBe(1);
  });
});

describe(`${FLEET}, without a Redis`, () => {
  test('says how to get one, and that it was left out', async () => {
    const { exitCode, stdout, stderr } = await runScript([FLEET], { REDIS_URL: '', PATH: '' });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^LEFT OUT: .+\nInstall one .+\nREDIS_URL=redis:\S+ node examples\/05-isv-fleet\.mjs\n$/);
    expect(exitCode).toBe(0);
  });

  test('ends with 1 where REDIS_URL leads nowhere', async () => {
    const { exitCode, stdout, stderr } = await runScript([FLEET], { REDIS_URL: 'redis://127.0.0.1:1' });
    expect(stderr).toMatch(/^This is not how it should have ended: no Redis answers at 127\.0\.0\.1:1 .+\n$/);
    expect(stdout).toBe('');
    expect(exitCode).toBe(1);
  });
});

describe('the demo', () => {
  test('plays every story to the end it should have, and leaves no process behind', async () => {
    const { exitCode, stdout, stderr } = await runScript(['examples/demo/demo.mjs']);
    expect(stderr).toBe('');
    expect(stdout).toMatch(
      /\n7 stories, \d+ attempts, 2 refreshes, 5 waits, 1 payment asked after: all ended as they should\n$/,
    );
    expect(stdout.match(/^ {9}✓ /gm)).toHaveLength(7);
    expect(stdout).toMatch(/^ {9}✓ paid 88\.80 yuan, known by .+; the ledger shows 1 payment of 88\.80$/m);
    expect(stdout).toMatch(/attempt 1\b.+40001 isv\.missing-signature-key\n +-> fail: /);
    expect(stdout).toMatch(/cure \(en\) {2}The gateway's text is the very one that was signed/);
    expect(stdout).toMatch(/cure \(zh\) {2}网关的待签名串与本地完全相同/);
    expect(exitCode).toBe(0);

    const pid = Number(/process (\d+)\)/.exec(stdout)?.[1]);
    expect(pid).toBeGreaterThan(0);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('prints plain text where nobody watches: no colours, no trailing blanks, no line of endless length', async () => {
    const { stdout } = await runScript(['examples/demo/demo.mjs']);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toMatch(/\d ms\b/);
    expect(stdout).not.toMatch(/\.\d+ ms\b/);
    for (const line of stdout.split('\n')) {
      expect(line).toBe(line.trimEnd());
      expect(line.length).toBeLessThanOrEqual(120);
    }
  });

  test('ends with 1 when the library misbehaves: here every signature passes for good', async () => {
    const blind =
      "import crypto from 'node:crypto'; import { syncBuiltinESMExports } from 'node:module';" +
      'crypto.verify = () => true; syncBuiltinESMExports();';
    const preload = `data:text/javascript,${encodeURIComponent(blind)}`;
    const { exitCode, stdout } = await runScript(['--import', preload, 'examples/demo/demo.mjs']);
    expect(stdout).toContain('This is not how it should have ended');
    expect(stdout).not.toContain('all ended as they should');
    expect(exitCode).toBe(1);
  });
});
