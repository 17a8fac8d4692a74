import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Breaker, BreakerTerms, Health, Pass } from '../../../src/policy/breaker.js';
import { countEnd, heldForMs, letThrough, NEW_BREAKER } from '../../../src/policy/breaker.js';
import { anyDraw } from '../../support/any-case.js';
import type { Property } from '../define.js';
import { define } from '../define.js';

const BREAKER = { letThrough, countEnd, heldForMs };
type Breakers = typeof BREAKER;
const anyTerms: fc.Arbitrary<BreakerTerms> = fc.record({
  failureRatio: fc.double({ min: 0.01, max: 1, noNaN: true }),
  minAttempts: fc.integer({ min: 1, max: 8 }),
  windowMs: fc.integer({ min: 100, max: 2_000 }),
  openMs: fc.integer({ min: 1, max: 500 }),
  maxOpenMs: fc.integer({ min: 1, max: 2_000 }),
  probes: fc.integer({ min: 1, max: 4 }),
});
const anyEnds = fc.array(
  fc.record({
    afterMs: fc.nat({ max: 300 }),
    ends: fc.nat({ max: 5 }),
    health: fc.constantFrom<Health>('well', 'failed', 'failed', 'neither'),
    draw: anyDraw,
  }),
  { maxLength: 60 },
);
interface Seen {
  readonly before: Breaker;
  readonly after: Breaker;
  readonly by: 'asking' | 'ending';
  readonly passed: boolean;
  readonly atMs: number;
}

/** Lets attempts in and out at random, and tells what each step saw. */
function play(
  unit: Breakers,
  given: BreakerTerms,
  steps: readonly { afterMs: number; ends: number; health: Health; draw: number }[],
  look: (seen: Seen) => void,
): void {
  let breaker: Breaker = NEW_BREAKER;
  let atMs = 0;
  const underWay: Pass[] = [];
  for (const { afterMs, ends, health, draw } of steps) {
    atMs += afterMs;
    const before = breaker;
    const passage = unit.letThrough(breaker, given, atMs);
    if (passage !== undefined) underWay.push(passage.pass);
    breaker = passage?.breaker ?? breaker;
    look({ before, after: breaker, by: 'asking', passed: passage !== undefined, atMs });
    if (underWay.length <= ends) continue;
    const [pass] = underWay.splice(ends, 1);
    const running = breaker;
    if (pass !== undefined) breaker = unit.countEnd(breaker, given, { health, pass, atMs, draw });
    look({ before: running, after: breaker, by: 'ending', passed: false, atMs });
  }
}

const played = fc.record({ given: anyTerms, steps: anyEnds });
const generous: Breakers = {
  ...BREAKER,
  letThrough: (breaker, terms, atMs) => {
    const passage = letThrough(breaker, terms, atMs);
    if (passage !== undefined || breaker.state === 'closed') return passage;
    const { epoch, round } = breaker;
    const next: Breaker = breaker.state === 'half-open' ? { ...breaker, underWay: breaker.underWay + 1 } : breaker;
    return { breaker: next, pass: { epoch, round } };
  },
};

// What may follow what, by whom.
const LEGAL: ReadonlySet<string> = new Set([
  ...['closed', 'open', 'half-open'].flatMap((state) => [`${state} asking ${state}`, `${state} ending ${state}`]),
  'open asking half-open',
  'closed ending open',
  'half-open ending open',
  'half-open ending closed',
]);

/** The breaker. */
export const BREAKERS: readonly Property[] = [
  define({
    name: 'breaker-holds',
    subject: 'breaker',
    says: 'lets through exactly what it does not hold, and nothing while it is open',
    any: played,
    unit: BREAKER,
    holds: (unit, { given, steps }) =>
      play(unit, given, steps, ({ before, by, passed, atMs }) => {
        if (by === 'ending') return;
        assert.equal(passed, unit.heldForMs(before, given, atMs) === 0);
        if (before.state === 'open' && atMs < before.untilMs) assert.ok(!passed);
      }),
    mutants: { 'lets all through': generous },
  }),
  define({
    name: 'breaker-probes',
    subject: 'breaker',
    says: 'has never more probes under way than are set, and never holds longer than the longest',
    any: played,
    unit: BREAKER,
    holds: (unit, { given, steps }) =>
      play(unit, given, steps, ({ after, by, passed, atMs }) => {
        if (after.state === 'half-open') {
          assert.ok(after.underWay <= given.probes);
          // One that comes back well from an earlier round needs no place, so it is counted where somebody is let through.
          if (by === 'asking' && passed) assert.ok(after.underWay + after.well <= given.probes);
        }
        assert.ok(unit.heldForMs(after, given, atMs) <= given.maxOpenMs);
      }),
    mutants: {
      'lets all through': generous,
      'holds for longer': {
        ...BREAKER,
        heldForMs: (breaker, terms, atMs) =>
          heldForMs(breaker, { ...terms, maxOpenMs: Number.POSITIVE_INFINITY }, atMs) + 1_900,
      },
    },
  }),
  define({
    name: 'breaker-transitions',
    subject: 'breaker',
    says: 'goes from state to state as it may and no other way, its epoch only growing',
    any: played,
    unit: BREAKER,
    holds: (unit, { given, steps }) =>
      play(unit, given, steps, ({ before, after, by }) => {
        const step = `${before.state} ${by} ${after.state}`;
        assert.ok(LEGAL.has(step), step);
        const isChange = (before.state === 'closed') !== (after.state === 'closed');
        assert.equal(after.epoch, before.epoch + (isChange ? 1 : 0));
      }),
    mutants: {
      'closes once it is asked': {
        ...BREAKER,
        letThrough: (breaker, terms, atMs) => {
          const passage = letThrough(breaker, terms, atMs);
          return (
            passage && {
              ...passage,
              breaker:
                passage.breaker.state === 'half-open' ? { ...NEW_BREAKER, epoch: breaker.epoch } : passage.breaker,
            }
          );
        },
      },
      'forgets its epoch': {
        ...BREAKER,
        countEnd: (breaker, terms, ended) => ({ ...countEnd(breaker, terms, ended), epoch: breaker.epoch }),
      },
    },
  }),
  define({
    name: 'breaker-stays-closed',
    subject: 'breaker',
    says: 'stays closed where nothing fails, and hears nothing of attempts from before its last change',
    any: played,
    unit: BREAKER,
    holds: (unit, { given, steps }) => {
      const well = steps.map((one) => ({ ...one, health: one.health === 'failed' ? ('well' as const) : one.health }));
      play(unit, given, well, ({ after }) => assert.equal(after.state, 'closed'));
      play(unit, given, steps, ({ after, atMs }) => {
        const ended = { health: 'failed' as const, pass: { epoch: after.epoch - 1, round: 0 }, atMs, draw: 0 };
        assert.deepEqual(unit.countEnd(after, given, ended), after);
      });
    },
    mutants: {
      'counts what says nothing': {
        ...BREAKER,
        countEnd: (breaker, terms, ended) =>
          countEnd(breaker, terms, { ...ended, health: ended.health === 'neither' ? 'failed' : ended.health }),
      },
      'counts old attempts': {
        ...BREAKER,
        countEnd: (breaker, terms, ended) =>
          countEnd(breaker, terms, { ...ended, pass: { ...ended.pass, epoch: breaker.epoch } }),
      },
    },
  }),
];
