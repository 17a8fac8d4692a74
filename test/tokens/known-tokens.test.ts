import { describe, expect, test } from 'vitest';
import { createKnownTokens } from '../../src/runtime/tokens/known-tokens.js';
import { recordNo } from './parts.js';

const HOUR_MS = 3_600_000;

describe('what a process holds', () => {
  test('is found by whose it is, each kind and owner alone', () => {
    const known = createKnownTokens(0, () => 0.5);
    known.learn('auth_token', 'a', recordNo(1), 5);
    expect(known.get('auth_token', 'a')).toEqual({
      record: recordNo(1),
      ageing: undefined,
      checkedAtMs: 5,
      restsUntilMs: Number.NEGATIVE_INFINITY,
    });
    expect([known.get('app_auth_token', 'a'), known.get('auth_token', 'b')]).toEqual([undefined, undefined]);
  });

  test('ages as its life and the draw say', () => {
    const known = createKnownTokens(300_000, () => 1);
    const { ageing } = known.learn('auth_token', 'a', recordNo(1, { issuedAtMs: 0, expiresAtMs: HOUR_MS }), 0);
    expect(ageing).toEqual({ ageingAtMs: HOUR_MS - 360_000, spentAtMs: HOUR_MS - 5_000 });
  });

  test.each([
    ['newer', recordNo(2), recordNo(3), true],
    ['newer, although this one was condemned', recordNo(2, { reauthorize: true }), recordNo(3), true],
    ['older', recordNo(2), recordNo(1), false],
    ['older, and condemned', recordNo(2), recordNo(1, { reauthorize: true }), false],
    ['the same', recordNo(2), recordNo(2, { value: 'other' }), false],
    ['the same, condemned since', recordNo(2), recordNo(2, { reauthorize: true }), true],
    [
      'the same, condemned before',
      recordNo(2, { reauthorize: true }),
      recordNo(2, { reauthorize: true, value: 'other' }),
      false,
    ],
    ['the same, of before it was condemned', recordNo(2, { reauthorize: true }), recordNo(2), false],
  ])('gives way to a record that is %s, or not', (_what, old, late, isNews) => {
    const known = createKnownTokens(0, () => 0.5);
    const held = known.learn('auth_token', 'a', old, 1);
    held.restsUntilMs = 99;
    const found = known.learn('auth_token', 'a', late, 7);
    expect(found.record).toEqual(isNews ? late : old);
    expect(known.get('auth_token', 'a')).toBe(found);
    // Either way the store was asked just now; a new record has not failed yet.
    expect([found.checkedAtMs, found.restsUntilMs]).toEqual([7, isNews ? Number.NEGATIVE_INFINITY : 99]);
  });
});
