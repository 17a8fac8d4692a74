// @ts-check
// settlePayment in virtual time: a buyer who pays at once, late, while it is cancelled or never; a gateway that is away for
// spans of time, in every way; requests that arrive late; a caller who breaks it off.

import { createAlipay } from 'alipay-axios';
import { pending, refused, retryCancel, startGateway } from 'alipay-axios/testing';
import { NO_BRAKES, tightBrakes } from './brakes.mjs';
import { createChance } from './chance.mjs';
import { createVirtualClock, fail } from './virtual-clock.mjs';

/** @import { AlipayInstance, Settlement } from 'alipay-axios' */
/** @import { TestCredentials, TestGateway } from 'alipay-axios/testing' */
/** @import { AxiosAdapter, InternalAxiosRequestConfig } from 'axios' */
/** @import { Brakes } from './brakes.mjs' */
/** @import { Chance } from './chance.mjs' */

const START_AT_MS = Date.UTC(2026, 10, 23, 4);
// No longer than the gateway may take in what was sent before; see cancel-payment.ts.
const LATEST_MS = 9_500;

const MODES = /** @type {const} */ ([
  'refused',
  'reset before',
  'reset after',
  'silence before',
  'silence after',
  'late',
]);

/**
 * @typedef {object} Story
 * @property {Chance} chance
 * @property {string} number
 * @property {number} paysAtMs when the buyer pays, if the trade waits then; after all time for never
 * @property {boolean} paysAtCancel whether the buyer pays just as a cancellation arrives
 * @property {{ fromMs: number, toMs: number, mode: MODES[number] }[]} outages
 * @property {number} abortAtMs
 * @property {AbortController} controller
 */

/**
 * @typedef {object} StoryEnd
 * @property {string} status
 * @property {string} ledger how the trade stands in the end
 * @property {string[]} broken
 */

/** @param {TestCredentials} credentials */
export async function openPaymentWorld(credentials) {
  const time = createVirtualClock(START_AT_MS);
  const gateway = await startGateway({
    credentials,
    listen: false,
    buyer: 'hesitates',
    clock: { now: () => START_AT_MS },
    clockToleranceMs: Number.POSITIVE_INFINITY,
    logLimit: 0,
  });
  const network = createNetwork(gateway, time);
  /** @type {() => number} */
  let random = () => 0.5;
  const open = (/** @type {Brakes} */ brakes) =>
    createAlipay({
      ...gateway.credentials,
      gateway: gateway.url,
      signType: 'RSA',
      clock: time.clock,
      random: () => random(),
      axios: { adapter: network.adapter },
      ...brakes,
    });
  const unheld = open(NO_BRAKES);

  /** @param {number} seed @param {number} nth @returns {Promise<StoryEnd>} */
  const play = async (seed, nth) => {
    const chance = createChance(seed, nth);
    random = chance.draw;
    const story = makeStory(chance, `t${nth}`);
    network.begin(story);
    const held = chance.isOneIn(5) ? open(tightBrakes(chance)) : undefined;
    const settlement = await settle(held ?? unheld, story);
    await Promise.all([network.settle(), held?.close()]);
    const { number } = story;
    const standing = gateway.ledger.get(number)?.status ?? 'none';
    return { status: settlement.status, ledger: standing, broken: judge(settlement, standing) };
  };
  return { play, close: async () => Promise.all([unheld.close(), gateway.close()]) };
}

/** @param {Chance} chance @param {string} number @returns {Story} */
function makeStory(chance, number) {
  const outages = Array.from({ length: chance.under(4) }, () => {
    const fromMs = chance.isOneIn(3) ? 0 : chance.under(90_000);
    return { fromMs, toMs: fromMs + chance.under(chance.isOneIn(3) ? 120_000 : 15_000), mode: chance.pick(MODES) };
  });
  return {
    chance,
    number,
    outages,
    paysAtMs: chance.isOneIn(3) ? Number.POSITIVE_INFINITY : chance.under(chance.isOneIn(2) ? 3_000 : 100_000),
    paysAtCancel: chance.isOneIn(5),
    abortAtMs: chance.isOneIn(4) ? chance.under(70_000) : Number.POSITIVE_INFINITY,
    controller: new AbortController(),
  };
}

/** @param {AlipayInstance} alipay @param {Story} story @returns {Promise<Settlement>} */
function settle(alipay, { number, controller }) {
  const order = { out_trade_no: number, total_amount: '8.80', subject: 'tea', auth_code: number };
  return alipay.settlePayment(order, { signal: controller.signal });
}

