import type { TokenKind } from '../catalog/rows.js';
import type { BackoffOptions } from './backoff.js';
import type { ErrorCode, Exhausted, Outcome } from './outcome.js';
import type { EffectiveRepeat } from './repeat.js';

/** What to do after an attempt; `because` says why, for records, events and errors. */
export type Decision =
  | { readonly do: 'accept'; readonly because: string }
  | { readonly do: 'retry'; readonly delayMs: number; readonly throttled: boolean; readonly because: string }
  | { readonly do: 'refresh'; readonly token: TokenKind; readonly because: string }
  | { readonly do: 'correct-clock'; readonly because: string }
  | { readonly do: 'confirm'; readonly because: string }
  | {
      readonly do: 'fail';
      readonly error: ErrorCode;
      readonly outcome: Outcome;
      readonly because: string;
      /** What ran out, where that is why. */
      readonly exhausted?: Exhausted;
      /** What a rule of the user's threw. */
      readonly cause?: unknown;
    };

/** What stays the same through a call and matters to the decision. */
export interface CallTraits {
  readonly repeat: EffectiveRepeat;
  /** Whether the method by itself reads, or does no harm twice, whatever the caller says about repeating. */
  readonly harmless: boolean;
  /** Whether the gateway can be asked what became of this call. */
  readonly confirmable: boolean;
  /** The names whose absence from the content makes a method with a key one that must not be sent twice. */
  readonly missingKey: readonly string[];
  /** The kinds of token that the call carries and that somebody can refresh. */
  readonly refreshable: ReadonlySet<TokenKind>;
  /** Sends of the call itself, the first one included; replays after a refresh or a clock correction are not counted. */
  readonly maxAttempts: number;
  /** True where the protocol signs no refusals at all, as v3 does: a token is renewed on an unsigned word. */
  readonly unsignedRefusals?: true;
  /** True where its body is a stream that can be read only once. */
  readonly sendOnce?: true;
  readonly backoff: BackoffOptions;
}

/** What holds retries back for the sake of the gateway, whatever the call itself would do. */
export interface Brakes {
  /** Whether the budget has a retry left after a failure that passes. */
  readonly transient: boolean;
  /** Whether it has one left after a refusal for the rate. */
  readonly throttled: boolean;
  /** For how long the breaker lets nothing through, in milliseconds. */
  readonly heldForMs: number;
}

/** How far a call has come, the attempt just made included. */
export interface Progress {
  /** Sends that count against `maxAttempts`. */
  readonly attempts: number;
  /** Waits drawn so far. */
  readonly retries: number;
  /** The tokens that were refreshed for this call already. */
  readonly refreshed: ReadonlySet<TokenKind>;
  /** Whether the clock was corrected for this call already. */
  readonly clockCorrected: boolean;
  /** By how much our clock is off, in milliseconds, where a verified reply's `Date` shows that it is wrong. */
  readonly clockOffByMs?: number;
  /** Whether an earlier send of this call may have run, and nothing since has told. */
  readonly inDoubt: boolean;
  /** What is left of the call's time, in milliseconds. */
  readonly remainingMs: number;
}
