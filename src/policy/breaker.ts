/** When a breaker opens and how it closes again. */
export interface BreakerTerms {
  /** Opens where at least this share of the attempts failed for technical reasons, from above 0 to 1. Default 0.5. */
  readonly failureRatio: number;
  /** And at least this many attempts ended in the window; two for each of `probes` where it was open within it. Default 20. */
  readonly minAttempts: number;
  /** For how long an attempt counts, in milliseconds. Default 30 000. */
  readonly windowMs: number;
  /** For how long it is open at first, in milliseconds; up to a fifth less, by chance. Default 5 000. */
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
 *
 * The epoch grows with every opening and every closing, and so sets attempts apart that were sent before; the round grows
 * with every probe that is sent in the place of others which did not come back.
 */
export type Breaker =
  | {
      readonly state: 'closed';
      readonly epoch: number;
      readonly slices: readonly Slice[];
      /** When it closed; `undefined` where it has never been open, or not within the window. */
      readonly closedAtMs?: number;
    }
  | {
      readonly state: 'open';
      readonly epoch: number;
      readonly failingSinceMs: number;
      readonly untilMs: number;
      readonly round: number;
    }
  | {
      readonly state: 'half-open';
      readonly epoch: number;
      readonly failingSinceMs: number;
      readonly underWay: number;
      readonly well: number;
      /** Probes that have not come back by then, as from a gateway that is silent, make room for others. */
      readonly untilMs: number;
      readonly round: number;
    };

/** The name of a breaker's state. */
export type BreakerState = Breaker['state'];

/** A breaker that has seen nothing yet. */
export const NEW_BREAKER: Breaker = { state: 'closed', epoch: 0, slices: [] };

/** How long an attempt has to wait before it may go, as a probe for one, in milliseconds; 0 where it may go now. */
export function heldForMs(breaker: Breaker, terms: BreakerTerms, atMs: number): number {
  switch (breaker.state) {
    case 'closed':
      return 0;
    case 'open':
      return untilMs(breaker, terms, atMs);
    case 'half-open':
      return hasRoom(breaker, terms) ? 0 : untilMs(breaker, terms, atMs);
    default: {
      const never: never = breaker;
      return never;
    }
  }
}

// A clock that is set back must not hold for longer than anything may.
function untilMs(breaker: { readonly untilMs: number }, { maxOpenMs }: BreakerTerms, atMs: number): number {
  return Math.min(maxOpenMs, Math.max(0, breaker.untilMs - atMs));
}

/** What an attempt that was let through takes along, so that its end can be told from others'. */
export interface Pass {
  readonly epoch: number;
  /** The round that it is a probe of; 0 where it is none. */
  readonly round: number;
}

/** An attempt that was let through, and the breaker after it. */
export interface Passage {
  readonly breaker: Breaker;
  readonly pass: Pass;
}

/** Lets an attempt through; `undefined` where it has to be refused. */
export function letThrough(breaker: Breaker, terms: BreakerTerms, atMs: number): Passage | undefined {
  const { epoch } = breaker;
  if (breaker.state === 'closed') return { breaker, pass: { epoch, round: 0 } };
  if (heldForMs(breaker, terms, atMs) > 0) return undefined;
  if (breaker.state === 'half-open' && hasRoom(breaker, terms)) {
    const { round } = breaker;
    return { breaker: { ...breaker, underWay: breaker.underWay + 1 }, pass: { epoch, round } };
  }
  const { failingSinceMs } = breaker;
  const round = breaker.round + 1;
  const well = breaker.state === 'half-open' ? breaker.well : 0;
  const probing: Breaker = {
    state: 'half-open',
    epoch,
    failingSinceMs,
    untilMs: atMs + holdMs(terms, failingSinceMs, atMs),
    round,
    well,
    underWay: 1,
  };
  return { breaker: probing, pass: { epoch, round } };
}

/** How an attempt ended that was let through. */
export interface Ended {
  readonly health: Health;
  /** As `letThrough` gave it. */
  readonly pass: Pass;
  readonly atMs: number;
  /** A random number from 0 to below 1: a fleet's breakers must not all probe at once. */
  readonly draw: number;
}

/** Counts the end of an attempt. One that was sent before the breaker opened or closed last tells nothing new. */
export function countEnd(breaker: Breaker, terms: BreakerTerms, ended: Ended): Breaker {
  if (ended.pass.epoch !== breaker.epoch) return breaker;
  switch (breaker.state) {
    case 'closed':
      return ended.health === 'neither' ? breaker : countClosed(breaker, terms, ended);
    case 'open':
      return breaker;
    case 'half-open':
      return countProbe(breaker, terms, ended);
    default: {
      const never: never = breaker;
      return never;
    }
  }
}

const SLICES = 10;

// Right after it has closed fewer attempts are enough: a gateway that answers probes and nothing more would otherwise be met by
// a wave of twenty from each client, again and again.
const PER_PROBE = 2;

function countClosed(
  { epoch, slices, closedAtMs }: Extract<Breaker, { state: 'closed' }>,
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
  const isOnTrial = closedAtMs !== undefined && atMs - closedAtMs < terms.windowMs;
  const enough = isOnTrial ? Math.min(terms.minAttempts, PER_PROBE * terms.probes) : terms.minAttempts;
  if (health === 'well' || !isFailing(next, { ...terms, minAttempts: enough })) {
    return { state: 'closed', epoch, slices: next, ...(isOnTrial ? { closedAtMs } : {}) };
  }
  return opened({ epoch: epoch + 1, failingSinceMs: atMs, round: 0 }, terms, atMs, draw);
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

// That a probe came back well counts however long it took; that an old one is lost was known when another took its place.
function countProbe(
  breaker: Extract<Breaker, { state: 'half-open' }>,
  terms: BreakerTerms,
  { health, pass, atMs, draw }: Ended,
): Breaker {
  const isCurrent = pass.round === breaker.round;
  if (health === 'failed') return isCurrent ? opened(breaker, terms, atMs, draw) : breaker;
  const well = breaker.well + (health === 'well' ? 1 : 0);
  if (well >= terms.probes) return { state: 'closed', epoch: breaker.epoch + 1, slices: [], closedAtMs: atMs };
  return { ...breaker, underWay: breaker.underWay - (isCurrent ? 1 : 0), well };
}

// The first goes alone: to a gateway that is still silent no more than one call is given up.
function hasRoom({ underWay, well }: Extract<Breaker, { state: 'half-open' }>, { probes }: BreakerTerms): boolean {
  return underWay <= well && underWay + well < probes;
}

// Growing with the trouble itself, and not by doubling, keeps what is lost after its end to a twelfth of it.
const SHARE_OF_TROUBLE = 12;
const SPREAD = 0.2;

function opened(
  { epoch, failingSinceMs, round }: Pick<Extract<Breaker, { state: 'open' }>, 'epoch' | 'failingSinceMs' | 'round'>,
  terms: BreakerTerms,
  atMs: number,
  draw: number,
): Breaker {
  const heldMs = holdMs(terms, failingSinceMs, atMs) * (1 - SPREAD * draw);
  return { state: 'open', epoch, failingSinceMs, untilMs: atMs + heldMs, round };
}

function holdMs({ openMs, maxOpenMs }: BreakerTerms, failingSinceMs: number, atMs: number): number {
  return Math.min(maxOpenMs, Math.max(openMs, (atMs - failingSinceMs) / SHARE_OF_TROUBLE));
}
