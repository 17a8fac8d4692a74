import type { Clock } from '../clock.js';
import { elapsedMs } from '../clock.js';
import type { RefreshedBy, RefreshObserver } from './held-token.js';
import { RefreshFailed } from './held-token.js';
import { putBounded } from './replaced-texts.js';

/** What a refresh brings. */
export interface Refreshed {
  readonly by: RefreshedBy;
}

/** One refresh of a kind, as it is begun. */
export interface RefreshTask<Result extends Refreshed> {
  /** Names the stale token. */
  readonly key: string;
  /** What `failures` was when the call was sent; left out where no call was refused. */
  readonly sentAt?: number;
  readonly because: string;
  readonly observer: RefreshObserver;
  work(): Promise<Result>;
}

/** Refreshes, one for each stale token, however many calls ask. */
export interface SharedRefresh<Result extends Refreshed> {
  /**
   * Joins the refresh of this key, or begins it. A refresh that failed after `sentAt` speaks for the call as well: it was
   * under way at the same time, and trying again for each of many would storm whoever issues the tokens.
   *
   * @throws RefreshFailed
   */
  join(task: RefreshTask<Result>): Promise<Result>;
  isRunning(key: string): boolean;
  /** How many refreshes have failed so far. */
  readonly failures: number;
  /** Resolves when none is under way. */
  settled(): Promise<void>;
}

/** Makes one with a state of its own. */
export function createSharedRefresh<Result extends Refreshed>(clock: Clock): SharedRefresh<Result> {
  const running = new Map<string, Promise<Result>>();
  const failed = new Map<string, { readonly nth: number; readonly error: RefreshFailed }>();
  let failures = 0;

  const begin = async ({ key, because, observer, work }: RefreshTask<Result>): Promise<Result> => {
    const beganMs = elapsedMs(clock);
    observer.started(because);
    try {
      const result = await work();
      observer.succeeded(elapsedMs(clock) - beganMs, result.by);
      return result;
    } catch (error) {
      if (!(error instanceof RefreshFailed)) throw error;
      putBounded(failed, key, { nth: ++failures, error });
      observer.failed(elapsedMs(clock) - beganMs, error.because, error.advice === 'reauthorize');
      throw error;
    } finally {
      running.delete(key);
    }
  };

  return {
    join: (task) => {
      const { key, sentAt = failures } = task;
      const failure = failed.get(key);
      if (failure !== undefined && failure.nth > sentAt) return Promise.reject(failure.error);
      const shared = running.get(key) ?? begin(task);
      running.set(key, shared);
      // Whoever began it may be gone by the time that it fails.
      shared.catch(() => {});
      return shared;
    },
    isRunning: (key) => running.has(key),
    get failures(): number {
      return failures;
    },
    settled: async () => {
      await Promise.allSettled(running.values());
    },
  };
}
