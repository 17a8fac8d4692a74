import { createClientPool } from 'redis';
import { expect, test } from 'vitest';
import { createRedisTokenStore } from '../../src/redis/index.js';
import { describeWithRedis, startRedisServer } from '../support/redis-server.js';
import { recordOf } from '../tokens/store-contract.js';
import { openNodeRedis } from './clients.js';
import { describeSharedStore } from './shared-store.js';

describeSharedStore('redis', openNodeRedis);

describeWithRedis('a pool of redis', () => {
  test('carries the store as a client does', async () => {
    const server = await startRedisServer();
    const pool = createClientPool({ url: server.url });
    pool.on('error', () => {});
    await pool.connect();
    try {
      const store = createRedisTokenStore(pool, { encryptionKey: Buffer.alloc(32, 5) });
      const key = { gateway: 'https://openapi.alipay.com', appId: 'a', kind: 'auth_token', owner: 'o' } as const;
      const won = await Promise.all([1, 2, 3, 4].map((number) => store.compareAndSet(key, 0, recordOf(number))));
      expect(won.filter((isWon) => isWon)).toHaveLength(1);
      expect(await store.read(key)).toStrictEqual(recordOf(won.indexOf(true) + 1));
    } finally {
      pool.destroy();
      await server.close();
    }
  });
});
