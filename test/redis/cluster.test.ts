import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Cluster } from 'ioredis';
import { createCluster } from 'redis';
import { afterAll, beforeAll } from 'vitest';
import { createRedisTokenStore } from '../../src/redis/index.js';
import type { RedisServer } from '../support/redis-server.js';
import { describeWithRedis, startRedisServer } from '../support/redis-server.js';
import type { OpenStores } from '../tokens/store-contract.js';
import { describeStoreContract } from '../tokens/store-contract.js';
import type { OpenClient } from './clients.js';
import { openIoredis } from './clients.js';

const encryptionKey = '0f'.repeat(32);

// A cluster of one node refuses, like any other, a script whose names are not in one slot.
describeWithRedis('the store over a cluster', () => {
  let server: RedisServer;
  let watcher: Awaited<ReturnType<typeof openIoredis>>;
  beforeAll(async () => {
    server = await startRedisServer(['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1']);
    watcher = await openIoredis(server.url);
    const slots = Array.from({ length: 16_384 }, (_one, slot) => slot);
    await watcher.client.cluster('ADDSLOTS', ...slots);
    while (!(await watcher.client.cluster('INFO')).includes('cluster_state:ok')) await pause(10);
  });
  afterAll(async () => {
    await watcher?.close();
    await server?.close();
  });

  const openStores = async (connect: () => Promise<OpenClient>): Promise<OpenStores> => {
    const prefix = randomUUID();
    const { client, close } = await connect();
    const untilLeaseEnds = async (): Promise<void> => {
      while ((await watcher.client.keys(`${prefix}:*:lease`)).length > 0) await pause(5);
    };
    return {
      first: createRedisTokenStore(client, { prefix, encryptionKey }),
      second: createRedisTokenStore(client, { prefix, encryptionKey }),
      untilLeaseEnds,
      close,
    };
  };

  describeStoreContract('of redis', () =>
    openStores(async () => {
      const client = createCluster({ rootNodes: [{ url: server.url }] });
      client.on('error', () => {});
      await client.connect();
      return { client, close: async () => client.destroy() };
    }),
  );

  describeStoreContract('of ioredis', () =>
    openStores(async () => {
      const client = new Cluster([{ host: '127.0.0.1', port: server.port }], { lazyConnect: true });
      client.on('error', () => {});
      await client.connect();
      return { client, close: async () => client.disconnect() };
    }),
  );
});
