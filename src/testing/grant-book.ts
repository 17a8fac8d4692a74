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
  /** Gives a new pair and kills the access token issued before; the new refresh token lasts no longer than the old one. */
  refresh(refreshToken: string): Exchange<Owner>;
  standingOf(token: string, nowMs: number): Standing;
  /** The grant of an access token that is live or expired. */
  find(token: string): Grant<Owner> | undefined;
  /** The grants whose access tokens are live or expired, in the order in which they were given. */
  all(): readonly Grant<Owner>[];
  /** Lets an access or a refresh token expire now; false where there is no such token. */
  expire(token: string): boolean;
  /** Lets an access token die now, as if it had been revoked; false where there is no such token. */
  revoke(token: string): boolean;
  /** How many refreshes succeeded. */
  readonly refreshCount: number;
  /** How often a refresh token came that had been used already, whether it was accepted or not. */
  readonly supersededUses: number;
}

/** How the tokens of a family look and how long they last, in milliseconds. */
export interface GrantTerms {
  readonly prefix: string;
  readonly lifetimeMs: number;
  readonly refreshLifetimeMs: number;
  /** Whether a refresh token that has been used is accepted again, until its own end. */
  readonly reusableRefreshTokens: boolean;
  readonly now: () => number;
}

/** Grants that follow one another: only the newest access token works. */
interface Line {
  token: string;
}

/** A refresh token, and what it renews. */
interface Renewable<Owner> {
  grant: Grant<Owner>;
  readonly line: Line;
  isUsed: boolean;
}

/** What a book has given out, and how often it was renewed. */
interface Pages<Owner> {
  readonly byToken: Map<string, Grant<Owner>>;
  readonly byRefreshToken: Map<string, Renewable<Owner>>;
  refreshCount: number;
  supersededUses: number;
}

/** Creates the book of one family of tokens. */
export function createGrantBook<Owner>(terms: GrantTerms): GrantBook<Owner> {
  const codes = new Map<string, Owner | 'used'>();
  const pages: Pages<Owner> = { byToken: new Map(), byRefreshToken: new Map(), refreshCount: 0, supersededUses: 0 };
  return {
    issue: (owner, lifetimeMs) => keep(pages, newGrant(terms, owner, lifetimeMs)),
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
      return { kind: 'granted', grant: keep(pages, newGrant(terms, owner)) };
    },
    refresh: (refreshToken) => refresh(pages, refreshToken, terms),
    standingOf: (token, nowMs) => {
      const grant = pages.byToken.get(token);
      if (grant === undefined) return 'dead';
      return grant.expiresAtMs <= nowMs ? 'expired' : 'live';
    },
    find: (token) => pages.byToken.get(token),
    all: () => [...pages.byToken.values()],
    expire: (token) => expire(pages, token, terms),
    revoke: (token) => pages.byToken.delete(token),
    get refreshCount(): number {
      return pages.refreshCount;
    },
    get supersededUses(): number {
      return pages.supersededUses;
    },
  };
}

function keep<Owner>(pages: Pages<Owner>, grant: Grant<Owner>, line: Line = { token: '' }): Grant<Owner> {
  line.token = grant.token;
  pages.byToken.set(grant.token, grant);
  pages.byRefreshToken.set(grant.refreshToken, { grant, line, isUsed: false });
  return grant;
}

function refresh<Owner>(pages: Pages<Owner>, refreshToken: string, terms: GrantTerms): Exchange<Owner> {
  const old = pages.byRefreshToken.get(refreshToken);
  if (old === undefined) return { kind: 'unknown' };
  if (old.isUsed) pages.supersededUses++;
  if (isSpent(old, terms)) return { kind: 'used' };
  if (old.grant.refreshExpiresAtMs <= terms.now()) return { kind: 'expired' };
  pages.refreshCount++;
  old.isUsed = true;
  pages.byToken.delete(old.line.token);
  return { kind: 'granted', grant: keep(pages, successorOf(old.grant, terms), old.line) };
}

function expire<Owner>({ byToken, byRefreshToken }: Pages<Owner>, token: string, terms: GrantTerms): boolean {
  const ofAccess = byToken.get(token);
  const renewable = byRefreshToken.get(ofAccess?.refreshToken ?? token);
  if (renewable === undefined || (ofAccess === undefined && isSpent(renewable, terms))) return false;
  const end = ofAccess === undefined ? 'refreshExpiresAtMs' : 'expiresAtMs';
  const grant = { ...renewable.grant, [end]: Math.min(terms.now(), renewable.grant[end]) };
  renewable.grant = grant;
  // A grant whose access token was revoked stays without it.
  if (byToken.has(grant.token)) byToken.set(grant.token, grant);
  return true;
}

function isSpent({ isUsed }: Renewable<unknown>, { reusableRefreshTokens }: GrantTerms): boolean {
  return isUsed && !reusableRefreshTokens;
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
