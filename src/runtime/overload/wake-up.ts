import type { Clock } from '../clock.js';
import { elapsedMs, systemAlarm } from '../clock.js';

/** Wakes once, when it is time. */
export interface WakeUp {
  /** In so many milliseconds and no earlier; with infinity not at all. */
  set(ms: number): void;
  /** In so many milliseconds, unless that was to be sooner already. */
  sooner(ms: number): void;
}

/** Makes one that is not set. It sleeps by the clock's `sleep`, as clocks for tests move on by that. */
export function createWakeUp(clock: Clock, wake: () => void): WakeUp {
  let nap: AbortController | undefined;
  let dueMs = Number.POSITIVE_INFINITY;
  const set = (ms: number): void => {
    nap?.abort();
    nap = undefined;
    dueMs = elapsedMs(clock) + ms;
    if (ms === Number.POSITIVE_INFINITY) return;
    const own = new AbortController();
    nap = own;
    const rise = (): void => {
      if (nap !== own) return;
      nap = undefined;
      wake();
    };
    // A clock of the user's that sleeps for no time, or fails to, must neither leave those who wait without their turn nor
    // keep the process from everything else.
    const look = (): void => {
      if (elapsedMs(clock) >= dueMs) rise();
      else if (nap === own) systemAlarm(1, rise);
    };
    clock.sleep(ms, own.signal).then(look, look);
  };
  return {
    set,
    sooner: (ms) => {
      if (nap === undefined || elapsedMs(clock) + ms < dueMs) set(ms);
    },
  };
}
