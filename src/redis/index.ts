export type { EncryptionKey } from './encryption-key.js';
export type { RedisTokenStoreOptions } from './options.js';
export type { IoredisClient, NodeRedisClient, RedisClient } from './redis-client.js';
export type { RedisJournalOptions } from './redis-journal.js';
export { createRedisJournal } from './redis-journal.js';
export { createRedisTokenStore } from './redis-token-store.js';
