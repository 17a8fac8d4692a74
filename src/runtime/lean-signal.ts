import type { GenericAbortSignal } from 'axios';
import type { StopSignal } from './stop-signal.js';

type Listener = (event: AbortEvent) => unknown;

/** What its listeners are told. */
interface AbortEvent {
  readonly type: 'abort';
  readonly target: LeanSignal;
}

interface Listening {
  readonly listener: Listener;
  readonly leave: () => void;
}

/**
 * What axios's own adapters ask of an AbortSignal, and no more, fed by the stop of an attempt. A real one, with its event target,
 * its maps and its events, costs as much as all that is decided on a call, and most are never aborted.
 */
export class LeanSignal implements GenericAbortSignal {
  readonly #stop: StopSignal;
  readonly #listening: Listening[] = [];

  constructor(stop: StopSignal) {
    this.#stop = stop;
  }

  get aborted(): boolean {
    return this.#stop.reason !== undefined;
  }

  get reason(): unknown {
    return this.#stop.reason;
  }

  /** Of the events of a signal there is `abort` alone. */
  addEventListener(_type: 'abort', listener: Listener): void {
    // One that is aborted already tells nobody any more.
    if (this.aborted) return;
    const tell = (): void => void listener({ type: 'abort', target: this });
    this.#listening.push({ listener, leave: this.#stop.onStop(tell) });
  }

  removeEventListener(_type: 'abort', listener: Listener): void {
    const at = this.#listening.findIndex((one) => one.listener === listener);
    if (at !== -1) this.#listening.splice(at, 1)[0]?.leave();
  }
}
