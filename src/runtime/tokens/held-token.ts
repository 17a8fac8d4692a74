import type { TokenKind } from '../../catalog/rows.js';
import { bare } from '../bare.js';

/** Somebody whose token is kept in `tokens.store`: a merchant or a user, by the name that it was put there under. */
export interface TokenOwner {
  readonly owner: string;
}

/** What a caller gives for a token: its text, or whose it is. */
export type TokenSource = string | TokenOwner;

/** The tokens that a call asks for, by their wire names. */
export type CallTokens = { readonly [Kind in TokenKind]?: TokenSource };

/** A token as it is sent. */
export interface HeldToken {
  readonly value: string;
  /** Set where it came out of the store. */
  readonly owner?: string;
  /** 0 for a token that the caller gave as a text. */
  readonly generation: number;
}

/** The tokens that an attempt carries. */
export type HeldTokens = { readonly [Kind in TokenKind]?: HeldToken };

/** A token that the gateway refused. */
export interface RefusedToken {
  readonly kind: TokenKind;
  readonly held: HeldToken;
  readonly subCode: string;
}

/** A token in the place of a refused one. */
export interface Replacement {
  readonly held: HeldToken;
  /** True where it had been renewed before this call asked, so that the call has not had its own renewal yet. */
  readonly wasThere: boolean;
}

/** Where a new token came from: the gateway, the `refresh` callback, or another process by way of the store. */
export type RefreshedBy = 'gateway' | 'callback' | 'store';

/** Told about the refreshes themselves; one of the ends follows each start. */
export interface RefreshObserver {
  started(because: string): void;
  succeeded(durationMs: number, by: RefreshedBy): void;
  failed(durationMs: number, because: string, reauthorize: boolean): void;
}

/** The call on whose behalf a token is looked up or replaced. */
export interface Asker {
  readonly callId: string;
  readonly method: string;
  observe(kind: TokenKind): RefreshObserver;
}

/** What to advise where a refresh failed; left out where the gateway's refusal of the token says it. */
export type RefreshAdvice = 'reauthorize' | 'store-away' | 'store-unreadable';

/** A refresh that brought no token; `because` is safe to show, `cause` is what the callback or the store threw. */
export class RefreshFailed extends Error {
  readonly because: string;
  override readonly cause: unknown;
  readonly advice: RefreshAdvice | undefined;

  constructor(because: string, cause?: unknown, advice?: RefreshAdvice) {
    super(because);
    this.because = because;
    this.cause = cause;
    this.advice = advice;
  }
}

/** None at all: what most calls of an app on its own behalf ask for, and carry. */
export const NO_TOKENS: { readonly [Kind in TokenKind]?: never } = Object.freeze(Object.create(null));

/** The texts of the tokens of an attempt, by their wire names. */
export function textsOf(tokens: HeldTokens): { readonly [Kind in TokenKind]?: string } {
  if (tokens === NO_TOKENS) return NO_TOKENS;
  const { app_auth_token, auth_token } = bare(tokens);
  return bare({
    ...(app_auth_token === undefined ? {} : { app_auth_token: app_auth_token.value }),
    ...(auth_token === undefined ? {} : { auth_token: auth_token.value }),
  });
}

/** What to ask for to get the tokens of an attempt again, or their successors. */
export function sourcesOf(tokens: HeldTokens): CallTokens {
  const { app_auth_token, auth_token } = bare(tokens);
  return bare({
    ...(app_auth_token === undefined ? {} : { app_auth_token: sourceOf(app_auth_token) }),
    ...(auth_token === undefined ? {} : { auth_token: sourceOf(auth_token) }),
  });
}

function sourceOf({ value, owner }: HeldToken): TokenSource {
  return owner === undefined ? value : { owner };
}
