/** How much may be under way at once. */
export interface BulkheadTerms {
  /** Attempts under way at once. Default 50. */
  readonly maxInFlight: number;
  /** New calls that may wait for one of those places. Default 200. */
  readonly maxWaiting: number;
}

/** The defaults. Source: resilience.md 7. */
export const BULKHEAD: BulkheadTerms = { maxInFlight: 50, maxWaiting: 200 };

/** What whoever asks for a place finds. */
export interface Crowd {
  readonly inFlight: number;
  /** Those who wait already. */
  readonly waiting: number;
  /** Those of them who certainly go first: whose own time is not over sooner. Default: all. */
  readonly ahead?: number;
  /** The least that an attempt takes, in milliseconds; see `leastServiceMs`. */
  readonly serviceMs: number;
  /** True where it would have to wait even if there were room, as the limiter has it. Default false. */
  readonly waitsForTurn?: boolean;
}

/** What a call gets that asks for a place: it, a place in the line, or the news that there is none for it. */
export type Seat = 'place' | 'line' | 'full' | 'too-late';

/**
 * Seats a call. It is told at once that it would come too late where those who certainly go first take longer than its time:
 * as many as there are places may be done this very moment, and each further round takes at least as long as the fastest
 * attempt of late. Where there is room nobody is told so: only sending shows how fast the gateway is by now.
 *
 * @param remainingMs what is left of the call's time, in milliseconds
 * @param isNew false for a call that had a place before: it is never turned away for want of room
 */
export function seat(crowd: Crowd, terms: BulkheadTerms, remainingMs: number, isNew: boolean): Seat {
  const hasRoom = crowd.inFlight < terms.maxInFlight;
  const goes = hasRoom && crowd.waitsForTurn !== true;
  if (isNew && !goes && crowd.waiting >= terms.maxWaiting) return 'full';
  if (goes) return 'place';
  return !hasRoom && leastWaitMs(crowd, terms) > remainingMs ? 'too-late' : 'line';
}

/** The least that whoever comes now waits for a place, in milliseconds. */
export function leastWaitMs(crowd: Crowd, { maxInFlight }: BulkheadTerms): number {
  return Math.floor((crowd.ahead ?? crowd.waiting) / maxInFlight) * crowd.serviceMs;
}
