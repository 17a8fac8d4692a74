import { expect, test } from 'vitest';
import type { NodeRedisClient } from '../../src/redis/index.js';
import { createRedisTokenStore } from '../../src/redis/index.js';
import type { TokenKey, TokenRecord } from '../../src/runtime/tokens/token-store.js';
import { describeWithRedis } from '../support/redis-server.js';
import { recordOf } from '../tokens/store-contract.js';
import { contentsOf, nameOf } from './contents.js';
import { useOwnRedis } from './own-redis.js';

const KEY: TokenKey = { gateway: 'https://openapi.alipay.com', appId: 'a', kind: 'auth_token', owner: 'o' };
const MERCHANT: TokenKey = { ...KEY, kind: 'app_auth_token' };
const DAY_MS = 86_400_000;
const FAR_MS = Date.UTC(2099, 0, 1);

describeWithRedis('the entries in Redis', () => {
  const redis = useOwnRedis();
  const endOf = async (end: string): Promise<number> => Number(await redis().pexpiretime(await nameOf(redis(), end)));

  test.each<[string, TokenKey, Partial<TokenRecord>, number]>([
    ["a user's with both ends", KEY, { expiresAtMs: FAR_MS - 5, refreshExpiresAtMs: FAR_MS }, FAR_MS + DAY_MS],
    ["a user's that outlives its refresh token", KEY, { expiresAtMs: FAR_MS, refreshExpiresAtMs: 5 }, FAR_MS + DAY_MS],
    ["a user's without an end", KEY, { refreshExpiresAtMs: FAR_MS }, -1],
    ["a user's whose refresh token has no end", KEY, { expiresAtMs: FAR_MS }, -1],
    ["a user's that ends beyond all numbers", KEY, { expiresAtMs: 1, refreshExpiresAtMs: 1e300 }, -1],
    ["a merchant's", MERCHANT, { expiresAtMs: FAR_MS, refreshExpiresAtMs: FAR_MS }, -1],
  ])('end as the token does: %s', async (_what, key, ends, endsAtMs) => {
    const store = createRedisTokenStore(redis());
    await store.compareAndSet(key, 0, { ...recordOf(1), ...ends });
    await store.setAside(key, { ...recordOf(2), ...ends });
    expect(await endOf('token')).toBe(endsAtMs);
    expect(await endOf('recovery')).toBe(endsAtMs);
  });

  test('lose an end that the next record does not have', async () => {
    const store = createRedisTokenStore(redis());
    await store.compareAndSet(KEY, 0, { ...recordOf(1), expiresAtMs: FAR_MS, refreshExpiresAtMs: FAR_MS });
    await store.compareAndSet(KEY, 1, recordOf(2));
    expect(await endOf('token')).toBe(-1);
  });

  test('are of the prefix that was given', async () => {
    await createRedisTokenStore(redis(), { prefix: 'shop' }).acquireLease(KEY, 600_000);
    const names = Object.keys(await contentsOf(redis()));
    expect(names).toEqual([expect.stringMatching(/^shop:\{.*\}:fence$/), expect.stringMatching(/^shop:\{.*\}:lease$/)]);
  });

  test('hold of a record what a record has, and nothing else', async () => {
    const more: TokenRecord & { readonly note: string } = { ...recordOf(1), note: 'private' };
    await createRedisTokenStore(redis()).compareAndSet(KEY, 0, more);
    expect(JSON.stringify(await contentsOf(redis()))).not.toContain('private');
  });

  test.each<[string, (name: string) => Promise<unknown>]>([
    ['no JSON', (name) => redis().hset(name, 'generation', '3', 'data', '{"value"')],
    ['no object', (name) => redis().hset(name, 'generation', '3', 'data', '3')],
    ['a record of another form', (name) => redis().hset(name, 'generation', '3', 'data', '{"generation":3}')],
    ['a record of another generation', (name) => redis().hset(name, 'generation', '4')],
    ['without data', (name) => redis().hdel(name, 'data')],
    ['without a generation', (name) => redis().hdel(name, 'generation')],
    ['with a generation that is no number', (name) => redis().hset(name, 'generation', '3 ')],
    ['with a generation beyond all numbers', (name) => redis().hset(name, 'generation', '9'.repeat(400))],
    ['no hash', (name) => redis().set(name, 'token')],
  ])('are refused where they are %s', async (_what, spoil) => {
    const store = createRedisTokenStore(redis());
    for (const where of ['token', 'recovery'] as const) {
      await redis().flushall();
      if (where === 'token') await store.compareAndSet(KEY, 0, recordOf(3));
      else await store.setAside(KEY, recordOf(3));
      const name = await nameOf(redis(), where);
      await spoil(name);
      const before = await contentsOf(redis());
      await expect(store.read(KEY)).rejects.toMatchObject({
        code: 'ERR_TOKEN_RECORD',
        message: expect.stringMatching(/is no token record.*"prefix".*不是令牌记录/),
      });
      await expect(store.read(KEY)).rejects.toThrow(name);
      expect(await contentsOf(redis())).toEqual(before);
    }
  });

  test.each(['x', '9'.repeat(400)])('are not written over where they say generation %s', async (generation) => {
    const store = createRedisTokenStore(redis());
    await store.compareAndSet(KEY, 0, recordOf(3));
    await redis().hset(await nameOf(redis(), 'token'), 'generation', generation);
    const before = await contentsOf(redis());
    for (const expected of [0, 3]) {
      const write = store.compareAndSet(KEY, expected, recordOf(4));
      await expect(write).rejects.toMatchObject({ code: 'ERR_TOKEN_RECORD' });
    }
    await expect(store.setAside(KEY, recordOf(4))).rejects.toMatchObject({ code: 'ERR_TOKEN_RECORD' });
    expect(await contentsOf(redis())).toEqual(before);
  });

  test('hold nothing set aside that a write has overtaken, as there is a refresh token in it', async () => {
    const store = createRedisTokenStore(redis());
    for (const generation of [2, 3]) {
      await store.setAside(KEY, recordOf(2));
      expect(await store.compareAndSet(KEY, 2, recordOf(generation))).toBe(true);
      expect(Object.keys(await contentsOf(redis()))).toEqual([expect.stringMatching(/:token$/)]);
    }
  });

  test('are the same where a client sends each script twice', async () => {
    const twice: NodeRedisClient = {
      eval: async (script, { keys, arguments: args }) => {
        await redis().eval(script, keys.length, ...keys, ...args);
        return redis().eval(script, keys.length, ...keys, ...args);
      },
    };
    const store = createRedisTokenStore(twice, { encryptionKey: 'ab'.repeat(32) });
    const { fence, abandoned } = (await store.acquireLease(KEY, 600_000)) ?? { fence: Number.NaN };
    expect(fence).toBeGreaterThan(0);
    expect(abandoned).toBe(false);
    expect(await store.acquireLease(KEY, 600_000)).toBeUndefined();
    expect(await store.compareAndSet(KEY, 0, recordOf(1), fence)).toBe(true);
    expect(await store.compareAndSet(KEY, 0, recordOf(1), fence)).toBe(false);
    await store.setAside(KEY, recordOf(2));
    expect(await store.read(KEY)).toStrictEqual(recordOf(2));
    await store.releaseLease(KEY, fence);
    expect((await store.acquireLease(KEY, 0.5))?.fence).toBeGreaterThan(fence);
  });

  test('are read by a client that gives bytes', async () => {
    const bytes: NodeRedisClient = {
      eval: (script, { keys, arguments: args }) =>
        redis().callBuffer('EVAL', script, keys.length, ...keys, ...args) as Promise<unknown>,
    };
    const store = createRedisTokenStore(bytes);
    expect(await store.compareAndSet(KEY, 0, recordOf(1, '令牌'))).toBe(true);
    expect(await store.read(KEY)).toStrictEqual(recordOf(1, '令牌'));
  });
});
