import { invalidInput, kindOf } from '../protocol/invalid-input.js';

/** What is used of a client of the package `redis` (4 and later): a client, a pool, a cluster or a sentinel. */
export interface NodeRedisClient {
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** What is used of a client of the package `ioredis` (5 and later): a Redis or a Cluster. */
export interface IoredisClient {
  /** Never called; only ioredis has it. */
  defineCommand(name: string, definition: { lua: string }): void;
  eval(script: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>;
}

/** A client that the caller has made, connected, and closes when done. */
export type RedisClient = NodeRedisClient | IoredisClient;

/** Runs a script; resolves to the texts that it returned. */
export type Evaluate = (script: string, keys: readonly string[], args: readonly string[]) => Promise<readonly string[]>;

/**
 * Takes a client for what it is.
 *
 * @throws TypeError that names the client and what to give, where it is neither
 */
export function readClient(client: RedisClient): Evaluate {
  if (!isClient(client)) {
    const came = kindOf(client);
    throw invalidInput('client', {
      en: `must be a client of the package redis (createClient, connected) or of ioredis (new Redis), got ${came.en}`,
      zh: `应为 redis（createClient，已连接）或 ioredis（new Redis）的客户端，收到的是${came.zh}`,
    });
  }
  if (isIoredis(client)) {
    return async (script, keys, args) => textsOf(await client.eval(script, keys.length, ...keys, ...args));
  }
  return async (script, keys, args) => textsOf(await client.eval(script, { keys: [...keys], arguments: [...args] }));
}

function isClient(value: unknown): value is RedisClient {
  return typeof value === 'object' && value !== null && 'eval' in value && typeof value.eval === 'function';
}

function isIoredis(client: RedisClient): client is IoredisClient {
  return 'defineCommand' in client && typeof client.defineCommand === 'function';
}

// A client can be set up to give bytes for texts.
function textsOf(reply: unknown): readonly string[] {
  const texts = Array.isArray(reply) ? reply.map((one) => (one instanceof Uint8Array ? utf8(one) : one)) : [undefined];
  if (texts.every((one) => typeof one === 'string')) return texts;
  throw invalidInput('client', {
    en: `answered a script with ${kindOf(reply).en} in place of texts; give the client itself, no multi, pipeline or legacy client`,
    zh: `对脚本的回复是${kindOf(reply).zh}，而不是文本；请传入客户端本身，而不是 multi、pipeline 或 legacy 客户端`,
  });
}

function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
