/**
 * What the engine does when a reply carries a code.
 *
 * - `accept` the reply is the result
 * - `retry` the same call again, signed afresh, after a back-off
 * - `throttle` as `retry`, but slower: the gateway asked for fewer calls
 * - `refresh` get a new token, then the call again
 * - `confirm` ask the gateway what happened before anything else is done
 * - `fail` stop at once and show the cure
 */
export type Action = 'accept' | 'retry' | 'throttle' | 'refresh' | 'confirm' | 'fail';

/**
 * What a code tells about the call itself.
 *
 * - `succeeded` it ran
 * - `refused` the gateway said no before running it
 * - `unknown` it may have run, or may still be running
 */
export type Tells = 'succeeded' | 'refused' | 'unknown';

/** The two kinds of token that a call can carry, by their wire names. Source: protocol.md 7.1. */
export type TokenKind = 'app_auth_token' | 'auth_token';

/** Whose rate can be too high: see `CodeRow.scope`. */
export type ThrottleScope = 'app' | 'method' | 'record';

/** One sentence in the two languages of the users. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

/** One row of the code tables: what a `code`/`sub_code` pair means, what cures it and what the engine does about it. */
export interface CodeRow {
  /** The gateway's `code`, five digits, such as `40002`. */
  readonly code: string;
  /** The gateway's `sub_code`; `null` where the row stands for the whole code. */
  readonly subCode: string | null;
  /** What the gateway means by it. */
  readonly meaning: Text;
  /** What to do about it. */
  readonly cure: Text;
  /** What the engine does; see `Action`. */
  readonly action: Action;
  /** Whether the call ran; see `Tells`. */
  readonly tells: Tells;
  /** Why the action is the right one. */
  readonly reason: Text;
  /** The token that a refresh would replace; only where `action` is `refresh`. */
  readonly token?: TokenKind;
  /** True where the refusal can come from a wrong local clock, so that one correction from the reply's `Date` may cure it. */
  readonly clock?: true;
  /**
   * True where the gateway has seen the call's key before. After a send of this very call that may have run, that is its
   * trace; on the first send another call took the key, and its result is not this call's.
   */
  readonly seenBefore?: true;
  /**
   * Whose rate is too high; only where `action` is `throttle`. `app` all calls of the app, `method` those of this method,
   * `record` those about one user or one order, which says nothing about any other.
   */
  readonly scope?: ThrottleScope;
  /** True where nothing helps but that the merchant or user authorises again. */
  readonly reauthorize?: true;
  /** The methods for which the row is meant; left out where it means the same everywhere. */
  readonly methods?: readonly string[];
}
