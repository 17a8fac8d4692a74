import type { RateMeter } from './rate-meter.js';
import { countOne, measuredRate, newRateMeter } from './rate-meter.js';

/** How a limiter looks for the rate that the gateway grants. */
export interface RateLimitTerms {
  /** It never goes below this many attempts a second. Default 0.5. */
  readonly minPerSecond: number;
  /** What a refusal for the rate leaves of the rate, from above 0 to below 1. Default 0.8. */
  readonly cut: number;
  /** How fast it looks for more: attempts a second, by the cube of seconds. Default 0.4. */
  readonly growth: number;
  /** After so long without such a refusal it lets everything through again, in milliseconds. Default 60 000. */
  readonly forgetAfterMs: number;
}

/** The defaults. Source: resilience.md 1.1, with a milder cut. */
export const RATE_LIMIT: RateLimitTerms = { minPerSecond: 0.5, cut: 0.8, growth: 0.4, forgetAfterMs: 60_000 };

/**
 * - `free` nothing was refused of late: it only measures
 * - `limiting` attempts go out at a rate
 */
export type RateLimit =
  | { readonly mode: 'free'; readonly meter: RateMeter }
  | {
      readonly mode: 'limiting';
      readonly meter: RateMeter;
      readonly perSecond: number;
      /** Attempts that may go now; a fraction while it fills. */
      readonly tokens: number;
      readonly filledAtMs: number;
      /** The rate at which the gateway refused last, and when. */
      readonly peakPerSecond: number;
      readonly cutAtMs: number;
    };

type Limiting = Extract<RateLimit, { mode: 'limiting' }>;

/** Whether the last refusal is so long ago that everything may go again. */
export function isForgotten({ cutAtMs }: Limiting, { forgetAfterMs }: RateLimitTerms, atMs: number): boolean {
  return atMs - cutAtMs >= forgetAfterMs;
}

/** A limiter that has seen nothing yet. */
export function newRateLimit(atMs: number): RateLimit {
  return { mode: 'free', meter: newRateMeter(atMs) };
}

// A faster rise would let those who wait for their turn out in one wave as soon as the gateway grants more.
const HEADROOM = 1.3;

/** Counts an attempt that the gateway took in; the rate grows with it, or stays. */
export function countTaken(limit: RateLimit, terms: RateLimitTerms, atMs: number): RateLimit {
  const meter = countOne(limit.meter, atMs);
  if (limit.mode === 'free') return { mode: 'free', meter };
  if (isForgotten(limit, terms, atMs)) return { mode: 'free', meter };
  const filled = fill({ ...limit, meter }, atMs);
  const grown = grownRate(filled, terms, atMs);
  // It grows no further than calls make use of it, or nothing would be known about the rate that it has come to.
  return { ...filled, perSecond: Math.max(filled.perSecond, Math.min(grown, HEADROOM * measuredRate(meter, atMs))) };
}

// Half a second: a gateway that counts by whole seconds goes on refusing until its second is over.
const ECHO_MS = 500;

/**
 * Counts an attempt that the gateway refused for its rate: the rate is cut, from what the gateway was seen to take in. One
 * that was sent before the last cut, or right after it, tells nothing new.
 */
export function countRefused(limit: RateLimit, terms: RateLimitTerms, sentAtMs: number, atMs: number): RateLimit {
  if (limit.mode === 'limiting' && sentAtMs <= limit.cutAtMs + ECHO_MS) return limit;
  const { meter } = limit;
  const seen = measuredRate(meter, atMs);
  const peakPerSecond = Math.max(terms.minPerSecond, limit.mode === 'free' ? seen : Math.min(limit.perSecond, seen));
  const perSecond = Math.max(terms.minPerSecond, peakPerSecond * terms.cut);
  // One may go at once, or a client with a single call would wait longer than its back-off.
  const tokens = limit.mode === 'free' ? 1 : 0;
  return { mode: 'limiting', meter, perSecond, tokens, filledAtMs: atMs, peakPerSecond, cutAtMs: atMs };
}

/** How long the next attempt has to wait for its turn, in milliseconds; 0 where it may go now. */
export function waitForTurnMs(limit: RateLimit, terms: RateLimitTerms, atMs: number): number {
  if (limit.mode === 'free' || isForgotten(limit, terms, atMs)) return 0;
  const { tokens, perSecond } = fill(limit, atMs);
  return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) / perSecond) * 1_000);
}

/** Lets an attempt go. */
export function takeTurn(limit: RateLimit, atMs: number): RateLimit {
  if (limit.mode === 'free') return limit;
  const filled = fill(limit, atMs);
  return { ...filled, tokens: filled.tokens - 1 };
}

/** The most attempts that can go until an instant, however well things go; for who has to be told that it will be too late. */
export function mostTurns(limit: RateLimit, terms: RateLimitTerms, atMs: number, untilMs: number): number {
  if (limit.mode === 'free' || isForgotten(limit, terms, untilMs)) return Number.POSITIVE_INFINITY;
  const fastest = Math.max(limit.perSecond, grownRate(limit, terms, untilMs));
  return fill(limit, atMs).tokens + (fastest * Math.max(0, untilMs - atMs)) / 1_000;
}

// CUBIC: back to where it was refused in good time, slowly past it, and then ever faster. Source: resilience.md 1.1.
function grownRate({ peakPerSecond, cutAtMs }: Limiting, { cut, growth }: RateLimitTerms, atMs: number): number {
  const plateauS = Math.cbrt((peakPerSecond * (1 - cut)) / growth);
  return growth * (Math.max(0, atMs - cutAtMs) / 1_000 - plateauS) ** 3 + peakPerSecond;
}

// What is not used within a second is not kept.
function fill(limit: Limiting, atMs: number): Limiting {
  const passedMs = Math.max(0, atMs - limit.filledAtMs);
  const most = Math.max(1, limit.perSecond);
  return { ...limit, tokens: Math.min(most, limit.tokens + (passedMs * limit.perSecond) / 1_000), filledAtMs: atMs };
}
