// @ts-check
// A fleet of this library's clients around one outage: how soon calls go well again, and whether the return is overrun.

import { runFleet } from './fleet.mjs';
import { NORMAL } from './gateway.mjs';
import { CAPACITY } from './scenario.mjs';
import { secondsUntilBack } from './summary.mjs';

/** @import { FleetRecord } from './fleet.mjs' */
/** @import { Phase } from './scenario.mjs' */
/** @import { Second } from './tally.mjs' */
/** @import { Strategy } from './strategies.mjs' */

/**
 * @typedef {object} RecoveryOptions
 * @property {number} seed
 * @property {number} clients
 * @property {number} perSecond calls of each client
 * @property {number} outageMs in whole seconds
 * @property {'refusing' | 'silent'} kind what the gateway does meanwhile: refuse connections, or take requests and never answer
 * @property {Strategy} [strategy] Default `alipay-axios`
 */

/**
 * Shares are of the normal load, so many calls a second as the fleet makes.
 *
 * @typedef {object} RecoveryResult
 * @property {number[]} goodput by second after the return, as a share
 * @property {number[]} offered by second after the return, as a share
 * @property {number} secondsUntilBack after the return, from which on goodput is at 95 %; see `secondsUntilBack`
 * @property {number} peakAfterReturn the highest offered load of a second, as a share
 * @property {number} peakDuringOutage
 * @property {number} attemptsPerCallDuringOutage of the calls that began then
 */

const BEFORE_S = 45;
const AFTER_S = 90;

/**
 * @param {RecoveryOptions} options
 * @returns {RecoveryResult}
 *
 * @example
 * simulateRecovery({ seed: 1, clients: 1_000, perSecond: 1.5, outageMs: 60_000, kind: 'refusing' }).secondsUntilBack; // 4
 */
export function simulateRecovery({ seed, clients, perSecond, outageMs, kind, strategy = 'alipay-axios' }) {
  const beginsMs = BEFORE_S * 1_000;
  const endsMs = beginsMs + outageMs;
  /** @type {Phase[]} */
  const phases = [
    { kind: 'normal', beginsMs: 0, endsMs: beginsMs, condition: NORMAL },
    { kind: 'outage', beginsMs, endsMs, condition: { ...NORMAL, state: kind } },
    { kind: 'recovery', beginsMs: endsMs, endsMs: endsMs + AFTER_S * 1_000, condition: NORMAL },
  ];
  const normal = clients * perSecond;
  const record = runFleet(strategy, { clients, perSecond, capacity: normal * CAPACITY, phases, seed });
  const after = record.seconds.slice(endsMs / 1_000, endsMs / 1_000 + AFTER_S);
  const during = record.seconds.slice(BEFORE_S, endsMs / 1_000);
  const goodput = after.map(({ served }) => served / normal);
  return {
    goodput,
    offered: sharesOf(after, normal),
    secondsUntilBack: secondsUntilBack(goodput),
    peakAfterReturn: Math.max(...sharesOf(after, normal)),
    peakDuringOutage: Math.max(...sharesOf(during, normal)),
    attemptsPerCallDuringOutage: attemptsPerCall(record, 1),
  };
}

/** @param {readonly Second[]} seconds @param {number} normal */
function sharesOf(seconds, normal) {
  return seconds.map(({ attempts }) => attempts / normal);
}

/** @param {FleetRecord} record @param {number} phase */
function attemptsPerCall({ phases }, phase) {
  const { attempts, calls } = phases[phase] ?? { attempts: 0, calls: 0 };
  return attempts / calls;
}
