import type { BulkheadTerms, Crowd } from '../../policy/bulkhead.js';
import { leastWaitMs, seat } from '../../policy/bulkhead.js';
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
 * - `too-late` those who certainly go first take longer than its time
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
   * @param service how long the attempt took, in milliseconds, and who ended it; `undefined` where the caller broke it off
   */
  leave(asker: Asker, service: { readonly tookMs: number; readonly by: 'them' | 'us' } | undefined): void;
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
  /** How many wait, by their methods. */
  readonly waitingBy: Map<string, number>;
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
    waitingBy: new Map(),
    wakeUp: createWakeUp(clock, () => look(gate)),
    inFlight: 0,
    times: newServiceTime(elapsedMs(clock)),
  };
  return {
    ask: (asker) => ask(gate, asker),
    leave: ({ isOwn }, service) => {
      if (!isOwn) gate.inFlight--;
      if (service !== undefined) {
        gate.times = countService(gate.times, service.tookMs, elapsedMs(clock), service.by);
      }
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
  const { clock, limits, line, terms, times } = gate;
  const atMs = elapsedMs(clock);
  const { ticket, method, deadlineMs, isOwn } = asker;
  if (asker.heldForMs(atMs) > 0) return 'held';
  const turnMs = limits.waitMs(method, atMs);
  const crowd = {
    inFlight: isOwn ? 0 : gate.inFlight,
    waiting: line.length,
    ahead: 0,
    serviceMs: leastServiceMs(times, atMs),
    // Nobody goes before one of the same method whose turn it is by now, and who has not been woken yet.
    waitsForTurn: turnMs > 0 || (gate.waitingBy.get(method) ?? 0) > 0,
  };
  const isNew = !ticket.wasIn && !isOwn;
  const early = seat(crowd, terms, deadlineMs - atMs, isNew);
  if (early === 'place') return go(gate, asker, atMs);
  if (early !== 'line') return early;
  const hopeless = lookAhead(gate, asker, { ...crowd, atMs, turnMs });
  if (hopeless !== undefined) return hopeless;
  if (turnMs > 0) gate.wakeUp.sooner(turnMs);
  return joinLine(gate, asker);
}

/** Whether those who certainly go first leave an asker no time. */
function lookAhead(
  { line, limits, terms }: Gate,
  { method, deadlineMs, ticket }: Asker,
  crowd: Crowd & { readonly atMs: number; readonly turnMs: number },
): 'too-late' | 'too-slow' | undefined {
  const { atMs, turnMs } = crowd;
  const remainingMs = deadlineMs - atMs;
  const all = { all: line.length, sameMethod: line.length };
  const isInDoubt =
    leastWaitMs({ ...crowd, ahead: line.length }, terms) > remainingMs ||
    (turnMs > 0 && limits.isHopeless(method, all, atMs, deadlineMs));
  // Counting them takes longer the longer the line is, and is of use only where even all of them could matter.
  if (!isInDoubt) return undefined;
  // Whoever came before it goes first, unless its own time is over sooner: it may leave the line before it is served.
  const first = line.filter(({ asker: one }) => one.ticket.nth < ticket.nth && one.deadlineMs >= deadlineMs);
  if (seat({ ...crowd, ahead: first.length }, terms, remainingMs, false) === 'too-late') return 'too-late';
  const ahead = { all: first.length, sameMethod: first.filter(({ asker: one }) => one.method === method).length };
  return turnMs > 0 && limits.isHopeless(method, ahead, atMs, deadlineMs) ? 'too-slow' : undefined;
}

/** Looks who can go that could not before, and who need not wait any longer. */
function look(gate: Gate): void {
  const { clock, limits, line, terms, wakeUp } = gate;
  const atMs = elapsedMs(clock);
  const turns = new Map<string, number>();
  let nextMs = Number.POSITIVE_INFINITY;
  for (const one of [...line]) {
    const { asker } = one;
    const hasRoom = gate.inFlight < terms.maxInFlight;
    if (!asker.isOwn && !hasRoom) continue;
    const isHeld = asker.heldForMs(atMs) > 0;
    const turnMs = isHeld ? 0 : (turns.get(asker.method) ?? limits.waitMs(asker.method, atMs));
    if (turnMs > 0) {
      turns.set(asker.method, turnMs);
      nextMs = Math.min(nextMs, turnMs);
      continue;
    }
    takeOut(gate, one);
    one.tell(isHeld ? 'held' : go(gate, asker, atMs));
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

/** Queues an asker by its ticket: whoever came before and waits again comes before whoever came after. */
function joinLine(gate: Gate, asker: Asker): Waiting {
  const { line, wakeUp, waitingBy } = gate;
  let tell: InLine['tell'] = () => {};
  const told = new Promise<Admission>((resolve) => {
    tell = resolve;
  });
  const entry: InLine = { asker, tell };
  // From its end, where most belong.
  const before = line.findLastIndex((one) => one.asker.ticket.nth <= asker.ticket.nth);
  line.splice(before + 1, 0, entry);
  waitingBy.set(asker.method, (waitingBy.get(asker.method) ?? 0) + 1);
  return {
    told,
    leave: () => {
      takeOut(gate, entry);
      if (line.length === 0) wakeUp.set(Number.POSITIVE_INFINITY);
    },
  };
}

function takeOut({ line, waitingBy }: Gate, entry: InLine): void {
  const place = line.indexOf(entry);
  if (place < 0) return;
  line.splice(place, 1);
  const { method } = entry.asker;
  const left = (waitingBy.get(method) ?? 0) - 1;
  if (left > 0) waitingBy.set(method, left);
  else waitingBy.delete(method);
}
