import type { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import type { RedisTokenStoreOptions } from '../../src/redis/index.js';
import { createRedisTokenStore } from '../../src/redis/index.js';
import type { TokenKey, TokenRecord, TokenStore } from '../../src/runtime/tokens/token-store.js';
import { describeWithRedis } from '../support/redis-server.js';
import { recordOf } from '../tokens/store-contract.js';
import { contentsOf, nameOf } from './contents.js';
import { useOwnRedis } from './own-redis.js';

const KEY: TokenKey = {
  gateway: 'https://openapi.alipay.com',
  appId: '2021000000000001',
  kind: 'auth_token',
  owner: '2088000000000001',
};
const OTHER: TokenKey = { ...KEY, owner: '2088000000000002' };

const SECRET: TokenRecord = {
  value: '202011BB0123456789abcdefTOKEN',
  refreshToken: '202011BB0123456789abcdefREFRESH',
  issuedAtMs: 1_794_110_400_000,
  generation: 1,
};

const ONE = Buffer.alloc(32, 1);
const TWO = Buffer.alloc(32, 2);
const UNREADABLE = { name: 'Error', code: 'ERR_TOKEN_RECORD' };

describeWithRedis('sealing', () => {
  const redis = useOwnRedis();
  const storeWith = (encryptionKey?: RedisTokenStoreOptions['encryptionKey']): TokenStore =>
    createRedisTokenStore(redis(), encryptionKey === undefined ? {} : { encryptionKey });

  test('leaves no token and no owner to be seen in Redis', async () => {
    const store = storeWith(ONE);
    await store.compareAndSet(KEY, 0, SECRET, (await store.acquireLease(KEY, 600_000))?.fence);
    await store.setAside(KEY, { ...SECRET, generation: 2 });
    const seen = JSON.stringify(await contentsOf(redis()));
    expect(Object.keys(JSON.parse(seen))).toHaveLength(5);
    for (const text of [
      SECRET.value,
      SECRET.refreshToken,
      KEY.owner,
      KEY.appId,
      'openapi',
      'refreshToken',
      '1794110',
    ]) {
      expect(seen).not.toContain(text);
      expect(seen).not.toContain(
        Buffer.from(text ?? '')
          .toString('base64')
          .slice(4, 12),
      );
    }
  });

  test('left out, still names no owner', async () => {
    await storeWith().compareAndSet(KEY, 0, SECRET);
    const names = Object.keys(await contentsOf(redis()));
    expect(names).toEqual([expect.stringMatching(/^alipay-axios:\{[\w-]{43}\}:token$/)]);
  });

  test('never writes the same twice', async () => {
    await storeWith(ONE).compareAndSet(KEY, 0, SECRET);
    const [before] = await redis().hmget(await nameOf(redis(), 'token'), 'data');
    await storeWith(ONE).compareAndSet(KEY, 1, SECRET);
    expect(await redis().hmget(await nameOf(redis(), 'token'), 'data')).not.toEqual([before]);
  });

  test.each<[string, RedisTokenStoreOptions['encryptionKey'] | undefined, RegExp]>([
    ['another key', TWO, /another "encryptionKey".*另一个“encryptionKey”/],
    ['a list without the key', [TWO, Buffer.alloc(32, 3)], /another "encryptionKey".*另一个“encryptionKey”/],
    ['no key', undefined, /are sealed: give the "encryptionKey".*请设置“encryptionKey”/],
  ])('is found by %s before anything is changed', async (_what, wrongKey, words) => {
    await storeWith(ONE).compareAndSet(KEY, 0, SECRET);
    await storeWith(ONE).setAside(KEY, { ...SECRET, generation: 2 });
    await storeWith(ONE).acquireLease(OTHER, 600_000);
    const before = await contentsOf(redis());
    const wrong = storeWith(wrongKey);
    const uses: readonly (() => Promise<unknown>)[] = [
      () => wrong.read(KEY),
      () => wrong.read(OTHER),
      () => wrong.compareAndSet(KEY, 2, recordOf(3)),
      () => wrong.compareAndSet(OTHER, 0, recordOf(1)),
      () => wrong.setAside(KEY, recordOf(9)),
      () => wrong.acquireLease(KEY, 600_000),
      () => wrong.releaseLease(OTHER, 1),
    ];
    for (const use of uses) {
      const error = await use().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ ...UNREADABLE, message: expect.stringMatching(words) });
      expectNoSecret(error);
    }
    expect(await contentsOf(redis())).toEqual(before);
  });

  test('refuses what was written without a key', async () => {
    await storeWith().compareAndSet(KEY, 0, SECRET);
    await storeWith().setAside(OTHER, SECRET);
    const sealed = storeWith(ONE);
    await expect(sealed.read({ ...KEY, owner: 'nobody' })).resolves.toBeUndefined();
    await refused(redis(), () => sealed.read(KEY), /without an "encryptionKey".*写入时未设置“encryptionKey”/);
    await refused(redis(), () => sealed.read(OTHER), /without an "encryptionKey"/);
    await redis().hset(await nameOf(redis(), 'token'), 'data', 'neither');
    await refused(redis(), () => sealed.read(KEY), /is no token record/);
  });

  test('names the missing key where the whole of a prefix is not known to be sealed', async () => {
    await storeWith(ONE).compareAndSet(KEY, 0, SECRET);
    await redis().del('alipay-axios:seal');
    await refused(redis(), () => storeWith().read(KEY), /is sealed: give the "encryptionKey".*已加密/);
  });

  test('holds a record to its owner', async () => {
    const store = storeWith(ONE);
    await store.compareAndSet(KEY, 0, SECRET);
    const from = await nameOf(redis(), 'token');
    await store.setAside(OTHER, SECRET);
    await redis().copy(from, (await nameOf(redis(), 'recovery')).replace('recovery', 'token'));
    await redis().del(await nameOf(redis(), 'recovery'));
    await refused(redis(), () => store.read(OTHER), /does not open/);
    expect(await store.read(KEY)).toStrictEqual(SECRET);
  });

  test('holds a record to its generation, in both places', async () => {
    const store = storeWith(ONE);
    await store.compareAndSet(KEY, 0, SECRET);
    await redis().hset(await nameOf(redis(), 'token'), 'generation', '5');
    await refused(redis(), () => store.read(KEY), /does not open/);
    await store.setAside(KEY, { ...SECRET, generation: 6 });
    expect(await store.read(KEY)).toStrictEqual({ ...SECRET, generation: 6 });
    await redis().hset(await nameOf(redis(), 'recovery'), 'generation', '7');
    await refused(redis(), () => store.read(KEY), /does not open/);
  });

  test.each<[string, (data: string) => string]>([
    ['cut short', (data) => data.slice(0, -6)],
    ['next to nothing', () => 'v1.AAAA'],
    ['changed', (data) => data.slice(0, 30) + (data[30] === 'A' ? 'B' : 'A') + data.slice(31)],
  ])('finds a record that was %s', async (_what, change) => {
    const store = storeWith(ONE);
    await store.compareAndSet(KEY, 0, SECRET);
    const name = await nameOf(redis(), 'token');
    await redis().hset(name, 'data', change((await redis().hget(name, 'data')) ?? ''));
    await refused(redis(), () => store.read(KEY), /does not open.*无法用“encryptionKey”解密/);
  });

  test('changes keys by a list: the first seals, all open', async () => {
    await storeWith(ONE).compareAndSet(KEY, 0, SECRET);
    await storeWith([ONE, TWO]).compareAndSet(OTHER, 0, SECRET);
    const before = await redis().get('alipay-axios:seal');

    const both = storeWith([TWO, ONE]);
    expect(await both.read(KEY)).toStrictEqual(SECRET);
    expect(await redis().get('alipay-axios:seal')).not.toBe(before);
    expect(await both.compareAndSet(KEY, 1, { ...SECRET, generation: 2 })).toBe(true);

    expect(await storeWith(TWO).read(KEY)).toStrictEqual({ ...SECRET, generation: 2 });
    await refused(redis(), () => storeWith(TWO).read(OTHER), /Add the older key to the list/);
    await refused(redis(), () => storeWith(ONE).read(KEY), /another "encryptionKey"/);
    expect(await storeWith([TWO, ONE]).read(OTHER)).toStrictEqual(SECRET);
  });

  test('reads one key however it is spelled', async () => {
    const bytes = Buffer.from(Array.from({ length: 32 }, (_one, index) => 251 - index * 7));
    await storeWith(bytes).compareAndSet(KEY, 0, SECRET);
    const [hex, base64, base64url] = [bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url')];
    expect(base64).toMatch(/[+/]/);
    for (const spelled of [hex, hex.toUpperCase(), base64, base64url, `${base64}\n`, new Uint8Array(bytes)]) {
      expect(await storeWith(spelled).read(KEY)).toStrictEqual(SECRET);
    }
  });

  test('has a seal of its own for each prefix', async () => {
    await createRedisTokenStore(redis(), { prefix: 'one', encryptionKey: ONE }).compareAndSet(KEY, 0, SECRET);
    const other = createRedisTokenStore(redis(), { prefix: 'two', encryptionKey: TWO });
    expect(await other.read(KEY)).toBeUndefined();
    await redis().copy('two:seal', 'three:seal');
    const third = createRedisTokenStore(redis(), { prefix: 'three', encryptionKey: TWO });
    await expect(third.read(KEY)).rejects.toMatchObject(UNREADABLE);
  });
});

async function refused(redis: Redis, use: () => Promise<unknown>, words: RegExp): Promise<void> {
  const before = await contentsOf(redis);
  const error = await use().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ ...UNREADABLE, message: expect.stringMatching(words) });
  expectNoSecret(error);
  expect(await contentsOf(redis)).toEqual(before);
}

function expectNoSecret(error: unknown): void {
  const text = error instanceof Error ? `${error.message}${error.stack}${JSON.stringify(error)}` : '';
  for (const secret of [SECRET.value, SECRET.refreshToken, KEY.owner, ONE.toString('hex'), ONE.toString('base64')]) {
    expect(text).not.toContain(secret);
  }
}
