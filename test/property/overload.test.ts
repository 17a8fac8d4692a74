import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Breaker, BreakerTerms, Health, Pass } from '../../src/policy/breaker.js';
import { countEnd, heldForMs, letThrough, NEW_BREAKER } from '../../src/policy/breaker.js';
import { seat } from '../../src/policy/bulkhead.js';
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
import { readRetryAfter } from '../../src/policy/retry-after.js';
import { openBudget, refund, takeRetry } from '../../src/policy/retry-budget.js';

const RUNS = { numRuns: 2_000 };

describe('a retry budget', () => {
  const terms = fc.record({
    tokens: fc.nat({ max: 600 }),
    transientCost: fc.integer({ min: 1, max: 30 }),
    throttledCost: fc.integer({ min: 1, max: 30 }),
    floorPerMinute: fc.nat({ max: 20 }),
  });
  const step = fc.record({
    takes: fc.boolean(),
    afterMs: fc.nat({ max: 5_000 }),
    paid: fc.option(fc.nat({ max: 30 }), { nil: undefined }),
  });

  it('never holds less than nothing or more than it may, and grants no more than it had, got back and has by the minute', () => {
    fc.assert(
      fc.property(terms, fc.array(step, { maxLength: 200 }), (given, steps) => {
        let budget = openBudget(given, 0);
        let atMs = 0;
        let paid = 0;
        let free = 0;
        let back = 0;
        for (const { takes, afterMs, paid: last } of steps) {
          atMs += afterMs;
          if (takes) {
            const granted = takeRetry(budget, given, given.transientCost, atMs);
            budget = granted?.left ?? budget;
            if (granted !== undefined && granted.paid === 0) free++;
            paid += granted?.paid ?? 0;
          } else {
            const before = budget.tokens;
            budget = refund(budget, given, last);
            back += budget.tokens - before;
          }
          expect(budget.tokens).toBeGreaterThanOrEqual(0);
          expect(budget.tokens).toBeLessThanOrEqual(given.tokens);
          expect(budget.floor).toBeLessThanOrEqual(given.floorPerMinute);
        }
        expect(budget.tokens).toBe(given.tokens - paid + back);
        expect(free).toBeLessThanOrEqual(given.floorPerMinute * (1 + atMs / 60_000) + 1e-6);
      }),
      RUNS,
    );
  });
});

describe('a breaker', () => {
  const terms: fc.Arbitrary<BreakerTerms> = fc.record({
    failureRatio: fc.double({ min: 0.01, max: 1, noNaN: true }),
    minAttempts: fc.integer({ min: 1, max: 8 }),
    windowMs: fc.integer({ min: 100, max: 2_000 }),
    openMs: fc.integer({ min: 1, max: 500 }),
    maxOpenMs: fc.integer({ min: 1, max: 2_000 }),
    probes: fc.integer({ min: 1, max: 4 }),
  });
  const step = fc.record({
    afterMs: fc.nat({ max: 300 }),
    ends: fc.nat({ max: 5 }),
    health: fc.constantFrom<Health>('well', 'failed', 'neither'),
    draw: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  });

  /** Lets attempts in and out at random, and tells what each step saw. */
  function play(
    given: BreakerTerms,
    steps: readonly { afterMs: number; ends: number; health: Health; draw: number }[],
    look: (before: Breaker, after: Breaker, passed: boolean, atMs: number) => void,
  ): void {
    let breaker: Breaker = NEW_BREAKER;
    let atMs = 0;
    const underWay: Pass[] = [];
    for (const { afterMs, ends, health, draw } of steps) {
      atMs += afterMs;
      const before = breaker;
      const passed = letThrough(breaker, given, atMs);
      if (passed !== undefined) underWay.push(passed.pass);
      breaker = passed?.breaker ?? breaker;
      look(before, breaker, passed !== undefined, atMs);
      if (underWay.length > ends) {
        const [pass] = underWay.splice(ends, 1);
        if (pass !== undefined) breaker = countEnd(breaker, given, { health, pass, atMs, draw });
      }
    }
  }

  it('lets through exactly what it does not hold, and nothing while it is open', () => {
    fc.assert(
      fc.property(terms, fc.array(step, { maxLength: 150 }), (given, steps) => {
        play(given, steps, (before, _after, passed, atMs) => {
          expect(passed).toBe(heldForMs(before, given, atMs) === 0);
          if (before.state === 'open' && atMs < before.untilMs) expect(passed).toBe(false);
        });
      }),
      RUNS,
    );
  });

  it('has never more probes under way than it may, and never holds longer than the longest', () => {
    fc.assert(
      fc.property(terms, fc.array(step, { maxLength: 150 }), (given, steps) => {
        play(given, steps, (_before, after, _passed, atMs) => {
          if (after.state === 'half-open')
            expect(after.underWay).toBeLessThanOrEqual(Math.max(1, given.probes - after.well));
          expect(heldForMs(after, given, atMs)).toBeLessThanOrEqual(given.maxOpenMs);
        });
      }),
      RUNS,
    );
  });

  it('stays closed where nothing fails', () => {
    fc.assert(
      fc.property(terms, fc.array(step, { maxLength: 100 }), (given, steps) => {
        const well = steps.map((one) => ({ ...one, health: one.health === 'failed' ? ('well' as const) : one.health }));
        play(given, well, (_before, after) => expect(after.state).toBe('closed'));
      }),
      RUNS,
    );
  });
});

