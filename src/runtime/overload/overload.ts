import type { AttemptResult } from '../../policy/attempt-result.js';
import type { Brakes } from '../../policy/decision.js';
import { healthOf } from '../../policy/health-of.js';
import { elapsedMs } from '../clock.js';
import type { Settings } from '../settings.js';
import type { BreakerGuard } from './breaker-guard.js';
import { createBreakerGuard } from './breaker-guard.js';
import type { AlipayHealth } from './health.js';
import type { RateLimits } from './rate-limits.js';
import { createRateLimits } from './rate-limits.js';
import type { BreakerChange } from './shared-breaker.js';
import type { Admission, Asker, Ticket, Waiting } from './turnstile.js';
import { createTurnstile } from './turnstile.js';

/** Keeps an instance from doing harm to a gateway that is weak, and from being held up by it. */
export interface Overload {
  /** The place of a new call in the order of all. */
  ticket(): Ticket;
  /** What holds a retry of the method back. */
  brakes(method: string): Brakes;
  /** Pays for a retry out of the budget; returns what it cost. */
  payRetry(throttled: boolean): number;
  /** Whether the breaker lets nothing of the method through, and for how long, in milliseconds. */
  heldForMs(method: string): number;
  /** The breaker's class of a method; see `methodClassOf`. */
  classOf(method: string): string;
  /** What asks to be let in. */
  entry(terms: EntryTerms): Entry;
  /** Asks to be let in; whoever is told to go has to `leave`. */
  ask(entry: Entry): Admission | Waiting;
  /** An attempt that was let in is over. */
  leave(entry: Entry, end: AttemptEnd): BreakerChange | undefined;
  health(): Omit<AlipayHealth, 'clockOffsetMs'>;
}

/** One attempt on its way in. */
export interface Entry extends Asker {
  /** When it went in; by `elapsedMs`, in milliseconds; `undefined` before. */
  wentAtMs: number | undefined;
  /** The round of the breaker that it is a probe of. */
  probe: number | undefined;
  /** What letting it in did to the breaker. */
  change: BreakerChange | undefined;
}

/** How an attempt ended. */
export interface AttemptEnd {
  /** `undefined` where it was broken off, or never began. */
  readonly result: AttemptResult | undefined;
  /** Whether it had as much time as attempts are given. */
  readonly hadTime: boolean;
  /** What the call's last retry cost; `undefined` where there was none. */
  readonly paid: number | undefined;
}

/** What an entry is made of. */
export interface EntryTerms {
  readonly ticket: Ticket;
  readonly method: string;
  readonly isOwn: boolean;
  /** What is left of the call's time, in milliseconds. */
  readonly remainingMs: number;
}

/** Makes the keeper of an instance. */
export function createOverload(settings: Settings): Overload {
  const { clock, random, gateway, budget } = settings;
  const limits = createRateLimits(settings.limiter, clock);
  const turnstile = createTurnstile(clock, limits, settings.bulkhead);
  const guard = createBreakerGuard(settings);
  let tickets = 0;
  return {
    classOf: guard.classOf,
    entry: (terms) => createEntry(terms, elapsedMs(clock), guard),
    ticket: () => ({ nth: ++tickets, wasIn: false }),
    brakes: (method) => {
      const atMs = elapsedMs(clock);
      const has = budget?.has(gateway, atMs) ?? { transient: true, throttled: true };
      return { ...has, heldForMs: guard.heldForMs(method, atMs) };
    },
    payRetry: (throttled) => budget?.take(gateway, throttled, elapsedMs(clock)) ?? 0,
    heldForMs: (method) => guard.heldForMs(method, elapsedMs(clock)),
    ask: (entry) => turnstile.ask(entry),
    leave: (entry, { result, hadTime, paid }) => {
      const atMs = elapsedMs(clock);
      const health = result === undefined ? 'neither' : healthOf(result, hadTime);
      const isThrottled = result !== undefined && countRate(limits, entry, result, atMs);
      if (health === 'well' && !isThrottled) budget?.refund(gateway, paid);
      const change = guard.ended(entry.method, { health, probe: entry.probe, atMs, draw: random() });
      turnstile.leave(entry, result === undefined ? undefined : atMs - (entry.wentAtMs ?? atMs));
      return change;
    },
    health: () => ({
      inFlight: turnstile.inFlight,
      waiting: turnstile.waiting,
      ...(budget === undefined ? {} : { budget: budget.left(gateway) }),
      breakers: guard.states(elapsedMs(clock)),
      ratesPerSecond: limits.rates(),
    }),
  };
}

function createEntry(
  { ticket, method, isOwn, remainingMs }: EntryTerms,
  askedAtMs: number,
  guard: BreakerGuard,
): Entry {
  const entry: Entry = {
    ticket,
    method,
    isOwn,
    deadlineMs: askedAtMs + remainingMs,
    wentAtMs: undefined,
    probe: undefined,
    change: undefined,
    heldForMs: (atMs) => guard.heldForMs(method, atMs),
    goes: (atMs) => {
      const { probe, change } = guard.letThrough(method, atMs);
      entry.wentAtMs = atMs;
      entry.probe = probe;
      entry.change = change;
    },
  };
  return entry;
}

/** Tells the limiters how an attempt was taken; returns whether it was refused for some rate. */
function countRate(limits: RateLimits, { method, wentAtMs = 0 }: Entry, result: AttemptResult, atMs: number): boolean {
  if (result.kind === 'not_sent' || result.answer === undefined) return false;
  const { action, scope = 'method' } = result.answer.row;
  if (action !== 'throttle') limits.taken(method, atMs);
  else if (scope !== 'record') limits.refused(scope, method, wentAtMs, atMs);
  return action === 'throttle';
}
