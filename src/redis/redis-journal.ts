import type { Intent, Journal } from '../runtime/journal/journal.js';
import { createSealCheck } from './check-seal.js';
import { readIntent, writeIntent } from './intent-text.js';
import { JOURNAL_CLOSE, JOURNAL_OPEN, JOURNAL_SCAN } from './lua.js';
import type { RedisTokenStoreOptions } from './options.js';
import { readOptions } from './options.js';
import type { RedisClient } from './redis-client.js';
import { readClient } from './redis-client.js';

/** How the journal is kept in Redis: as tokens are, and under the same prefix if you like. */
export type RedisJournalOptions = RedisTokenStoreOptions;

/** How many intents are read at a time. */
const PAGE = 500;

/**
 * Creates a journal in a Redis, which any process of a fleet can recover.
 *
 * A call is sent once Redis has said that it has the intent: how long Redis keeps its word through a crash of its own is set
 * up there. With `appendonly yes` and `appendfsync always` it does; with `everysec` the last second can be lost, and without
 * `appendonly` all since the last snapshot.
 *
 * @param client of the package `redis` or `ioredis`; the caller connects and closes it
 * @throws TypeError that names the option, what came and what to give
 * @example
 * const client = await createClient({ url: 'redis://127.0.0.1' }).on('error', console.error).connect();
 * const alipay = createAlipay({ ...options, journal: createRedisJournal(client) });
 */
export function createRedisJournal(client: RedisClient, options: RedisJournalOptions = {}): Journal {
  const evaluate = readClient(client);
  const plan = readOptions(options);
  const checkSeal = createSealCheck(evaluate, plan);
  // One name, so that a cluster has it in one place.
  const name = `${plan.prefix}:{journal}:open`;
  return {
    open: async (intent) => {
      await checkSeal();
      await evaluate(JOURNAL_OPEN, [name], [intent.id, writeIntent(plan.keys, intent)]);
    },
    close: async (id) => {
      await evaluate(JOURNAL_CLOSE, [name], [id]);
    },
    pending: async () => {
      await checkSeal();
      const intents = new Map<string, Intent>();
      let cursor = '0';
      do {
        const [next = '0', ...pairs] = await evaluate(JOURNAL_SCAN, [name], [cursor, String(PAGE)]);
        for (let at = 0; at < pairs.length; at += 2) {
          const [id = '', text = ''] = pairs.slice(at, at + 2);
          intents.set(id, readIntent(plan.keys, name, id, text));
        }
        cursor = next;
      } while (cursor !== '0');
      return [...intents.values()].sort((left, right) => left.openedAtMs - right.openedAtMs);
    },
  };
}
