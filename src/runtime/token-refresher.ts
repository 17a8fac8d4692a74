import type { TokenKind } from '../catalog/rows.js';
import type { Clock } from './clock.js';
import { elapsedMs } from './clock.js';
import { Interruption } from './interruption.js';
import type { FreshToken, StaleToken, TokenSettings } from './settings.js';
import type { StopSignal } from './stop-signal.js';
import { createStopSignal } from './stop-signal.js';
import { withTimeLimit } from './time-limit.js';
import { createTokenMemory, putBounded, tokenKey } from './token-memory.js';

/** A token that the gateway refused. */
export type RefusedToken = Omit<StaleToken, 'signal'>;

/** Told about the refreshes themselves; one of the ends follows each start. */
export interface RefreshObserver {
  started(): void;
  succeeded(durationMs: number): void;
  failed(durationMs: number, because: string): void;
}

/** A refresh that brought no token; `because` is safe to show, `cause` is what the callback threw. */
export class RefreshFailed extends Error {
  readonly because: string;
  override readonly cause: unknown;

  constructor(because: string, cause?: unknown) {
    super(because);
    this.because = because;
    this.cause = cause;
  }
}

/** Replaces stale tokens, one refresh for each, however many calls ask. */
export interface TokenRefresher {
  /** The token that has replaced this one, or the same text where none has. */
  current(kind: TokenKind, value: string): string;
  /**
   * A token in the place of a stale one: the one that has replaced it already, the one that a running refresh brings, or
   * a new one. A refresh that failed after `sentAt` speaks for the call as well: it was under way at the same time, and
   * trying again for each of many would storm whoever issues the tokens.
   *
   * @param sentAt what `failures` was when the call was sent
   * @throws RefreshFailed
   */
  replace(stale: RefusedToken, sentAt: number, observer: RefreshObserver): Promise<string>;
  /** How many refreshes have failed so far. */
  readonly failures: number;
  /** Aborts the refreshes that run. */
  close(): void;
}

/** Makes a refresher with a state of its own. */
export function createTokenRefresher(settings: TokenSettings, clock: Clock): TokenRefresher {
  const memory = createTokenMemory();
  const running = new Map<string, Promise<string>>();
  const failed = new Map<string, { readonly nth: number; readonly error: RefreshFailed }>();
  const closing = createStopSignal();
  let failures = 0;

  const refresh = async (key: string, stale: RefusedToken, observer: RefreshObserver): Promise<string> => {
    const beganMs = elapsedMs(clock);
    observer.started();
    try {
      const keep = (fresh: string): void => memory.remember(stale.kind, stale.value, fresh);
      const value = await callRefresh(settings, clock, closing, stale, keep);
      observer.succeeded(elapsedMs(clock) - beganMs);
      return value;
    } catch (error) {
      if (!(error instanceof RefreshFailed)) throw error;
      putBounded(failed, key, { nth: ++failures, error });
      observer.failed(elapsedMs(clock) - beganMs, error.because);
      throw error;
    } finally {
      running.delete(key);
    }
  };

  return {
    current: memory.current,
    get failures(): number {
      return failures;
    },
    replace: (stale, sentAt, observer) => {
      const newer = memory.current(stale.kind, stale.value);
      if (newer !== stale.value) return Promise.resolve(newer);
      const key = tokenKey(stale.kind, stale.value);
      const failure = failed.get(key);
      if (failure !== undefined && failure.nth > sentAt) return Promise.reject(failure.error);
      const shared = running.get(key) ?? refresh(key, stale, observer);
      running.set(key, shared);
      return shared;
    },
    close: () => closing.stop(new Interruption('closed')),
  };
}

async function callRefresh(
  { refresh, refreshTimeoutMs }: TokenSettings,
  clock: Clock,
  closing: StopSignal,
  stale: RefusedToken,
  keep: (value: string) => void,
): Promise<string> {
  if (refresh === undefined) throw new RefreshFailed('no tokens.refresh is set');
  const fetch = async (signal: AbortSignal): Promise<string> => {
    const value = readToken(await refresh({ ...stale, signal }), stale.value);
    // Kept even where it comes too late for whoever waited: the old token may be dead by now, and this one be all there is.
    keep(value);
    return value;
  };
  return withTimeLimit(clock, refreshTimeoutMs, closing, fetch).catch((error: unknown) => {
    if (error instanceof RefreshFailed) throw error;
    throw new RefreshFailed(whyFailed(error, refreshTimeoutMs), error instanceof Interruption ? undefined : error);
  });
}

function whyFailed(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Interruption)) return 'tokens.refresh threw';
  return error.kind === 'time-up' ? `tokens.refresh took longer than ${timeoutMs} ms` : 'the instance was closed';
}

function readToken(answer: string | FreshToken | undefined | null, stale: string): string {
  const value: unknown = typeof answer === 'object' && answer !== null ? answer.value : answer;
  if (typeof value !== 'string' || value === '') {
    throw new RefreshFailed('tokens.refresh returned neither a text nor { value: text }; return the new token');
  }
  if (value === stale) throw new RefreshFailed('tokens.refresh returned the token that was refused; return a new one');
  if (/\p{Surrogate}/u.test(value)) throw new RefreshFailed('tokens.refresh returned a text that has no UTF-8 form');
  return value;
}
