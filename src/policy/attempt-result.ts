import type { CodeRow } from '../catalog/rows.js';

/** The codes and words of a reply, and the row of the tables that they lead to. */
export interface Answer {
  /** Absent only in the success of methods that send none, such as `alipay.system.oauth.token`. */
  readonly code?: string;
  readonly msg?: string;
  readonly subCode?: string;
  readonly subMsg?: string;
  /** Whether a signature stood under it and fits. */
  readonly signed: boolean;
  readonly row: CodeRow;
}

/** Why a request provably never reached the gateway. */
export type NotSentCause = 'dns' | 'refused' | 'unreachable' | 'tls' | 'connect-timeout' | 'not-written';

/**
 * Why nobody can say whether an attempt ran.
 *
 * - `answered` the gateway itself says so (20000, SYSTEM_ERROR)
 * - `timeout` no whole reply within the attempt's time
 * - `reset` the connection broke after the request had gone out
 * - `http-status` an access layer answered in the gateway's place
 * - `malformed` what came is not a reply to this method
 * - `unsigned` it looks like a success and carries no signature
 * - `forged` it carries a signature that does not fit
 * - `unknown-certificate` it is signed with a certificate of which it could not be shown that it is Alipay's
 * - `too-large` the reply is longer than the bound
 * - `adapter` the axios adapter failed in a way that nobody foresaw
 * - `canceled` the caller broke it off while it was under way
 */
export type UnknownCause =
  | 'answered'
  | 'timeout'
  | 'reset'
  | 'http-status'
  | 'malformed'
  | 'unsigned'
  | 'forged'
  | 'unknown-certificate'
  | 'too-large'
  | 'adapter'
  | 'canceled';

/** What one attempt leaves us knowing. Source: design.md 4. */
export type AttemptResult =
  | { readonly kind: 'succeeded'; readonly answer: Answer; readonly pending: boolean }
  | { readonly kind: 'refused'; readonly answer: Answer }
  | { readonly kind: 'not_sent'; readonly cause: NotSentCause; readonly detail?: string }
  | {
      readonly kind: 'unknown';
      readonly cause: UnknownCause;
      readonly answer?: Answer;
      /** What was seen, in a few words, nothing secret in it. */
      readonly detail?: string;
      /** What the adapter threw, as it is; only with `adapter`. */
      readonly thrown?: unknown;
    };
