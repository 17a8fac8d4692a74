import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RedisTokenStoreOptions } from '../../src/redis/index.js';
import { createRedisTokenStore } from '../../src/redis/index.js';
import type { TokenKey } from '../../src/runtime/tokens/token-store.js';
import type { RedisServer } from '../support/redis-server.js';
import { describeWithRedis, startRedisServer } from '../support/redis-server.js';
import type { OpenStores } from '../tokens/store-contract.js';
import { describeStoreContract, recordOf } from '../tokens/store-contract.js';
import type { OpenClient } from './clients.js';
import { openIoredis } from './clients.js';

const KEY: TokenKey = { gateway: 'https://openapi.alipay.com', appId: 'a', kind: 'auth_token', owner: 'o' };

const UNTIL = { timeout: 20_000, interval: 20 };

type Connect = (url: string, protocol?: 2 | 3) => Promise<OpenClient>;

/** Everything that a store over a client of one of the packages has to do, over a real Redis. */
export function describeSharedStore(packageName: string, connect: Connect): void {
  describeWithRedis(`the store over ${packageName}`, () => {
    let server: RedisServer;
    beforeAll(async () => {
      server = await startRedisServer();
    });
    afterAll(() => server?.close());

    const encryptionKey = 'ab'.repeat(32);
    describeStoreContract('in the clear', () => openStores(connect, server.url, {}));
    describeStoreContract('sealed', () => openStores(connect, server.url, { encryptionKey }));
    describeStoreContract('by RESP 2', () => openStores((url) => connect(url, 2), server.url, {}));
    describe('when its Redis goes away', () => testLoss(connect, () => server));
  });
}

async function openStores(connect: Connect, url: string, options: RedisTokenStoreOptions): Promise<OpenStores> {
  const prefix = randomUUID();
  const [first, second, watcher] = await Promise.all([connect(url), connect(url), openIoredis(url)]);
  const untilLeaseEnds = async (): Promise<void> => {
    while ((await watcher.client.keys(`${prefix}:*:lease`)).length > 0) await pause(5);
  };
  return {
    first: createRedisTokenStore(first.client, { prefix, ...options }),
    second: createRedisTokenStore(second.client, { prefix, ...options }),
    untilLeaseEnds,
    close: async () => {
      await Promise.all([first.close(), second.close(), watcher.close()]);
    },
  };
}

function testLoss(connect: Connect, server: () => RedisServer): void {
  let open: OpenClient;
  beforeEach(async () => {
    open = await connect(server().url);
  });
  afterEach(async () => {
    await open.close();
    await server().restartEmpty();
  });

  test('goes on with the one that comes back, and its fences grow although nothing is left', async () => {
    const store = createRedisTokenStore(open.client);
    const { fence } = (await store.acquireLease(KEY, 600_000)) ?? { fence: Number.NaN };
    expect(await store.compareAndSet(KEY, 0, recordOf(1), fence)).toBe(true);
    await server().restartEmpty();
    await vi.waitFor(async () => expect(await store.read(KEY)).toBeUndefined(), UNTIL);
    expect((await store.acquireLease(KEY, 600_000))?.fence).toBeGreaterThan(fence);
    expect(await store.compareAndSet(KEY, 0, recordOf(1), fence)).toBe(false);
    expect(await store.compareAndSet(KEY, 0, recordOf(2))).toBe(true);
  });

  test('settles what was asked while it was away', async () => {
    const store = createRedisTokenStore(open.client);
    await store.compareAndSet(KEY, 0, recordOf(1));
    await server().kill();
    const asked = store.read(KEY).catch((error: unknown) => error);
    await server().restartEmpty();
    expect([undefined, expect.any(Error)]).toContainEqual(await asked);
    await vi.waitFor(async () => expect(await store.read(KEY)).toBeUndefined(), UNTIL);
  });

  test('checks its key again where the first check failed', async () => {
    const store = createRedisTokenStore(open.client, { encryptionKey: 'cd'.repeat(32) });
    const other = await connect(server().url);
    await createRedisTokenStore(other.client, { encryptionKey: 'ef'.repeat(32) }).read(KEY);
    await other.close();
    await expect(store.read(KEY)).rejects.toMatchObject({ code: 'ERR_TOKEN_RECORD' });
    await server().restartEmpty();
    await vi.waitFor(async () => expect(await store.read(KEY)).toBeUndefined(), UNTIL);
  });

  test('waits for one that stands still', async () => {
    const store = createRedisTokenStore(open.client);
    await store.compareAndSet(KEY, 0, recordOf(1));
    server().freeze();
    const asked = store.compareAndSet(KEY, 1, recordOf(2));
    server().thaw();
    expect(await asked).toBe(true);
    expect(await store.read(KEY)).toStrictEqual(recordOf(2));
  });
}
