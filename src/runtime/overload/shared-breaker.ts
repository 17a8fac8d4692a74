import type { Breaker, BreakerState, BreakerTerms, Ended, Pass } from '../../policy/breaker.js';
import { countEnd, heldForMs, letThrough, NEW_BREAKER } from '../../policy/breaker.js';
import type { Clock } from '../clock.js';
import { createByKey } from './by-key.js';
import type { AlipayHealth } from './health.js';

/** A breaker that went from one state to another. */
export interface BreakerChange {
  readonly from: BreakerState;
  readonly to: BreakerState;
  /** For how long it stays open, in milliseconds; only where it opened. */
  readonly openMs?: number;
}

/** The breakers of gateways and method classes. Instants are `elapsedMs` of the instances' clock. */
export interface BreakerDesk {
  /** For how long nothing is let through, in milliseconds. */
  heldForMs(key: string, atMs: number): number;
  /** Lets an attempt through that is not held. */
  letThrough(key: string, atMs: number): { readonly pass: Pass; readonly change?: BreakerChange };
  /** Counts how it ended. */
  ended(key: string, ended: Ended): BreakerChange | undefined;
  /** The state of each breaker of a gateway that is not closed, by method class. */
  states(gateway: string, atMs: number): AlipayHealth['breakers'];
}

/**
 * Breakers that instances share: one for each gateway and method class. Made by `createBreaker`; what it holds is out of
 * reach.
 */
export class SharedBreaker {
  readonly #desk: BreakerDesk;
  #clock: Clock | undefined;

  constructor(desk: BreakerDesk) {
    this.#desk = desk;
  }

  /**
   * Whether it goes by this clock, as by that of the first instance that shares it; true for every other value.
   *
   * @internal
   */
  static isOn(value: unknown, clock: Clock): boolean {
    if (typeof value !== 'object' || value === null || !(#desk in value)) return true;
    value.#clock ??= clock;
    return value.#clock === clock;
  }

  /**
   * The desk of shared breakers; `undefined` for every other value.
   *
   * @internal
   */
  static deskOf(value: unknown): BreakerDesk | undefined {
    return typeof value === 'object' && value !== null && #desk in value ? value.#desk : undefined;
  }
}

/** Makes the breakers of an instance, or of several. */
export function createBreakerDesk(terms: BreakerTerms): BreakerDesk {
  const breakers = createByKey<Breaker>(
    () => NEW_BREAKER,
    ({ state }) => state === 'closed',
  );
  const put = (key: string, before: Breaker, after: Breaker, atMs: number): BreakerChange | undefined => {
    if (after !== before) breakers.set(key, after);
    return after.state === before.state ? undefined : changeOf(before, after, atMs);
  };
  return {
    heldForMs: (key, atMs) => heldForMs(breakers.get(key), terms, atMs),
    letThrough: (key, atMs) => {
      const before = breakers.get(key);
      const passed = letThrough(before, terms, atMs);
      if (passed === undefined) throw new Error('An attempt that is held was let through: this is a bug');
      const change = put(key, before, passed.breaker, atMs);
      return { pass: passed.pass, ...(change === undefined ? {} : { change }) };
    },
    ended: (key, ended) => {
      const before = breakers.get(key);
      return put(key, before, countEnd(before, terms, ended), ended.atMs);
    },
    states: (gateway, atMs) => {
      const ofGateway = [...breakers.entries()].filter(
        ([key, { state }]) => key.startsWith(`${gateway} `) && state !== 'closed',
      );
      const shown = ofGateway.map(([key, { state, ...one }]) => [
        key.slice(gateway.length + 1),
        { state, openForMs: 'untilMs' in one ? Math.max(0, one.untilMs - atMs) : 0 },
      ]);
      return Object.fromEntries(shown);
    },
  };
}

function changeOf(before: Breaker, after: Breaker, atMs: number): BreakerChange {
  const change = { from: before.state, to: after.state };
  return after.state === 'open' ? { ...change, openMs: Math.round(after.untilMs - atMs) } : change;
}
