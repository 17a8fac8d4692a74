/** Measures how many there are a second. */
export interface RateMeter {
  readonly beganMs: number;
  readonly count: number;
  /** Smoothed over the whole parts so far; `undefined` before the first is over. */
  readonly perSecond: number | undefined;
}

const PART_MS = 500;
// What was before a pause says nothing about what comes after it.
const PAUSE_MS = 5_000;
const WEIGHT_OF_NEWEST = 0.8;

/** A meter that has counted nothing. */
export function newRateMeter(atMs: number): RateMeter {
  return { beganMs: atMs, count: 0, perSecond: undefined };
}

/** Counts one. */
export function countOne(meter: RateMeter, atMs: number): RateMeter {
  const { beganMs, count, perSecond } = meter;
  const passedMs = atMs - beganMs;
  if (passedMs < PART_MS) return { beganMs, count: count + 1, perSecond };
  if (passedMs >= PAUSE_MS) return { beganMs: atMs, count: 1, perSecond: undefined };
  return { beganMs: atMs, count: 1, perSecond: smoothed(meter, passedMs) };
}

/** How many there are a second. */
export function measuredRate(meter: RateMeter, atMs: number): number {
  const passedMs = atMs - meter.beganMs;
  // The part under way counts once it is long enough to say something, and as all there is where there is nothing else.
  if (passedMs >= PART_MS) return smoothed(meter, passedMs);
  return meter.perSecond ?? (meter.count * 1_000) / Math.max(passedMs, 1);
}

function smoothed({ count, perSecond }: RateMeter, passedMs: number): number {
  const newest = (count * 1_000) / passedMs;
  return perSecond === undefined ? newest : newest * WEIGHT_OF_NEWEST + perSecond * (1 - WEIGHT_OF_NEWEST);
}
