import type { AttemptResult } from '../../policy/attempt-result.js';
import type { Pass } from '../../policy/breaker.js';
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
  /**
   * The place of a new call in the order of all.
   *
   * @param wasIn whether it is treated as one that had a place before: it follows another up
   */
  ticket(wasIn: boolean): Ticket;
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
  /** Gives back what was paid for a retry that was not made. */
  giveBack(paid: number): void;
  /** An attempt that was let in is over. */
  leave(entry: Entry, end: AttemptEnd): Aftermath;
  health(): Omit<AlipayHealth, 'clockOffsetMs'>;
}

/** One attempt on its way in. */
export interface Entry extends Asker {
  /** When it went in; by `elapsedMs`, in milliseconds; `undefined` before. */
  wentAtMs: number | undefined;
  /** What the breaker let it through with; `undefined` before, and where the breaker is off. */
  pass: Pass | undefined;
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

/** What the end of an attempt did to the brakes. */
export interface Aftermath {
  /** Whether it was a probe that found the gateway still failing. */
  readonly isLostProbe: boolean;
  readonly change?: BreakerChange;
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
    ticket: (wasIn) => ({ nth: ++tickets, wasIn }),
    brakes: (method) => {
      const atMs = elapsedMs(clock);
      const has = budget?.has(gateway, atMs) ?? { transient: true, throttled: true };
      return { ...has, heldForMs: guard.heldForMs(method, atMs) };
    },
    payRetry: (throttled) => budget?.take(gateway, throttled, elapsedMs(clock)) ?? 0,
    heldForMs: (method) => guard.heldForMs(method, elapsedMs(clock)),
    ask: (entry) => turnstile.ask(entry),
    giveBack: (paid) => budget?.refund(gateway, paid),
    leave: (entry, { result, hadTime, paid }) => {
      const atMs = elapsedMs(clock);
      const health = result === undefined ? 'neither' : healthOf(result, hadTime);
      const isThrottled = result !== undefined && countRate(limits, entry, result, atMs);
      if (health === 'well' && !isThrottled) budget?.refund(gateway, paid);
      const { pass, wentAtMs = atMs } = entry;
      const change = pass === undefined ? undefined : guard.ended(entry.method, { health, pass, atMs, draw: random() });
      if (result === undefined) turnstile.leave(entry, undefined);
      else turnstile.leave(entry, { tookMs: atMs - wentAtMs, by: isOurEnd(result) ? 'us' : 'them' });
      const isLostProbe = health === 'failed' && pass !== undefined && pass.round > 0;
      return { isLostProbe, ...(change === undefined ? {} : { change }) };
    },
    health: () => ({
      inFlight: turnstile.inFlight,
      waiting: turnstile.waiting,
      ...(budget === undefined ? {} : { budget: budget.left(gateway) }),
      breakers: guard.states(elapsedMs(clock)),
      ratesPerSecond: limits.rates(elapsedMs(clock)),
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
    pass: undefined,
    change: undefined,
    heldForMs: (atMs) => guard.heldForMs(method, atMs),
    goes: (atMs) => {
      const { pass, change } = guard.letThrough(method, atMs);
      entry.wentAtMs = atMs;
      entry.pass = pass;
      entry.change = change;
    },
  };
  return entry;
}

// Ended by our timer, or before it left us.
function isOurEnd(result: AttemptResult): boolean {
  if (result.kind !== 'not_sent') return result.kind === 'unknown' && result.cause === 'timeout';
  return result.cause === 'connect-timeout' || result.cause === 'not-written';
}

/** Tells the limiters how an attempt was taken; returns whether it was refused for some rate. */
function countRate(limits: RateLimits, { method, wentAtMs = 0 }: Entry, result: AttemptResult, atMs: number): boolean {
  if (result.kind === 'not_sent' || result.answer === undefined) return false;
  const { action, scope = 'method' } = result.answer.row;
  if (action !== 'throttle') limits.taken(method, atMs);
  else if (scope !== 'record') limits.refused(scope, method, wentAtMs, atMs);
  return action === 'throttle';
}
