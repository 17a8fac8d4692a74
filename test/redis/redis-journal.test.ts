import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RedisJournalOptions } from '../../src/redis/index.js';
import { createRedisJournal } from '../../src/redis/index.js';
import { describeJournal, intentOf } from '../journal/contract.js';
import type { RedisServer } from '../support/redis-server.js';
import { describeWithRedis, startRedisServer } from '../support/redis-server.js';
import type { OpenClient } from './clients.js';
import { openIoredis, openNodeRedis } from './clients.js';

const ONE = Buffer.alloc(32, 1);
const TWO = Buffer.alloc(32, 2);

describeWithRedis('the journal in Redis', () => {
  let server: RedisServer;
  let watcher: Awaited<ReturnType<typeof openIoredis>>;
  beforeAll(async () => {
    server = await startRedisServer();
    watcher = await openIoredis(server.url);
  });
  afterAll(async () => {
    await watcher?.close();
    await server?.close();
  });

  const over = (connect: (url: string) => Promise<OpenClient>, options: RedisJournalOptions) => async () => {
    const prefix = randomUUID();
    const [left, right] = await Promise.all([connect(server.url), connect(server.url)]);
    return {
      first: createRedisJournal(left.client, { prefix, ...options }),
      second: createRedisJournal(right.client, { prefix, ...options }),
      close: async () => {
        await Promise.all([left.close(), right.close()]);
      },
    };
  };

  describeJournal('over node-redis', over(openNodeRedis, {}));
  describeJournal(
    'over node-redis by RESP 2',
    over((url) => openNodeRedis(url, 2), {}),
  );
  describeJournal('over ioredis, sealed', over(openIoredis, { encryptionKey: ONE }));

  test('is one for all processes', async () => {
    const { first, second, close } = await over(openNodeRedis, {})();
    const intent = intentOf();
    await first.open(intent);
    expect(await second.pending()).toEqual([intent]);
    await second.close(intent.id);
    expect(await first.pending()).toEqual([]);
    await close();
  });

  test('gives back tens of thousands', async () => {
    const { first, close } = await over(openIoredis, {})();
    const intents = Array.from({ length: 20_000 }, () => intentOf());
    await Promise.all(intents.map((intent) => first.open(intent)));
    expect((await first.pending()).map(({ id }) => id)).toEqual(intents.map(({ id }) => id));
    await close();
  });

  describe('sealed', () => {
    const prefix = randomUUID();
    const journal = (encryptionKey?: RedisJournalOptions['encryptionKey']) =>
      createRedisJournal(watcher.client, { prefix, ...(encryptionKey === undefined ? {} : { encryptionKey }) });

    test('shows nothing of a payment, and opens with its key only', async () => {
      const intent = intentOf({ content: { out_trade_no: 'visible-7' } });
      await journal(ONE).open(intent);
      const seen = JSON.stringify(await watcher.client.hgetall(`${prefix}:{journal}:open`));
      expect(seen).not.toMatch(/visible|alipay\.trade/);
      expect(await journal([TWO, ONE]).pending()).toEqual([intent]);
      expect(await journal([ONE, TWO]).pending()).toEqual([intent]);
      for (const wrong of [undefined, TWO]) {
        await expect(journal(wrong).pending()).rejects.toMatchObject({ code: 'ERR_TOKEN_RECORD' });
        await expect(journal(wrong).open(intentOf())).rejects.toMatchObject({ code: 'ERR_TOKEN_RECORD' });
      }
    });

    test('cannot be opened under another id', async () => {
      const name = `${prefix}:{journal}:open`;
      const [text = ''] = Object.values(await watcher.client.hgetall(name));
      await watcher.client.hset(name, 'moved', text);
      await expect(journal(ONE).pending()).rejects.toThrow(/no intent.*不是日志记录/);
      await watcher.client.del(name);
    });
  });

  test.each(['', 'null', '{}', '{"id":"x"}', 'v1.abc', JSON.stringify({ ...intentOf({ id: 'x' }), content: 7 })])(
    'says so where something else stands in it: %j',
    async (text) => {
      const prefix = randomUUID();
      await watcher.client.hset(`${prefix}:{journal}:open`, 'x', text);
      const journal = createRedisJournal(watcher.client, { prefix });
      await expect(journal.pending()).rejects.toMatchObject({ code: 'ERR_TOKEN_RECORD' });
    },
  );

  test('refuses a client and options that are none', () => {
    expect(() => createRedisJournal(undefined as never)).toThrow('"client"');
    expect(() => createRedisJournal(watcher.client, { prefix: '{a}' })).toThrow('"prefix"');
    expect(() => createRedisJournal(watcher.client, { key: 1 } as never)).toThrow('"options.key"');
  });
});
