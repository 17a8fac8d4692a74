import type { BulkheadTerms } from '../../policy/bulkhead.js';
import { seat } from '../../policy/bulkhead.js';
import type { ServiceTime } from '../../policy/service-time.js';
import { countService, leastServiceMs, newServiceTime } from '../../policy/service-time.js';
import type { Clock } from '../clock.js';
import { elapsedMs } from '../clock.js';
import type { RateLimits } from './rate-limits.js';
import type { WakeUp } from './wake-up.js';
import { createWakeUp } from './wake-up.js';

/** A call's place in the order of all calls; kept while it waits between its attempts, and lent to its questions. */
export interface Ticket {
  readonly nth: number;
  /** Whether it has had a place: then it is not turned away for want of room any more. */
  wasIn: boolean;
}

/** Who asks to be let in. */
export interface Asker {
  readonly ticket: Ticket;
  readonly method: string;
  /** True for the engine's own calls, for which others wait: they take no place. */
  readonly isOwn: boolean;
  /** By when it has to be over; by `elapsedMs`, in milliseconds. */
  readonly deadlineMs: number;
  /** For how long the breaker holds it, in milliseconds. */
  heldForMs(atMs: number): number;
  /** It goes. */
  goes(atMs: number): void;
}

/**
 * What an asker is told.
 *
 * - `go` it has its place
 * - `held` the breaker lets nothing through
 * - `full` as many wait as may
 * - `too-late` whoever waits for a place cannot be done in time
 * - `too-slow` the limiter grants too few until its deadline
 */
export type Admission = 'go' | 'held' | 'full' | 'too-late' | 'too-slow';

/** An asker in the line. */
export interface Waiting {
  readonly told: Promise<Admission>;
  /** Leaves the line; nothing where it was told something already. */
  leave(): void;
}

/** What lets attempts in: as many at once as there are places, at the rate that the limiters have, first come first served. */
export interface Turnstile {
  /** Takes a place, or a place in the line. */
  ask(asker: Asker): Admission | Waiting;
  /**
   * Gives a place back.
   *
   * @param tookMs how long the attempt took, in milliseconds; `undefined` where it did not end by itself
   */
  leave(asker: Asker, tookMs: number | undefined): void;
  readonly inFlight: number;
  readonly waiting: number;
}

interface InLine {
  readonly asker: Asker;
  readonly tell: (admission: Admission) => void;
}

/** What a turnstile knows. */
interface Gate {
  readonly clock: Clock;
  readonly limits: RateLimits;
  readonly terms: BulkheadTerms;
  readonly line: InLine[];
  readonly wakeUp: WakeUp;
  inFlight: number;
  times: ServiceTime;
}

/** Makes a turnstile; without bulkhead terms there is room for all. */
export function createTurnstile(clock: Clock, limits: RateLimits, terms: BulkheadTerms = ROOM_FOR_ALL): Turnstile {
  const gate: Gate = {
    clock,
    limits,
    terms,
    line: [],
    wakeUp: createWakeUp(clock, () => look(gate)),
    inFlight: 0,
    times: newServiceTime(elapsedMs(clock)),
  };
  return {
    ask: (asker) => ask(gate, asker),
    leave: ({ isOwn }, tookMs) => {
      if (!isOwn) gate.inFlight--;
      if (tookMs !== undefined) gate.times = countService(gate.times, tookMs, elapsedMs(clock));
      if (gate.line.length > 0) look(gate);
    },
    get inFlight(): number {
      return gate.inFlight;
    },
    get waiting(): number {
      return gate.line.length;
    },
  };
}

const ROOM_FOR_ALL: BulkheadTerms = {
  maxInFlight: Number.POSITIVE_INFINITY,
  maxWaiting: Number.POSITIVE_INFINITY,
};

function ask(gate: Gate, asker: Asker): Admission | Waiting {
  const { clock, limits, line, terms } = gate;
  if (line.length > 0) look(gate);
  const atMs = elapsedMs(clock);
  const { ticket, method, deadlineMs, isOwn } = asker;
  if (asker.heldForMs(atMs) > 0) return 'held';
  const turnMs = limits.waitMs(method, atMs);
  // Whoever came before it goes first, unless its own time is over sooner: it may leave the line before it is served.
  const ahead = line.filter((one) => one.asker.ticket.nth < ticket.nth && one.asker.deadlineMs >= deadlineMs);
  const crowd = {
    inFlight: isOwn ? 0 : gate.inFlight,
    waiting: line.length,
    ahead: ahead.length,
    serviceMs: leastServiceMs(gate.times, atMs),
    waitsForTurn: turnMs > 0,
  };
  const seated = seat(crowd, terms, deadlineMs - atMs, !ticket.wasIn && !isOwn);
  if (seated === 'place') return go(gate, asker, atMs);
  if (seated !== 'line') return seated;
  if (turnMs > 0) {
    const sameMethod = ahead.filter((one) => one.asker.method === method).length;
    if (limits.isHopeless(method, { all: ahead.length, sameMethod }, atMs, deadlineMs)) return 'too-slow';
    gate.wakeUp.sooner(turnMs);
  }
  return joinLine(gate, asker);
}

/** Looks who can go that could not before, and who need not wait any longer. */
function look(gate: Gate): void {
  const { clock, limits, line, terms, wakeUp } = gate;
  const atMs = elapsedMs(clock);
  const serviceMs = leastServiceMs(gate.times, atMs);
  let nextMs = Number.POSITIVE_INFINITY;
  for (const one of [...line]) {
    const { asker } = one;
    if (!asker.isOwn && gate.inFlight >= terms.maxInFlight) continue;
    const end = endOfWait(asker, atMs, serviceMs);
    const turnMs = end === undefined ? limits.waitMs(asker.method, atMs) : 0;
    if (turnMs > 0) {
      nextMs = Math.min(nextMs, turnMs);
      continue;
    }
    line.splice(line.indexOf(one), 1);
    one.tell(end ?? go(gate, asker, atMs));
  }
  wakeUp.set(nextMs);
}

function go(gate: Gate, asker: Asker, atMs: number): 'go' {
  if (!asker.isOwn) gate.inFlight++;
  asker.ticket.wasIn = true;
  gate.limits.take(asker.method, atMs);
  asker.goes(atMs);
  return 'go';
}

function endOfWait(asker: Asker, atMs: number, serviceMs: number): Admission | undefined {
  if (asker.heldForMs(atMs) > 0) return 'held';
  return asker.deadlineMs - atMs < serviceMs ? 'too-late' : undefined;
}

/** Queues an asker by its ticket: whoever came before and waits again comes before whoever came after. */
function joinLine({ line, wakeUp }: Gate, asker: Asker): Waiting {
  let tell: InLine['tell'] = () => {};
  const told = new Promise<Admission>((resolve) => {
    tell = resolve;
  });
  const entry: InLine = { asker, tell };
  const later = line.findIndex((one) => one.asker.ticket.nth > asker.ticket.nth);
  line.splice(later < 0 ? line.length : later, 0, entry);
  return {
    told,
    leave: () => {
      const place = line.indexOf(entry);
      if (place >= 0) line.splice(place, 1);
      if (line.length === 0) wakeUp.set(Number.POSITIVE_INFINITY);
    },
  };
}
