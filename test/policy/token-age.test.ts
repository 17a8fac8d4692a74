import { describe, expect, test } from 'vitest';
import { ageOf, planAgeing } from '../../src/policy/token-age.js';

const AHEAD_MS = 300_000;
const DAY_MS = 86_400_000;

describe('the plan for a user token', () => {
  test.each([
    [0, 240_000],
    [0.5, 300_000],
    [1, 360_000],
  ])('spreads the renewal by 20 percent either way: a draw of %s makes it %s ms', (draw, aheadMs) => {
    const plan = planAgeing('auth_token', { issuedAtMs: 0, expiresAtMs: DAY_MS }, AHEAD_MS, draw);
    expect(plan?.ageingAtMs).toBe(DAY_MS - aheadMs);
    expect(plan?.spentAtMs).toBe(DAY_MS - 5_000);
  });

  test('never takes more than half of a short life, nor more than a tenth for the last seconds', () => {
    const plan = planAgeing('auth_token', { issuedAtMs: 0, expiresAtMs: 10_000 }, AHEAD_MS, 0.5);
    expect(plan).toEqual({ ageingAtMs: 5_000, spentAtMs: 9_000 });
  });

  test('works without knowing when the token was issued', () => {
    expect(planAgeing('auth_token', { expiresAtMs: DAY_MS }, AHEAD_MS, 0.5)).toEqual({
      ageingAtMs: DAY_MS - AHEAD_MS,
      spentAtMs: DAY_MS - 5_000,
    });
  });

  test.each([
    ['a merchant token, however soon it ends', 'app_auth_token', { issuedAtMs: 0, expiresAtMs: 1_000 }],
    ['a token without an end', 'auth_token', { issuedAtMs: 0 }],
    ['one that ended before it was issued', 'auth_token', { issuedAtMs: 1_000, expiresAtMs: 1_000 }],
  ] as const)('is none for %s', (_title, kind, life) => {
    expect(planAgeing(kind, life, AHEAD_MS, 0.5)).toBeUndefined();
  });
});

describe('the age of a token', () => {
  const plan = { ageingAtMs: 100, spentAtMs: 200 };

  test.each([
    [0, 'living'],
    [99, 'living'],
    [100, 'ageing'],
    [199, 'ageing'],
    [200, 'spent'],
    [1_000, 'spent'],
  ])('at %s is %s', (nowMs, age) => {
    expect(ageOf(plan, nowMs)).toBe(age);
  });

  test('is living without a plan', () => {
    expect(ageOf(undefined, Number.MAX_SAFE_INTEGER)).toBe('living');
  });

  test('goes straight to spent where nothing is to be renewed ahead', () => {
    const soon = { ageingAtMs: 300, spentAtMs: 200 };
    expect([199, 200, 299].map((nowMs) => ageOf(soon, nowMs))).toEqual(['living', 'spent', 'spent']);
  });
});
