// @ts-check
// A store that stops on the way of a refresh, so that its process can be killed just there.

import { EventEmitter, once } from 'node:events';

/** @import { TokenStore } from 'alipay-axios' */

/** @typedef {'before the lease' | 'with the lease' | 'before the write'} Phase */

/**
 * @typedef {object} Brake
 * @property {(phase: Phase | undefined) => void} set where to stop; `undefined` lets everything pass, also what has stopped
 * @property {(phase: Phase) => Promise<void>} pass
 */

/**
 * @param {(phase: Phase) => void} arrived
 * @returns {Brake}
 */
export function createBrake(arrived) {
  const changes = new EventEmitter().setMaxListeners(0);
  /** @type {Phase | undefined} */
  let where;
  return {
    set: (phase) => {
      where = phase;
      changes.emit('change');
    },
    pass: async (phase) => {
      if (where !== phase) return;
      arrived(phase);
      while (where === phase) await once(changes, 'change');
    },
  };
}

/**
 * @param {TokenStore} store
 * @param {Brake} brake
 * @returns {TokenStore}
 */
export function withBrake(store, { pass }) {
  return {
    ...store,
    acquireLease: async (key, ttlMs) => {
      await pass('before the lease');
      const lease = await store.acquireLease(key, ttlMs);
      if (lease !== undefined) await pass('with the lease');
      return lease;
    },
    compareAndSet: async (key, expected, next, fence) => {
      // Under a lease nothing is written but what the gateway has answered.
      if (fence !== undefined) await pass('before the write');
      return store.compareAndSet(key, expected, next, fence);
    },
  };
}
