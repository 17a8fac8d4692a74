import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { createRedisTokenStore } from '../../src/redis/index.js';
import { describeWithRedis, startRedisServer } from '../support/redis-server.js';
import { recordOf } from '../tokens/store-contract.js';
import { openIoredis } from './clients.js';
import { describeSharedStore } from './shared-store.js';

describeSharedStore('ioredis', openIoredis);

describeWithRedis('an ioredis client with a prefix of its own and automatic pipelines', () => {
  test('carries the store, and errors name the entry as Redis has it', async () => {
    const server = await startRedisServer();
    const client = new Redis(server.url, { keyPrefix: 'shop:', enableAutoPipelining: true });
    const plain = new Redis(server.url);
    try {
      const store = createRedisTokenStore(client);
      const key = { gateway: 'https://openapi.alipay.com', appId: 'a', kind: 'auth_token', owner: 'o' } as const;
      const won = await Promise.all([1, 2, 3, 4].map((number) => store.compareAndSet(key, 0, recordOf(number))));
      expect(won.filter((isWon) => isWon)).toHaveLength(1);
      expect(await store.read(key)).toStrictEqual(recordOf(won.indexOf(true) + 1));
      const [name = ''] = await plain.keys('*');
      expect(name).toMatch(/^shop:alipay-axios:\{.*\}:token$/);
      await plain.set(name, 'something else');
      await expect(store.read(key)).rejects.toThrow(name);
    } finally {
      client.disconnect();
      plain.disconnect();
      await server.close();
    }
  });
});
