import type { ReplyNode } from '../protocol/open-reply.js';
import type { Intent } from './journal/journal.js';
import type { TokenSource } from './tokens/held-token.js';

/** The tokens of a call that is recovered; as in `CallOptions`. */
export interface RecoverTokens {
  readonly appAuthToken?: TokenSource;
  readonly authToken?: TokenSource;
}

/** How `recover` goes about it. */
export interface RecoverOptions {
  /**
   * Gives the tokens of calls that had them as texts: a journal never holds a token. Those that were given as `{ owner }` are
   * looked up in `tokens.store`.
   */
  readonly tokens?: (call: JournalledCall) => RecoverTokens | undefined | Promise<RecoverTokens | undefined>;
  /** How long the gateway is asked about one call that still runs, in milliseconds. Default: `deadlineMs` of the options. */
  readonly deadlineMs?: number;
}

/** A call as the journal holds it. */
export type JournalledCall = Pick<Intent, 'id' | 'method' | 'content' | 'tokens' | 'openedAtMs'>;

/**
 * What became of a call that an earlier process left open.
 *
 * - `ran` it ran; `data` is the gateway's answer
 * - `did_not_run` it did not and will not
 * - `failed` the gateway took it, and it came to an end without any money moved
 * - `running` it still runs: a payment waits for its buyer, for one
 * - `unknown` nobody could tell
 *
 * Those that run and those that nobody knows stay in the journal; call `recover()` again.
 */
export interface RecoveredCall extends JournalledCall {
  readonly status: 'ran' | 'did_not_run' | 'failed' | 'running' | 'unknown';
  readonly data?: ReplyNode;
  /** Why, in a few words. */
  readonly because: string;
}
