import type { KeyObject } from 'node:crypto';
import type { TokenKind } from '../catalog/rows.js';
import type { BackoffOptions } from '../policy/backoff.js';
import type { BulkheadTerms } from '../policy/bulkhead.js';
import type { Confirmation } from '../policy/confirmation.js';
import type { RateLimitTerms } from '../policy/rate-limit.js';
import type { MethodOption } from '../policy/repeat.js';
import type { Rule } from '../policy/rules.js';
import type { Charset } from '../protocol/charset.js';
import type { ReplyVerifier } from '../protocol/open-reply.js';
import type { SignType } from '../protocol/signature.js';
import type { CertificateSettings } from './certificate-settings.js';
import type { Clock } from './clock.js';
import type { Journal } from './journal/journal.js';
import type { BreakerDesk } from './overload/shared-breaker.js';
import type { BudgetDesk } from './overload/shared-budget.js';
import type { TokenStore } from './tokens/token-store.js';

/** A token that the gateway refused, as the `tokens.refresh` callback gets it. */
export interface StaleToken {
  readonly kind: TokenKind;
  /** The token's text. */
  readonly value: string;
  /** Whose it is, where it is kept in `tokens.store`. */
  readonly owner?: string;
  /** What it can be renewed with, where it is kept in `tokens.store`. */
  readonly refreshToken?: string;
  /** Why it is stale: the gateway's `sub_code`; empty where it is renewed before its end. */
  readonly subCode: string;
  /** The method whose call was refused. */
  readonly method: string;
  /** Aborted when `refreshTimeoutMs` is over; for a token that is not kept in the store, also when the instance is closed. */
  readonly signal: AbortSignal;
}

/** A new token, as the `tokens.refresh` callback gives it; a plain text means `{ value: text }`. */
export interface FreshToken {
  readonly value: string;
  /** Kept with it in `tokens.store`. Left out where it has not changed. */
  readonly refreshToken?: string;
  /** In milliseconds since the epoch. */
  readonly expiresAtMs?: number;
}

/** How stale tokens are replaced. */
export interface TokenSettings {
  /** Gets a new token for a stale one. Called once for each stale token, however many calls failed with it. */
  readonly refresh?: (stale: StaleToken) => Promise<string | FreshToken> | string | FreshToken;
  /** How long one refresh may take, in milliseconds. */
  readonly refreshTimeoutMs: number;
  readonly store: TokenStore;
  /** How long before its end a user token is renewed, in milliseconds. */
  readonly refreshAheadMs: number;
  readonly whenStoreIsDown: 'wait' | 'fail';
}

/** Everything the engine works with, checked and complete. It holds keys, so it stays in closures. */
export interface Settings {
  readonly appId: string;
  /** The gateway's origin, such as `https://openapi.alipay.com`. */
  readonly gateway: string;
  readonly signType: SignType;
  readonly signKey: KeyObject;
  /** Further pairs for the `Authorization` of v3. */
  readonly additionalAuthInfo?: string;
  /** How texts are written on the wire. */
  readonly charset: Charset;
  readonly verifier: ReplyVerifier;
  /** Set in certificate mode. */
  readonly certificates?: CertificateSettings;
  readonly retry: BackoffOptions & { readonly maxAttempts: number };
  readonly attemptTimeoutMs: number;
  /** How long a new connection may take, TLS included, in milliseconds. */
  readonly connectTimeoutMs: number;
  readonly deadlineMs: number;
  /** For how long an attempt that was given up is listened to, in milliseconds; 0 for not. */
  readonly lateReplyMs: number;
  /** Left out where it is off, as the four that follow. */
  readonly budget?: BudgetDesk;
  readonly breaker?: BreakerDesk;
  readonly limiter?: RateLimitTerms;
  readonly bulkhead?: BulkheadTerms;
  /** A smaller difference of the clocks is left alone, in milliseconds. */
  readonly clockSkewMs?: number;
  readonly rules: readonly Rule[];
  readonly methods: ReadonlyMap<string, MethodOption>;
  /** How methods are asked after by rules of the user's; they come before the catalog's. */
  readonly confirmations: ReadonlyMap<string, Confirmation>;
  readonly tokens: TokenSettings;
  readonly journal?: Journal;
  readonly clock: Clock;
  readonly random: () => number;
}
