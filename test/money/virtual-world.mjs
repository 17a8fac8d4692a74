// @ts-check
// A client, a gateway and the network between them in one process, without a socket and in virtual time: a wait moves the
// clock on and is over, and a reply that takes long rings the alarms that are due meanwhile.

import { createAlipay } from 'alipay-axios';
import {
  busy,
  dealing,
  forged,
  httpStatus,
  ok,
  pass,
  pending,
  ran,
  raw,
  refused,
  startGateway,
  throttled,
  unsigned,
} from 'alipay-axios/testing';
import { NO_BRAKES, tightBrakes } from './brakes.mjs';
import { makeCall, NEVER, openBase, UNLISTED } from './calls.mjs';
import { createChance } from './chance.mjs';
import { createVirtualClock, fail } from './virtual-clock.mjs';

/** @import { AlipayError } from 'alipay-axios' */
/** @import { ScriptedReply, TestCredentials } from 'alipay-axios/testing' */
/** @import { AxiosAdapter, InternalAxiosRequestConfig } from 'axios' */
/** @import { Brakes } from './brakes.mjs' */
/** @import { Chance } from './chance.mjs' */
/** @import { CallEnd, Truth } from './oracle.mjs' */
/** @import { MoneyCall } from './calls.mjs' */

const START_AT_MS = Date.UTC(2026, 10, 23, 4);
export const MAX_ATTEMPTS = 3;

/**
 * @typedef {object} Plan
 * @property {Chance} chance
 * @property {number} trouble how likely a send meets a fault, from 0 to 1
 * @property {AbortController} controller
 * @property {number} abortAtSend breaks off at this send; -1 for never
 * @property {number} abortAtSleep breaks off in this wait; -1 for never
 */

/**
 * Opens a world for some thousand schedules; one at a time.
 *
 * @param {TestCredentials} credentials
 */
export async function openVirtualWorld(credentials) {
  const time = createVirtualClock(START_AT_MS);
  const gateway = await startGateway({
    credentials,
    listen: false,
    clock: { now: () => START_AT_MS },
    clockToleranceMs: Number.POSITIVE_INFINITY,
    methods: [NEVER, UNLISTED],
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
      retry: { maxAttempts: MAX_ATTEMPTS },
      methods: { [NEVER]: { repeat: 'never' } },
      axios: { adapter: network.adapter },
      ...brakes,
    });
  const alipay = open(NO_BRAKES);
  const base = await openBase(alipay);

  /**
   * @param {number} seed
   * @param {number} nth
   */
  const play = async (seed, nth) => {
    const chance = createChance(seed, nth);
    const call = makeCall(chance, `n${nth}`, base);
    const isAborting = chance.isOneIn(4);
    /** @type {Plan} */
    const plan = {
      chance,
      trouble: chance.draw(),
      controller: new AbortController(),
      abortAtSend: isAborting && chance.isOneIn(2) ? chance.under(4) : -1,
      abortAtSleep: isAborting ? chance.under(3) : -1,
    };
    random = chance.draw;
    let sleeps = 0;
    time.reset((signal) => {
      if (sleeps++ === plan.abortAtSleep) plan.controller.abort();
      if (signal?.aborted) throw signal.reason;
    });
    network.begin(call, plan);
    if (isAborting && chance.isOneIn(20)) plan.controller.abort();
    const held = chance.isOneIn(5) ? open(tightBrakes(chance)) : undefined;
    const end = await endOf((held ?? alipay).execute(call.method, call.content, { signal: plan.controller.signal }));
    await Promise.all([network.settle(), held?.close()]);
    const runs = gateway.ledger.runs.filter(({ method, key }) => method === call.method && key === call.key).length;
    /** @type {Truth} */
    const truth = { runs, ...network.seen(), isAborted: plan.controller.signal.aborted };
    return { call, end, truth };
  };
  return { play, close: async () => Promise.all([alipay.close(), gateway.close()]) };
}

/**
 * @param {Promise<{ alipay: { pending: boolean, attempts: readonly unknown[] } }>} calling
 * @returns {Promise<CallEnd>}
 */
