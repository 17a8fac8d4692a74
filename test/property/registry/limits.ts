import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RateLimit } from '../../../src/policy/rate-limit.js';
import {
  countRefused,
  countTaken,
  mostTurns,
  newRateLimit,
  RATE_LIMIT,
  takeTurn,
  waitForTurnMs,
} from '../../../src/policy/rate-limit.js';
import type { Clock } from '../../../src/runtime/clock.js';
import { createRateLimits } from '../../../src/runtime/overload/rate-limits.js';
import type { Asker, Turnstile } from '../../../src/runtime/overload/turnstile.js';
import { createTurnstile } from '../../../src/runtime/overload/turnstile.js';
import type { Property } from '../define.js';
import { define } from '../define.js';

const UNIT = { waitForTurnMs, takeTurn, countTaken, countRefused };
type Limits = typeof UNIT;
type Step = { readonly afterMs: number; readonly what: string; readonly lagMs: number };
const anyStep = fc.record({
  afterMs: fc.nat({ max: 400 }),
  what: fc.constantFrom('take', 'take', 'taken', 'refused'),
  lagMs: fc.nat({ max: 200 }),
});

function play(unit: Limits, steps: readonly Step[], look: (limit: RateLimit, atMs: number) => void): void {
  let limit = newRateLimit(0);
  let atMs = 0;
  for (const { afterMs, what, lagMs } of steps) {
    atMs += afterMs;
    if (what === 'take' && unit.waitForTurnMs(limit, RATE_LIMIT, atMs) === 0) limit = unit.takeTurn(limit, atMs);
    if (what === 'taken') limit = unit.countTaken(limit, RATE_LIMIT, atMs);
    if (what === 'refused') limit = unit.countRefused(limit, RATE_LIMIT, atMs - lagMs, atMs);
    look(limit, atMs);
  }
}

// A clock for what never waits, and limits that never limit.
const STILL: Clock = { now: () => 0, elapsed: () => 0, sleep: async () => {}, alarm: () => () => {} };
const FREE = createRateLimits(undefined, STILL);

const askerOf = (nth: number, told: (nth: number) => void): Asker => ({
  ticket: { nth, wasIn: false },
  method: `m${nth % 3}`,
  isOwn: false,
  deadlineMs: Number.MAX_SAFE_INTEGER,
  heldForMs: () => 0,
  goes: () => told(nth),
});

type Visit = { readonly what: 'come' | 'go' | 'give-up'; readonly pick: number };
const anyVisits = fc.array(
  fc.record({
    what: fc.constantFrom('come' as const, 'come' as const, 'go' as const, 'give-up' as const),
    pick: fc.nat({ max: 9 }),
  }),
  { minLength: 4, maxLength: 40 },
);

/** Sends a crowd through a turnstile; gives the order in which they went in, and the most that were in at once. */
async function visit(turnstile: Turnstile, visits: readonly Visit[]) {
  const order: number[] = [];
  const inside: Asker[] = [];
  const waiting: { readonly asker: Asker; leave(): void }[] = [];
  const gone = new Set<number>();
  let most = 0;
  let next = 0;
  const settle = (): void => {
    for (const one of [...waiting]) {
      if (!order.includes(one.asker.ticket.nth)) continue;
      waiting.splice(waiting.indexOf(one), 1);
      inside.push(one.asker);
    }
    most = Math.max(most, inside.length);
  };
  for (const { what, pick } of visits) {
    if (what === 'come') {
      const asker = askerOf(next++, (nth) => order.push(nth));
      const told = turnstile.ask(asker);
      if (told === 'go') inside.push(asker);
      else if (typeof told === 'object') waiting.push({ asker, leave: told.leave });
      else gone.add(asker.ticket.nth);
    } else if (what === 'go' && inside.length > 0) {
      const [asker] = inside.splice(pick % inside.length, 1);
      if (asker !== undefined) turnstile.leave(asker, { tookMs: 10, by: 'them' });
    } else if (what === 'give-up' && waiting.length > 0) {
      const [one] = waiting.splice(pick % waiting.length, 1);
      one?.leave();
      if (one !== undefined) gone.add(one.asker.ticket.nth);
    }
    settle();
  }
  return {
    order,
    most,
    inFlight: turnstile.inFlight,
    inside: inside.length,
    waiting: waiting.length,
    inLine: turnstile.waiting,
  };
}

