import type { Clock } from './clock.js';
import { setAlarm } from './clock.js';
import { Interruption } from './interruption.js';
import type { StopSignal } from './stop-signal.js';

/**
 * Settles as the work does, or rejects with an `Interruption` as soon as the call is stopped or the time is up, whichever
 * comes first. The work's own signal is aborted then, and its late end is ignored. Leaves no timer and no listener behind.
 *
 * @param ms how long the work may take, in milliseconds
 */
export function withTimeLimit<T>(
  clock: Clock,
  ms: number,
  stop: StopSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (stop.reason !== undefined) {
      reject(stop.reason);
      return;
    }
    const controller = new AbortController();
    const undo: (() => void)[] = [];
    const tidyUp = (): void => {
      for (const one of undo) one();
    };
    const breakOff = (reason: Interruption): void => {
      tidyUp();
      reject(reason);
      controller.abort(reason);
    };
    const ring = (): void => breakOff(new Interruption('time-up'));
    undo.push(setAlarm(clock, ms, ring));
    undo.push(stop.onStop(breakOff));
    if (controller.signal.aborted) {
      tidyUp();
      return;
    }
    work(controller.signal).then(
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
