import type { RateLimit, RateLimitTerms } from '../../policy/rate-limit.js';
import {
  countRefused,
  countTaken,
  isForgotten,
  mostTurns,
  newRateLimit,
  takeTurn,
  waitForTurnMs,
} from '../../policy/rate-limit.js';
import type { Clock } from '../clock.js';
import { elapsedMs } from '../clock.js';
import type { ByKey } from './by-key.js';
import { createByKey } from './by-key.js';

/** The limiters of an app: one for all its calls and one for each method. Instants are `elapsedMs` of the clock. */
export interface RateLimits {
  /** How long an attempt of the method has to wait for its turn, in milliseconds. */
  waitMs(method: string, atMs: number): number;
  /** Whether all turns until an instant are certainly taken by those in front. */
  isHopeless(method: string, ahead: Ahead, atMs: number, untilMs: number): boolean;
  /** Lets an attempt go. */
  take(method: string, atMs: number): void;
  /** The gateway took an attempt in. */
  taken(method: string, atMs: number): void;
  /** The gateway refused an attempt for the rate of the app or of the method. */
  refused(scope: 'app' | 'method', method: string, sentAtMs: number, atMs: number): void;
  /** The rates that are held, in attempts a second: by method, and under `*` that of the app. */
  rates(atMs: number): Readonly<Record<string, number>>;
}

/** Those who wait in front: in all, and with the same method. */
export interface Ahead {
  readonly all: number;
  readonly sameMethod: number;
}

const APP = '*';

/** Makes the limiters of an instance; without terms they let everything through. */
export function createRateLimits(terms: RateLimitTerms | undefined, clock: Clock): RateLimits {
  if (terms === undefined) return UNLIMITED;
  const limits = createByKey(
    () => newRateLimit(elapsedMs(clock)),
    ({ mode }) => mode === 'free',
  );
  const change = (key: string, next: (limit: RateLimit) => RateLimit): void => limits.set(key, next(limits.get(key)));
  return {
    waitMs: (method, atMs) =>
      Math.max(waitForTurnMs(limits.get(APP), terms, atMs), waitForTurnMs(limits.get(method), terms, atMs)),
    isHopeless: (method, ahead, atMs, untilMs) =>
      ahead.all + 1 > mostTurns(limits.get(APP), terms, atMs, untilMs) ||
      ahead.sameMethod + 1 > mostTurns(limits.get(method), terms, atMs, untilMs),
    take: (method, atMs) => {
      for (const key of [APP, method]) takeOne(limits, key, atMs);
    },
    taken: (method, atMs) => {
      for (const key of [APP, method]) change(key, (limit) => countTaken(limit, terms, atMs));
    },
    refused: (scope, method, sentAtMs, atMs) =>
      change(scope === 'app' ? APP : method, (limit) => countRefused(limit, terms, sentAtMs, atMs)),
    rates: (atMs) => ratesOf(limits, terms, atMs),
  };
}

function takeOne(limits: ByKey<RateLimit>, key: string, atMs: number): void {
  const limit = limits.get(key);
  if (limit.mode === 'limiting') limits.set(key, takeTurn(limit, atMs));
}

function ratesOf(limits: ByKey<RateLimit>, terms: RateLimitTerms, atMs: number): Readonly<Record<string, number>> {
  const held = [...limits.entries()].flatMap(([key, limit]): [string, number][] =>
    limit.mode === 'limiting' && !isForgotten(limit, terms, atMs) ? [[key, limit.perSecond]] : [],
  );
  return Object.fromEntries(held);
}

const UNLIMITED: RateLimits = {
  waitMs: () => 0,
  isHopeless: () => false,
  take: () => {},
  taken: () => {},
  refused: () => {},
  rates: () => ({}),
};
