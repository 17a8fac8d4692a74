// @ts-check
// The options of the benchmark and its sections, which run one after the other and never at once.

import { measureCalls } from './calls.mjs';
import { measureEvents, renderEvents } from './events.mjs';
import { measureJournals, renderJournals } from './journals.mjs';
import { measureOverload, renderOverload } from './overload.mjs';
import { startGatewayProcess } from './processes.mjs';
import { renderMachine, renderReport } from './report.mjs';
import { machineOf } from './summary.mjs';
import { renderTokenReport } from './token-report.mjs';
import { measureTokens } from './token-turns.mjs';

/** @import { Summary } from './summary.mjs' */
/** @import { EventsSummary } from './events.mjs' */
/** @import { JournalSummary } from './journals.mjs' */
/** @import { OverloadSummary } from './overload.mjs' */
/** @import { TokenSummary } from './token-summary.mjs' */
/** @typedef {{ calls: number, turns: number, inFlight: number }} Counts */
/** @typedef {{ calls?: string, turns?: string, 'in-flight'?: string, json?: boolean }} Values */

/** What every command of the benchmark takes, as `parseArgs` wants it. */
export const OPTIONS = /** @type {const} */ ({
  calls: { type: 'string' },
  turns: { type: 'string' },
  'in-flight': { type: 'string' },
  json: { type: 'boolean', default: false },
});

/** @type {Record<'calls' | 'tokens' | 'journal' | 'overload' | 'events', Counts>} */
const DEFAULTS = {
  calls: { calls: 2000, turns: 5, inFlight: 32 },
  // Few at once: a machine that is busy all the time has a p99 of its own making.
  tokens: { calls: 1000, turns: 7, inFlight: 8 },
  journal: { calls: 1000, turns: 5, inFlight: 32 },
  overload: { calls: 2000, turns: 7, inFlight: 8 },
  events: { calls: 2000, turns: 7, inFlight: 8 },
};

/**
 * Runs the sections and prints what came of them.
 *
 * @param {readonly string[]} sections
 * @param {Values} values
 */
export async function runSections(sections, values) {
  const unknown = sections.find((name) => !Object.hasOwn(DEFAULTS, name));
  const names = Object.keys(DEFAULTS).join(', ');
  if (unknown !== undefined) throw new TypeError(`--only must be one of ${names}, got ${unknown}`);
  const counts = {
    calls: readCounts(values, DEFAULTS.calls),
    tokens: readCounts(values, DEFAULTS.tokens),
    journal: readCounts(values, DEFAULTS.journal),
    overload: readCounts(values, DEFAULTS.overload),
    events: readCounts(values, DEFAULTS.events),
  };
  const gateway = await startGatewayProcess();
  try {
    const calls = sections.includes('calls') ? await measureCalls(gateway, counts.calls) : undefined;
    const tokens = sections.includes('tokens') ? await measureTokens(gateway, counts.tokens) : undefined;
    const journal = sections.includes('journal') ? await measureJournals(gateway, counts.journal) : undefined;
    const overload = sections.includes('overload') ? await measureOverload(counts.overload) : undefined;
    const events = sections.includes('events') ? await measureEvents(counts.events) : undefined;
    const others = { tokens, journal, overload, events };
    const all = { machine: machineOf(), ...calls, ...others };
    console.log(values.json ? JSON.stringify(all, null, 2) : render({ calls, ...others }));
  } finally {
    await gateway.end();
  }
}

/**
 * @typedef {object} All the sections that were run
 * @property {Summary | undefined} calls
 * @property {TokenSummary | undefined} tokens
 * @property {JournalSummary | undefined} journal
 * @property {OverloadSummary | undefined} overload
 * @property {EventsSummary | undefined} events
 */

/** @param {All} all */
function render({ calls, tokens, journal, overload, events }) {
  return [
    renderMachine(machineOf()),
    ...(calls === undefined ? [] : [renderReport(calls)]),
    ...(tokens === undefined ? [] : [renderTokenReport(tokens)]),
    ...(journal === undefined ? [] : [renderJournals(journal)]),
    ...(overload === undefined ? [] : [renderOverload(overload)]),
    ...(events === undefined ? [] : [renderEvents(events)]),
  ].join('\n\n');
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
