import { setImmediate as turn } from 'node:timers/promises';

/** A clock that stands still until a test moves it. Hand the same one to the client and to the gateway. */
export interface TestClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves once `advance` has come past it; rejects with the signal's reason as soon as the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Rings once `advance` has come past it, unless the returned function is called first. Not counted among `sleeps`. */
  alarm(ms: number, ring: () => void): () => void;
  /** Moves the time on and wakes the sleepers in the order of their times, letting each one's work run before the next. */
  advance(ms: number): Promise<void>;
  /** Resolves once at least so many sleepers wait: the way to know that a call over a real socket has come to its wait. */
  whenPending(count: number): Promise<void>;
  /** Every sleep that was asked for, in milliseconds, in order. */
  readonly sleeps: readonly number[];
  /** How many are asleep; alarms do not count. */
  readonly pending: number;
}

/** How a test clock behaves. */
export interface TestClockOptions {
  /** With true nobody waits: each sleep moves the time on by itself and resolves. For tests that only ask how long. */
  readonly auto?: boolean;
}

interface Sleeper {
  readonly wakesAtMs: number;
  readonly wake: () => void;
}

// 23 November 2026, noon in China.
const START_AT_MS = Date.UTC(2026, 10, 23, 4);

/**
 * Creates a clock for tests, with sleeps that last no time.
 *
 * @param startAtMs the first instant, in milliseconds since the epoch
 * @example
 * const clock = createTestClock();
 * const nap = clock.sleep(5_000);
 * await clock.advance(5_000);
 * await nap;
 */
export function createTestClock(startAtMs: number = START_AT_MS, options: TestClockOptions = {}): TestClock {
  const sleeps: number[] = [];
  const sleepers = new Set<Sleeper>();
  const alarms = new Set<Sleeper>();
  const watchers = new Set<() => void>();
  let nowMs = startAtMs;

  const sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
    if (signal?.aborted) return Promise.reject(signal.reason);
    sleeps.push(ms);
    if (options.auto) nowMs += Math.max(0, ms);
    if (options.auto || ms <= 0) return Promise.resolve();
    return fallAsleep({ sleepers, watchers }, nowMs + ms, signal);
  };

  const advance = async (ms: number): Promise<void> => {
    const untilMs = nowMs + ms;
    // Whoever is about to sleep gets to it first.
    await turn();
    const nextOf = (): Sleeper | undefined => firstOf(new Set([...sleepers, ...alarms]), untilMs);
    for (let next = nextOf(); next !== undefined; next = nextOf()) {
      nowMs = Math.max(nowMs, next.wakesAtMs);
      next.wake();
      await turn();
    }
    nowMs = Math.max(nowMs, untilMs);
  };

  return {
    now: () => nowMs,
    sleep,
    alarm: (ms, ring) => setAlarm(alarms, nowMs + ms, ring),
    advance,
    whenPending: (count) => whenever(watchers, () => sleepers.size >= count),
    sleeps,
    get pending(): number {
      return sleepers.size;
    },
  };
}

function setAlarm(alarms: Set<Sleeper>, wakesAtMs: number, ring: () => void): () => void {
  const alarm: Sleeper = {
    wakesAtMs,
    wake: () => {
      alarms.delete(alarm);
      ring();
    },
  };
  alarms.add(alarm);
  return () => {
    alarms.delete(alarm);
  };
}

function whenever(watchers: Set<() => void>, isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!isSo()) return;
      watchers.delete(look);
      resolve();
    };
    watchers.add(look);
    look();
  });
}

interface Bedroom {
  readonly sleepers: Set<Sleeper>;
  /** Told of each who falls asleep. */
  readonly watchers: ReadonlySet<() => void>;
}

function fallAsleep(
  { sleepers, watchers }: Bedroom,
  wakesAtMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      sleepers.delete(sleeper);
      signal?.removeEventListener('abort', abort);
    };
    const abort = (): void => {
      leave();
      reject(signal?.reason);
    };
    const wake = (): void => {
      leave();
      resolve();
    };
    const sleeper: Sleeper = { wakesAtMs, wake };
    sleepers.add(sleeper);
    signal?.addEventListener('abort', abort, { once: true });
    for (const look of [...watchers]) look();
  });
}

// A set keeps its order, so that of two sleepers with one time the earlier one wakes first.
function firstOf(sleepers: ReadonlySet<Sleeper>, untilMs: number): Sleeper | undefined {
  let first: Sleeper | undefined;
  for (const sleeper of sleepers) {
    if (sleeper.wakesAtMs <= untilMs && (first === undefined || sleeper.wakesAtMs < first.wakesAtMs)) first = sleeper;
  }
  return first;
}
