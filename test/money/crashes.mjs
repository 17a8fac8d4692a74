// @ts-check
// Kills a shop at random moments, starts it again, and compares at last what it has heard of with what the ledger holds.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createTestCredentials, faults, startFaultServer } from 'alipay-axios/testing';
import { createChance } from './chance.mjs';

/** @import { ShopTask } from './shop.mjs' */
/** @typedef {{ kills: number, payments: number, heard: number, recovered: number, broken: string[] }} CrashTally */

const SHOP = fileURLToPath(new URL('shop.mjs', import.meta.url));
const LANES = 4;

/** @param {number} kills @param {number} seed @returns {Promise<CrashTally>} */
export async function playCrashes(kills, seed) {
  const lanes = Math.min(LANES, kills);
  const shares = Array.from({ length: lanes }, (_, nth) => Math.floor((kills + nth) / lanes));
  const tallies = await Promise.all(shares.map((count, nth) => playShop(count, seed, nth)));
  const sum = (/** @type {Exclude<keyof CrashTally, 'broken'>} */ name) =>
    tallies.reduce((total, one) => total + one[name], 0);
  return {
    kills: sum('kills'),
    payments: sum('payments'),
    heard: sum('heard'),
    recovered: sum('recovered'),
    broken: tallies.flatMap(({ broken }) => broken),
  };
}

/** @param {number} kills @param {number} seed @param {number} shop @returns {Promise<CrashTally>} */
async function playShop(kills, seed, shop) {
  const chance = createChance(seed, shop);
  const folder = mkdtempSync(join(tmpdir(), 'shop-'));
  const server = await startFaultServer({ credentials: createTestCredentials(), logLimit: 0 });
  const { url, credentials } = server;
  const start = async (/** @type {string} */ round, isLast = false) => {
    const child = fork(SHOP);
    /** @type {ShopTask} */
    const task = { url, credentials, folder, round, isLast };
    child.send(task);
    const closed = once(child, 'exit');
    await Promise.race([once(child, 'message'), closed]);
    return { child, closed };
  };
  for (let round = 0; round < kills; round++) {
    const { child, closed } = await start(`${shop}-${round}`);
    server.clear();
    // Some replies are lost on the way, before or after the ledger took the payment.
    for (let nth = 0; nth < 40; nth++) {
      const fault = chance.isOneIn(4) ? faults.resetAfterRequest({ run: chance.isOneIn(2) }) : faults.pass();
      server.on('alipay.trade.pay').next(fault);
    }
    await sleep(chance.under(400));
    child.kill('SIGKILL');
    await closed;
  }
  server.clear();
  const { closed } = await start('last', true);
  const [code] = await closed;
  const tally = compare(readFileSync(join(folder, 'book'), 'utf8'), server.gateway.ledger.runs);
  await server.close();
  rmSync(folder, { recursive: true });
  const broken = code === 0 ? tally.broken : [...tally.broken, `shop ${shop}: its last start ended with ${code}`];
  return { ...tally, kills, broken };
}

/**
 * @param {string} book
 * @param {readonly { key: string }[]} runs
 * @returns {Omit<CrashTally, 'kills'>}
 */
function compare(book, runs) {
  const lines = book.split('\n').filter((line) => line !== '');
  const words = lines.map((line) => line.split(' '));
  const heard = new Set(words.filter(([status]) => status === 'ran').map(([, number]) => number));
  const paid = new Set(runs.map(({ key }) => key));
  const never = words.filter(([status]) => status === 'did_not_run' || status === 'rejected' || status === 'not_sent');
  return {
    payments: paid.size,
    heard: heard.size,
    recovered: lines.length - new Set(words.map(([, number]) => number)).size,
    broken: [
      ...(paid.size === runs.length ? [] : [`${runs.length - paid.size} payments ran twice`]),
      ...[...paid].filter((key) => !heard.has(key)).map((key) => `${key} was paid, and the shop never heard of it`),
      ...[...heard].filter((key) => !paid.has(key ?? '')).map((key) => `${key} was told to be paid, and was not`),
      ...never
        .filter(([, key]) => paid.has(key ?? ''))
        .map(([status, key]) => `${key} was paid, and told to be ${status}`),
    ],
  };
}
