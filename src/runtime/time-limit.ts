import type { Clock } from './clock.js';
import { setAlarm } from './clock.js';
import { Interruption } from './interruption.js';
import type { StopSignal } from './stop-signal.js';
import { createStopSignal } from './stop-signal.js';

/** Work whose time was up before its end. */
export interface Unfinished<T> {
  /** Settles as the work does. */
  readonly end: Promise<T>;
  /** Aborts the work's signal. */
  breakOff(): void;
}

/**
 * Settles as the work does, or rejects with an `Interruption` as soon as the call is stopped or the time is up, whichever
 * comes first. The work's own stop is pressed then, and its late end is ignored. Leaves no timer and no listener behind.
 *
 * @param ms how long the work may take, in milliseconds
 * @param takeOver whether the work goes on when its time is up, in the hands of whoever took it; it is not stopped then
 */
export function withTimeLimit<T>(
  clock: Clock,
  ms: number,
  stop: StopSignal,
  work: (own: StopSignal) => Promise<T>,
  takeOver: (unfinished: Unfinished<T>) => boolean = () => false,
): Promise<T> {
  if (stop.reason !== undefined) return Promise.reject(stop.reason);
  return new Promise((resolve, reject) => {
    const own = createStopSignal();
    let working: Promise<T> | undefined;
    let silence: (() => void) | undefined;
    let leave: (() => void) | undefined;
    const giveUp = (reason: Interruption): void => {
      silence?.();
      leave?.();
      reject(reason);
    };
    const breakOff = (reason: Interruption): void => {
      giveUp(reason);
      own.stop(reason);
    };
    const ring = (): void => {
      const reason = new Interruption('time-up');
      let isTaken = false;
      try {
        isTaken = working !== undefined && takeOver({ end: working, breakOff: () => own.stop(reason) });
      } finally {
        if (isTaken) giveUp(reason);
        else breakOff(reason);
      }
    };
    silence = setAlarm(clock, ms, ring);
    leave = stop.onStop(breakOff);
    if (own.reason !== undefined) {
      giveUp(own.reason);
      return;
    }
    working = begin(work, own);
    working.then(
      (value) => {
        silence?.();
        leave?.();
        resolve(value);
      },
      (error: unknown) => {
        silence?.();
        leave?.();
        reject(error);
      },
    );
  });
}

// What throws at once has failed like anything else.
function begin<T>(work: (own: StopSignal) => Promise<T>, own: StopSignal): Promise<T> {
  try {
    return work(own);
  } catch (error) {
    return Promise.reject(error);
  }
}
