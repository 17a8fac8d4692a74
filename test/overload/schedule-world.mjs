// @ts-check
// Plays a schedule with a real instance over a network and a clock that are made up, and judges every call's time.

import { getEventListeners } from 'node:events';
import { createAlipay, isAlipayError } from 'alipay-axios';
import { judgeSchedule } from './schedule-oracle.mjs';
import { createVirtualTime, quiet } from './virtual-time.mjs';

/** @import { AlipayInstance } from 'alipay-axios' */
/** @import { TestCredentials } from 'alipay-axios/testing' */
/** @import { AxiosAdapter } from 'axios' */
/** @import { PlannedCall, Schedule } from './schedule.mjs' */
/** @import { ReplyKind } from './signed-replies.mjs' */

const START_AT_MS = Date.UTC(2026, 10, 23, 4);

/**
 * What was seen of a call; instants are milliseconds since the schedule's beginning.
 *
 * @typedef {object} SeenCall
 * @property {PlannedCall} plan
 * @property {number} nth in the order in which the calls were made
 * @property {number} endedAtMs
 * @property {string} end `ok`, or the error's code
 * @property {string} why the error's message
 * @property {number[]} sentAtMs when its attempts and questions were sent
 */

/** @typedef {{ atMs: number, inFlight: number }} Rest */

/**
 * @param {Schedule} schedule
 * @param {{ credentials: TestCredentials, replyTo: (method: string, kind: ReplyKind) => Buffer }} gateway
 */
export async function playSchedule(schedule, { credentials, replyTo }) {
  const time = createVirtualTime(START_AT_MS);
  const network = createNetwork(schedule, time, replyTo);
  const alipay = openInstance(schedule, time, credentials, network.adapter);
  const shared = new AbortController();
  /** @type {SeenCall[]} */
  const calls = [];
  for (const plan of schedule.calls) {
    time.after(plan.atMs, () => {
      const seen = { plan, nth: calls.length, endedAtMs: -1, end: '', why: '', sentAtMs: network.sentBy(calls.length) };
      calls.push(seen);
      void makeCall(alipay, time, seen, shared.signal);
    });
  }
  /** @type {Rest[]} */
  const rests = [];
  do {
    await quiet();
    rests.push({ atMs: time.now() - START_AT_MS, inFlight: network.inFlight() });
  } while (time.step());
  const left = { listeners: getEventListeners(shared.signal, 'abort').length, ...alipay.health() };
  await alipay.close();
  return { calls, broken: judgeSchedule(schedule, calls, rests, left) };
}

/** @param {AlipayInstance} alipay @param {ReturnType<typeof createVirtualTime>} time @param {SeenCall} seen @param {AbortSignal} shared */
async function makeCall(alipay, time, seen, shared) {
  const { plan, nth } = seen;
  const own = new AbortController();
  const forget = plan.abortAfterMs === undefined ? undefined : time.after(plan.abortAfterMs, () => own.abort());
  try {
    const content = { out_trade_no: `n${nth}n`, total_amount: '1.00' };
    await alipay.execute(plan.method, content, {
      deadlineMs: plan.deadlineMs,
      signal: plan.abortAfterMs === undefined ? shared : own.signal,
      ...(plan.isOwned ? { authToken: `token-${nth}` } : {}),
    });
    seen.end = 'ok';
  } catch (error) {
    if (!isAlipayError(error)) throw error;
    seen.end = error.code;
    seen.why = error.message;
  }
  forget?.();
  seen.endedAtMs = time.now() - START_AT_MS;
}

/** @param {Schedule} schedule @param {ReturnType<typeof createVirtualTime>} time @param {TestCredentials} credentials @param {AxiosAdapter} adapter */
function openInstance({ options, journalMs, refreshMs }, { clock }, credentials, adapter) {
  const { appId, privateKey, alipayPublicKey } = credentials;
  let refreshed = 0;
  return createAlipay({
    appId,
    privateKey,
    alipayPublicKey,
    gateway: 'http://127.0.0.1:9',
    signType: 'RSA',
    clock,
    axios: { adapter },
    tokens: {
      refresh: async ({ signal }) => {
        await clock.sleep(refreshMs, signal);
        return `fresh-${refreshed++}`;
      },
    },
    ...(journalMs === 0
      ? {}
      : {
          journal: {
            open: () => clock.sleep(journalMs),
            close: async () => {},
            pending: async () => [],
          },
        }),
    ...options,
  });
}

/** @param {Schedule} schedule @param {ReturnType<typeof createVirtualTime>} time @param {(method: string, kind: ReplyKind) => Buffer} replyTo */
function createNetwork({ fate }, time, replyTo) {
  /** @type {Map<number, number[]>} */
  const sent = new Map();
  let inFlight = 0;
  const sentBy = (/** @type {number} */ nth) => {
    const known = sent.get(nth) ?? [];
    sent.set(nth, known);
    return known;
  };

  /** @type {AxiosAdapter} */
  const adapter = (config) =>
    new Promise((resolve, reject) => {
      const method = new URL(String(config.url)).searchParams.get('method') ?? '';
      sentBy(Number(/n(\d+)n/.exec(String(config.data))?.[1])).push(time.now() - START_AT_MS);
      const { kind, tookMs } = fate();
      inFlight++;
      const end = (/** @type {() => void} */ settle) => {
        inFlight--;
        cancel();
        settle();
      };
      const answer = (/** @type {number} */ status, /** @type {Buffer} */ data, headers = {}) =>
        end(() => resolve({ status, statusText: '', headers, data, config }));
      const fail = (/** @type {string} */ code, /** @type {string} */ syscall) =>
        end(() => reject(Object.assign(new Error(code), { code, syscall, isAxiosError: true })));
      const cancel = time.after(kind === 'silence' ? 1e9 : tookMs, () => {
        if (kind === 'reset') fail('ECONNRESET', 'read');
        else if (kind === 'refused') fail('ECONNREFUSED', 'connect');
        else if (kind === 'turned away') answer(429, Buffer.alloc(0), { 'retry-after': '1' });
        else answer(200, replyTo(method, kind === 'silence' ? 'busy' : kind));
      });
      config.signal?.addEventListener?.('abort', () => fail('ERR_CANCELED', 'read'));
    });
  return { adapter, sentBy, inFlight: () => inFlight };
}
