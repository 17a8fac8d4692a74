// @ts-check
// The section `journal`: what it costs to write payments down before they are sent. One process makes payments on instances
// without a journal, with one in a file (on the disk before each send) and with one in a Redis of its own, in short slices
// that take turns, so that whatever else the machine does falls on all of them alike.

import { redisServerPath, startRedis } from '../test/fleet/redis-process.mjs';
import { startPayCaller, tellTurn } from './processes.mjs';
import { spreadText, table } from './report.mjs';
import { quantileOf, spreadOf } from './summary.mjs';

/** @import { JournalKind, PaySlice } from './pay-caller.mjs' */
/** @import { Gateway } from './processes.mjs' */
/** @import { Counts } from './sections.mjs' */
/** @import { Spread } from './summary.mjs' */

/** @typedef {Record<'callsPerSecond' | 'cpuMicros' | 'p50Ms' | 'p99Ms' | 'ratio' | 'cpuRatio', Spread>} JournalFigures */

/**
 * @typedef {object} JournalSummary
 * @property {Counts} settings
 * @property {Partial<Record<JournalKind, JournalFigures>>} journals `ratio` and `cpuRatio` are of a turn, to none
 */

const SLICE_CALLS = 250;

/** @param {Gateway} gateway @param {Counts} counts @returns {Promise<JournalSummary>} */
export async function measureJournals(gateway, counts) {
  const redis = redisServerPath() === undefined ? undefined : await startRedis();
  const caller = await startPayCaller({ ...gateway.target, redisUrl: redis?.url });
  /** @type {JournalKind[]} */
  const kinds = redis === undefined ? ['none', 'file'] : ['none', 'file', 'redis'];
  /** @param {number} calls */
  const takeTurn = async (calls) => {
    await gateway.expectPays(calls * kinds.length);
    /** @type {Map<JournalKind, PaySlice[]>} */
    const slices = new Map(kinds.map((kind) => [kind, []]));
    for (let left = calls, nth = 0; left > 0; left -= SLICE_CALLS, nth++) {
      for (const kind of nth % 2 === 0 ? kinds : kinds.toReversed()) {
        const task = { kind, calls: Math.min(left, SLICE_CALLS), inFlight: counts.inFlight };
        slices.get(kind)?.push(await caller.run(task));
      }
    }
    return new Map([...slices].map(([kind, list]) => [kind, sampleOf(list)]));
  };
  try {
    await takeTurn(Math.min(counts.calls, 500));
    /** @type {Map<JournalKind, Sample>[]} */
    const turns = [];
    while (turns.length < counts.turns) {
      tellTurn('journal', turns.length, counts.turns);
      turns.push(await takeTurn(counts.calls));
    }
    return { settings: counts, journals: Object.fromEntries(kinds.map((kind) => [kind, figuresOf(turns, kind)])) };
  } finally {
    await caller.end();
    await redis?.end();
  }
}

/** @param {readonly PaySlice[]} slices */
function sampleOf(slices) {
  const tookMs = slices.flatMap((slice) => slice.tookMs);
  const wallMs = slices.reduce((sum, slice) => sum + slice.wallMs, 0);
  const cpuMs = slices.reduce((sum, slice) => sum + slice.cpuMs, 0);
  return {
    callsPerSecond: (tookMs.length / wallMs) * 1_000,
    cpuMicros: (cpuMs / tookMs.length) * 1_000,
    p50Ms: quantileOf(tookMs, 0.5),
    p99Ms: quantileOf(tookMs, 0.99),
  };
}

/** @typedef {ReturnType<typeof sampleOf>} Sample */

/** @param {readonly Map<JournalKind, Sample>[]} turns @param {JournalKind} kind @returns {JournalFigures} */
function figuresOf(turns, kind) {
  /** @param {(own: Sample, none: Sample) => number} read */
  const spread = (read) =>
    spreadOf(
      turns.map((turn) => {
        const [own, none] = [turn.get(kind), turn.get('none')];
        return own === undefined || none === undefined ? Number.NaN : read(own, none);
      }),
    );
  return {
    callsPerSecond: spread((own) => own.callsPerSecond),
    cpuMicros: spread((own) => own.cpuMicros),
    p50Ms: spread((own) => own.p50Ms),
    p99Ms: spread((own) => own.p99Ms),
    ratio: spread((own, none) => own.callsPerSecond / none.callsPerSecond),
    cpuRatio: spread((own, none) => own.cpuMicros / none.cpuMicros),
  };
}

const TITLES = { none: 'no journal', file: 'createFileJournal', redis: 'createRedisJournal' };

/** @param {JournalSummary} summary */
export function renderJournals({ settings: { calls, turns, inFlight }, journals }) {
  const rows = Object.entries(journals).map(([kind, figures]) => [
    TITLES[/** @type {JournalKind} */ (kind)],
    spreadText(figures.callsPerSecond, 0),
    spreadText(figures.ratio, 2),
    spreadText(figures.cpuMicros, 0),
    spreadText(figures.cpuRatio, 2),
    spreadText(figures.p50Ms, 1),
    spreadText(figures.p99Ms, 1),
  ]);
  return [
    `Payments, ${inFlight} in flight, ${turns} turns of ${calls} with each journal; medians, in brackets the lowest and the highest`,
    ...('redis' in journals ? [] : ['(no Redis: redis-server is not on the PATH)']),
    '',
    ...table([['journal', 'calls/s', 'to none', 'CPU us a call', 'to none', 'p50 ms', 'p99 ms'], ...rows]),
  ].join('\n');
}
