// @ts-check
// The clients of both packages, with the settings that they come with. Only the one that is asked for is loaded, as many
// processes ask at once.

/** @import { RedisClient } from 'alipay-axios/redis' */

/** @typedef {'redis' | 'ioredis'} ClientName */

/**
 * Connects.
 *
 * @param {ClientName} name
 * @param {string} url
 * @returns {Promise<{ client: RedisClient, leave: () => void }>}
 */
export async function openClient(name, url) {
  // A lost connection is what some scenarios are about; without a listener it would end the process.
  const ignore = () => {};
  if (name === 'ioredis') {
    const { Redis } = await import('ioredis');
    const client = new Redis(url, { lazyConnect: true }).on('error', ignore);
    await client.connect();
    return { client, leave: () => client.disconnect() };
  }
  const { createClient } = await import('redis');
  const client = createClient({ url }).on('error', ignore);
  await client.connect();
  return { client, leave: () => client.destroy() };
}
