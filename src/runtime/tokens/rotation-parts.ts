import type { Clock } from '../clock.js';
import { elapsedMs } from '../clock.js';
import type { TokenSettings } from '../settings.js';
import type { RefreshAdvice } from './held-token.js';
import { RefreshFailed } from './held-token.js';
import type { KnownTokens } from './known-tokens.js';
import { StoreFailure } from './store-guard.js';
import type { TokenKey, TokenRecord, TokenStore } from './token-store.js';
import type { TradeToken } from './trade.js';

/** What the keeping of records works with. */
export interface RotationParts {
  readonly settings: TokenSettings;
  readonly clock: Clock;
  readonly random: () => number;
  /** Guarded: its operations end in time and reject with `StoreFailure` alone. */
  readonly store: TokenStore;
  readonly known: KnownTokens;
  readonly trade: TradeToken;
  /** The longest that a renewal may take, waiting for others and for the store included, in milliseconds. */
  readonly limitMs: number;
  /** What was last waited out, for errors of calls whose own time ends first; empty again when the store has answered. */
  readonly trouble: { store?: Obstacle };
  /** Whether the instance has been closed. */
  isClosed(): boolean;
}

/** Remembers a record that was read or written just now; returns the newest that is held. */
export function learn({ known, clock }: RotationParts, key: TokenKey, record: TokenRecord): TokenRecord {
  return known.learn(key.kind, key.owner, record, elapsedMs(clock)).record;
}

/** The shortest pause between two looks at the store, and how much chance adds to it, in milliseconds. Source: resilience.md 6. */
const PAUSE_MS = 50;

/** What a wait is held up by, in words that are safe to show. */
export interface Obstacle {
  readonly because: string;
  readonly advice?: RefreshAdvice;
  readonly cause?: unknown;
}

/**
 * Waits a moment for others, or for the store; for the latter no more once the instance is closed, since what has been brought
 * by then is offered to it by `keepWriting`.
 *
 * @throws RefreshFailed where the time for it is over: it tells the obstacle
 */
export async function pause(
  parts: RotationParts,
  beganMs: number,
  { because, advice, cause }: Obstacle,
): Promise<void> {
  const { clock, random } = parts;
  const limitMs = advice === 'store-away' && parts.isClosed() ? 0 : parts.limitMs;
  const tookMs = elapsedMs(clock) - beganMs;
  if (advice === 'store-away') parts.trouble.store = { because, advice, cause };
  else delete parts.trouble.store;
  if (tookMs >= limitMs) throw new RefreshFailed(`${because}, for ${Math.round(tookMs)} ms`, cause, advice);
  await clock.sleep(Math.round(PAUSE_MS * (1 + random())));
}

/**
 * Says whether a failure of the store is to be waited out.
 *
 * @throws RefreshFailed where it is not: the store is away and `whenStoreIsDown` says `fail`, or its record is unreadable
 */
export function obstacleOf({ settings }: RotationParts, error: unknown): Obstacle {
  if (!(error instanceof StoreFailure)) throw error;
  const { kind, because, cause } = error;
  if (kind === 'unreadable') throw new RefreshFailed(because, cause, 'store-unreadable');
  if (settings.whenStoreIsDown === 'fail') throw new RefreshFailed(because, cause, 'store-away');
  return { because, advice: 'store-away', cause };
}
