import { createRedisTokenStore } from 'alipay-axios/redis';
import { Redis } from 'ioredis';
import { describe, expect, test } from 'vitest';
import type { TokenKey, TokenStore } from '../../src/runtime/tokens/token-store.js';
import { describeWithRedis, startRedisServer } from '../support/redis-server.js';
import { testPages } from './page-pair.js';
import { membersOf, namesInTable, source } from './read-readme.js';

const { english, chinese } = testPages('tokens');

describe.each([english, chinese])('$file', (page) => {
  test('names every option about tokens and about Redis, and whatever can have brought a token', () => {
    const options = [
      ...membersOf('src/options.ts', 'TokenOptions'),
      ...membersOf('src/redis/options.ts', 'RedisTokenStoreOptions'),
      ...membersOf('src/runtime/token-book.ts', 'AlipayTokens'),
      ...membersOf('src/runtime/token-book.ts', 'TokenStatus').filter((name) => name !== 'kind'),
    ];
    expect(options.length).toBeGreaterThan(12);
    for (const name of options) expect(page.text).toMatch(new RegExp(`\\b${name}\\b`));
  });

  test('lists exactly the members of a store', () => {
    const names = namesInTable(page, ['member', '成员']).map((call) => call.replace(/\(.*/, ''));
    expect(names).toEqual(membersOf('src/runtime/tokens/token-store.ts', 'TokenStore'));
  });

  test('tells times that are those of the code', () => {
    const told: readonly (readonly [file: string, constant: RegExp, words: RegExp])[] = [
      ['src/policy/token-age.ts', /LAST_MS = 5_000;/, /last five seconds|最后 5 秒/],
      ['src/policy/token-age.ts', /JITTER = 0\.2;/, /20 ?%/],
      ['src/runtime/tokens/rotate.ts', /LEASE_MARGIN_MS = 5_000;/, /`refreshTimeoutMs` (?:and 5 seconds|加 5 秒)/],
      ['src/runtime/tokens/rotation-parts.ts', /PAUSE_MS = 50;/, /50 (?:to|到) 100/],
      ['src/runtime/tokens/store-guard.ts', /STORE_LIMIT_MS = 1_000;/, /failed after a second|满 1 秒/],
      ['src/runtime/tokens/managed-tokens.ts', /RECHECK_MS = 1_000;/, /once a second at most|每秒最多/],
      ['src/runtime/tokens/managed-tokens.ts', /REST_MS = 10_000;/, /rests for 10 seconds|歇 10 秒/],
      ['src/runtime/tokens/write-record.ts', /OFFER_FOR_MS = 600_000;/, /for ten minutes|持续十分钟/],
      ['src/runtime/tokens/write-record.ts', /OFFER_CLOSED_MS = 10_000;/, /away 10 seconds on top|再多 10 秒/],
    ];
    for (const [file, constant, words] of told) {
      expect(source(file)).toMatch(constant);
      expect(page.text).toMatch(words);
    }
  });

  test('is plain: no dashes of length, no badges', () => {
    expect(page.text).not.toMatch(/\u2014|\u2013|!\[/);
  });
});

const KEY: TokenKey = { gateway: 'https://openapi.alipay.com', appId: 'a', kind: 'auth_token', owner: 'o' };
const RECORD = { value: 't', expiresAtMs: 9e12, refreshExpiresAtMs: 9e12, generation: 1 };

describeWithRedis('the rights that the pages ask for', () => {
  test.each([english, chinese])('are all that a store needs ($file)', async ({ text }) => {
    const [rights = ''] = /\+eval(?: \+\w+)+/.exec(text) ?? [];
    const server = await startRedisServer();
    const admin = new Redis(server.url);
    const own = new Redis(server.url, { lazyConnect: true, username: 'tokens', password: 'secret' });
    try {
      await admin.call(
        'ACL',
        'SETUSER',
        'tokens',
        'on',
        '>secret',
        '~shop-production:*',
        '+info',
        ...rights.split(' '),
      );
      const [old, fresh] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
      const storeWith = (encryptionKey: readonly Uint8Array[]): TokenStore =>
        createRedisTokenStore(own, { prefix: 'shop-production', encryptionKey });
      const store = storeWith([old]);
      const { fence } = (await store.acquireLease(KEY, 10_000))!;
      expect(await store.compareAndSet(KEY, 0, RECORD, fence)).toBe(true);
      await store.setAside(KEY, { ...RECORD, generation: 2 });
      await store.releaseLease(KEY, fence);
      expect(await storeWith([fresh, old]).read(KEY)).toEqual({ ...RECORD, generation: 2 });
    } finally {
      own.disconnect();
      admin.disconnect();
      await server.close();
    }
  });
});
