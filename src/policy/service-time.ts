/** How fast attempts have ended of late. */
export interface ServiceTime {
  readonly windowBeganMs: number;
  readonly count: number;
  readonly fastestMs: number;
  readonly countBefore: number;
  readonly fastestBeforeMs: number;
}

const WINDOW_MS = 30_000;
const ENOUGH = 20;

/** Nothing seen yet. */
export function newServiceTime(atMs: number): ServiceTime {
  return { windowBeganMs: atMs, count: 0, fastestMs: INFINITE, countBefore: 0, fastestBeforeMs: INFINITE };
}

const INFINITE = Number.POSITIVE_INFINITY;

/** Counts an attempt that ended by itself, whatever it came to. */
export function countService(times: ServiceTime, tookMs: number, atMs: number): ServiceTime {
  const now = turned(times, atMs);
  return { ...now, count: now.count + 1, fastestMs: Math.min(now.fastestMs, tookMs) };
}

/**
 * The least that an attempt takes, in milliseconds: the fastest of the last 30 to 60 seconds, so that hardly any beats it.
 * 0 where fewer than 20 ended, and nothing can be said.
 */
export function leastServiceMs(times: ServiceTime, atMs: number): number {
  const now = turned(times, atMs);
  if (now.count + now.countBefore < ENOUGH) return 0;
  return Math.min(now.fastestMs, now.fastestBeforeMs);
}

function turned(times: ServiceTime, atMs: number): ServiceTime {
  const ageMs = atMs - times.windowBeganMs;
  if (ageMs < WINDOW_MS) return times;
  const fresh = newServiceTime(atMs);
  return ageMs < 2 * WINDOW_MS ? { ...fresh, countBefore: times.count, fastestBeforeMs: times.fastestMs } : fresh;
}
