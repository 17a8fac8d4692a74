// @ts-check
// Makes payments in a process of its own, on instances that differ in their journals alone. Its first message is the
// `PayTarget`; each further one is a slice of payments to make and to report on.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAlipay, createFileJournal } from 'alipay-axios';
import { createRedisJournal } from 'alipay-axios/redis';
import { Redis } from 'ioredis';

/** @import { AlipayInstance, Journal } from 'alipay-axios' */
/** @import { Target } from './gateway-process.mjs' */
/** @typedef {'none' | 'file' | 'redis'} JournalKind */
/** @typedef {Target & { redisUrl: string | undefined }} PayTarget */
/** @typedef {{ kind: JournalKind, calls: number, inFlight: number }} PayTask */

/**
 * What a slice came to.
 *
 * @typedef {object} PaySlice
 * @property {number} wallMs
 * @property {number} cpuMs
 * @property {number[]} tookMs
 */

process.once('message', (/** @type {PayTarget} */ { url, credentials, outTradeNo, redisUrl }) => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const redis = redisUrl === undefined ? undefined : new Redis(redisUrl);
  const open = (/** @type {Journal | undefined} */ journal) =>
    createAlipay({ ...credentials, gateway: url, ...(journal === undefined ? {} : { journal }) });
  /** @type {Map<JournalKind, AlipayInstance>} */
  const instances = new Map([
    ['none', open(undefined)],
    ['file', open(createFileJournal(join(folder, 'journal')))],
  ]);
  if (redis !== undefined) instances.set('redis', open(createRedisJournal(redis)));
  const order = { out_trade_no: outTradeNo, subject: 'Bench', total_amount: '88.88', auth_code: '281234567890123456' };

  /** @param {PayTask} task @returns {Promise<PaySlice>} */
  const measure = async ({ kind, calls, inFlight }) => {
    const alipay = instances.get(kind);
    if (alipay === undefined) throw new Error(`There is no journal of the kind ${kind}`);
    /** @type {number[]} */
    const tookMs = [];
    let left = calls;
    const lane = async () => {
      while (left-- > 0) {
        const began = performance.now();
        await alipay.execute('alipay.trade.pay', order);
        tookMs.push(performance.now() - began);
      }
    };
    const cpu = process.cpuUsage();
    const began = performance.now();
    await Promise.all(Array.from({ length: inFlight }, lane));
    const { user, system } = process.cpuUsage(cpu);
    return { wallMs: performance.now() - began, cpuMs: (user + system) / 1_000, tookMs };
  };

  process.on('message', async (/** @type {PayTask} */ task) => {
    process.send?.(await measure(task));
  });
  process.once('disconnect', () => {
    rmSync(folder, { recursive: true, force: true });
    process.exit();
  });
  process.send?.('ready');
});
