// @ts-check
// By how much calls overrun their deadlines on the machine's own clock, and what many calls on one signal leave behind.

import { fork } from 'node:child_process';
import { getEventListeners, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createAlipay, isAlipayError } from 'alipay-axios';
import { createChance } from '../money/chance.mjs';

/** @import { AxiosAdapter } from 'axios' */
/** @import { TestCredentials } from 'alipay-axios/testing' */

const FAULT_PROCESS = fileURLToPath(new URL('fault-process.mjs', import.meta.url));
const QUERY = 'alipay.trade.query';

/**
 * Makes calls whose time runs out in the line, in a wait, while the gateway is silent or drips; gives by how much each
 * overran, in milliseconds, sorted.
 *
 * @param {TestCredentials} credentials
 * @param {number} calls
 * @param {number} seed
 */
export async function measureOverruns(credentials, calls, seed) {
  const child = fork(FAULT_PROCESS);
  // More than the calls can send.
  child.send({ credentials, seed, requests: calls * 10 });
  const [server] = await once(child, 'message');
  const chance = createChance(seed, 1);
  const alipay = createAlipay({
    ...server.credentials,
    gateway: server.url,
    breaker: false,
    budget: false,
    bulkhead: { maxInFlight: 8 },
    retry: { baseMs: 20, maxAttempts: 10 },
  });
  const overrunsMs = [];
  let begun = 0;
  const lane = async () => {
    while (begun < calls) {
      begun++;
      const deadlineMs = 20 + chance.under(200);
      const beganAt = performance.now();
      await alipay.execute(QUERY, { out_trade_no: '1' }, { deadlineMs }).catch((error) => {
        if (!isAlipayError(error)) throw error;
      });
      overrunsMs.push(performance.now() - beganAt - deadlineMs);
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  await alipay.close();
  child.disconnect();
  return overrunsMs.sort((left, right) => left - right);
}

/**
 * Makes so many calls on one signal, some of which fail, and counts what is left of them.
 *
 * @param {TestCredentials} credentials
 * @param {number} calls
 */
export async function leaveNothing({ appId, privateKey, alipayPublicKey }, calls) {
  const { signal } = new AbortController();
  /** @type {AxiosAdapter} */
  const adapter = async (config) => ({
    status: 200,
    statusText: '',
    headers: {},
    data: Buffer.from('{"error_response":{"code":"40002","sub_code":"isv.invalid-parameter"}}'),
    config,
  });
  const alipay = createAlipay({ appId, privateKey, alipayPublicKey, axios: { adapter } });
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  let begun = 0;
  let ended = 0;
  const lane = async () => {
    while (begun < calls) {
      begun++;
      await alipay.execute(QUERY, { out_trade_no: '1' }, { signal }).catch(() => ended++);
    }
  };
  await Promise.all(Array.from({ length: 64 }, lane));
  const left = { listeners: getEventListeners(signal, 'abort').length, timers: timers() - before };
  await alipay.close();
  return { ended, ...left };
}
