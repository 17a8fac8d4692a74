/** When a breaker opens and how it closes again. */
export interface BreakerTerms {
  /** Opens where at least this share of the attempts failed for technical reasons, from above 0 to 1. Default 0.5. */
  readonly failureRatio: number;
  /** And at least this many attempts ended in the window. Default 20. */
  readonly minAttempts: number;
  /** For how long an attempt counts, in milliseconds. Default 30 000. */
  readonly windowMs: number;
  /** For how long it is open at first, in milliseconds. Default 5 000. */
  readonly openMs: number;
  /** It stays open for a twelfth of the time that the trouble has lasted, but no longer than this, in milliseconds. Default 60 000. */
  readonly maxOpenMs: number;
  /**
   * Attempts that are let through to see whether the trouble is over: the first alone, then the others. All of them have to
   * go well. Default 3.
   */
  readonly probes: number;
}

/** The defaults. Source: resilience.md 7. */
export const BREAKER: BreakerTerms = {
  failureRatio: 0.5,
  minAttempts: 20,
  windowMs: 30_000,
  openMs: 5_000,
  maxOpenMs: 60_000,
  probes: 3,
};

/** What an attempt says about the health of the other side; `neither` where it says nothing. */
export type Health = 'well' | 'failed' | 'neither';

/** The attempts that ended in one part of the window. */
interface Slice {
  readonly beganMs: number;
  readonly well: number;
  readonly failed: number;
}

/**
 * - `closed` all attempts go through
 * - `open` none does, until an instant
 * - `half-open` a few probes go through, and what becomes of them decides
 */
export type Breaker =
  | { readonly state: 'closed'; readonly slices: readonly Slice[] }
  | { readonly state: 'open'; readonly failingSinceMs: number; readonly untilMs: number; readonly round: number }
  | {
      readonly state: 'half-open';
      readonly failingSinceMs: number;
      readonly underWay: number;
      readonly well: number;
      /** Probes that have not come back by then, as to a gateway that is silent, make room for others. */
      readonly untilMs: number;
      /** Sets the probes of one opening apart from those of the next. */
      readonly round: number;
    };

/** The name of a breaker's state. */
export type BreakerState = Breaker['state'];

/** A breaker that has seen nothing yet. */
export const NEW_BREAKER: Breaker = { state: 'closed', slices: [] };

/** How long an attempt would have to wait before it may be a probe, in milliseconds; 0 where it may go now. */
export function heldForMs(breaker: Breaker, terms: BreakerTerms, atMs: number): number {
  switch (breaker.state) {
    case 'closed':
      return 0;
    case 'open':
      return Math.max(0, breaker.untilMs - atMs);
    case 'half-open':
      return hasRoom(breaker, terms) ? 0 : Math.max(0, breaker.untilMs - atMs);
    default: {
      const never: never = breaker;
      return never;
    }
  }
}

/** An attempt that was let through. */
export interface Let {
  readonly breaker: Breaker;
  /** The round that it is a probe of; `undefined` where it is none. */
  readonly probe: number | undefined;
}

/** Lets an attempt through; `undefined` where it has to be refused. */
export function letThrough(breaker: Breaker, terms: BreakerTerms, atMs: number): Let | undefined {
  if (breaker.state === 'closed') return { breaker, probe: undefined };
  if (heldForMs(breaker, terms, atMs) > 0) return undefined;
  if (breaker.state === 'half-open' && hasRoom(breaker, terms)) {
    return { breaker: { ...breaker, underWay: breaker.underWay + 1 }, probe: breaker.round };
  }
  const { failingSinceMs } = breaker;
  const round = breaker.round + 1;
  const untilMs = atMs + holdMs(terms, failingSinceMs, atMs);
  return { breaker: { state: 'half-open', failingSinceMs, untilMs, round, well: 0, underWay: 1 }, probe: round };
}

/** How an attempt ended that was let through. */
export interface Ended {
  readonly health: Health;
  /** As `letThrough` gave it. */
  readonly probe: number | undefined;
  readonly atMs: number;
  /** A random number from 0 to below 1: a fleet's breakers must not all probe at once. */
  readonly draw: number;
}

/** Counts the end of an attempt. One from before the breaker opened tells nothing new, and changes nothing. */
export function countEnd(breaker: Breaker, terms: BreakerTerms, ended: Ended): Breaker {
  switch (breaker.state) {
    case 'closed':
      return ended.health === 'neither' || ended.probe !== undefined ? breaker : countClosed(breaker, terms, ended);
    case 'open':
      return breaker;
    case 'half-open':
      return ended.probe === breaker.round ? countProbe(breaker, terms, ended) : breaker;
    default: {
      const never: never = breaker;
      return never;
    }
  }
}

const SLICES = 10;

function countClosed(
  { slices }: Extract<Breaker, { state: 'closed' }>,
  terms: BreakerTerms,
  { health, atMs, draw }: Ended,
): Breaker {
  const sliceMs = terms.windowMs / SLICES;
  const kept = slices.filter(({ beganMs }) => atMs - beganMs < terms.windowMs);
  const newest = kept.at(-1);
  const isFresh = newest !== undefined && atMs - newest.beganMs < sliceMs;
  const before = isFresh ? newest : { beganMs: Math.floor(atMs / sliceMs) * sliceMs, well: 0, failed: 0 };
  const now = health === 'well' ? { ...before, well: before.well + 1 } : { ...before, failed: before.failed + 1 };
  const next = [...(isFresh ? kept.slice(0, -1) : kept), now];
  if (health === 'well' || !isFailing(next, terms)) return { state: 'closed', slices: next };
  return opened(terms, atMs, atMs, 0, draw);
}

function isFailing(slices: readonly Slice[], { failureRatio, minAttempts }: BreakerTerms): boolean {
  let well = 0;
  let failed = 0;
  for (const slice of slices) {
    well += slice.well;
    failed += slice.failed;
  }
  return well + failed >= minAttempts && failed >= failureRatio * (well + failed);
}

function countProbe(
  breaker: Extract<Breaker, { state: 'half-open' }>,
  terms: BreakerTerms,
  { health, atMs, draw }: Ended,
): Breaker {
  const { failingSinceMs, round } = breaker;
  if (health === 'failed') return opened(terms, failingSinceMs, atMs, round, draw);
  const well = breaker.well + (health === 'well' ? 1 : 0);
  if (well >= terms.probes) return NEW_BREAKER;
  return { ...breaker, underWay: breaker.underWay - 1, well };
}

// The first goes alone: to a gateway that is still silent no more than one call is given up.
function hasRoom({ underWay, well }: Extract<Breaker, { state: 'half-open' }>, { probes }: BreakerTerms): boolean {
  return underWay <= well && underWay + well < probes;
}

// Growing with the trouble itself, and not by doubling, keeps what is lost after its end to a twelfth of it.
const SHARE_OF_TROUBLE = 12;
const SPREAD = 0.2;

function opened(terms: BreakerTerms, failingSinceMs: number, atMs: number, round: number, draw: number): Breaker {
  const untilMs = atMs + holdMs(terms, failingSinceMs, atMs) * (1 - SPREAD * draw);
  return { state: 'open', failingSinceMs, untilMs, round };
}

function holdMs({ openMs, maxOpenMs }: BreakerTerms, failingSinceMs: number, atMs: number): number {
  return Math.min(maxOpenMs, Math.max(openMs, (atMs - failingSinceMs) / SHARE_OF_TROUBLE));
}
