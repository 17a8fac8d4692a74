import { randomBytes } from 'node:crypto';

/** What a token is good for: `dead` tokens are unknown, revoked or superseded. */
export type Standing = 'live' | 'expired' | 'dead';

/** A pair of tokens and whose they are; instants in milliseconds since the epoch. */
export interface Grant<Owner> {
  readonly token: string;
  readonly refreshToken: string;
  readonly owner: Owner;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  readonly refreshExpiresAtMs: number;
}

/** What came of handing in an authorisation code or a refresh token. */
export type Exchange<Owner> =
  | { readonly kind: 'granted'; readonly grant: Grant<Owner> }
  | { readonly kind: 'unknown' | 'used' | 'expired' };

/** The tokens of one family. Source: protocol.md 7.1, 7.2. */
export interface GrantBook<Owner> {
  issue(owner: Owner, lifetimeMs?: number): Grant<Owner>;
  /** A single-use authorisation code for the owner. */
  codeFor(owner: Owner): string;
  exchangeCode(code: string): Exchange<Owner>;
  /** Gives a new pair and kills the old access token at once; the new refresh token lasts no longer than the old one. */
  refresh(refreshToken: string): Exchange<Owner>;
  standingOf(token: string, nowMs: number): Standing;
  /** The grant of an access token that is live or expired. */
  find(token: string): Grant<Owner> | undefined;
  /** Lets an access or a refresh token expire now; false where there is no such token. */
  expire(token: string): boolean;
  /** Lets an access token die now, as if it had been revoked; false where there is no such token. */
  revoke(token: string): boolean;
  /** How many refreshes succeeded. */
  readonly refreshCount: number;
}

/** How the tokens of a family look and how long they last, in milliseconds. */
export interface GrantTerms {
  readonly prefix: string;
  readonly lifetimeMs: number;
  readonly refreshLifetimeMs: number;
  readonly now: () => number;
}

/** Creates the book of one family of tokens. */
export function createGrantBook<Owner>(terms: GrantTerms): GrantBook<Owner> {
  const codes = new Map<string, Owner | 'used'>();
  const byToken = new Map<string, Grant<Owner>>();
  const byRefreshToken = new Map<string, Grant<Owner> | 'superseded'>();
  let refreshCount = 0;

  const keep = (grant: Grant<Owner>): Grant<Owner> => {
    byToken.set(grant.token, grant);
    byRefreshToken.set(grant.refreshToken, grant);
    return grant;
  };

  return {
    issue: (owner, lifetimeMs) => keep(newGrant(terms, owner, lifetimeMs)),
    codeFor: (owner) => {
      const code = newToken(`${terms.prefix}C`);
      codes.set(code, owner);
      return code;
    },
    exchangeCode: (code) => {
      const owner = codes.get(code);
      if (owner === undefined) return { kind: 'unknown' };
      if (owner === 'used') return { kind: 'used' };
      codes.set(code, 'used');
      return { kind: 'granted', grant: keep(newGrant(terms, owner)) };
    },
    refresh: (refreshToken) => {
      const old = byRefreshToken.get(refreshToken);
      if (old === undefined) return { kind: 'unknown' };
      if (old === 'superseded') return { kind: 'used' };
      if (old.refreshExpiresAtMs <= terms.now()) return { kind: 'expired' };
      refreshCount++;
      byToken.delete(old.token);
      byRefreshToken.set(refreshToken, 'superseded');
      return { kind: 'granted', grant: keep(successorOf(old, terms)) };
    },
    standingOf: (token, nowMs) => {
      const grant = byToken.get(token);
      if (grant === undefined) return 'dead';
      return grant.expiresAtMs <= nowMs ? 'expired' : 'live';
    },
    find: (token) => byToken.get(token),
    expire: (token) => expireToken(token, byToken, byRefreshToken, terms.now()),
    revoke: (token) => byToken.delete(token),
    get refreshCount(): number {
      return refreshCount;
    },
  };
}

function expireToken<Owner>(
  token: string,
  byToken: Map<string, Grant<Owner>>,
  byRefreshToken: Map<string, Grant<Owner> | 'superseded'>,
  nowMs: number,
): boolean {
  const ofAccess = byToken.get(token);
  const ofRefresh = byRefreshToken.get(token);
  const old = ofAccess ?? (ofRefresh === 'superseded' ? undefined : ofRefresh);
  if (old === undefined) return false;
  const grant =
    ofAccess === undefined
      ? { ...old, refreshExpiresAtMs: nowMs }
      : { ...old, expiresAtMs: Math.min(nowMs, old.expiresAtMs) };
  // A grant whose access token was revoked stays without it.
  if (byToken.has(old.token)) byToken.set(old.token, grant);
  byRefreshToken.set(old.refreshToken, grant);
  return true;
}

function newGrant<Owner>(terms: GrantTerms, owner: Owner, lifetimeMs: number = terms.lifetimeMs): Grant<Owner> {
  const issuedAtMs = terms.now();
  return {
    token: newToken(terms.prefix),
    refreshToken: newToken(`${terms.prefix}R`),
    owner,
    issuedAtMs,
    expiresAtMs: issuedAtMs + lifetimeMs,
    refreshExpiresAtMs: issuedAtMs + terms.refreshLifetimeMs,
  };
}

function successorOf<Owner>(old: Grant<Owner>, terms: GrantTerms): Grant<Owner> {
  return { ...newGrant(terms, old.owner), refreshExpiresAtMs: old.refreshExpiresAtMs };
}

function newToken(prefix: string): string {
  return prefix + randomBytes(15).toString('hex');
}
