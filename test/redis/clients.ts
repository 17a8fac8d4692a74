import { Redis } from 'ioredis';
import { createClient } from 'redis';
import type { RedisClient } from '../../src/redis/index.js';

/** A connected client of one of the two packages. */
export interface OpenClient<Client extends RedisClient = RedisClient> {
  readonly client: Client;
  close(): Promise<void>;
}

/** Connects with the package `redis`. */
export async function openNodeRedis(url: string, RESP: 2 | 3 = 3): Promise<OpenClient> {
  const client = createClient({ url, RESP, socket: { reconnectStrategy: () => 20 } });
  // A lost connection is what some tests are about; without a listener it would end the process.
  client.on('error', () => {});
  await client.connect();
  return { client, close: async () => client.destroy() };
}

/** Connects with the package `ioredis`. */
export async function openIoredis(url: string, protocol: 2 | 3 = 3): Promise<OpenClient<Redis>> {
  const client = new Redis(url, { protocol, retryStrategy: () => 20, maxRetriesPerRequest: null, lazyConnect: true });
  client.on('error', () => {});
  await client.connect();
  return { client, close: async () => client.disconnect() };
}