/** @param {Settlement} settlement @param {string} standing @returns {string[]} */
function judge({ status, ...rest }, standing) {
  const told = JSON.stringify('why' in rest ? rest.why.reason : '');
  if (status === 'paid' && standing !== 'TRADE_SUCCESS') return [`paid, and the ledger says ${standing}`];
  // What waits could still be paid.
  if (status === 'closed' && standing !== 'TRADE_CLOSED' && standing !== 'none') {
    return [`closed ${told}, and the ledger says ${standing}`];
  }
  return [];
}

/**
 * @param {TestGateway} gateway
 * @param {ReturnType<typeof createVirtualClock>} time
 */
function createNetwork(gateway, time) {
  /** @type {Story | undefined} */
  let story;
  /** @type {{ atMs: number, send: () => Promise<unknown> }[]} */
  let late = [];
  const sinceMs = () => time.now() - START_AT_MS;

  const moveOn = async (untilMs = sinceMs()) => {
    const due = late.filter(({ atMs }) => atMs <= untilMs).sort((left, right) => left.atMs - right.atMs);
    late = late.filter(({ atMs }) => atMs > untilMs);
    for (const { send } of due) await send();
    if (story === undefined) return;
    if (untilMs >= story.paysAtMs) payIfOpen(gateway, story.number);
    if (untilMs >= story.abortAtMs) story.controller.abort();
  };

  const handOver = (/** @type {InternalAxiosRequestConfig} */ config) => {
    const url = new URL(String(config.url));
    const method = url.searchParams.get('method') ?? '';
    if (story !== undefined) prepare(gateway, story, method);
    return gateway.handle({
      httpMethod: 'POST',
      url: url.pathname + url.search,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: String(config.data),
    });
  };

  /** @type {AxiosAdapter} */
  const adapter = async (config) => {
    if (story === undefined) throw new Error('No story has begun');
    const { chance, outages } = story;
    await moveOn();
    const nowMs = sinceMs();
    const mode = outages.find(({ fromMs, toMs }) => fromMs <= nowMs && nowMs < toMs)?.mode;
    if (mode === 'refused') return fail('ECONNREFUSED', 'connect');
    if (mode === 'reset before') return fail('ECONNRESET', 'read');
    if (mode === 'late') {
      late.push({ atMs: nowMs + chance.under(LATEST_MS), send: () => handOver(config) });
      return chance.isOneIn(2) ? fail('ECONNRESET', 'read') : waitForever(config);
    }
    if (mode === 'silence before') return waitForever(config);
    const reply = await handOver(config);
    if (mode === 'reset after' || reply.kind !== 'reply') return fail('ECONNRESET', 'read');
    if (mode === 'silence after') return waitForever(config);
    time.pass(chance.under(200));
    await moveOn();
    return { status: reply.status, statusText: '', headers: reply.headers, data: reply.body, config };
  };

  /** @param {InternalAxiosRequestConfig} config @returns {Promise<never>} */
  const waitForever = async ({ signal }) => {
    if (!signal?.aborted) time.passToAlarm();
    await moveOn();
    return fail('ECONNABORTED', 'read');
  };

  return {
    adapter,
    begin: (/** @type {Story} */ next) => {
      time.reset((signal) => {
        // A wait is over, or broken off.
        void moveOn();
        if (signal?.aborted) throw signal.reason;
      });
      story = next;
      late = [];
    },
    /** Everything arrives, and a buyer who can still pay does. */
    settle: async () => {
      await moveOn(Number.MAX_SAFE_INTEGER);
      if (story !== undefined && Number.isFinite(story.paysAtMs)) payIfOpen(gateway, story.number);
    },
  };
}

/** @param {TestGateway} gateway @param {string} number */
function payIfOpen({ ledger }, number) {
  if (ledger.get(number)?.status === 'WAIT_BUYER_PAY') ledger.buyerPays(number);
}

/** @param {TestGateway} gateway @param {Story} story @param {string} method */
function prepare(gateway, { chance, number, paysAtMs, paysAtCancel }, method) {
  if (method === 'alipay.trade.cancel') {
    if (paysAtCancel) payIfOpen(gateway, number);
    if (chance.isOneIn(6)) gateway.on(method).clear().reply(retryCancel());
  }
  if (method !== 'alipay.trade.pay') return;
  const script = gateway.on(method).clear();
  if (chance.isOneIn(12)) {
    const code = chance.pick(['ACQ.PAYMENT_AUTH_CODE_INVALID', 'ACQ.BUYER_BALANCE_NOT_ENOUGH', 'ACQ.SYSTEM_ERROR']);
    script.reply(refused('40004', code));
  } else if (paysAtMs > 500) script.reply(pending());
  else script.reply({ kind: 'paid', fields: {} });
}
