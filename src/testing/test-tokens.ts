import type { Grant } from './grant-book.js';
import type { Grants, MerchantOwner, UserOwner } from './grants.js';

/** A pair of tokens as a test holds it; instants in milliseconds since the epoch. */
export interface IssuedToken {
  readonly token: string;
  readonly refreshToken: string;
  /** Whose it is: a user's id, or a merchant's `auth_app_id`. */
  readonly owner: string;
  readonly expiresAtMs: number;
  readonly refreshExpiresAtMs: number;
}

/** An access token that is live or has expired, and whose it is. */
export interface HeldToken {
  readonly kind: 'app_auth_token' | 'auth_token';
  readonly token: string;
  /** A user's id, or a merchant's `auth_app_id`. */
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

/** A user for whom a token or a code is made. */
export interface UserTerms {
  /** Default: a new user each time. */
  readonly userId?: string;
  /** Lifetime of the access token in milliseconds. Default 15 days. */
  readonly lifetimeMs?: number;
}

/** A merchant for whom a token or a code is made. */
export interface MerchantTerms {
  /** The merchant's own app. Default: a new merchant each time. */
  readonly appId?: string;
  /** The methods that the merchant granted. Default all. */
  readonly apis?: readonly string[];
  /** The products that the merchant signed; `[]` for none. Default: whatever is needed. */
  readonly products?: readonly string[];
  /** Lifetime of the token in milliseconds. Default 365 days. */
  readonly lifetimeMs?: number;
}

/** The tokens of a test gateway. */
export interface TestTokens {
  /** An access token as `alipay.system.oauth.token` would have issued it. */
  issueUser(terms?: UserTerms): IssuedToken;
  /** An app_auth_token as `alipay.open.auth.token.app` would have issued it. */
  issueMerchant(terms?: MerchantTerms): IssuedToken;
  /** A single-use authorisation code for `alipay.system.oauth.token`. */
  codeForUser(terms?: UserTerms): string;
  /** A single-use authorisation code for `alipay.open.auth.token.app`. */
  codeForMerchant(terms?: MerchantTerms): string;
  /** All access tokens that are live or have expired; those that were revoked or superseded are not there any more. */
  readonly held: readonly HeldToken[];
  /** Lets an access or refresh token of either kind expire now. Throws where there is none such. */
  expire(token: string): void;
  /** Lets an access token of either kind die now. Throws where there is none such. */
  revoke(token: string): void;
  /** How many refreshes succeeded, of both kinds. */
  readonly refreshCount: number;
  /** How often a refresh token was handed in that had been used already, of both kinds, whether it was accepted or refused. */
  readonly supersededUses: number;
}

/** Creates the tests' hand on the tokens. */
export function createTestTokens({ users, merchants }: Grants): TestTokens {
  let persons = 0;
  const user = (terms: UserTerms): UserOwner => ({ userId: terms.userId ?? `20881021${numbered(++persons)}` });
  const merchant = (terms: MerchantTerms): MerchantOwner => ({
    appId: terms.appId ?? `20210001${numbered(++persons)}`,
    userId: `20885021${numbered(persons)}`,
    apis: terms.apis,
    products: terms.products,
  });
  return {
    issueUser: (terms = {}) => issued(users.issue(user(terms), terms.lifetimeMs), (owner) => owner.userId),
    issueMerchant: (terms = {}) => issued(merchants.issue(merchant(terms), terms.lifetimeMs), (owner) => owner.appId),
    codeForUser: (terms = {}) => users.codeFor(user(terms)),
    codeForMerchant: (terms = {}) => merchants.codeFor(merchant(terms)),
    get held(): readonly HeldToken[] {
      return [
        ...merchants.all().map((grant) => heldToken('app_auth_token', grant, grant.owner.appId)),
        ...users.all().map((grant) => heldToken('auth_token', grant, grant.owner.userId)),
      ];
    },
    expire: (token) => demand(users.expire(token) || merchants.expire(token), 'expire'),
    revoke: (token) => demand(users.revoke(token) || merchants.revoke(token), 'revoke'),
    get refreshCount(): number {
      return users.refreshCount + merchants.refreshCount;
    },
    get supersededUses(): number {
      return users.supersededUses + merchants.supersededUses;
    },
  };
}

function numbered(count: number): string {
  return String(count).padStart(8, '0');
}

function heldToken(kind: HeldToken['kind'], { token, expiresAtMs }: Grant<unknown>, owner: string): HeldToken {
  return { kind, token, owner, expiresAtMs };
}

function issued<Owner>(grant: Grant<Owner>, nameOf: (owner: Owner) => string): IssuedToken {
  return {
    token: grant.token,
    refreshToken: grant.refreshToken,
    owner: nameOf(grant.owner),
    expiresAtMs: grant.expiresAtMs,
    refreshExpiresAtMs: grant.refreshExpiresAtMs,
  };
}

function demand(found: boolean, what: string): void {
  if (!found) throw new Error(`There is no token to ${what}: this gateway issued none such, or it was superseded`);
}
