// @ts-check
// The section `calls`: all contenders against one gateway process, each in a process of its own. In a turn they are started and
// warmed up, and then make their calls in short slices, one contender after the other, so that whatever else the machine does
// falls on all of them alike.

import { ask, end, nextMessage, start, tellTurn } from '../processes.mjs';
import { sampleOf, summarizeField } from './summary.mjs';
import { contendersOf, WORKLOADS } from './workloads.mjs';

/** @import { ChildProcess } from 'node:child_process' */
/** @import { Targets } from './gateway.mjs' */
/** @import { Slice, Task } from './measure.mjs' */
/** @import { FieldSettings, FieldSummary, FieldTurn } from './summary.mjs' */
/** @import { Contender, WorkloadName } from './workloads.mjs' */

const SLICE_CALLS = 300;
// Long enough for the hot functions to be optimised, as a server's are after its first minute: up to some 4,000 calls compiling
// them takes as much as running them. Where calls wait for one another's retries it would take a quarter of an hour.
const WARM_UP_CALLS = 5000;
const FAULTY_WARM_UP_CALLS = 1000;
const SHORT_CALLS = 1000;
// A young generation in which a few hundred calls fit without a collection.
const ROOMY = ['--expose-gc', '--max-semi-space-size=256', '--min-semi-space-size=256'];

/**
 * @param {{ calls: number, turns: number }} counts
 * @param {readonly WorkloadName[]} names
 * @returns {Promise<FieldSummary>}
 */
export async function measureField({ calls, turns }, names) {
  // A run that is short on purpose is warmed up for as long as it runs.
  const settings = { calls, turns, warmUp: calls < SHORT_CALLS ? calls : WARM_UP_CALLS };
  const gateway = start('field/gateway.mjs', []);
  /** @type {FieldSummary['workloads']} */
  const workloads = [];
  try {
    /** @type {Targets} */
    const targets = await nextMessage(gateway, 'the gateway');
    for (const name of names) {
      const workload = WORKLOADS[name];
      await ask(gateway, 'the gateway', workload);
      const warmUp = workload.faulty ? Math.min(settings.warmUp, FAULTY_WARM_UP_CALLS) : settings.warmUp;
      const task = { target: targets[workload.mode], workload, warmUp };
      workloads.push({ name, ...(await measureWorkload(task, settings)) });
    }
  } finally {
    await end(gateway);
  }
  return summarizeField(workloads, settings);
}

/** @param {Task} task @param {FieldSettings} settings */
async function measureWorkload(task, settings) {
  /** @type {FieldTurn[]} */
  const done = [];
  /** @type {Map<Contender, number>} */
  const survivors = new Map();
  // Of processes that have made their calls, and whose hot functions are optimised by now.
  const measureSurvivors = async (/** @type {Contender} */ name, /** @type {ChildProcess} */ child) => {
    const { kb } = await ask(child, name, { survivors: 2 * settings.calls });
    survivors.set(name, kb);
  };
  while (done.length < settings.turns) {
    tellTurn(task.workload.title, done.length, settings.turns);
    const isLast = done.length === settings.turns - 1;
    done.push(await takeTurn(task, settings.calls, isLast ? measureSurvivors : undefined));
  }
  /** @type {Map<Contender, number | undefined>} */
  const allocations = new Map();
  for (const name of contendersOf(task.workload)) allocations.set(name, await allocationsOf(name, task));
  return { turns: done, allocations, survivors };
}

/**
 * @param {Task} task
 * @param {number} calls
 * @param {((name: Contender, child: ChildProcess) => Promise<void>) | undefined} afterwards what else to ask of each
 * @returns {Promise<FieldTurn>}
 */
async function takeTurn(task, calls, afterwards) {
  const names = contendersOf(task.workload);
  /** @type {Map<Contender, ChildProcess>} */
  const runners = new Map();
  /** @type {Map<Contender, Slice[]>} */
  const slices = new Map(names.map((name) => [name, []]));
  try {
    for (const name of names) runners.set(name, await startContender(name, task));
    const most = Math.max(SLICE_CALLS, 2 * task.workload.inFlight);
    for (let left = calls; left > 0; left -= most) {
      for (const [name, child] of runners) {
        slices.get(name)?.push(await ask(child, name, { calls: Math.min(left, most) }));
      }
    }
    for (const [name, child] of runners) await afterwards?.(name, child);
  } finally {
    for (const child of runners.values()) await end(child);
  }
  return new Map(names.map((name) => [name, sampleOf(slices.get(name) ?? [])]));
}

/** @param {Contender} name @param {Task} task @returns {Promise<number | undefined>} */
async function allocationsOf(name, task) {
  const child = await startContender(name, task, ROOMY);
  try {
    const { kb } = await ask(child, name, 'allocations');
    return kb;
  } finally {
    await end(child);
  }
}

/** @param {Contender} name @param {Task} task @param {string[]} [flags] */
async function startContender(name, task, flags) {
  const child = start('field/measure.mjs', [name], flags);
  await ask(child, name, task);
  return child;
}
