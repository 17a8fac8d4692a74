// Not run: the type checker reads it. Each `@ts-expect-error` is a mistake that the types must catch.

import { Cluster, Redis } from 'ioredis';
import type { RedisClientPoolType, RedisClientType, RedisSentinelType } from 'redis';
import { createClient, createClientPool, createCluster, createSentinel, RESP_TYPES } from 'redis';
import type { EncryptionKey, RedisClient, RedisTokenStoreOptions } from '../../src/redis/index.js';
import { createRedisTokenStore } from '../../src/redis/index.js';
import type { TokenStore } from '../../src/runtime/tokens/token-store.js';

type Same<Left, Right> = (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;
/** Fails to compile unless the two types are one; `any` is the same as nothing but itself. */
function same<Left, Right>(_isSame: Same<Left, Right>): void {}

declare const typed: RedisClientType;
declare const pooled: RedisClientPoolType;
declare const sentinel: RedisSentinelType;
declare const key: EncryptionKey;

export async function nodeRedis(): Promise<void> {
  const store = createRedisTokenStore(createClient());
  same<typeof store, TokenStore>(true);
  createRedisTokenStore(createClient({ url: 'redis://127.0.0.1', RESP: 2 }));
  createRedisTokenStore(createClient({ RESP: 3 }));
  createRedisTokenStore(await createClient().on('error', console.error).connect());
  createRedisTokenStore(createClient().withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer }));
  createRedisTokenStore(createClientPool());
  createRedisTokenStore(createCluster({ rootNodes: [] }));
  createRedisTokenStore(createCluster({ rootNodes: [], RESP: 2 }));
  createRedisTokenStore(createSentinel({ name: 'main', sentinelRootNodes: [] }));
  for (const client of [typed, pooled, sentinel] satisfies RedisClient[]) createRedisTokenStore(client);
}

export function ioredis(): void {
  const store = createRedisTokenStore(new Redis());
  same<typeof store, TokenStore>(true);
  createRedisTokenStore(new Redis('redis://127.0.0.1', { protocol: 2 }));
  createRedisTokenStore(new Redis({ protocol: 3, replyMapping: 'resp3' }));
  createRedisTokenStore(new Cluster([]));
  createRedisTokenStore(new Cluster([], { redisOptions: { protocol: 3, replyMapping: 'resp3' } }));
}

export function options(): void {
  const both: RedisTokenStoreOptions = { prefix: 'shop', encryptionKey: [key, Buffer.alloc(32), 'ab'.repeat(32)] };
  createRedisTokenStore(new Redis(), both);
  createRedisTokenStore(new Redis(), { encryptionKey: key });
  // @ts-expect-error there is no such option
  createRedisTokenStore(new Redis(), { key });
  // @ts-expect-error an environment variable may be missing
  createRedisTokenStore(new Redis(), { encryptionKey: process.env['TOKEN_KEY'] });
  // @ts-expect-error a URL is no client
  createRedisTokenStore('redis://127.0.0.1');
  // @ts-expect-error the options of a client are no client
  createRedisTokenStore({ url: 'redis://127.0.0.1' });
}
