import type { Interruption } from './interruption.js';

type Listener = (reason: Interruption) => void;

/**
 * The one stop of a call, fed by everything that can break it off. A plain list of callbacks: an AbortSignal for each call
 * costs more than the rest of the loop, and most calls are never stopped; `signal` makes one where one is needed.
 *
 * A class, as whatever is made for each call and has getters: V8 gives each object literal with getters a shape of its own, which
 * outlives the call, with all that hangs on it, until the next full collection.
 */
export class StopSignal {
  readonly #listeners: Listener[] = [];
  #reason: Interruption | undefined;
  #controller: AbortController | undefined;

  /** Why it was stopped; `undefined` until it is. */
  get reason(): Interruption | undefined {
    return this.#reason;
  }

  /** Aborted when it is stopped, with the reason. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Calls back when it is stopped, at once where it is already; returns how to stop listening. */
  onStop(stopped: Listener): () => void {
    if (this.#reason !== undefined) stopped(this.#reason);
    else this.#listeners.push(stopped);
    return () => {
      const at = this.#listeners.indexOf(stopped);
      if (at !== -1) this.#listeners.splice(at, 1);
    };
  }

  /** Stops it; only the first reason counts. */
  stop(reason: Interruption): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    try {
      this.#tell(reason);
    } finally {
      this.#controller?.abort(reason);
    }
  }

  // One that throws is a bug, and keeps it from nobody else. Whoever leaves meanwhile is not told.
  #tell(reason: Interruption): void {
    try {
      for (let next = this.#listeners.shift(); next !== undefined; next = this.#listeners.shift()) next(reason);
    } finally {
      if (this.#listeners.length > 0) this.#tell(reason);
    }
  }
}

/** Makes a stop that is not yet pressed. */
export function createStopSignal(): StopSignal {
  return new StopSignal();
}
