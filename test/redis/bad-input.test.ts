import { describe, expect, test } from 'vitest';
import type { NodeRedisClient } from '../../src/redis/index.js';
import { createRedisTokenStore } from '../../src/redis/index.js';
import type { TokenKey, TokenRecord } from '../../src/runtime/tokens/token-store.js';
import { complaintOf } from '../support/complaints.js';
import { recordOf } from '../tokens/store-contract.js';

const KEY: TokenKey = { gateway: 'https://openapi.alipay.com', appId: 'a', kind: 'auth_token', owner: 'o' };

const unused: NodeRedisClient = {
  eval: () => {
    throw new Error('Redis was asked');
  },
};

const SECRET = 'c2VjcmV0LWtleS1vZi10aGUtd3JvbmctbGVuZ3Ro';

const OPTIONS: readonly (readonly [string, unknown, RegExp])[] = [
  ['null', null, /"options" must be an object, got null.*“options”应为对象/],
  ['a list', [], /"options" must be an object, got an array/],
  [
    'an unknown option',
    { key: SECRET },
    /"options\.key" is not an option\. There are: prefix, encryptionKey.*可用的有/,
  ],
  ['an empty prefix', { prefix: '' }, /"prefix" must be a text without braces.*got an empty string.*非空字符串/],
  ['a prefix with braces', { prefix: 'a{b}' }, /"prefix" must be/],
  ['a prefix with white space', { prefix: 'a b' }, /"prefix" must be/],
  ['a number as prefix', { prefix: 7 }, /"prefix" must be .*got a number/],
  [
    'a key that was forgotten',
    { encryptionKey: undefined },
    /"encryptionKey" must be 32 bytes.*is the environment var/,
  ],
  ['null for a key', { encryptionKey: null }, /"encryptionKey" must be .*got null.*应为 32 字节/],
  ['a number for a key', { encryptionKey: 32 }, /"encryptionKey" must be .*got a number/],
  ['an empty key', { encryptionKey: '' }, /"encryptionKey" must be .*got an empty string.*openssl rand/],
  ['a short key', { encryptionKey: Buffer.alloc(16) }, /"encryptionKey" must be .*got 16 bytes/],
  ['a long key', { encryptionKey: new Uint8Array(33) }, /"encryptionKey" must be .*got 33 bytes/],
  ['other bytes', { encryptionKey: new Uint16Array(32) }, /"encryptionKey" must be .*got an object/],
  ['a password', { encryptionKey: SECRET }, /"encryptionKey" must be .*got a text of 40 characters/],
  ['hex that is cut short', { encryptionKey: 'ab'.repeat(31) }, /"encryptionKey" must be .*got a text of 62/],
  ['no hex', { encryptionKey: 'xy'.repeat(32) }, /"encryptionKey" must be .*got a text of 64/],
  ['both alphabets of Base64', { encryptionKey: `+_${'A'.repeat(41)}=` }, /"encryptionKey" must be .*a text of 44/],
  ['an empty list of keys', { encryptionKey: [] }, /"encryptionKey" is an empty list.*空列表/],
  ['a bad key in a list', { encryptionKey: ['ab'.repeat(32), SECRET] }, /"encryptionKey\[1\]" must be .*of 40/],
];

const CLIENTS: readonly (readonly [string, unknown, RegExp])[] = [
  ['none', undefined, /got undefined/],
  ['null', null, /got null/],
  ['a URL', 'redis://user:password@127.0.0.1', /got a string/],
  ['its options', { url: 'redis://127.0.0.1' }, /got an object/],
  ['a client that has something else for eval', { eval: true, defineCommand: () => {} }, /got an object/],
];

const RECORDS: readonly (readonly [string, object, RegExp])[] = [
  ['no value', { generation: 1 }, /"record\.value" .*got undefined.*不符合/],
  ['a number as refresh token', { value: SECRET, generation: 1, refreshToken: 5 }, /"record\.refreshToken" .*a number/],
  ['no number as end', { value: SECRET, generation: 1, expiresAtMs: Number.NaN }, /"record\.expiresAtMs" .*got NaN/],
  ['a text as end', { value: SECRET, generation: 1, refreshExpiresAtMs: '5' }, /"record\.refreshExpiresAtMs" .*string/],
  ['a text as mark', { value: SECRET, generation: 1, reauthorize: 'no' }, /"record\.reauthorize" .*a string/],
];

describe('the store in Redis refuses', () => {
  test.each(OPTIONS)('%s', (_what, options, words) => {
    const message = complaintOf(() => createRedisTokenStore(unused, options as never));
    expect(message).toMatch(words);
    expect(message).not.toContain(SECRET);
  });

  test.each(CLIENTS)('as a client: %s', (_what, client, words) => {
    const message = complaintOf(() => createRedisTokenStore(client as never));
    expect(message).toMatch(words);
    expect(message).toMatch(/"client" must be a client of the package redis .* or of ioredis .*“client”应为/);
    expect(message).not.toContain('password');
  });

  test.each([
    ['nothing', undefined, /with undefined/],
    ['itself, to be gone on with', {}, /with an object/],
    ['what is no text', ['none', 5], /with an array/],
  ])('a client that answers %s', async (_what, reply, words) => {
    const store = createRedisTokenStore({ eval: async () => reply });
    await expect(store.read(KEY)).rejects.toThrow(words);
    await expect(store.read(KEY)).rejects.toThrow(/"client" answered .*pipeline.*“client”/);
  });

  test.each(RECORDS)('a record with %s', async (_what, record, words) => {
    const store = createRedisTokenStore(unused);
    for (const use of [
      () => store.compareAndSet(KEY, 0, record as TokenRecord),
      () => store.setAside(KEY, record as TokenRecord),
    ]) {
      await expect(use()).rejects.toThrow(TypeError);
      await expect(use()).rejects.toThrow(words);
      await expect(use()).rejects.not.toThrow(SECRET);
    }
  });

  test.each([0, -5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])('a lease of %d milliseconds', async (ttlMs) => {
    await expect(createRedisTokenStore(unused).acquireLease(KEY, ttlMs)).rejects.toThrow(
      /"ttlMs" must be.*“ttlMs”应为/,
    );
  });

  test('turns that are no numbers', async () => {
    const store = createRedisTokenStore(unused);
    await expect(store.compareAndSet(KEY, -1, recordOf(1))).rejects.toThrow(/"expected" must be/);
    await expect(store.compareAndSet(KEY, 0.5, recordOf(1))).rejects.toThrow(/"expected" must be/);
    await expect(store.compareAndSet(KEY, 0, recordOf(1), Number.NaN)).rejects.toThrow(/"fence" must be/);
    await expect(store.compareAndSet(KEY, '0' as never, recordOf(1))).rejects.toThrow(/"expected" .*got a string/);
    await expect(store.setAside(KEY, recordOf(0))).rejects.toThrow(/"record\.generation"/);
  });
});

test('what a client rejects with comes through as it is', async () => {
  const away = new Error('Socket closed unexpectedly');
  const store = createRedisTokenStore({ eval: () => Promise.reject(away) });
  await expect(store.read(KEY)).rejects.toBe(away);
});
