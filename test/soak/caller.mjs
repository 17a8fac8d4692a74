// @ts-check
// Makes the calls of a soak in a process of its own: node --expose-gc caller.mjs, with the task as its first message. It
// measures itself, lets go of everything, tells what it saw, and has to end by itself.

import { getEventListeners } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAlipay, createFileJournal } from 'alipay-axios';
import { createChance } from '../money/chance.mjs';
import { NEVER, pickCall } from './calls.mjs';
import { heldBytes } from './heap.mjs';
import { runSlice } from './lanes.mjs';
import { leakEvents, openLeak } from './leaks.mjs';
import { watchEvents } from './watch.mjs';

/** @import { AlipayInstance } from 'alipay-axios' */
/** @import { SoakTarget } from './gateway-process.mjs' */
/** @import { HeapSample } from './heap.mjs' */
/** @import { SoakReport } from './judge.mjs' */
/** @import { Leak } from './leaks.mjs' */
/** @typedef {{ target: SoakTarget, calls: number, inFlight: number, seed: number, leak: Leak }} CallerTask */
/** @typedef {Omit<SoakReport, 'ended'> & { seconds: number, notified: number, rssBytes: number }} CallerReport */

const SAMPLES = 24;
const WARM_UP = 0.5;
// A renewal in the background may outlast the call that began it, and is over by then.
const PATIENCE_MS = 10_000;

/** @type {string[]} */
const rejections = [];
/** @type {string[]} */
const warnings = [];
process.on('unhandledRejection', (reason) => rejections.push(String(reason)));
process.on('warning', ({ name, message }) => warnings.push(`${name}: ${message}`));

process.once('message', async (/** @type {CallerTask} */ task) => {
  const before = process.getActiveResourcesInfo();
  const report = await soak(task);
  // Sockets that were closed are gone a turn later.
  await sleep(50);
  const handles = without(process.getActiveResourcesInfo(), before);
  process.send?.(/** @satisfies {CallerReport} */ ({ ...report, handles, rejections, warnings }), () => {
    process.disconnect();
  });
});

/** @param {CallerTask} task */
async function soak({ target, calls, inFlight, seed, leak }) {
  const chance = createChance(seed, 1);
  const folder = mkdtempSync(join(tmpdir(), 'soak-'));
  const agent = new Agent({ keepAlive: true });
  const alipay = open(target, folder, agent);
  const watch = watchEvents(leakEvents(leak, alipay.events));
  const seep = openLeak(leak, alipay);
  const { url, told, stop } = await listen(alipay);
  const owners = target.users.map(({ owner }) => owner);
  for (const { token: value, ...user } of target.users) await alipay.tokens.put({ kind: 'auth_token', value, ...user });
  const shared = new AbortController();
  /** @type {Map<string, number>} */
  const ends = new Map();
  /** @type {HeapSample[]} */
  const samples = [];
  let settled = 0;
  const note = (/** @type {string} */ method, /** @type {string} */ end) => {
    settled++;
    const key = `${method}: ${end}`;
    ends.set(key, (ends.get(key) ?? 0) + 1);
    seep();
  };
  const plan = (/** @type {number} */ nth) => pickCall(chance, nth, owners, url);
  const began = performance.now();
  for (let sample = 0; sample < SAMPLES; sample++) {
    const [from, to] = [sample, sample + 1].map((one) => Math.round((one * calls) / SAMPLES));
    await runSlice(alipay, chance, shared.signal, { from: from ?? 0, to: to ?? calls, inFlight, plan, note });
    await quiet(() => watch().open.refresh === 0);
    // How many connections happen to stand open would be measured as well, and each takes ten thousands of bytes.
    agent.destroy();
    await quiet(() => Object.keys(agent.sockets).length + Object.keys(agent.freeSockets).length === 0);
    samples.push({ calls: settled, bytes: await heldBytes() });
  }
  const seconds = (performance.now() - began) / 1_000;
  const listeners = getEventListeners(shared.signal, 'abort').length;
  const rssBytes = process.memoryUsage.rss();
  await alipay.close();
  await stop();
  rmSync(folder, { recursive: true, force: true });
  const how = [...ends].map(([end, count]) => `${end}: ${count}`).sort();
  return {
    calls,
    settled,
    ends: how,
    samples,
    warmUp: calls * WARM_UP,
    seen: watch(),
    listeners,
    seconds,
    notified: told(),
    rssBytes,
  };
}

/** @param {SoakTarget} target @param {string} folder @param {Agent} httpAgent */
function open({ url, credentials }, folder, httpAgent) {
  return createAlipay({
    ...credentials,
    gateway: url,
    axios: { httpAgent },
    // A silent gateway would hold a lane for ten seconds.
    attemptTimeoutMs: 1_000,
    methods: { [NEVER]: { repeat: 'never' } },
    journal: createFileJournal(join(folder, 'journal')),
  });
}

/**
 * Takes in notifications. Which ones are worked off is kept elsewhere, as where several processes share it: the memory of one
 * process grows by design, up to a hundred thousand of them.
 *
 * @param {AlipayInstance} alipay
 */
async function listen(alipay) {
  let told = 0;
  const handle = alipay.notificationHandler({
    onNotification: () => {
      told++;
    },
    seen: { begin: () => 'new', done: () => undefined, failed: () => undefined },
  });
  const server = createServer((request, response) => void handle(request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${address.port}/notify`, told: () => told, stop };
}

/** @param {() => boolean} isQuiet */
async function quiet(isQuiet) {
  const until = performance.now() + PATIENCE_MS;
  while (!isQuiet() && performance.now() < until) await sleep(2);
}

/** @param {readonly string[]} all @param {readonly string[]} known */
function without(all, known) {
  const left = [...known];
  return all.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
