import type { Clock } from '../clock.js';
import { setAlarm } from '../clock.js';
import type { Unfinished } from '../time-limit.js';

/** Exchanges whose attempts were given up for want of time, and whose replies may yet come. */
export interface LateReplies {
  /** Takes one over, and lets it go when it ends, its time is up or room is needed; false where it is not taken. */
  keep(exchange: Unfinished<void>): boolean;
  /** Breaks off what is listened to, and takes nothing more. */
  close(): void;
}

/**
 * Listens on to exchanges that were given up, each for a bounded time and only so many at once: a gateway that hangs must
 * not pile up connections. The oldest makes room, as it has been waited for longest.
 *
 * @param forMs how long each is listened to, in milliseconds
 * @param most how many at once
 */
export function createLateReplies(clock: Clock, forMs: number, most: number): LateReplies {
  // A set keeps its order: the oldest comes first.
  const kept = new Set<() => void>();
  let isClosed = false;
  return {
    keep: ({ end, breakOff }) => {
      if (isClosed) return false;
      let cancel: (() => void) | undefined;
      const leave = (): void => {
        cancel?.();
        kept.delete(cut);
      };
      const cut = (): void => {
        leave();
        breakOff();
      };
      kept.add(cut);
      cancel = setAlarm(clock, forMs, cut, true);
      // It may have rung at once.
      if (!kept.has(cut)) cancel();
      end.then(leave, leave);
      for (const oldest of kept) {
        if (kept.size <= most) break;
        oldest();
      }
      return true;
    },
    close: () => {
      isClosed = true;
      for (const cut of [...kept]) cut();
    },
  };
}
