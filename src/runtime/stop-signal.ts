import type { Interruption } from './interruption.js';

/**
 * The one stop of a call, fed by everything that can break it off. A plain list of callbacks: an AbortSignal for each call
 * costs more than the rest of the loop, and most calls are never stopped; `signal` makes one where one is needed.
 */
export interface StopSignal {
  /** Why it was stopped; `undefined` until it is. */
  readonly reason: Interruption | undefined;
  /** Aborted when it is stopped, with the reason. */
  readonly signal: AbortSignal;
  /** Calls back when it is stopped, at once where it is already; returns how to stop listening. */
  onStop(stopped: (reason: Interruption) => void): () => void;
  /** Stops it; only the first reason counts. */
  stop(reason: Interruption): void;
}

/** Makes a stop that is not yet pressed. */
export function createStopSignal(): StopSignal {
  const listeners = new Set<(reason: Interruption) => void>();
  let pressed: Interruption | undefined;
  let controller: AbortController | undefined;
  return {
    get reason(): Interruption | undefined {
      return pressed;
    },
    get signal(): AbortSignal {
      if (controller === undefined) {
        controller = new AbortController();
        if (pressed !== undefined) controller.abort(pressed);
      }
      return controller.signal;
    },
    onStop: (stopped) => {
      if (pressed !== undefined) stopped(pressed);
      else listeners.add(stopped);
      return () => {
        listeners.delete(stopped);
      };
    },
    stop: (reason) => {
      if (pressed !== undefined) return;
      pressed = reason;
      for (const stopped of [...listeners]) stopped(reason);
      controller?.abort(reason);
    },
  };
}
