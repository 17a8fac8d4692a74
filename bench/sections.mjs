// @ts-check
// The options of the benchmark and its sections, which run one after the other and never at once.

import { measureEvents, renderEvents } from './events.mjs';
import { renderField } from './field/report.mjs';
import { measureField } from './field/turns.mjs';
import { WORKLOADS } from './field/workloads.mjs';
import { measureInstall, renderInstall } from './install.mjs';
import { measureJournals, renderJournals } from './journals.mjs';
import { measureMiddleware, renderMiddleware } from './middleware.mjs';
import { measureOverload, renderOverload } from './overload.mjs';
import { startGatewayProcess } from './processes.mjs';
import { renderMachine } from './report.mjs';
import { saveResults } from './results.mjs';
import { machineOf } from './summary.mjs';
import { renderTokenReport } from './token-report.mjs';
import { measureTokens } from './token-turns.mjs';

/** @import { WorkloadName } from './field/workloads.mjs' */
/** @import { Gateway } from './processes.mjs' */
/** @typedef {{ calls: number, turns: number, inFlight: number }} Counts */
/** @typedef {{ calls?: string, turns?: string, 'in-flight'?: string, workload?: string, json?: boolean, save?: boolean }} Values */
/** @typedef {'calls' | 'middleware' | 'install' | 'tokens' | 'journal' | 'overload' | 'events'} SectionName */

/** What every command of the benchmark takes, as `parseArgs` wants it. */
export const OPTIONS = /** @type {const} */ ({
  calls: { type: 'string' },
  turns: { type: 'string' },
  'in-flight': { type: 'string' },
  workload: { type: 'string' },
  json: { type: 'boolean', default: false },
  save: { type: 'boolean', default: false },
});

/** @type {Record<SectionName, Counts>} */
const DEFAULTS = {
  // How many are in flight is the workload's own.
  calls: { calls: 1_500, turns: 5, inFlight: 32 },
  middleware: { calls: 3_000, turns: 9, inFlight: 32 },
  install: { calls: 1, turns: 11, inFlight: 1 },
  // Few at once: a machine that is busy all the time has a p99 of its own making.
  tokens: { calls: 1000, turns: 7, inFlight: 8 },
  journal: { calls: 1000, turns: 5, inFlight: 32 },
  overload: { calls: 2000, turns: 7, inFlight: 8 },
  events: { calls: 2000, turns: 7, inFlight: 8 },
};

export const SECTIONS = /** @type {readonly SectionName[]} */ (Object.keys(DEFAULTS));

/** What came of a section, and the same for people. @typedef {{ name: SectionName, summary: object, text: string }} Result */

/**
 * Runs the sections and prints what came of them; with `save` also into `bench/results/`.
 *
 * @param {readonly string[]} names
 * @param {Values} values
 */
export async function runSections(names, values) {
  const unknown = names.find((name) => !Object.hasOwn(DEFAULTS, name));
  if (unknown !== undefined) throw new TypeError(`--only must be one of ${SECTIONS.join(', ')}, got ${unknown}`);
  const workloads = readWorkloads(values.workload);
  const sections = /** @type {readonly SectionName[]} */ (names);
  const counts = Object.fromEntries(sections.map((name) => [name, readCounts(values, DEFAULTS[name])]));
  const gateway = sections.includes('tokens') || sections.includes('journal') ? await startGatewayProcess() : undefined;
  /** @type {Result[]} */
  const results = [];
  try {
    for (const name of sections) {
      results.push(await runSection(name, counts[name] ?? DEFAULTS[name], gateway, workloads));
    }
  } finally {
    await gateway?.end();
  }
  const machine = machineOf();
  const all = { machine, ...Object.fromEntries(results.map(({ name, summary }) => [name, summary])) };
  if (values.save) await saveResults(results, machine);
  console.log(
    values.json
      ? JSON.stringify(all, null, 2)
      : [renderMachine(machine), ...results.map(({ text }) => text)].join('\n\n'),
  );
}

/**
 * @param {SectionName} name
 * @param {Counts} counts
 * @param {Gateway | undefined} gateway of the sections `tokens` and `journal`
 * @param {readonly WorkloadName[]} workloads
 * @returns {Promise<Result>}
 */
async function runSection(name, counts, gateway, workloads) {
  const of = (/** @type {object} */ summary, /** @type {string} */ text) => ({ name, summary, text });
  switch (name) {
    case 'calls': {
      const summary = await measureField(counts, workloads);
      return of({ ...summary, workloads: undefined }, renderField(summary, machineOf()));
    }
    case 'middleware': {
      const summary = await measureMiddleware(counts);
      return of(summary, renderMiddleware(summary));
    }
    case 'install': {
      const summary = await measureInstall(counts);
      return of(summary, renderInstall(summary));
    }
    case 'overload': {
      const summary = await measureOverload(counts);
      return of(summary, renderOverload(summary));
    }
    case 'events': {
      const summary = await measureEvents(counts);
      return of(summary, renderEvents(summary));
    }
    default:
      if (gateway === undefined) throw new Error(`${name} needs a gateway`);
      return withGateway(name, counts, gateway);
  }
}

/** @param {'tokens' | 'journal'} name @param {Counts} counts @param {Gateway} gateway @returns {Promise<Result>} */
async function withGateway(name, counts, gateway) {
  if (name === 'tokens') {
    const summary = await measureTokens(gateway, counts);
    return { name, summary, text: renderTokenReport(summary) };
  }
  const summary = await measureJournals(gateway, counts);
  return { name, summary, text: renderJournals(summary) };
}

/** @param {string | undefined} given names joined by commas @returns {readonly WorkloadName[]} */
function readWorkloads(given) {
  const names = given === undefined ? Object.keys(WORKLOADS) : given.split(',');
  const unknown = names.find((name) => !Object.hasOwn(WORKLOADS, name));
  if (unknown === undefined) return /** @type {WorkloadName[]} */ (names);
  throw new TypeError(`--workload must be some of ${Object.keys(WORKLOADS).join(', ')}, got ${unknown}`);
}

/**
 * @param {Values} values
 * @param {Counts} defaults
 * @returns {Counts}
 */
function readCounts(values, defaults) {
  const read = (/** @type {'calls' | 'turns' | 'in-flight'} */ name, /** @type {number} */ otherwise) => {
    const count = Number(values[name] ?? otherwise);
    if (Number.isSafeInteger(count) && count > 0) return count;
    throw new TypeError(`--${name} must be a whole number of at least 1, got ${values[name]}`);
  };
  return {
    calls: read('calls', defaults.calls),
    turns: read('turns', defaults.turns),
    inFlight: read('in-flight', defaults.inFlight),
  };
}
