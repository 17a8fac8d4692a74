import { describe, expect, it } from 'vitest';
import type { RateLimit } from '../../src/policy/rate-limit.js';
import {
  countRefused,
  countTaken,
  mostTurns,
  newRateLimit,
  RATE_LIMIT,
  takeTurn,
  waitForTurnMs,
} from '../../src/policy/rate-limit.js';
import { countOne, measuredRate, newRateMeter } from '../../src/policy/rate-meter.js';

/** Takes so many in, evenly over a time. */
function take(limit: RateLimit, count: number, fromMs: number, everyMs: number): RateLimit {
  let taken = limit;
  for (let nth = 0; nth < count; nth++) taken = countTaken(taken, RATE_LIMIT, fromMs + nth * everyMs);
  return taken;
}

const refuse = (limit: RateLimit, sentAtMs: number, atMs: number): RateLimit =>
  countRefused(limit, RATE_LIMIT, sentAtMs, atMs);

function perSecondOf(limit: RateLimit): number {
  if (limit.mode === 'free') throw new Error('It does not limit');
  return limit.perSecond;
}

describe('a limiter that is free', () => {
  it('lets everything go', () => {
    const limit = take(newRateLimit(0), 1_000, 0, 1);
    expect(waitForTurnMs(limit, RATE_LIMIT, 0)).toBe(0);
    expect(takeTurn(limit, 0)).toBe(limit);
    expect(mostTurns(limit, RATE_LIMIT, 0, 1_000)).toBe(Number.POSITIVE_INFINITY);
  });

  it('begins to limit at four fifths of what the gateway took in', () => {
    const limit = refuse(take(newRateLimit(0), 40, 0, 25), 950, 1_000);
    expect(limit.mode).toBe('limiting');
    expect(perSecondOf(limit)).toBeCloseTo(32, 0);
    expect(waitForTurnMs(limit, RATE_LIMIT, 1_000)).toBe(0);
    expect(waitForTurnMs(takeTurn(limit, 1_000), RATE_LIMIT, 1_000)).toBe(Math.ceil(1_000 / perSecondOf(limit)));
  });

  it('begins at one in two seconds where nothing was ever taken in', () => {
    const limit = takeTurn(refuse(newRateLimit(0), 0, 50), 50);
    expect(perSecondOf(limit)).toBe(0.5);
    expect(waitForTurnMs(limit, RATE_LIMIT, 50)).toBe(2_000);
    expect(waitForTurnMs(limit, RATE_LIMIT, 1_050)).toBe(1_000);
  });
});

describe('a limiter that limits', () => {
  const limiting = refuse(take(newRateLimit(0), 40, 0, 25), 950, 1_000);

  it('is cut from its own rate where more was taken in of late, and then lets nobody go at once', () => {
    if (limiting.mode === 'free') throw new Error('It does not limit');
    expect(measuredRate(limiting.meter, 1_600)).toBeGreaterThan(10);
    const again = refuse({ ...limiting, perSecond: 10 }, 1_501, 1_600);
    expect(perSecondOf(again)).toBe(8);
    expect(waitForTurnMs(again, RATE_LIMIT, 1_600)).toBe(125);
  });

  it('is cut once by those that were sent before the cut, or within half a second of it', () => {
    expect(refuse(limiting, 1_000, 1_040)).toBe(limiting);
    expect(refuse(limiting, 1_500, 1_540)).toBe(limiting);
    expect(perSecondOf(refuse(limiting, 1_501, 1_540))).toBeLessThan(perSecondOf(limiting));
  });

  it('is cut from no more than its own rate', () => {
    const busy = take(limiting, 40, 1_010, 12);
    const cut = refuse(busy, 1_501, 1_540);
    expect(perSecondOf(cut)).toBeCloseTo(perSecondOf(busy) * 0.8, 5);
    const again = take(cut, 20, 1_550, 25);
    expect(perSecondOf(refuse(again, 2_041, 2_060))).toBeLessThanOrEqual(perSecondOf(again) * 0.8);
  });

  it('never goes below its least rate', () => {
    let limit: RateLimit = limiting;
    for (let atMs = 2_000; atMs < 40_000; atMs += 501) limit = refuse(limit, atMs, atMs);
    expect(perSecondOf(limit)).toBe(0.5);
  });

  it('comes back to where it was cut and goes on past it, while calls make use of it', () => {
    let limit: RateLimit = limiting;
    for (let atMs = 1_000; atMs < 8_000; atMs += 1_000 / perSecondOf(limit)) {
      limit = countTaken(takeTurn(limit, atMs), RATE_LIMIT, atMs);
    }
    expect(perSecondOf(limit)).toBeGreaterThan(40);
  });

  it('does not grow past what is made use of and a little more, and never shrinks for it', () => {
    const idle = take(limiting, 10, 1_000, 1_500);
    expect(perSecondOf(idle)).toBe(perSecondOf(limiting));
  });

  it('keeps turns for a second and no longer', () => {
    const full = { mode: 'limiting', filledAtMs: 0, tokens: 0 } as const;
    const limit = { ...limiting, ...full, perSecond: 5, cutAtMs: 0, peakPerSecond: 5 } as RateLimit;
    let later = limit;
    let turns = 0;
    while (waitForTurnMs(later, RATE_LIMIT, 30_000) === 0) {
      later = takeTurn(later, 30_000);
      turns++;
    }
    expect(turns).toBe(5);
    expect(takeTurn(limit, -1)).toMatchObject({ tokens: -1 });
  });

  it('is free again a minute after the last cut', () => {
    expect(waitForTurnMs(takeTurn(limiting, 1_000), RATE_LIMIT, 61_000)).toBe(0);
    expect(countTaken(limiting, RATE_LIMIT, 60_999).mode).toBe('limiting');
    expect(countTaken(limiting, RATE_LIMIT, 61_000).mode).toBe('free');
  });

  it('knows how many can go at most until an instant', () => {
    expect(mostTurns(limiting, RATE_LIMIT, 1_000, 1_000)).toBe(1);
    expect(mostTurns(limiting, RATE_LIMIT, 2_000, 1_000)).toBeGreaterThan(0);
    const second = mostTurns(limiting, RATE_LIMIT, 1_000, 2_000);
    expect(second).toBeGreaterThanOrEqual(1 + perSecondOf(limiting));
    expect(mostTurns(limiting, RATE_LIMIT, 1_000, 30_000)).toBeGreaterThan(40 * 29);
    expect(mostTurns(limiting, RATE_LIMIT, 1_000, 61_000)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a meter', () => {
  it('counts what there is where no part is over', () => {
    const meter = countOne(countOne(newRateMeter(0), 0), 100);
    expect(measuredRate(meter, 100)).toBe(20);
    expect(measuredRate(newRateMeter(0), 0)).toBe(0);
  });

  it('smooths over the parts', () => {
    let meter = newRateMeter(0);
    for (let atMs = 0; atMs < 1_000; atMs += 10) meter = countOne(meter, atMs);
    expect(measuredRate(meter, 1_000)).toBeCloseTo(100, 0);
    expect(measuredRate(meter, 1_100)).toBeLessThan(100);
    expect(measuredRate(meter, 600)).toBeCloseTo(100, 0);
  });

  it('begins anew after a pause', () => {
    let meter = newRateMeter(0);
    for (let atMs = 0; atMs < 1_000; atMs += 10) meter = countOne(meter, atMs);
    const after = countOne(countOne(meter, 60_000), 60_010);
    expect(measuredRate(after, 60_020)).toBe(100);
  });
});
