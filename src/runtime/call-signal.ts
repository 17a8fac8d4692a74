import type { GenericAbortSignal } from 'axios';
import { Interruption } from './interruption.js';
import type { Roster } from './roster.js';
import { createRoster } from './roster.js';
import type { StopSignal } from './stop-signal.js';

/** What axios's cancel tokens have at run time; its types have it only since 1.18. */
export interface CancelTokenLike {
  subscribe(listener: (reason: unknown) => void): void;
  unsubscribe(listener: (reason: unknown) => void): void;
}

/** Where a caller's wish to stop can come from. */
export interface CancelSource {
  readonly signal?: GenericAbortSignal;
  readonly cancelToken?: CancelTokenLike;
}

/** Stops calls when their callers' signals say so. */
export interface CancelHub {
  /** Has a call stopped as soon as the source says so; returns how to end that. */
  follow(source: CancelSource, stop: StopSignal): () => void;
}

type Cancel = (reason: unknown) => void;

/** The calls that follow one signal, and the one listener that tells them all. */
interface Crowd {
  readonly cancels: Roster<Cancel>;
  readonly listener: () => void;
}

/**
 * Makes a hub with one listener for each signal, however many calls share it: Node warns of a leak at the eleventh, and a
 * shop that stops all its calls with one signal has thousands.
 */
export function createCancelHub(): CancelHub {
  const crowds = new WeakMap<GenericAbortSignal, Crowd>();
  return {
    follow: ({ signal, cancelToken }, stop) => {
      const cancel: Cancel = (reason) => stop.stop(new Interruption('canceled', reason));
      const leaveSignal = signal === undefined ? undefined : joinCrowd(crowds, signal, cancel);
      cancelToken?.subscribe(cancel);
      return () => {
        leaveSignal?.();
        cancelToken?.unsubscribe(cancel);
      };
    },
  };
}

function joinCrowd(
  crowds: WeakMap<GenericAbortSignal, Crowd>,
  signal: GenericAbortSignal,
  cancel: Cancel,
): (() => void) | undefined {
  if (signal.aborted) {
    cancel(reasonOf(signal));
    return undefined;
  }
  const crowd = crowds.get(signal) ?? gatherCrowd(signal);
  crowds.set(signal, crowd);
  const leave = crowd.cancels.join(cancel);
  return () => {
    leave();
    if (crowd.cancels.size > 0) return;
    crowds.delete(signal);
    signal.removeEventListener?.('abort', crowd.listener);
  };
}

function gatherCrowd(signal: GenericAbortSignal): Crowd {
  const cancels = createRoster<Cancel>();
  const listener = (): void => {
    cancels.each((cancel) => cancel(reasonOf(signal)));
  };
  signal.addEventListener?.('abort', listener);
  return { cancels, listener };
}

function reasonOf(signal: GenericAbortSignal): unknown {
  return 'reason' in signal ? signal.reason : undefined;
}