export async function endOf(calling) {
  try {
    const { alipay: report } = await calling;
    return { outcome: report.pending ? 'pending' : 'success', attempts: report.attempts.length, code: '' };
  } catch (error) {
    const { outcome, attempts, code } = /** @type {AlipayError} */ (error);
    if (outcome === undefined) throw error;
    return { outcome, attempts: attempts.length, code };
  }
}

/**
 * What lies between the client and the gateway.
 *
 * @param {import('alipay-axios/testing').TestGateway} gateway
 * @param {ReturnType<typeof createVirtualClock>} time
 */
function createNetwork(gateway, time) {
  /** @type {Plan | undefined} */
  let plan;
  /** @type {MoneyCall | undefined} */
  let call;
  let sends = 0;
  let arrived = 0;
  let worked = 0;
  /** @type {{ atMs: number, send: () => Promise<unknown> }[]} */
  let late = [];

  const handOver = async (/** @type {InternalAxiosRequestConfig} */ config, /** @type {boolean} */ isFaulty) => {
    const url = new URL(String(config.url));
    const method = url.searchParams.get('method') ?? '';
    if (call !== undefined && method === call.method) {
      const reply = isFaulty && plan !== undefined ? pickReply(plan.chance, call) : pass();
      if (!refuses(reply)) arrived++;
      if (!call.isKeyed && works(reply)) worked++;
      gateway.on(method).clear().reply(reply);
    } else if (plan !== undefined) {
      moveOn(gateway, plan.chance, call);
      if (isFaulty) gateway.on(method).clear().reply(pickQuestionReply(plan.chance));
    }
    return gateway.handle({
      httpMethod: 'POST',
      url: url.pathname + url.search,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: String(config.data),
    });
  };
  const arriveLate = async () => {
    const due = late.filter(({ atMs }) => atMs <= time.now());
    late = late.filter(({ atMs }) => atMs > time.now());
    for (const { send } of due) await send();
  };
  // Its attempt is given up meanwhile; the reply comes at one of the next sends, or after the end of the call.
  const answerLate = (
    /** @type {InternalAxiosRequestConfig} */ { signal },
    /** @type {import('axios').AxiosResponse} */ response,
    /** @type {number} */ ms,
  ) =>
    new Promise((resolve, reject) => {
      signal?.addEventListener?.('abort', () => reject(Object.assign(new Error('cut'), { code: 'ECONNABORTED' })));
      late.push({ atMs: time.now() + ms, send: async () => resolve(response) });
      if (!signal?.aborted) time.passToAlarm();
    });

  /** @type {AxiosAdapter} */
  const adapter = async (config) => {
    const { chance, trouble, controller, abortAtSend } = plan ?? QUIET;
    await arriveLate();
    const isAborted = sends++ === abortAtSend;
    const isFaulty = chance.draw() < trouble;
    const way = isFaulty ? chance.pick(WAYS) : 'through';
    if (way === 'refused') return fail('ECONNREFUSED', 'connect');
    if (way === 'no name') return fail('ENOTFOUND', 'getaddrinfo');
    if (isAborted && chance.isOneIn(2)) controller.abort();
    if (way === 'reset before') return fail('ECONNRESET', 'read');
    if (way === 'late' || way === 'late, and silence') {
      late.push({ atMs: time.now() + chance.under(40_000), send: () => handOver(config, false) });
      if (way === 'late') return fail('ECONNRESET', 'read');
      return waitForever(config);
    }
    if (way === 'silence before') return waitForever(config);
    const reply = await handOver(config, isFaulty);
    if (isAborted) controller.abort();
    if (way === 'reset after' || reply.kind === 'cut') return fail('ECONNRESET', 'read');
    if (way === 'silence after' || reply.kind === 'silence') return waitForever(config);
    const response = { status: reply.status, statusText: '', headers: reply.headers, data: reply.body, config };
    if (way === 'reply late') return answerLate(config, response, chance.under(25_000));
    time.pass(chance.under(chance.isOneIn(10) ? 12_000 : 300));
    return response;
  };

  /** @returns {Promise<never>} */
  const waitForever = async ({ signal }) => {
    if (!signal?.aborted) time.passToAlarm();
    return fail('ECONNABORTED', 'read');
  };

  return {
    adapter,
    begin: (/** @type {MoneyCall} */ next, /** @type {Plan} */ nextPlan) => {
      [call, plan, sends, arrived, worked, late] = [next, nextPlan, 0, 0, 0, []];
    },
    /** Everything that is on its way arrives. */
    settle: async () => {
      const rest = late;
      late = [];
      for (const { send } of rest) await send();
    },
    seen: () => ({ arrived, worked }),
  };
}

