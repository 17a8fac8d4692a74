import { findMethod, looksReadOnly } from '../../catalog/find-method.js';
import type { Ended } from '../../policy/breaker.js';
import { methodClassOf } from '../../policy/method-class.js';
import type { Settings } from '../settings.js';
import { createByKey } from './by-key.js';
import type { AlipayHealth } from './health.js';
import type { BreakerChange, BreakerDesk } from './shared-breaker.js';

/** The breakers of one gateway, by method. Instants are `elapsedMs` of the clock. */
export interface BreakerGuard {
  /** The class of a method; see `methodClassOf`. */
  classOf(method: string): string;
  heldForMs(method: string, atMs: number): number;
  letThrough(method: string, atMs: number): Partial<ReturnType<BreakerDesk['letThrough']>>;
  ended(method: string, ended: Ended): BreakerChange | undefined;
  states(atMs: number): AlipayHealth['breakers'];
}

/** Makes the guard of an instance; where the breaker is off it lets everything through. */
export function createBreakerGuard(settings: Settings): BreakerGuard {
  const { gateway, breaker } = settings;
  const classOf = createMethodClasses(settings);
  if (breaker === undefined) return { classOf, ...OPEN_DOOR };
  const keyOf = (method: string): string => `${gateway} ${classOf(method)}`;
  return {
    classOf,
    heldForMs: (method, atMs) => breaker.heldForMs(keyOf(method), atMs),
    letThrough: (method, atMs) => breaker.letThrough(keyOf(method), atMs),
    ended: (method, ended) => breaker.ended(keyOf(method), ended),
    states: (atMs) => breaker.states(gateway, atMs),
  };
}

const OPEN_DOOR: Omit<BreakerGuard, 'classOf'> = {
  heldForMs: () => 0,
  letThrough: () => ({}),
  ended: () => undefined,
  states: () => ({}),
};

/** The breaker's class of a method, by what the method is and not by what a call says about repeating it. */
function createMethodClasses({ methods }: Settings): (method: string) => string {
  const classes = createByKey<string | undefined>(
    () => undefined,
    () => true,
  );
  return (method) => {
    const known = classes.get(method);
    if (known !== undefined) return known;
    const repeat = methods.get(method)?.repeat ?? findMethod(method)?.repeat;
    const made = methodClassOf(method, repeat === undefined ? looksReadOnly(method) : repeat === 'safe');
    classes.set(method, made);
    return made;
  };
}
