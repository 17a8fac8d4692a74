/**
 * Time, handed in. Everything that waits or reads the time does it here.
 */
export interface Clock {
  /** The instant, in milliseconds since the epoch. */
  now(): number;
  /** Resolves after so many milliseconds; rejects at once with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Milliseconds since whenever, never set back: deadlines are measured by it. Default: `now`, which a correction of the
   * machine's time moves.
   */
  elapsed?(): number;
  /**
   * Rings once after so many milliseconds unless the returned function is called first; bounds an attempt's time. One
   * `inBackground` is no reason for the process to stay. Default: a real timer.
   */
  alarm?(ms: number, ring: () => void, inBackground?: boolean): () => void;
}

/** The clock's own time for measuring; see `Clock.elapsed`. */
export function elapsedMs(clock: Clock): number {
  return clock.elapsed === undefined ? clock.now() : clock.elapsed();
}

/** An alarm on a real timer; what a clock without one of its own gets. */
export function systemAlarm(ms: number, ring: () => void, inBackground = false): () => void {
  const timer = setTimeout(ring, ms);
  if (inBackground) timer.unref();
  return () => clearTimeout(timer);
}

/** Has the clock ring after so many milliseconds; returns how to call that off. */
export function setAlarm(clock: Clock, ms: number, ring: () => void, inBackground = false): () => void {
  return clock.alarm === undefined ? systemAlarm(ms, ring, inBackground) : clock.alarm(ms, ring, inBackground);
}

/** The machine's own clock. */
export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: systemSleep,
  alarm: systemAlarm,
};

function systemSleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const wake = (): void => {
      signal?.removeEventListener('abort', stop);
      resolve();
    };
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(wake, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
