import { createHash, randomBytes } from 'node:crypto';
import { invalidInput, quoteNumber } from '../protocol/invalid-input.js';
import type { TokenKey, TokenRecord, TokenStore } from '../runtime/tokens/token-store.js';
import { createSealCheck } from './check-seal.js';
import { ACQUIRE_LEASE, COMPARE_AND_SET, READ, RELEASE_LEASE, SET_ASIDE } from './lua.js';
import type { RedisTokenStoreOptions } from './options.js';
import { readOptions } from './options.js';
import { NO_RECORD, recordError } from './record-error.js';
import { readRecord, writeRecord } from './record-text.js';
import type { RedisClient } from './redis-client.js';
import { readClient } from './redis-client.js';

const DAY_MS = 86_400_000;

// Redis drops the last fence after 30 days, and no lease may outlast it.
const LONGEST_LEASE_MS = 2 ** 31 - 1;

/**
 * Creates a token store that a fleet of processes shares by a Redis: they see each other's renewals, and no refresh token is
 * spent twice.
 *
 * Every operation is one script, so that it happens whole or not at all, on a single Redis as on a cluster. Names in Redis
 * hold a digest of the owner, never the owner or a token. Records of users' tokens leave Redis a day after the token and its
 * refresh token have ended; a merchant's stay, as the gateway does not keep to their end (protocol.md 7.1).
 *
 * @param client of the package `redis` or `ioredis`; the caller connects and closes it
 * @throws TypeError that names the option, what came and what to give
 * @example
 * const client = await createClient({ url: 'redis://127.0.0.1' }).on('error', console.error).connect();
 * const store = createRedisTokenStore(client, { encryptionKey: readFileSync('/run/secrets/token-key', 'utf8') });
 */
export function createRedisTokenStore(client: RedisClient, options: RedisTokenStoreOptions = {}): TokenStore {
  const evaluate = readClient(client);
  const plan = readOptions(options);
  const checkSeal = createSealCheck(evaluate, plan);
  const run: Run = async (script, keys, args = []) => {
    await checkSeal();
    const answer = await evaluate(script, keys, args);
    if (answer[0] === 'unreadable') throw recordError(answer[1] ?? '', NO_RECORD);
    return answer;
  };
  const recordArgs = (key: TokenKey, digest: string, record: TokenRecord): readonly string[] => {
    const data = writeRecord(plan.keys, digest, record);
    return [String(record.generation), data, newMark(), endOf(key, record)];
  };

  return {
    read: async (key) => {
      const names = namesOf(plan.prefix, key);
      const [said, name = '', generation = '', data = ''] = await run(READ, [names.token, names.recovery]);
      return said === 'none' ? undefined : readRecord(plan.keys, names.digest, { name, generation, data });
    },
    compareAndSet: async (key, expected, next, fence) => {
      checkTurn(expected, next, fence);
      const { digest, ...names } = namesOf(plan.prefix, key);
      const args = [...recordArgs(key, digest, next), String(expected), fence === undefined ? '' : String(fence)];
      const [said] = await run(COMPARE_AND_SET, [names.token, names.recovery, names.fence], args);
      return said === 'written';
    },
    setAside: async (key, record) => {
      const names = namesOf(plan.prefix, key);
      await run(SET_ASIDE, [names.token, names.recovery], recordArgs(key, names.digest, record));
    },
    ...leasesOf(run, plan.prefix),
  };
}

function leasesOf(run: Run, prefix: string): Pick<TokenStore, 'acquireLease' | 'releaseLease'> {
  return {
    acquireLease: async (key, ttlMs) => {
      const { lease, fence } = namesOf(prefix, key);
      const [said, taken, before] = await run(ACQUIRE_LEASE, [lease, fence], [checkedTtl(ttlMs), newMark()]);
      return said === 'taken' ? { fence: Number(taken), abandoned: before === 'abandoned' } : undefined;
    },
    releaseLease: async (key, taken) => {
      const { lease, fence } = namesOf(prefix, key);
      await run(RELEASE_LEASE, [lease, fence], [String(taken)]);
    },
  };
}

type Answer = readonly string[];
/** Runs a script, once the seal was checked. */
type Run = (script: string, keys: readonly string[], args?: readonly string[]) => Promise<Answer>;

interface Names {
  readonly digest: string;
  readonly token: string;
  readonly recovery: string;
  readonly lease: string;
  readonly fence: string;
}

function namesOf(prefix: string, { gateway, appId, kind, owner }: TokenKey): Names {
  const whose = JSON.stringify([gateway, appId, kind, owner]);
  const digest = createHash('sha256').update(whose).digest('base64url');
  // A cluster puts names with the same text in braces into one slot, and scripts work on one slot.
  const name = (what: string): string => `${prefix}:{${digest}}:${what}`;
  return { digest, token: name('token'), recovery: name('recovery'), lease: name('lease'), fence: name('fence') };
}

/** Marks a call, so that a script that is sent twice knows its own work. */
function newMark(): string {
  return randomBytes(12).toString('base64url');
}

// Nothing for a record that stays: without an end of its own, or a merchant's.
function endOf({ kind }: TokenKey, { expiresAtMs, refreshExpiresAtMs }: TokenRecord): string {
  if (kind === 'app_auth_token' || expiresAtMs === undefined || refreshExpiresAtMs === undefined) return '';
  const endsAtMs = Math.ceil(Math.max(expiresAtMs, refreshExpiresAtMs)) + DAY_MS;
  return Number.isSafeInteger(endsAtMs) ? String(endsAtMs) : '';
}

function checkTurn(expected: number, { generation }: TokenRecord, fence: number | undefined): void {
  checkWhole('expected', expected, 0);
  if (fence !== undefined) checkWhole('fence', fence, 0);
  checkWhole('next.generation', generation, Math.max(1, expected));
}

function checkedTtl(ttlMs: number): string {
  // A rest of time that was measured has fractions.
  const wholeMs = Math.ceil(ttlMs);
  checkWhole('ttlMs', wholeMs, 1, LONGEST_LEASE_MS);
  return String(wholeMs);
}

function checkWhole(name: string, value: number, min: number, max: number = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  const came = quoteNumber(value);
  throw invalidInput(name, {
    en: `must be a whole number from ${min} to ${max}, got ${came.en}`,
    zh: `应为 ${min} 到 ${max} 之间的整数，收到的是${came.zh}`,
  });
}
