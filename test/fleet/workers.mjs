// @ts-check
// The worker processes. They are kept from one scenario to the next: to start one takes longer than to make its calls.

import { once } from 'node:events';
import { forkOwn } from './own-processes.mjs';

/** @import { ChildProcess } from 'node:child_process' */
/** @import { ClientName } from './redis-clients.mjs' */

/** @typedef {ReturnType<typeof createWorkers>} Workers */

export function createWorkers() {
  /** @type {Record<ClientName, ChildProcess[]>} */
  const idle = { redis: [], ioredis: [] };
  return {
    /**
     * A process that has used this client before, or a new one.
     *
     * @param {ClientName} client
     */
    take: (client) => idle[client].pop() ?? forkOwn('worker.mjs'),
    /** @param {ClientName} client @param {ChildProcess} child */
    giveBack: (client, child) => void idle[client].push(child),
    end: async () => {
      const ending = [...idle.redis.splice(0), ...idle.ioredis.splice(0)].map(async (child) => {
        const exit = once(child, 'exit');
        child.disconnect();
        await exit;
      });
      await Promise.all(ending);
    },
  };
}
