// @ts-check
// Figures as tables for people.

/** @import { Goal, Machine, Spread } from './summary.mjs' */

/** @param {Machine} machine */
export function renderMachine({ node, platform, cpus, cpu }) {
  return `${node}, ${platform}, ${cpus} x ${cpu}`;
}

/** @param {readonly Goal[]} goals */
export function goalTable(goals) {
  return table([
    ['To reach:', '', '', ''],
    ...goals.map(({ name, goal, got, met }) => [name, goal, `got ${got.median.toFixed(2)}`, met ? 'met' : 'missed']),
  ]);
}

/**
 * @param {Spread} spread
 * @param {number} digits
 */
export function spreadText({ median, min, max }, digits) {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}..${max.toFixed(digits)})`;
}

/**
 * Aligns columns, the first to the left and the others to the right.
 *
 * @param {readonly (readonly string[])[]} rows
 */
export function table(rows) {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const align = (/** @type {string} */ cell, /** @type {number} */ column) =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(align).join('  ').trimEnd());
}
