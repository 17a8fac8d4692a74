import type { GatewaySetup } from './gateway-options.js';
import type { GrantBook } from './grant-book.js';
import { createGrantBook } from './grant-book.js';

const SECOND_MS = 1_000;

/** Whom a user token speaks for. */
export interface UserOwner {
  readonly userId: string;
}

/** Whom a merchant token speaks for, and what the merchant granted. */
export interface MerchantOwner {
  /** The merchant's own app, `auth_app_id`: the ledger keeps its trades under it. */
  readonly appId: string;
  readonly userId: string;
  /** The methods that the merchant granted; left out for all. */
  readonly apis: readonly string[] | undefined;
  /** The products that the merchant signed; `[]` for none, left out for whatever is needed. */
  readonly products: readonly string[] | undefined;
}

/** Both families of tokens. Source: protocol.md 7.1. */
export interface Grants {
  readonly users: GrantBook<UserOwner>;
  readonly merchants: GrantBook<MerchantOwner>;
}

/** Creates both families with the lifetimes of the documents' samples. Source: protocol.md 7.1. */
export function createGrants({
  now,
  reusableAppRefreshTokens,
}: Pick<GatewaySetup, 'now' | 'reusableAppRefreshTokens'>): Grants {
  return {
    users: createGrantBook({
      prefix: 'authusrB',
      lifetimeMs: 1_296_000 * SECOND_MS,
      refreshLifetimeMs: 2_592_000 * SECOND_MS,
      reusableRefreshTokens: false,
      now,
    }),
    merchants: createGrantBook({
      prefix: '202611BB',
      lifetimeMs: 31_536_000 * SECOND_MS,
      refreshLifetimeMs: 32_140_800 * SECOND_MS,
      reusableRefreshTokens: reusableAppRefreshTokens,
      now,
    }),
  };
}
