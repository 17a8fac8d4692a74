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
  const namesOf = createMethodNames(settings);
  const classOf = (method: string): string => namesOf(method).methodClass;
  if (breaker === undefined) return { classOf, ...OPEN_DOOR };
  const keyOf = (method: string): string => namesOf(method).key;
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

/** What a method goes by: its class, and the key of its breaker. */
interface MethodNames {
  readonly methodClass: string;
  readonly key: string;
}

/** The class goes by what the method is, and not by what a call says about repeating it. */
function createMethodNames({ gateway, methods }: Settings): (method: string) => MethodNames {
  const names = createByKey<MethodNames | undefined>(
    () => undefined,
    () => true,
  );
  return (method) => {
    const known = names.get(method);
    if (known !== undefined) return known;
    const repeat = methods.get(method)?.repeat ?? findMethod(method)?.repeat;
    const methodClass = methodClassOf(method, repeat === undefined ? looksReadOnly(method) : repeat === 'safe');
    const made = { methodClass, key: `${gateway} ${methodClass}` };
    names.set(method, made);
    return made;
  };
}