/** @type {Plan} */
const QUIET = {
  chance: createChance(0, 0),
  trouble: 0,
  controller: new AbortController(),
  abortAtSend: -1,
  abortAtSleep: -1,
};

const WAYS = /** @type {const} */ ([
  'refused',
  'no name',
  'reset before',
  'reset after',
  'late',
  'late, and silence',
  'silence before',
  'silence after',
  'reply late',
  'reply late',
  'through',
  'through',
  'through',
]);

/**
 * @param {Chance} chance
 * @param {MoneyCall} call
 * @returns {ScriptedReply}
 */
function pickReply(chance, call) {
  if (call.method.includes('transfer') && chance.isOneIn(4)) return dealing();
  if (/pay$|freeze$/.test(call.method) && !call.method.includes('unfreeze') && chance.isOneIn(6)) return pending();
  const refusal = refused('40004', 'ACQ.PAYMENT_FAIL');
  // After a 20000 what nobody has listed is sent again, as is the gateway's own advice (design.md 4): there it must not have run.
  const isAdvised = call.method === UNLISTED;
  const systemError = refused('40004', chance.pick(['ACQ.SYSTEM_ERROR', 'SYSTEM_ERROR']));
  return chance.pick([
    pass(),
    busy(),
    isAdvised ? busy() : ran(busy()),
    systemError,
    ran(systemError),
    throttled(),
    refusal,
    unsigned(refusal),
    refused('40002', 'isv.invalid-parameter'),
    unsigned(pass()),
    forged(pass()),
    ran(ok()),
    ran(httpStatus(502, '<h1>Bad Gateway</h1>')),
    httpStatus(503),
    ran(raw('{"x":')),
    refused('40004', 'ACQ.TRADE_HAS_SUCCESS'),
  ]);
}

// Whether the gateway says no and does nothing: after that a call may well end with a send that never left.
function refuses(/** @type {ScriptedReply} */ reply) {
  const inner = reply.kind === 'unsigned' ? reply.reply : reply;
  if (inner.kind !== 'node') return false;
  const { code, sub_code: subCode } = inner.node;
  return code !== '20000' && !/SYSTEM_ERROR|TRADE_HAS_SUCCESS/.test(String(subCode));
}

// Whether the gateway has worked, where only its reply tells.
function works(/** @type {ScriptedReply} */ reply) {
  if (reply.kind === 'unsigned' || reply.kind === 'forged') return reply.reply.kind === 'pass';
  return reply.kind === 'pass' || reply.kind === 'ran';
}

/**
 * @param {Chance} chance
 * @returns {ScriptedReply}
 */
function pickQuestionReply(chance) {
  return chance.pick([pass(), busy(), throttled(), httpStatus(502), forged(pass()), unsigned(pass()), raw('x')]);
}

/**
 * Meanwhile buyers pay, payers confirm and transfers end.
 *
 * @param {import('alipay-axios/testing').TestGateway} gateway
 * @param {Chance} chance
 * @param {MoneyCall | undefined} call
 */
function moveOn({ ledger }, chance, call) {
  if (call === undefined || !chance.isOneIn(3)) return;
  const { key } = call;
  if (ledger.get(key)?.status === 'WAIT_BUYER_PAY') ledger.buyerPays(key);
  if (ledger.transfers.find(({ outBizNo }) => outBizNo === key)?.status === 'DEALING') {
    ledger.transferEnds(key, chance.pick(['SUCCESS', 'FAIL', 'REFUND']));
  }
  const waiting = ledger.freezes
    .flatMap(({ operations }) => operations)
    .find(({ outRequestNo }) => outRequestNo === key);
  if (waiting?.status === 'INIT') ledger.payerConfirms(key);
}
