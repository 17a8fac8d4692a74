import type { ReplyNode } from './open-reply.js';

/** The wire parameters that carry a token. Source: protocol.md 7.3. */
export type TokenParam = 'app_auth_token' | 'auth_token';

/** What one of the token methods granted; lifetimes in milliseconds from the moment of the reply. */
export interface TokenGrant {
  readonly value: string;
  readonly refreshToken?: string;
  readonly lastsMs?: number;
  readonly refreshLastsMs?: number;
  /** The merchant's or user's id, `2088...`. Newer apps get `openId` in its place. */
  readonly userId?: string;
  readonly openId?: string;
  /** The merchant's own app. */
  readonly authAppId?: string;
}

/** The method that trades codes and refresh tokens of a kind. Source: protocol.md 7.1. */
export const TOKEN_METHODS: Readonly<Record<TokenParam, string>> = {
  app_auth_token: 'alipay.open.auth.token.app',
  auth_token: 'alipay.system.oauth.token',
};

/** What is traded for a token: a code that the owner's consent brought, or a refresh token. */
export type TokenTrade =
  | { readonly grant_type: 'authorization_code'; readonly code: string }
  | { readonly grant_type: 'refresh_token'; readonly refresh_token: string };

/** The wire parameters of a trade: users' go at the top level, merchants' into the content. Source: protocol.md 7.1. */
export function tradeParams(kind: TokenParam, trade: TokenTrade): Readonly<Record<string, unknown>> {
  return kind === 'auth_token' ? { ...trade } : { biz_content: { ...trade } };
}

/**
 * Reads the reply of a token method: one grant for a user, one or, where a merchant consented for several apps at once,
 * more for a merchant. Empty where the reply holds no token. Source: protocol.md 7.1.
 */
export function readGrants(kind: TokenParam, node: ReplyNode): readonly TokenGrant[] {
  if (kind === 'auth_token') return compact([readGrant(node, 'access_token', 'refresh_token')]);
  const listed = Array.isArray(node['tokens']) ? node['tokens'] : [];
  const all = compact([node, ...listed].map((one) => readGrant(one, 'app_auth_token', 'app_refresh_token')));
  return all.filter(({ value }, index) => all.findIndex((one) => one.value === value) === index);
}

function readGrant(node: unknown, tokenName: string, refreshName: string): TokenGrant | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  const fields = node as ReplyNode;
  const value = textOf(fields[tokenName]);
  if (value === undefined) return undefined;
  // A token that never ends still comes with numbers, which mean nothing.
  const isPermanent = fields['auth_token_type'] === 'permanent';
  return dropUndefined({
    value,
    refreshToken: textOf(fields[refreshName]),
    lastsMs: isPermanent ? undefined : secondsOf(fields['expires_in']),
    refreshLastsMs: isPermanent ? undefined : secondsOf(fields['re_expires_in']),
    userId: textOf(fields['user_id']),
    openId: textOf(fields['open_id']),
    authAppId: textOf(fields['auth_app_id']),
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

// Both forms are seen on the wire; some samples show years of it as text.
function secondsOf(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds <= 0) return undefined;
  return Math.floor(seconds * 1_000);
}

function compact<T>(values: readonly (T | undefined)[]): readonly T[] {
  return values.filter((one) => one !== undefined);
}

function dropUndefined(grant: { readonly [Name in keyof TokenGrant]: TokenGrant[Name] | undefined }): TokenGrant {
  return Object.fromEntries(Object.entries(grant).filter(([, value]) => value !== undefined)) as unknown as TokenGrant;
}
