// @ts-check
import assert from 'node:assert/strict';
import { createAlipay, isAlipayError } from 'alipay-axios';

/** @import { AlipayError, AlipayInstance, AlipayOptions } from 'alipay-axios' */
/** @import { Gateway } from './gateway-link.mjs' */
/** @import { createTimeline } from './timeline.mjs' */

/**
 * What a story is played with.
 *
 * @typedef {object} Stage
 * @property {Gateway} gateway the gateway's process
 * @property {ReturnType<typeof createTimeline>} timeline
 * @property {(options?: Partial<AlipayOptions>) => AlipayInstance} connect a client of that gateway, with its events on the timeline
 */

/**
 * A story: it plays, asserts its own ending and returns it in one sentence.
 *
 * @typedef {{ title: { en: string, zh: string }, play: (stage: Stage) => Promise<string> }} Story
 */

/**
 * @param {Gateway} gateway
 * @param {ReturnType<typeof createTimeline>} timeline
 * @returns {Promise<Stage & { leave: () => void }>}
 */
export async function createStage(gateway, timeline) {
  const { url, credentials } = await gateway.address();
  /** @type {AlipayInstance[]} */
  const clients = [];
  return {
    gateway,
    timeline,
    connect: (options) => {
      const alipay = createAlipay({ ...credentials, gateway: url, ...options });
      timeline.follow(alipay.events);
      clients.push(alipay);
      return alipay;
    },
    leave: () => {
      for (const alipay of clients) alipay.close();
    },
  };
}

/**
 * The error of a call that has to fail.
 *
 * @param {Promise<unknown>} call
 * @returns {Promise<AlipayError>}
 */
export async function failureOf(call) {
  const error = await call.then(
    () => undefined,
    (/** @type {unknown} */ reason) => reason,
  );
  assert(isAlipayError(error), `the call had to fail with an AlipayError, and ended with ${error}`);
  return error;
}
