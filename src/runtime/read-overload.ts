import type { BreakerTerms } from '../policy/breaker.js';
import { BREAKER } from '../policy/breaker.js';
import type { BulkheadTerms } from '../policy/bulkhead.js';
import { BULKHEAD } from '../policy/bulkhead.js';
import type { RateLimitTerms } from '../policy/rate-limit.js';
import { RATE_LIMIT } from '../policy/rate-limit.js';
import type { RetryBudgetTerms } from '../policy/retry-budget.js';
import { RETRY_BUDGET } from '../policy/retry-budget.js';
import { SKEW_THRESHOLD_MS } from '../policy/skew.js';
import type { Came } from '../protocol/invalid-input.js';
import { invalidInput, kindOf, quoteNumber } from '../protocol/invalid-input.js';
import { checkKeys, readWhole } from './check-keys.js';
import type { Clock } from './clock.js';
import type { BreakerDesk } from './overload/shared-breaker.js';
import { createBreakerDesk, SharedBreaker } from './overload/shared-breaker.js';
import type { BudgetDesk } from './overload/shared-budget.js';
import { createBudgetDesk, SharedRetryBudget } from './overload/shared-budget.js';
import type { Settings } from './settings.js';

/** When our clock counts as wrong. */
export interface ClockSkewOptions {
  /** A smaller difference from the gateway's is left alone, in milliseconds. Default 240 000. */
  readonly thresholdMs?: number;
}

/** What spares a gateway that is weak. Each is on by default, takes its terms, and is off with `false`. */
export interface OverloadOptions {
  /** The retries that all calls together may make; one made by `createRetryBudget` is shared with other instances. */
  readonly budget?: Partial<RetryBudgetTerms> | SharedRetryBudget | boolean;
  /** When nothing is sent for a while; one made by `createBreaker` is shared with other instances. */
  readonly breaker?: Partial<BreakerTerms> | SharedBreaker | boolean;
  /** How the rate is found that the gateway grants, once it refuses calls for their rate. */
  readonly limiter?: Partial<RateLimitTerms> | boolean;
  /** How many attempts are under way at once, and how many calls wait for that. */
  readonly bulkhead?: Partial<BulkheadTerms> | boolean;
  /** Whether a wrong clock is made up for by the `Date` of replies. */
  readonly clockSkew?: ClockSkewOptions | boolean;
}

type Terms = Readonly<Record<string, number>>;
type OverloadSettings = Pick<Settings, 'budget' | 'breaker' | 'limiter' | 'bulkhead' | 'clockSkewMs'>;

/**
 * Reads the options against overload.
 *
 * @throws TypeError that names the option, what came and what to do
 */
export function readOverload(options: OverloadOptions, clock: Clock): OverloadSettings {
  const { budget, breaker } = options;
  checkClock(budget, 'budget', clock);
  checkClock(breaker, 'breaker', clock);
  const limiter = read(options.limiter, 'limiter', RATE_LIMIT, LIMITER_BOUNDS);
  const bulkhead = read(options.bulkhead, 'bulkhead', BULKHEAD, BULKHEAD_BOUNDS);
  const skew = read(options.clockSkew, 'clockSkew', { thresholdMs: SKEW_THRESHOLD_MS }, { thresholdMs: whole(1_000) });
  return {
    ...given('budget', budget === false ? undefined : (SharedRetryBudget.deskOf(budget) ?? budgetDesk(budget))),
    ...given('breaker', breaker === false ? undefined : (SharedBreaker.deskOf(breaker) ?? breakerDesk(breaker))),
    ...given('limiter', limiter),
    ...given('bulkhead', bulkhead),
    ...given('clockSkewMs', skew?.thresholdMs),
  };
}

// Instants of two clocks cannot be compared.
function checkClock(option: unknown, name: string, clock: Clock): void {
  if (SharedRetryBudget.isOn(option, clock) && SharedBreaker.isOn(option, clock)) return;
  throw invalidInput(name, {
    en: 'is shared with an instance that has another `clock`; give all of them the same one',
    zh: '已由使用另一个 `clock` 的实例共用；请让它们使用同一个 `clock`',
  });
}

/**
 * A retry budget for several instances in one process: for each gateway one bucket, out of which all of them pay.
 *
 * @throws TypeError for a wrong option
 * @example
 * const budget = createRetryBudget();
 * const shops = apps.map((app) => createAlipay({ ...app, budget }));
 */
export function createRetryBudget(options: Partial<RetryBudgetTerms> = {}): SharedRetryBudget {
  return new SharedRetryBudget(budgetDesk(options));
}

