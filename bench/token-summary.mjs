// @ts-check
// What the windows of the section `tokens` come to. The ratios of a turn are taken between all its calls of one kind and all
// those of another; the median of the turns is what counts, and the pooled ratio of all calls stands beside it.

import { quantileOf, spreadOf } from './summary.mjs';

/** @import { Goal, Spread } from './summary.mjs' */
/** @import { TokenSlice } from './token-caller.mjs' */
/** @typedef {'calm' | 'ahead' | 'late'} WindowKind */
/** @typedef {Record<WindowKind, TokenSlice[]>} TokenTurn */
/** @typedef {{ calls: number, warmUp: number, turns: number, inFlight: number }} TokenSettings */
/** @typedef {Record<'aheadOverCalm' | 'lateOverCalm' | 'calmOverCalm', Spread>} TokenRatios */

/**
 * What the windows of one kind came to.
 *
 * @typedef {object} KindSummary
 * @property {Spread} p50Ms of the turns
 * @property {Spread} p99Ms of the turns
 * @property {{ p50Ms: number, p99Ms: number, maxMs: number }} pooled of the calls of all turns
 * @property {{ p50Ms: number, p90Ms: number }} next of the calls from the middle one on, as many as there are callers a window
 * @property {number} windows
 * @property {number} failed
 * @property {number} renewals
 * @property {Spread} renewalMs
 * @property {Spread} resent calls of a window that were sent again, as their token was replaced while they were under way
 * @property {Spread} resentMs how long these took
 */

/**
 * @typedef {object} TokenSummary
 * @property {TokenSettings} settings
 * @property {Record<WindowKind, KindSummary>} windows
 * @property {TokenRatios} p99Ratios
 * @property {{ aheadOverCalm: number, lateOverCalm: number }} pooledP99Ratios
 * @property {Goal[]} goals
 */

const MAX_P99 = 1.1;

/**
 * @param {readonly TokenTurn[]} turns
 * @param {TokenSettings} settings
 * @returns {TokenSummary}
 */
export function summarizeTokens(turns, settings) {
  const windows = { calm: ofKind(turns, 'calm'), ahead: ofKind(turns, 'ahead'), late: ofKind(turns, 'late') };
  const p99Ratios = ratiosOf(turns);
  const { calm, ahead, late } = windows;
  const failed = spreadOf(turns.map((turn) => sumOf(turn.ahead, ({ failed }) => failed)));
  const got = p99Ratios.aheadOverCalm;
  return {
    settings,
    windows,
    p99Ratios,
    pooledP99Ratios: {
      aheadOverCalm: ahead.pooled.p99Ms / calm.pooled.p99Ms,
      lateOverCalm: late.pooled.p99Ms / calm.pooled.p99Ms,
    },
    goals: [
      { name: 'p99, renewed ahead : no renewal', goal: `<= ${MAX_P99.toFixed(2)}`, got, met: got.median <= MAX_P99 },
      { name: 'calls that failed, renewed ahead', goal: '0', got: failed, met: failed.max === 0 },
    ],
  };
}

/**
 * @param {readonly TokenTurn[]} turns
 * @returns {TokenRatios}
 */
function ratiosOf(turns) {
  /** @param {(turn: TokenTurn) => number} read */
  const over = (read) => spreadOf(turns.map(read));
  return {
    aheadOverCalm: over(({ ahead, calm }) => p99Of(ahead) / p99Of(calm)),
    lateOverCalm: over(({ late, calm }) => p99Of(late) / p99Of(calm)),
    // Of two windows that are alike: how much of the others is the machine's own unrest.
    calmOverCalm: over(({ calm }) => p99Of(calm.slice(1)) / p99Of(calm.slice(0, 1))),
  };
}

/**
 * @param {readonly TokenTurn[]} turns
 * @param {WindowKind} kind
 * @returns {KindSummary}
 */
function ofKind(turns, kind) {
  const windows = turns.flatMap((turn) => turn[kind]);
  const all = callsOf(windows);
  const next = windows.flatMap(({ nextMs }) => nextMs);
  const resentMs = windows.flatMap((window) => window.resentMs);
  const renewalMs = windows.flatMap((window) => window.renewalMs);
  return {
    p50Ms: spreadOf(turns.map((turn) => quantileOf(callsOf(turn[kind]), 0.5))),
    p99Ms: spreadOf(turns.map((turn) => p99Of(turn[kind]))),
    pooled: { p50Ms: quantileOf(all, 0.5), p99Ms: quantileOf(all, 0.99), maxMs: Math.max(0, ...all) },
    next: { p50Ms: quantileOf(next, 0.5), p90Ms: quantileOf(next, 0.9) },
    windows: windows.length,
    failed: sumOf(windows, ({ failed }) => failed),
    renewals: sumOf(windows, ({ renewalMs }) => renewalMs.length),
    renewalMs: spreadOf(renewalMs.length === 0 ? [0] : renewalMs),
    resent: spreadOf(windows.map((window) => window.resentMs.length)),
    resentMs: spreadOf(resentMs.length === 0 ? [0] : resentMs),
  };
}

/** @param {readonly TokenSlice[]} windows */
function callsOf(windows) {
  return windows.flatMap(({ tookMs }) => tookMs);
}

/** @param {readonly TokenSlice[]} windows */
function p99Of(windows) {
  return quantileOf(callsOf(windows), 0.99);
}

/**
 * @param {readonly TokenSlice[]} windows
 * @param {(window: TokenSlice) => number} read
 */
function sumOf(windows, read) {
  return windows.reduce((total, window) => total + read(window), 0);
}
