import { describe, expect, it } from 'vitest';
import { fullJitter } from '../../src/policy/backoff.js';

const OPTIONS = { baseMs: 200, capMs: 5_000, maxRetryAfterMs: 5_000 };
const LARGEST = 1 - Number.EPSILON / 2;

describe('fullJitter', () => {
  it.each([
    ['normal', 0, 200],
    ['normal', 1, 400],
    ['normal', 2, 800],
    ['normal', 3, 1_600],
    ['normal', 4, 3_200],
    ['normal', 5, 5_000],
    ['normal', 1_000, 5_000],
    ['normal', 5_000, 5_000],
    ['slow', 0, 1_000],
    ['slow', 1, 2_000],
    ['slow', 2, 4_000],
    ['slow', 3, 5_000],
    ['slow', 5_000, 5_000],
  ] as const)('draws a %s wait after %d retries from 0 to below %d ms', (pace, retries, spanMs) => {
    expect(fullJitter(0, OPTIONS, retries, pace)).toBe(0);
    expect(fullJitter(0.5, OPTIONS, retries, pace)).toBe(spanMs / 2);
    expect(fullJitter(LARGEST, OPTIONS, retries, pace)).toBe(spanMs - 1);
  });

  it('draws after the cap and not before, so that capped waits are spread out', () => {
    expect(fullJitter(0.25, OPTIONS, 10, 'normal')).toBe(1_250);
  });

  it('gives whole milliseconds', () => {
    expect(fullJitter(0.333, { ...OPTIONS, baseMs: 10, capMs: 100 }, 0, 'normal')).toBe(3);
  });

  it.each([
    [{ ...OPTIONS, baseMs: 0 }, 3],
    [{ ...OPTIONS, capMs: 0 }, 3],
  ])('does not wait where the options say so: %o', (options, retries) => {
    expect(fullJitter(LARGEST, options, retries, 'slow')).toBe(0);
  });

  it('lets the cap rule where it is below the base', () => {
    expect(fullJitter(0.5, { ...OPTIONS, capMs: 100 }, 0, 'normal')).toBe(50);
  });
});