/**
 * A breaker for several instances in one process: what one of them finds out about a gateway counts for all.
 *
 * @throws TypeError for a wrong option
 * @example
 * const breaker = createBreaker({ minAttempts: 50 });
 * const shops = apps.map((app) => createAlipay({ ...app, breaker }));
 */
export function createBreaker(options: Partial<BreakerTerms> = {}): SharedBreaker {
  return new SharedBreaker(breakerDesk(options));
}

function budgetDesk(options: unknown): BudgetDesk {
  return createBudgetDesk(read(options, 'budget', RETRY_BUDGET, BUDGET_BOUNDS) ?? RETRY_BUDGET);
}

function breakerDesk(options: unknown): BreakerDesk {
  const terms = read(options, 'breaker', BREAKER, BREAKER_BOUNDS) ?? BREAKER;
  if (terms.maxOpenMs >= terms.openMs) return createBreakerDesk(terms);
  throw invalidInput('breaker.maxOpenMs', {
    en: `must be at least breaker.openMs (${terms.openMs}), got ${terms.maxOpenMs}`,
    zh: `不能小于 breaker.openMs（${terms.openMs}），收到的是 ${terms.maxOpenMs}`,
  });
}

// An object of a class would pass for one without any terms, and be on as by default.
function refuseStrange(option: unknown, name: string): void {
  if (typeof option !== 'object' || option === null) return;
  const prototype: unknown = Object.getPrototypeOf(option);
  if (prototype === Object.prototype || prototype === null) return;
  throw invalidInput(name, {
    en: `must be a plain object with terms, true or false, got ${strangeKind(option).en}`,
    zh: `应为普通对象、true 或 false，收到的是${strangeKind(option).zh}`,
  });
}

function strangeKind(option: object): Came {
  if (SharedBreaker.deskOf(option) !== undefined) return A_BREAKER;
  if (SharedRetryBudget.deskOf(option) !== undefined) return A_BUDGET;
  return kindOf(option);
}

const A_BREAKER = { en: 'a breaker, which belongs into `breaker`', zh: '熔断器，它应填在 `breaker` 中' };
const A_BUDGET = { en: 'a retry budget, which belongs into `budget`', zh: '重试预算，它应填在 `budget` 中' };

/** Reads one term; throws where it is out of its bounds. */
type Bound = (value: unknown, name: string, byDefault: number) => number;

const whole =
  (min: number): Bound =>
  (value, name, byDefault) =>
    readWhole(value, name, min, byDefault);

const between =
  (above: number, below: number, includes: boolean): Bound =>
  (value, name, byDefault) => {
    if (value === undefined) return byDefault;
    if (typeof value === 'number' && value > above && (value < below || (includes && value === below))) return value;
    const came = quoteNumber(value);
    const most = includes ? 'at most' : 'below';
    const bound = below === Number.POSITIVE_INFINITY ? '' : ` and ${most} ${below}`;
    const upTo = below === Number.POSITIVE_INFINITY ? '' : `、${includes ? '不大于' : '小于'} ${below}`;
    throw invalidInput(name, {
      en: `must be a number above ${above}${bound}, got ${came.en}`,
      zh: `应为大于 ${above}${upTo} 的数，收到的是${came.zh}`,
    });
  };

const BUDGET_BOUNDS = { tokens: whole(0), transientCost: whole(0), throttledCost: whole(0), floorPerMinute: whole(0) };
const BREAKER_BOUNDS = {
  failureRatio: between(0, 1, true),
  minAttempts: whole(1),
  windowMs: whole(100),
  openMs: whole(1),
  maxOpenMs: whole(1),
  probes: whole(1),
};
const LIMITER_BOUNDS = {
  minPerSecond: between(0, Number.POSITIVE_INFINITY, false),
  cut: between(0, 1, false),
  growth: between(0, Number.POSITIVE_INFINITY, false),
  forgetAfterMs: whole(1_000),
};
const BULKHEAD_BOUNDS = { maxInFlight: whole(1), maxWaiting: whole(0) };

function read<T extends { readonly [Name in keyof T]: number }>(
  option: unknown,
  name: string,
  byDefault: T,
  bounds: { readonly [Name in keyof T]: Bound },
): T | undefined {
  if (option === false) return undefined;
  if (option === undefined || option === true) return byDefault;
  refuseStrange(option, name);
  const names = Object.keys(bounds) as (keyof T & string)[];
  const members = checkKeys(option, name, names);
  const terms = names.map((key) => [key, bounds[key](members[key], `${name}.${key}`, byDefault[key])]);
  return Object.fromEntries(terms) as Terms as T;
}

function given<Name extends keyof OverloadSettings>(
  name: Name,
  value: OverloadSettings[Name] | undefined,
): Pick<OverloadSettings, Name> | object {
  return value === undefined ? {} : { [name]: value };
}
