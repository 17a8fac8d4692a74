// @ts-check
// Makes one report of those of several processes.

/** @import { CallerReport } from './caller.mjs' */
/** @import { SoakReport } from './judge.mjs' */
/** @import { Seen } from './watch.mjs' */
/** @typedef {CallerReport & { ended: boolean }} Ended */

/** @param {readonly Ended[]} reports @returns {SoakReport} */
export function merge(reports) {
  const sum = (/** @type {(one: Ended) => number} */ of) => reports.reduce((total, one) => total + of(one), 0);
  return {
    calls: sum(({ calls }) => calls),
    settled: sum(({ settled }) => settled),
    ends: addUp(reports.map(({ ends }) => ends)),
    heaps: reports.map(({ samples, warmUp }) => ({ samples, warmUp })),
    seen: mergeSeen(reports.map(({ seen }) => seen)),
    listeners: sum(({ listeners }) => listeners),
    handles: reports.flatMap(({ handles }) => handles),
    rejections: reports.flatMap(({ rejections }) => rejections),
    warnings: reports.flatMap(({ warnings }) => warnings),
    ended: reports.every(({ ended }) => ended),
    seconds: Math.max(...reports.map(({ seconds }) => seconds)),
    notified: sum(({ notified }) => notified),
    rssBytes: sum(({ rssBytes }) => rssBytes),
  };
}

/** @param {readonly Seen[]} all @returns {Seen} */
function mergeSeen(all) {
  return {
    begun: addUp(all.map(({ begun }) => begun)),
    open: addUp(all.map(({ open }) => open)),
    ends: addUp(all.map(({ ends }) => ends)),
    astray: all.flatMap(({ astray }) => astray),
  };
}

/**
 * @template {string} Name
 * @param {readonly Readonly<Record<Name, number>>[]} counts
 */
function addUp(counts) {
  const names = /** @type {Name[]} */ ([...new Set(counts.flatMap((count) => Object.keys(count)))].sort());
  const total = names.map((name) => [name, counts.reduce((sum, count) => sum + (count[name] ?? 0), 0)]);
  return /** @type {Record<Name, number>} */ (Object.fromEntries(total));
}
