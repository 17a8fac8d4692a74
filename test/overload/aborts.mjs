// @ts-check
// How long a call takes to end when its caller breaks it off, in each phase of its life, in real time.

import { setTimeout as sleep } from 'node:timers/promises';
import { createAlipay, createMemoryTokenStore, isAlipayError } from 'alipay-axios';
import { busy, faults, pending, refused, startFaultServer, throttled } from 'alipay-axios/testing';

/** @import { AlipayInstance, AlipayOptions, ExecuteOptions } from 'alipay-axios' */
/** @import { FaultServer, TestCredentials } from 'alipay-axios/testing' */

const QUERY = 'alipay.trade.query';
const PAY = 'alipay.trade.pay';
const ORDER = { out_trade_no: 'a-1', total_amount: '8.80', subject: 'tea', auth_code: '28763443825664394' };
const LEASED = createMemoryTokenStore();
const FOREVER = () => new Promise(() => {});

/**
 * @typedef {object} Phase
 * @property {string} name
 * @property {(server: FaultServer) => Partial<AlipayOptions>} [options]
 * @property {(server: FaultServer, alipay: AlipayInstance) => unknown} [before]
 * @property {string} [method]
 * @property {ExecuteOptions} [call]
 * @property {(server: FaultServer, alipay: AlipayInstance) => Promise<unknown>} reached resolves when the call is in it
 */

/** @param {() => boolean} isSo */
async function until(isSo) {
  while (!isSo()) await sleep(1);
}

/** @param {string} name @returns {Phase['reached']} */
const afterEvent = (name) => (_server, alipay) =>
  new Promise((resolve) => alipay.events.on(/** @type {any} */ (name), () => setTimeout(resolve, 2)));
const waits = (/** @type {FaultServer} */ _server, /** @type {AlipayInstance} */ alipay) =>
  until(() => alipay.health().waiting === 1);
const seen = (/** @type {string} */ method) => (/** @type {FaultServer} */ server) =>
  until(() => server.log.some((entry) => entry.method === method && entry.fault !== 'pass'));

/** @type {readonly Phase[]} */
const PHASES = [
  {
    name: 'in the line for a place',
    options: () => ({ bulkhead: { maxInFlight: 1 } }),
    before: (server, alipay) => {
      server.next(faults.silence({ run: false }));
      alipay.execute(QUERY, ORDER).catch(() => undefined);
    },
    reached: waits,
  },
  {
    name: 'in the line for its turn',
    options: () => ({ limiter: { minPerSecond: 0.01 }, retry: { baseMs: 0 } }),
    before: ({ gateway }) => void gateway.on(QUERY).reply(throttled(), throttled()),
    reached: waits,
  },
  {
    name: 'while its token is looked up',
    options: () => ({ tokens: { store: { ...createMemoryTokenStore(), read: FOREVER } } }),
    call: { authToken: { owner: 'nobody' } },
    reached: () => sleep(5),
  },
  {
    name: 'while somebody else has the lease',
    options: () => ({ tokens: { store: LEASED } }),
    before: async ({ gateway, url, credentials: { appId } }, alipay) => {
      const { token: value, refreshToken } = gateway.tokens.issueUser();
      gateway.tokens.expire(value);
      await alipay.tokens.put({ kind: 'auth_token', owner: 'u-1', value, refreshToken });
      await LEASED.acquireLease({ gateway: url, appId, kind: 'auth_token', owner: 'u-1' }, 60_000);
    },
    call: { authToken: { owner: 'u-1' } },
    reached: afterEvent('attempt'),
  },
  {
    name: 'while a token is refreshed',
    options: () => ({ tokens: { refresh: FOREVER } }),
    before: ({ gateway }) => void gateway.on(QUERY).reply(refused('20001', 'aop.invalid-auth-token')),
    call: { authToken: 'stale' },
    reached: afterEvent('refresh'),
  },
  {
    name: 'while its intent is written',
    options: () => ({ journal: { open: FOREVER, close: async () => {}, pending: async () => [] } }),
    method: PAY,
    reached: () => sleep(5),
  },
  {
    name: 'while it is signed',
    reached: async (_server, alipay) => {
      while (alipay.health().inFlight === 0) await Promise.resolve();
    },
  },
  {
    name: 'while it connects',
    options: (server) => {
      server.tls('silence');
      return { gateway: server.tlsUrl };
    },
    reached: () => sleep(30),
  },
  {
    name: 'while it waits for the reply',
    before: (server) => server.next(faults.silence({ run: true })),
    reached: seen(QUERY),
  },
  {
    name: 'while the reply comes in',
    before: (server) => server.next(faults.drip(50)),
    reached: (server) => seen(QUERY)(server).then(() => sleep(20)),
  },
  {
    name: 'in its back-off',
    before: (server) => server.next(faults.http500()),
    reached: afterEvent('retry'),
  },
  {
    name: 'while it is asked after',
    method: PAY,
    before: (server) => {
      server.on(PAY).next(faults.resetAfterRequest({ run: true }));
      server.on(QUERY).next(faults.silence({ run: true }));
    },
    reached: seen(QUERY),
  },
  {
    name: 'between two questions',
    method: PAY,
    before: (server) => {
      server.on(PAY).next(faults.resetAfterRequest({ run: true }));
      server.gateway.on(PAY).reply(pending());
      server.gateway.on(QUERY).reply(...Array.from({ length: 9 }, () => busy()));
    },
    reached: (server) => until(() => server.log.some(({ method }) => method === QUERY)).then(() => sleep(20)),
  },
];

/**
 * Breaks a call off in a phase, and measures how long it takes to end.
 *
 * @param {TestCredentials} credentials
 * @param {Phase} phase
 */
async function breakOff(credentials, phase) {
  const server = await startFaultServer({ credentials });
  const alipay = createAlipay({
    ...server.credentials,
    gateway: server.url,
    random: () => 0.999,
    retry: { baseMs: 60_000, capMs: 60_000 },
    deadlineMs: 120_000,
    attemptTimeoutMs: 60_000,
    connectTimeoutMs: 60_000,
    ...phase.options?.(server),
  });
  await phase.before?.(server, alipay);
  const controller = new AbortController();
  const reached = phase.reached(server, alipay);
  let endedAt = 0;
  const calling = alipay
    .execute(phase.method ?? QUERY, ORDER, { ...phase.call, signal: controller.signal })
    .then(
      () => 'it went well',
      (error) => (isAlipayError(error) ? error.code : String(error)),
    )
    .finally(() => {
      endedAt = performance.now();
    });
  await reached;
  const abortedAt = performance.now();
  const early = endedAt !== 0;
  controller.abort();
  const code = await calling;
  // A store that never answers is waited for, and is none of the call's any more.
  void alipay.close();
  await server.close();
  if (early || code !== 'ERR_ALIPAY_CANCELED')
    throw new Error(`${phase.name}: ${early ? 'ended before' : 'ended with'} ${code}`);
  return endedAt - abortedAt;
}

/**
 * The slowest of so many for each phase, in milliseconds.
 *
 * @param {TestCredentials} credentials
 * @param {number} rounds
 */
export async function measureAborts(credentials, rounds) {
  const rows = [];
  for (const phase of PHASES) {
    const tookMs = [];
    for (let nth = 0; nth < rounds; nth++) tookMs.push(await breakOff(credentials, phase));
    rows.push({ name: phase.name, slowestMs: Math.max(...tookMs) });
  }
  return rows;
}
