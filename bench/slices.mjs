// @ts-check
// What the sections `events` and `overload` share: whole calls without HTTP, by two instances in short slices that take turns, so
// that what slows the machine down slows both.

import { createReplies } from '../test/overload/signed-replies.mjs';

/** @import { AxiosAdapter } from 'axios' */
/** @import { AlipayInstance } from 'alipay-axios' */

export const METHOD = 'alipay.trade.query';
const SLICE_CALLS = 250;

/** Answers every call at once with the same signed success. @param {string} alipayPrivateKey @returns {AxiosAdapter} */
export function answerAtOnce(alipayPrivateKey) {
  const data = createReplies(alipayPrivateKey, 'RSA2')(METHOD, 'ok');
  const headers = { date: new Date().toUTCString() };
  return async (config) => ({ status: 200, statusText: '', headers, data, config });
}

/**
 * Microseconds of CPU, a call of each instance.
 *
 * @template {string} Name
 * @param {Readonly<Record<Name, AlipayInstance>>} instances
 * @param {number} calls of each
 * @param {number} inFlight
 * @returns {Promise<Record<Name, number>>}
 */
export async function takeTurn(instances, calls, inFlight) {
  const pairs = /** @type {[Name, AlipayInstance][]} */ (Object.entries(instances));
  const micros = /** @type {Record<Name, number>} */ (Object.fromEntries(pairs.map(([name]) => [name, 0])));
  for (let left = calls, nth = 0; left > 0; left -= SLICE_CALLS, nth++) {
    for (const [name, alipay] of nth % 2 === 0 ? pairs : pairs.toReversed()) {
      const before = process.cpuUsage();
      await makeCalls(alipay, Math.min(left, SLICE_CALLS), inFlight);
      micros[name] += microsSince(before);
    }
  }
  for (const [name] of pairs) micros[name] /= calls;
  return micros;
}

/** @param {AlipayInstance} alipay @param {number} calls @param {number} inFlight */
async function makeCalls(alipay, calls, inFlight) {
  let left = calls;
  const lane = async () => {
    while (left-- > 0) await alipay.execute(METHOD, {});
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
}

/** @param {NodeJS.CpuUsage} before */
export function microsSince(before) {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