describe('a limiter', () => {
  const step = fc.record({
    afterMs: fc.nat({ max: 400 }),
    what: fc.constantFrom('take', 'take', 'taken', 'refused'),
    lagMs: fc.nat({ max: 200 }),
  });

  function play(
    steps: readonly { afterMs: number; what: string; lagMs: number }[],
    look: (limit: RateLimit, atMs: number) => void,
  ): void {
    let limit = newRateLimit(0);
    let atMs = 0;
    for (const { afterMs, what, lagMs } of steps) {
      atMs += afterMs;
      if (what === 'take' && waitForTurnMs(limit, RATE_LIMIT, atMs) === 0) limit = takeTurn(limit, atMs);
      if (what === 'taken') limit = countTaken(limit, RATE_LIMIT, atMs);
      if (what === 'refused') limit = countRefused(limit, RATE_LIMIT, atMs - lagMs, atMs);
      look(limit, atMs);
    }
  }

  it('never goes below its least rate, never lends turns, and never holds for longer than that rate asks for', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        play(steps, (limit, atMs) => {
          if (limit.mode === 'free') return;
          expect(limit.perSecond).toBeGreaterThanOrEqual(RATE_LIMIT.minPerSecond);
          expect(limit.tokens).toBeGreaterThanOrEqual(-1e-9);
          expect(waitForTurnMs(limit, RATE_LIMIT, atMs)).toBeLessThanOrEqual(1_000 / RATE_LIMIT.minPerSecond);
        });
      }),
      RUNS,
    );
  });

  it('lets go who has waited as long as it said', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        play(steps, (limit, atMs) => {
          const waitMs = waitForTurnMs(limit, RATE_LIMIT, atMs);
          expect(waitForTurnMs(limit, RATE_LIMIT, atMs + waitMs + 1)).toBe(0);
        });
      }),
      RUNS,
    );
  });

  it('knows at least as many turns to come as there are when all goes well', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 5, maxLength: 60 }),
        fc.integer({ min: 1, max: 5_000 }),
        (steps, spanMs) => {
          let last: { limit: RateLimit; atMs: number } | undefined;
          play(steps, (limit, atMs) => {
            last = { limit, atMs };
          });
          if (last === undefined) return;
          const { limit: seen, atMs } = last;
          const most = mostTurns(seen, RATE_LIMIT, atMs, atMs + spanMs);
          let limit = seen;
          let turns = 0;
          for (let nowMs = atMs; nowMs <= atMs + spanMs; nowMs += 5) {
            if (waitForTurnMs(limit, RATE_LIMIT, nowMs) > 0) continue;
            limit = countTaken(takeTurn(limit, nowMs), RATE_LIMIT, nowMs);
            turns++;
            if (limit.mode === 'free') return;
          }
          expect(turns).toBeLessThanOrEqual(most + 1);
        },
      ),
      RUNS,
    );
  });
});

describe('a bulkhead', () => {
  const crowd = fc.record({
    inFlight: fc.nat({ max: 20 }),
    waiting: fc.nat({ max: 20 }),
    serviceMs: fc.nat({ max: 500 }),
    waitsForTurn: fc.boolean(),
  });
  const terms = fc.record({ maxInFlight: fc.integer({ min: 1, max: 10 }), maxWaiting: fc.nat({ max: 10 }) });

  it('never has more under way or in the line than it may, and never turns away who was in', () => {
    fc.assert(
      fc.property(crowd, terms, fc.nat({ max: 2_000 }), fc.boolean(), (given, of, remainingMs, isNew) => {
        const seated = seat(given, of, remainingMs, isNew);
        if (seated === 'place') expect(given.inFlight < of.maxInFlight && !given.waitsForTurn).toBe(true);
        if (seated === 'line' && isNew) expect(given.waiting).toBeLessThan(of.maxWaiting);
        if (!isNew) expect(seated).not.toBe('full');
        if (seated === 'too-late') expect(remainingMs).toBeLessThan((given.serviceMs * given.waiting) / of.maxInFlight);
      }),
      RUNS,
    );
  });
});

describe('Retry-After', () => {
  it('is a wait of at most a day, or nothing, whatever it is', () => {
    const near = fc.integer({ min: 0, max: 4_102_444_800_000 });
    const text = fc.oneof(
      fc.string(),
      fc.nat().map(String),
      near.map((atMs) => new Date(atMs).toUTCString()),
      fc.stringMatching(/^[A-Z][a-z]{2,8}, \d\d[ -][A-Z][a-z]{2}[ -]\d{2,4} \d\d:\d\d:\d\d GMT$/),
    );
    fc.assert(
      fc.property(text, near, (header, atMs) => {
        const waitMs = readRetryAfter(header, atMs);
        if (waitMs === undefined) return;
        expect(waitMs).toBeGreaterThanOrEqual(0);
        if (/^\d+$/.test(header)) expect(waitMs).toBe(Math.min(Number(header), 86_400) * 1_000);
      }),
      RUNS,
    );
  });
});
