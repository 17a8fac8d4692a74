import type { TokenKind } from '../catalog/rows.js';

/**
 * Where a token stands in its life.
 *
 * - `living` it is sent as it is
 * - `ageing` it is sent as it is, and renewed meanwhile
 * - `spent` it ends before a reply could come, so it is renewed first
 */
export type TokenAge = 'living' | 'ageing' | 'spent';

/** What is known of a token's life; instants in milliseconds since the epoch. */
export interface Lifetime {
  readonly issuedAtMs?: number;
  readonly expiresAtMs?: number;
}

/** From when on a token is renewed in the background, and from when on calls wait for it. */
export interface Ageing {
  readonly ageingAtMs: number;
  readonly spentAtMs: number;
}

/** The last seconds of a token, in which it is not sent any more, in milliseconds. Source: resilience.md 7. */
const LAST_MS = 5_000;

/** How far the instants of a fleet are spread, as a share of the time ahead. */
const JITTER = 0.2;

/**
 * Plans a token's renewal; `undefined` where only the gateway tells that it has ended: merchant tokens, whose life the
 * gateway does not keep to, tokens without an end, and those that would have ended before they were issued.
 * Source: protocol.md 7.1 and 7.2.
 *
 * @param aheadMs how long before its end a token is renewed; spread by 20 % either way, and never more than half its life
 * @param draw a random number from 0 to below 1
 */
export function planAgeing(kind: TokenKind, life: Lifetime, aheadMs: number, draw: number): Ageing | undefined {
  const { expiresAtMs, issuedAtMs } = life;
  if (kind === 'app_auth_token' || expiresAtMs === undefined) return undefined;
  const lastsMs = issuedAtMs === undefined ? Number.POSITIVE_INFINITY : expiresAtMs - issuedAtMs;
  if (lastsMs <= 0) return undefined;
  // A token that lives for no longer than the time ahead would be renewed as soon as it came.
  const spread = aheadMs * (1 - JITTER + 2 * JITTER * draw);
  return {
    ageingAtMs: expiresAtMs - Math.min(spread, lastsMs / 2),
    spentAtMs: expiresAtMs - Math.min(LAST_MS, lastsMs / 10),
  };
}

/** How old a token is at an instant. */
export function ageOf(plan: Ageing | undefined, nowMs: number): TokenAge {
  if (plan === undefined || nowMs < Math.min(plan.ageingAtMs, plan.spentAtMs)) return 'living';
  return nowMs < plan.spentAtMs ? 'ageing' : 'spent';
}
