import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Interruption } from '../../../src/runtime/interruption.js';
import { createMemoryTokenStore } from '../../../src/runtime/tokens/memory-store.js';
import type { Property } from '../define.js';
import { define } from '../define.js';
import type { Call, Fleet } from './fleet.js';
import { keepGrant, makeCall, openFleet, PROCESSES } from './fleet.js';
import type { TradePlan } from './model-gateway.js';

/** What happens next, after so many milliseconds. */
type Action = { readonly afterMs: number } & (
  | { readonly do: 'calls'; readonly process: number; readonly count: number; readonly sendMs: number }
  | { readonly do: 'abort'; readonly nth: number }
  | { readonly do: 'expire' }
  | { readonly do: 'jump'; readonly process: number; readonly toMs: number }
  | { readonly do: 'store-away'; readonly forMs: number; readonly hangs: boolean }
  | { readonly do: 'kill'; readonly process: number }
  | { readonly do: 'grant'; readonly process: number }
);

const anyProcess = fc.nat({ max: PROCESSES - 1 });
// Mostly close together, so that things meet; sometimes past the ends of refreshes, leases and tokens.
const anyPause = fc.oneof(
  { weight: 6, arbitrary: fc.nat({ max: 300 }) },
  { weight: 3, arbitrary: fc.nat({ max: 6_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(10_000, 15_000, 3_300_000, 3_597_000) },
);
const anyAction: fc.Arbitrary<Action> = fc
  .tuple(
    anyPause,
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          do: fc.constant('calls' as const),
          process: anyProcess,
          count: fc.integer({ min: 1, max: 5 }),
          sendMs: fc.nat({ max: 2_000 }),
        }),
      },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('expire' as const) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('abort' as const), nth: fc.nat({ max: 9 }) }) },
      {
        weight: 1,
        arbitrary: fc.record({
          do: fc.constant('jump' as const),
          process: anyProcess,
          toMs: fc.integer({ min: -7_200_000, max: 7_200_000 }),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          do: fc.constant('store-away' as const),
          forMs: fc.nat({ max: 12_000 }),
          hangs: fc.boolean(),
        }),
      },
      // The first process lives, so that somebody is left.
      {
        weight: 1,
        arbitrary: fc.record({ do: fc.constant('kill' as const), process: fc.integer({ min: 1, max: PROCESSES - 1 }) }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('grant' as const), process: fc.constant(0) }) },
    ),
  )
  .map(([afterMs, action]) => ({ afterMs, ...action }));
const anyPlan: fc.Arbitrary<TradePlan> = fc.record({
  fate: fc.oneof(
    { weight: 5, arbitrary: fc.constant('grant' as const) },
    { weight: 4, arbitrary: fc.constantFrom('lost-before', 'lost-after', 'not-sent', 'throttled') },
  ),
  ms: fc.oneof(fc.nat({ max: 500 }), fc.nat({ max: 7_000 })),
});
const anyDraws = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 8 });

async function take(fleet: Fleet, action: Action, calls: Call[]): Promise<void> {
  const { clock, gateway, processes } = fleet;
  await clock.advance(action.afterMs);
  switch (action.do) {
    case 'calls':
      for (let nth = 0; nth < action.count; nth++) calls.push(makeCall(fleet, action.process, action.sendMs));
      return;
    case 'abort': {
      const call = calls.filter(({ end }) => end === undefined)[action.nth];
      call?.stop.stop(new Interruption('canceled'));
      // At once: without the clock having moved.
      await clock.advance(0);
      return;
    }
    case 'expire':
      return gateway.expire();
    case 'jump': {
      const process = processes[action.process];
      if (process !== undefined) process.aheadMs = action.toMs;
      return;
    }
    case 'store-away':
      fleet.away = { untilMs: clock.now() + action.forMs, hangs: action.hangs };
      return;
    case 'kill': {
      const process = processes[action.process];
      if (process !== undefined) process.isAlive = false;
      return;
    }
    case 'grant':
      void keepGrant(fleet, action.process, gateway.grant());
  }
}

/** Longer than any call may take, and than any lease and any absence of the store. */
const LONG_MS = 120_000;

async function serveAtLast(fleet: Fleet): Promise<string | undefined> {
  // A rotation whose answer reached nobody takes a new grant.
  const granting = keepGrant(fleet, 0, fleet.gateway.grant());
  await fleet.clock.advance(LONG_MS);
  await granting;
  const call = makeCall(fleet, 0, 10);
  await fleet.clock.advance(LONG_MS);
  return call.end;
}

/** What all schedules of a process did: a property over idle ones would hold of anything. */
export const DONE = { schedules: 0, rotations: 0, served: 0 };

/** Schedules of calls, expiries, clocks, absences of the store and deaths, in a fleet of three processes. */
export const SCHEDULES: readonly Property[] = [
  define({
    name: 'token-schedules',
    subject: 'tokens',
    says: 'nothing is renewed twice, no old refresh token is used, and nobody waits for ever',
    any: fc.record({
      actions: fc.array(anyAction, { minLength: 3, maxLength: 16 }),
      plans: fc.array(anyPlan, { maxLength: 6 }),
      draws: anyDraws,
    }),
    unit: createMemoryTokenStore,
    holds: async (unit, { actions, plans, draws }) => {
      const fleet = await openFleet(plans, draws, unit);
      const calls: Call[] = [];
      for (const action of actions) await take(fleet, action, calls);
      await fleet.clock.advance(LONG_MS);
      assert.deepEqual([...fleet.faults, ...fleet.gateway.faults], []);
      assert.equal(calls.filter(({ process, end }) => process.isAlive && end === undefined).length, 0);
      DONE.schedules++;
      DONE.rotations += fleet.gateway.rotations;
      DONE.served += calls.filter(({ end }) => end === 'served').length;
      assert.equal(await serveAtLast(fleet), 'served');
      assert.deepEqual(fleet.gateway.faults, []);
    },
    mutants: {
      'gives its lease to all who ask': (clock) => {
        const store = createMemoryTokenStore(clock);
        return { ...store, acquireLease: async () => ({ fence: 1, abandoned: false }) };
      },
    },
  }),
];
