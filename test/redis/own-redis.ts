import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { RedisServer } from '../support/redis-server.js';
import { startRedisServer } from '../support/redis-server.js';
import type { OpenClient } from './clients.js';
import { openIoredis } from './clients.js';

/** Gives the tests of a file an ioredis client of a Redis that is empty before each. */
export function useOwnRedis(): () => Redis {
  let server: RedisServer | undefined;
  let open: OpenClient<Redis> | undefined;
  const get = (): Redis => {
    if (open === undefined) throw new Error('Redis is not up');
    return open.client;
  };
  beforeAll(async () => {
    server = await startRedisServer();
    open = await openIoredis(server.url);
  });
  beforeEach(() => get().flushall());
  afterAll(async () => {
    await open?.close();
    await server?.close();
  });
  return get;
}
