// @ts-check
// How many attempts calls make against a gateway that fails: a real instance over HTTP, beside the model of it.

import { createServer } from 'node:http';
import { createAlipay, isAlipayError } from 'alipay-axios';
import { faults, startFaultServer } from 'alipay-axios/testing';
import { simulateCalls } from '../../bench/simulate/studies.mjs';
import { createChance } from '../money/chance.mjs';

/** @import { AddressInfo } from 'node:net' */
/** @import { AlipayInstance, AlipayOptions } from 'alipay-axios' */
/** @import { TestCredentials } from 'alipay-axios/testing' */

const QUERY = 'alipay.trade.query';
const LANES = 32;

/**
 * @typedef {object} Attempts
 * @property {number} calls
 * @property {number} sent what the gateway got
 * @property {number} succeeded
 * @property {number} perCall
 * @property {number | undefined} afterSpent attempts a call of those that began after the budget was spent first
 */

/**
 * Makes so many queries, never more than some at once.
 *
 * @param {AlipayInstance} alipay
 * @param {number} calls
 * @param {object} content
 */
async function makeCalls(alipay, calls, content) {
  let begun = 0;
  let succeeded = 0;
  let isSpent = false;
  const late = { calls: 0, attempts: 0 };
  const lane = async () => {
    while (begun < calls) {
      begun++;
      const isLate = isSpent;
      let attempts = 0;
      try {
        const { alipay: report } = await alipay.execute(QUERY, content);
        succeeded++;
        attempts = report.attempts.length;
      } catch (error) {
        if (!isAlipayError(error)) throw error;
        attempts = error.attempts.length;
        if (error.exhausted === 'budget') isSpent = true;
      }
      if (isLate) {
        late.calls++;
        late.attempts += attempts;
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return { succeeded, afterSpent: late.calls === 0 ? undefined : late.attempts / late.calls };
}

/**
 * All requests are answered by an access layer with 502.
 *
 * @param {TestCredentials} credentials
 * @param {number} calls
 * @param {Partial<AlipayOptions>} options
 * @returns {Promise<Attempts>}
 */
async function measureOutage(credentials, calls, options) {
  let sent = 0;
  const server = createServer((request, response) => {
    sent++;
    request.resume();
    response.writeHead(502).end('<h1>Bad Gateway</h1>');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {AddressInfo} */ (server.address());
  const alipay = open(credentials, `http://127.0.0.1:${port}`, options);
  const made = await makeCalls(alipay, calls, { out_trade_no: '1' });
  await alipay.close();
  server.closeAllConnections();
  server.close();
  return { calls, sent, ...made, perCall: sent / calls };
}

/**
 * One request in ten meets a fault, by chance.
 *
 * @param {TestCredentials} credentials
 * @param {number} calls
 * @param {number} seed
 * @returns {Promise<Attempts>}
 */
async function measureFaults(credentials, calls, seed) {
  const server = await startFaultServer({ credentials, logLimit: 0 });
  const alipay = open(credentials, server.url, {});
  const order = { out_trade_no: 't-1', total_amount: '8.80', subject: 'tea' };
  await alipay.execute('alipay.trade.create', order);
  const chance = createChance(seed, 0);
  const drawn = Array.from({ length: calls * 2 }, () =>
    chance.isOneIn(10)
      ? chance.pick([faults.badGateway(), faults.resetAfterRequest({ run: false }), faults.http500()])
      : faults.pass(),
  );
  server.next(...drawn);
  const before = server.log.length;
  const made = await makeCalls(alipay, calls, { out_trade_no: 't-1' });
  const sent = server.log.length - before;
  await alipay.close();
  await server.close();
  return { calls, sent, ...made, perCall: sent / calls };
}

/** @param {TestCredentials} credentials @param {string} gateway @param {Partial<AlipayOptions>} options */
function open({ appId, privateKey, alipayPublicKey }, gateway, options) {
  return createAlipay({ appId, privateKey, alipayPublicKey, gateway, ...options });
}

/**
 * Measures and models each; a row for each figure.
 *
 * @param {TestCredentials} credentials
 * @param {number} calls
 * @param {number} seed
 */
export async function compareAttempts(credentials, calls, seed) {
  const modelOf = (/** @type {'outage' | 'faults'} */ fault, /** @type {boolean} */ breaker) =>
    simulateCalls({ calls, fault, seed, brakes: { budget: true, breaker } });
  const budgetOnly = await measureOutage(credentials, calls, { breaker: false });
  const both = await measureOutage(credentials, calls, {});
  const random = await measureFaults(credentials, calls, seed);
  return [
    { name: 'outage, budget alone', real: budgetOnly, model: modelOf('outage', false) },
    { name: 'outage, all on', real: both, model: modelOf('outage', true) },
    { name: '10 % faults, all on', real: random, model: modelOf('faults', true) },
  ];
}
