import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seat } from '../../../src/policy/bulkhead.js';
import type { RetryBudgetTerms } from '../../../src/policy/retry-budget.js';
import { openBudget, refund, takeRetry } from '../../../src/policy/retry-budget.js';
import type { Property } from '../define.js';
import { define } from '../define.js';

const BUDGET = { takeRetry, refund };
const anyBudget: fc.Arbitrary<RetryBudgetTerms> = fc.record({
  tokens: fc.nat({ max: 600 }),
  transientCost: fc.integer({ min: 1, max: 30 }),
  throttledCost: fc.integer({ min: 1, max: 30 }),
  floorPerMinute: fc.nat({ max: 20 }),
});
const anyPayments = fc.array(
  fc.record({
    takes: fc.boolean(),
    afterMs: fc.integer({ min: -500, max: 5_000 }),
    paid: fc.option(fc.nat({ max: 30 }), { nil: undefined }),
  }),
  { maxLength: 60 },
);

/** The budget and the bulkhead. */
export const OVERLOAD: readonly Property[] = [
  define({
    name: 'budget-conservation',
    subject: 'budget',
    says: 'never holds less than nothing or more than it may, and grants no more than it had, got back and has by the minute',
    any: fc.record({ given: anyBudget, steps: anyPayments }),
    unit: BUDGET,
    holds: (unit, { given, steps }) => {
      let budget = openBudget(given, 0);
      let [atMs, latestMs, paid, free, back] = [0, 0, 0, 0, 0];
      for (const { takes, afterMs, paid: last } of steps) {
        atMs += afterMs;
        // A clock that is set back fills the floor once more for the time that it then runs through again.
        latestMs += Math.max(0, afterMs);
        if (takes) {
          const granted = unit.takeRetry(budget, given, given.transientCost, atMs);
          budget = granted?.left ?? budget;
          if (granted !== undefined && granted.paid === 0) free++;
          paid += granted?.paid ?? 0;
        } else {
          const before = budget.tokens;
          budget = unit.refund(budget, given, last);
          back += budget.tokens - before;
        }
        assert.ok(
          budget.tokens >= 0 &&
            budget.tokens <= given.tokens &&
            budget.floor <= given.floorPerMinute &&
            budget.floor >= 0,
        );
      }
      assert.equal(budget.tokens, given.tokens - paid + back);
      assert.ok(free <= given.floorPerMinute * (1 + latestMs / 60_000) + 1e-6);
    },
    mutants: {
      'gives credit': {
        ...BUDGET,
        takeRetry: (budget, _terms, cost) => ({ left: { ...budget, tokens: budget.tokens - cost }, paid: cost }),
      },
      'fills over the brim': {
        ...BUDGET,
        refund: (budget, _terms, last) => ({ ...budget, tokens: budget.tokens + (last ?? 1) }),
      },
      'gives for nothing': {
        ...BUDGET,
        takeRetry: (budget, terms, cost, atMs) => takeRetry(budget, terms, cost, atMs) ?? { left: budget, paid: 0 },
      },
    },
  }),
  define({
    name: 'budget-floor',
    subject: 'budget',
    says: 'has a retry for who waits long enough, however empty it is',
    any: anyBudget.filter(({ floorPerMinute }) => floorPerMinute > 0),
    unit: BUDGET,
    holds: (unit, given) => {
      const empty = { tokens: 0, floor: 0, atMs: 0 };
      const waitMs = Math.ceil(60_000 / given.floorPerMinute) + 1;
      assert.equal(unit.takeRetry(empty, given, given.transientCost, waitMs)?.paid, 0);
      assert.equal(unit.takeRetry(empty, given, given.transientCost, Math.floor(waitMs / 2)), undefined);
    },
    mutants: {
      'has no floor': {
        ...BUDGET,
        takeRetry: (budget, terms, cost, atMs) => takeRetry(budget, { ...terms, floorPerMinute: 0 }, cost, atMs),
      },
    },
  }),
  define({
    name: 'bulkhead-bounds',
    subject: 'bulkhead',
    says: 'never has more under way or in the line than it may, and never turns away who was in',
    any: fc.record({
      crowd: fc.record({
        inFlight: fc.nat({ max: 20 }),
        waiting: fc.nat({ max: 20 }),
        serviceMs: fc.nat({ max: 500 }),
        waitsForTurn: fc.boolean(),
      }),
      terms: fc.record({ maxInFlight: fc.integer({ min: 1, max: 10 }), maxWaiting: fc.nat({ max: 10 }) }),
      remainingMs: fc.nat({ max: 2_000 }),
      isNew: fc.boolean(),
    }),
    unit: seat,
    holds: (unit, { crowd, terms, remainingMs, isNew }) => {
      const seated = unit(crowd, terms, remainingMs, isNew);
      if (seated === 'place') assert.ok(crowd.inFlight < terms.maxInFlight && !crowd.waitsForTurn);
      if (seated === 'line' && isNew) assert.ok(crowd.waiting < terms.maxWaiting);
      if (!isNew) assert.notEqual(seated, 'full');
      if (seated === 'too-late') assert.ok(remainingMs < (crowd.serviceMs * crowd.waiting) / terms.maxInFlight);
    },
    mutants: {
      'lets one more in': (crowd, terms, remainingMs, isNew) =>
        seat(crowd, { ...terms, maxInFlight: terms.maxInFlight + 1 }, remainingMs, isNew),
      'takes all for new': (crowd, terms, remainingMs) => seat(crowd, terms, remainingMs, true),
    },
  }),
];
