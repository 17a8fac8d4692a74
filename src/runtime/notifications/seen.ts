import type { Clock } from '../clock.js';

/**
 * Which notifications have been worked off, so that a repeat is not worked off again. Several processes share one of their
 * own making, in a database say: a row for each id with a unique key does it.
 */
export interface SeenNotifications {
  /**
   * Asks for the work: `new` gives it to the caller, who has to end it by `done` or `failed`; `busy` means that another is at
   * it; `done` that it is over.
   */
  begin(id: string): Promise<'new' | 'busy' | 'done'> | 'new' | 'busy' | 'done';
  done(id: string): Promise<void> | void;
  /** The work failed: the next repeat is to be worked off. */
  failed(id: string): Promise<void> | void;
}

// The gateway repeats itself for 25 hours. Source: protocol.md 9.1.
const KEEP_MS = 48 * 3_600_000;
const MOST = 100_000;

/** Keeps them in this process's memory, for two days and up to a hundred thousand. */
export function createMemorySeen(clock: Pick<Clock, 'now'>): SeenNotifications {
  const seen = new Map<string, { readonly state: 'busy' | 'done'; readonly atMs: number }>();
  const forget = (): void => {
    const now = clock.now();
    // In the order in which they came; the oldest go first.
    for (const [id, { state, atMs }] of seen) {
      if (state === 'busy') continue;
      if (now - atMs < KEEP_MS && seen.size <= MOST) return;
      seen.delete(id);
    }
  };
  return {
    begin: (id) => {
      const known = seen.get(id);
      if (known !== undefined) return known.state;
      forget();
      seen.set(id, { state: 'busy', atMs: clock.now() });
      return 'new';
    },
    done: (id) => {
      seen.delete(id);
      seen.set(id, { state: 'done', atMs: clock.now() });
    },
    failed: (id) => {
      seen.delete(id);
    },
  };
}
