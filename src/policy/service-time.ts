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

/**
 * Counts an attempt that is over. One that our own time ended shows that places can become free that fast, and nothing of how
 * fast the gateway is.
 *
 * @param by who ended it: the other side, or our own time
 */
export function countService(
  times: ServiceTime,
  tookMs: number,
  atMs: number,
  by: 'them' | 'us' = 'them',
): ServiceTime {
  const { windowBeganMs, count, fastestMs, countBefore, fastestBeforeMs } = turned(times, atMs);
  return {
    windowBeganMs,
    count: count + (by === 'them' ? 1 : 0),
    fastestMs: Math.min(fastestMs, tookMs),
    countBefore,
    fastestBeforeMs,
  };
}

/**
 * The least that an attempt took of late, in milliseconds: the fastest of the last 30 to 60 seconds, so that hardly any beats
 * it. 0 where the other side ended fewer than 20, and nothing can be said.
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
