// @ts-check
// Mistakes to make on purpose, so that the soak can be seen to find them.

/** @import { AlipayInstance, EventSource } from 'alipay-axios' */
/** @typedef {(typeof LEAKS)[number]} Leak */

export const LEAKS = /** @type {const} */ (['none', 'listener', 'handle', 'rejection', 'warning', 'event']);

/** @typedef {Pick<EventSource, 'on'>} Source */

/**
 * Begins to make the mistake. What it gives back is called after each call.
 *
 * @param {Leak} leak
 * @param {AlipayInstance} alipay
 * @returns {() => void}
 */
export function openLeak(leak, alipay) {
  switch (leak) {
    case 'none':
    case 'event':
      break;
    case 'listener':
      return () => {
        const held = new Array(20_000).fill(0);
        alipay.events.on('breaker', () => held.length);
      };
    case 'handle':
      setInterval(() => undefined, 60_000);
      break;
    case 'rejection':
      Promise.reject(new Error('Nobody hears this'));
      break;
    case 'warning':
      process.emitWarning('This is to be found');
      break;
    default: {
      /** @type {never} */
      const never = leak;
      return never;
    }
  }
  return () => undefined;
}

/**
 * The events as they are, or with the leak `event` all but the first success.
 *
 * @param {Leak} leak
 * @param {Source} events
 * @returns {Source}
 */
export function leakEvents(leak, events) {
  if (leak !== 'event') return events;
  let isFirst = true;
  return {
    on: (name, listener) =>
      events.on(name, (event) => {
        if (name !== 'success' || !isFirst) return listener(event);
        isFirst = false;
      }),
  };
}
