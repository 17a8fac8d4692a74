import { describe, expect, it } from 'vitest';
import type { RetryBudget } from '../../src/policy/retry-budget.js';
import { costOf, openBudget, RETRY_BUDGET, refund, takeRetry } from '../../src/policy/retry-budget.js';

const { transientCost } = RETRY_BUDGET;

function takeMany(budget: RetryBudget, most: number, atMs = 0): { readonly taken: number; readonly left: RetryBudget } {
  let left = budget;
  for (let taken = 0; taken < most; taken++) {
    const granted = takeRetry(left, RETRY_BUDGET, transientCost, atMs);
    if (granted === undefined) return { taken, left };
    left = granted.left;
  }
  return { taken: most, left };
}

describe('a retry budget', () => {
  it('is that of smithy, with a floor', () => {
    expect(RETRY_BUDGET).toEqual({ tokens: 500, transientCost: 14, throttledCost: 5, floorPerMinute: 10 });
    expect(costOf(RETRY_BUDGET, false)).toBe(14);
    expect(costOf(RETRY_BUDGET, true)).toBe(5);
  });

  it('grants 35 retries out of the bucket and 10 out of the floor, and then none', () => {
    const { taken, left } = takeMany(openBudget(RETRY_BUDGET, 0), 1_000);
    expect(taken).toBe(45);
    expect(left.tokens).toBe(500 - 35 * 14);
    expect(takeRetry(left, RETRY_BUDGET, 5, 0)).toMatchObject({ paid: 5 });
  });

  it('tells what was paid: nothing for the floor', () => {
    const full = openBudget(RETRY_BUDGET, 0);
    expect(takeRetry(full, RETRY_BUDGET, 14, 0)?.paid).toBe(14);
    expect(takeRetry({ ...full, tokens: 13 }, RETRY_BUDGET, 14, 0)).toEqual({
      left: { tokens: 13, floor: 9, atMs: 0 },
      paid: 0,
    });
  });

  it('fills the floor up again, ten in a minute and no more than ten', () => {
    const { left } = takeMany(openBudget(RETRY_BUDGET, 0), 1_000);
    expect(takeMany(left, 1_000, 5_999).taken).toBe(0);
    expect(takeMany(left, 1_000, 6_000).taken).toBe(1);
    expect(takeMany(left, 1_000, 60_000).taken).toBe(10);
    expect(takeMany(left, 1_000, 3_600_000).taken).toBe(10);
    expect(takeMany(left, 1_000, -1).taken).toBe(0);
  });

  it('gets back what the last retry cost, one for an answer without a retry, and never more than it holds', () => {
    const empty = { ...openBudget(RETRY_BUDGET, 0), tokens: 0 };
    expect(refund(empty, RETRY_BUDGET, 14).tokens).toBe(14);
    expect(refund(empty, RETRY_BUDGET, undefined).tokens).toBe(1);
    expect(refund(empty, RETRY_BUDGET, 0).tokens).toBe(0);
    expect(refund({ ...empty, tokens: 490 }, RETRY_BUDGET, 14).tokens).toBe(500);
    const full = openBudget(RETRY_BUDGET, 0);
    expect(refund(full, RETRY_BUDGET, 14)).toBe(full);
  });
});
