// @ts-check
// The ten minutes that every fleet goes through.

import { NORMAL } from './gateway.mjs';

/** @import { Condition } from './gateway.mjs' */

/** @typedef {'normal' | 'brown-out' | 'outage' | 'recovery' | 'throttling' | 'faults'} PhaseKind */
/** @typedef {{ kind: PhaseKind, beginsMs: number, endsMs: number, condition: Condition }} Phase */

/** @typedef {{ clients: number, perSecond: number, capacity: number, phases: readonly Phase[], seed: number }} Scenario */

/** The speed that is left to the gateway in the brown-out. */
export const BROWN_OUT_SPEED = 0.25;
/** The part of their calls that the clients are granted while they are throttled. */
export const GRANTED_PART = 0.6;
/** The share of attempts that fail in the phase of the faults. */
export const FAULTS = 0.08;
/** What the gateway can serve, as a multiple of the calls that are made. */
export const CAPACITY = 1.5;

/** @type {readonly [kind: PhaseKind, seconds: number][]} */
const TEN_MINUTES = [
  ['normal', 60],
  ['brown-out', 60],
  ['normal', 80],
  ['outage', 60],
  ['recovery', 100],
  ['throttling', 60],
  ['normal', 70],
  ['faults', 60],
  ['normal', 50],
];

/**
 * The ten minutes, or the same story told faster or slower.
 *
 * @param {{ clients: number, perSecond: number, seed: number, secondsScale: number }} of
 * @returns {Scenario}
 */
export function tenMinutes({ clients, perSecond, seed, secondsScale }) {
  const conditions = conditionsFor(clients * perSecond);
  const phases = TEN_MINUTES.map(([kind, seconds]) => ({
    kind,
    seconds: Math.max(1, Math.round(seconds * secondsScale)),
  }));
  return { clients, perSecond, seed, capacity: clients * perSecond * CAPACITY, phases: inARow(phases, conditions) };
}

/**
 * @param {readonly { kind: PhaseKind, seconds: number }[]} phases
 * @param {Readonly<Record<PhaseKind, Condition>>} conditions
 * @returns {Phase[]}
 */
export function inARow(phases, conditions) {
  let beginsMs = 0;
  return phases.map(({ kind, seconds }) => {
    const phase = { kind, beginsMs, endsMs: beginsMs + seconds * 1_000, condition: conditions[kind] };
    beginsMs = phase.endsMs;
    return phase;
  });
}

/**
 * What the gateway is like in each kind of phase.
 *
 * @param {number} perSecond the calls of all clients
 * @returns {Record<PhaseKind, Condition>}
 */
export function conditionsFor(perSecond) {
  return {
    normal: NORMAL,
    'brown-out': { ...NORMAL, speed: BROWN_OUT_SPEED },
    outage: { ...NORMAL, state: 'refusing' },
    recovery: NORMAL,
    throttling: { ...NORMAL, grantPerSecond: perSecond * GRANTED_PART },
    faults: { ...NORMAL, faults: FAULTS },
  };
}
