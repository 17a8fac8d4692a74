import type { Clock } from './clock.js';
import { setAlarm } from './clock.js';
import { Interruption } from './interruption.js';
import type { StopSignal } from './stop-signal.js';

/** Work whose time was up before its end. */
export interface Unfinished<T> {
  /** Settles as the work does. */
  readonly end: Promise<T>;
  /** Aborts the work's signal. */
  breakOff(): void;
}

/**
 * Settles as the work does, or rejects with an `Interruption` as soon as the call is stopped or the time is up, whichever
 * comes first. The work's own signal is aborted then, and its late end is ignored. Leaves no timer and no listener behind.
 *
 * @param ms how long the work may take, in milliseconds
 * @param takeOver whether the work goes on when its time is up, in the hands of whoever took it; it is not aborted then
 */
export function withTimeLimit<T>(
  clock: Clock,
  ms: number,
  stop: StopSignal,
  work: (signal: AbortSignal) => Promise<T>,
  takeOver: (unfinished: Unfinished<T>) => boolean = () => false,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (stop.reason !== undefined) {
      reject(stop.reason);
      return;
    }
    const controller = new AbortController();
    const undo: (() => void)[] = [];
    let working: Promise<T> | undefined;
    const tidyUp = (): void => {
      for (const one of undo) one();
    };
    const breakOff = (reason: Interruption): void => {
      tidyUp();
      reject(reason);
      controller.abort(reason);
    };
    const ring = (): void => {
      const reason = new Interruption('time-up');
      const isTaken = working !== undefined && takeOver({ end: working, breakOff: () => controller.abort(reason) });
      if (!isTaken) {
        breakOff(reason);
        return;
      }
      tidyUp();
      reject(reason);
    };
    undo.push(setAlarm(clock, ms, ring));
    undo.push(stop.onStop(breakOff));
    if (controller.signal.aborted) {
      tidyUp();
      return;
    }
    working = work(controller.signal);
    working.then(
      (value) => {
        tidyUp();
        resolve(value);
      },
      (error: unknown) => {
        tidyUp();
        reject(error);
      },
    );
  });
}
