import type { Redis } from 'ioredis';

/** Every entry in a Redis, by its name: what it holds, and when it ends by Redis' own clock. */
export type Contents = Readonly<Record<string, unknown>>;

/** Reads everything that is in a Redis. */
export async function contentsOf(redis: Redis): Promise<Contents> {
  const names = (await redis.keys('*')).sort();
  const entries = names.map(async (name) => {
    const value = (await redis.type(name)) === 'hash' ? await redis.hgetall(name) : await redis.get(name);
    return [name, { value, endsAtMs: await redis.pexpiretime(name) }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** The one entry whose name ends so. */
export async function nameOf(redis: Redis, end: string): Promise<string> {
  const [name, ...others] = await redis.keys(`*:${end}`);
  if (name === undefined || others.length > 0) throw new Error(`there is not one entry ${end}`);
  return name;
}
