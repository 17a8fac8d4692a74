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
import { NEVER, payFor, pickCall } from './calls.mjs';
import { leap } from './clock.mjs';
import { readHeld } from './heap.mjs';
import { runSlice } from './lanes.mjs';
import { leakEvents, openLeak } from './leaks.mjs';
import { watchEvents } from './watch.mjs';

/** @import { AlipayInstance } from 'alipay-axios' */
/** @import { SoakTarget } from './gateway-process.mjs' */
/** @import { HeapSample } from './heap.mjs' */
/** @import { Heap, SoakReport } from './judge.mjs' */
/** @import { Leak } from './leaks.mjs' */
/** @typedef {{ target: SoakTarget, nth: number, from: number, to: number, inFlight: number, seed: number, leak: Leak }} CallerTask */
/** @typedef {Omit<SoakReport, 'heaps' | 'ended'> & Heap} CallerReport */

const SAMPLES = 24;
// All that calls run now and then has run by then, and so has been compiled; of a short soak, half.
const WARM_UP = 20_000;
// The journal holds what a call was about to do for 5 s after its end, and strikes it out at a later payment: how many there
// were in the last seconds would be measured as well, at 0.8 kB each.
const REST_MS = 6_000;
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
async function soak({ target, nth, from, to, inFlight, seed, leak }) {
  const chance = createChance(seed, 1 + nth);
  const folder = mkdtempSync(join(tmpdir(), 'soak-'));
  const agent = new Agent({ keepAlive: true });
  const alipay = open(target, folder, agent);
  const watch = watchEvents(leakEvents(leak, alipay.events));
  const tally = createTally(openLeak(leak, alipay));
  const { url, told, stop } = await listen(alipay);
  const owners = target.users.map(({ owner }) => owner);
  for (const { token: value, ...user } of target.users) await alipay.tokens.put({ kind: 'auth_token', value, ...user });
  const shared = new AbortController();
  const { note } = tally;
  const plan = (/** @type {number} */ call) => pickCall(chance, call, owners, url);
  const calls = to - from;
  /** @type {HeapSample[]} */
  const samples = [];
  // Leaps do not count.
  const began = process.uptime();
  for (let sample = 0; sample < SAMPLES; sample++) {
    const [start = from, end = to] = [sample, sample + 1].map((one) => from + Math.round((one * calls) / SAMPLES));
    await runSlice(alipay, chance, shared.signal, { from: start, to: end - 1, inFlight, plan, note });
    await quiet(() => watch().open.refresh === 0);
    leap(REST_MS);
    await runSlice(alipay, chance, shared.signal, { from: end - 1, to: end, inFlight: 1, plan: payFor, note });
    await hangUp(agent);
    samples.push({ calls: tally.settled, ...(await readHeld()) });
  }
  const seconds = process.uptime() - began;
  const listeners = getEventListeners(shared.signal, 'abort').length;
  const rssBytes = process.memoryUsage.rss();
  await alipay.close();
  await stop();
  rmSync(folder, { recursive: true, force: true });
  const { settled, ends } = tally;
  const warmUp = Math.min(WARM_UP, calls / 2);
  return { calls, settled, ends, samples, warmUp, seen: watch(), listeners, seconds, notified: told(), rssBytes };
}

/**
 * Counts how calls ended.
 *
 * @param {() => void} seep
 */
function createTally(seep) {
  /** @type {Record<string, number>} */
  const ends = {};
  const tally = {
    ends,
    settled: 0,
    note: (/** @type {string} */ method, /** @type {string} */ end) => {
      tally.settled++;
      const key = `${method}: ${end}`;
      ends[key] = (ends[key] ?? 0) + 1;
      seep();
    },
  };
  return tally;
}

/**
 * Closes all connections: how many happen to stand open would be measured as well, and each takes ten thousands of bytes.
 *
 * @param {Agent} agent
 */
async function hangUp(agent) {
  agent.destroy();
  await quiet(() => Object.keys(agent.sockets).length + Object.keys(agent.freeSockets).length === 0);
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