/** The rate limiter, and the line before it. */
export const LIMITS: readonly Property[] = [
  define({
    name: 'limiter-bounds',
    subject: 'limiter',
    says: 'never goes below its least rate, never lends turns, and never holds for longer than that rate asks for',
    any: fc.array(anyStep, { maxLength: 80 }),
    unit: UNIT,
    holds: (unit, steps) =>
      play(unit, steps, (limit, atMs) => {
        if (limit.mode === 'free') return;
        assert.ok(limit.perSecond >= RATE_LIMIT.minPerSecond && limit.tokens >= -1e-9);
        assert.ok(unit.waitForTurnMs(limit, RATE_LIMIT, atMs) <= 1_000 / RATE_LIMIT.minPerSecond);
      }),
    mutants: {
      'cuts to nothing': {
        ...UNIT,
        countRefused: (limit, terms, sentAtMs, atMs) =>
          countRefused(limit, { ...terms, minPerSecond: 0.01 }, sentAtMs, atMs),
      },
      'lends turns': { ...UNIT, waitForTurnMs: () => 0 },
    },
  }),
  define({
    name: 'limiter-word',
    subject: 'limiter',
    says: 'lets go who has waited as long as it said',
    any: fc.array(anyStep, { maxLength: 60 }),
    unit: UNIT,
    holds: (unit, steps) =>
      play(unit, steps, (limit, atMs) => {
        const waitMs = unit.waitForTurnMs(limit, RATE_LIMIT, atMs);
        assert.equal(unit.waitForTurnMs(limit, RATE_LIMIT, atMs + waitMs + 1), 0);
      }),
    mutants: {
      'says too little': {
        ...UNIT,
        waitForTurnMs: (limit, terms, atMs) => Math.floor(waitForTurnMs(limit, terms, atMs) / 2),
      },
    },
  }),
  define({
    name: 'limiter-rate',
    subject: 'limiter',
    says: 'lets no more go in any span than its fastest rate allows for, and knows at least as many turns to come',
    any: fc.record({
      steps: fc.array(anyStep, { minLength: 5, maxLength: 40 }),
      spanMs: fc.integer({ min: 1, max: 3_000 }),
    }),
    unit: UNIT,
    holds: (unit, { steps, spanMs }) => {
      let last: { limit: RateLimit; atMs: number } | undefined;
      play(unit, steps, (limit, atMs) => {
        last = { limit, atMs };
      });
      if (last === undefined || last.limit.mode === 'free') return;
      const { atMs } = last;
      const most = mostTurns(last.limit, RATE_LIMIT, atMs, atMs + spanMs);
      let limit: RateLimit = last.limit as RateLimit;
      let turns = 0;
      for (let nowMs = atMs; nowMs <= atMs + spanMs; nowMs += 15) {
        if (unit.waitForTurnMs(limit, RATE_LIMIT, nowMs) > 0) continue;
        limit = unit.countTaken(unit.takeTurn(limit, nowMs), RATE_LIMIT, nowMs);
        turns++;
        if (limit.mode === 'free') return;
      }
      assert.ok(turns <= most + 1, `${turns} of ${most}`);
    },
    mutants: { 'takes no turns': { ...UNIT, takeTurn: (limit) => limit } },
    runs: 5_000,
  }),
  define({
    name: 'turnstile-order',
    subject: 'limiter',
    says: 'lets go first who came first, never more at once than there are places, and loses nobody',
    any: fc.record({ visits: anyVisits, places: fc.integer({ min: 1, max: 3 }), line: fc.nat({ max: 6 }) }),
    unit: createTurnstile,
    holds: async (unit, { visits, places, line }) => {
      const turnstile = unit(STILL, FREE, { maxInFlight: places, maxWaiting: line });
      const seen = await visit(turnstile, visits);
      assert.deepEqual(
        seen.order,
        [...seen.order].sort((a, b) => a - b),
      );
      assert.ok(seen.most <= places && seen.waiting <= line);
      assert.equal(seen.inFlight, seen.inside);
      assert.equal(seen.inLine, seen.waiting);
      assert.ok(seen.waiting === 0 || seen.inside === places);
    },
    mutants: {
      'has a place more': (clock, limits, terms) =>
        createTurnstile(clock, limits, {
          ...terms,
          maxInFlight: (terms?.maxInFlight ?? 0) + 1,
          maxWaiting: terms?.maxWaiting ?? 0,
        }),
      'lets the last go first': (clock, limits, terms) => {
        const inner = createTurnstile(clock, limits, terms);
        let top = 1_000;
        return {
          ask: (asker) => inner.ask({ ...asker, ticket: { ...asker.ticket, nth: top-- } }),
          leave: inner.leave,
          get inFlight() {
            return inner.inFlight;
          },
          get waiting() {
            return inner.waiting;
          },
        };
      },
    },
  }),
];
