import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { planRotation } from '../../../src/policy/rotation.js';
import { ageOf, planAgeing } from '../../../src/policy/token-age.js';
import { isSealed, open, seal } from '../../../src/redis/seal.js';
import { createMemoryTokenStore } from '../../../src/runtime/tokens/memory-store.js';
import type { TokenKey, TokenRecord } from '../../../src/runtime/tokens/token-store.js';
import { anyDraw } from '../../support/any-case.js';
import { anyEdit, anyText, edited } from '../../support/json-texts.js';
import type { Property } from '../define.js';
import { define } from '../define.js';
import { SCHEDULES } from '../tokens/schedules.js';

const keyOf = (owner: string): TokenKey => ({ gateway: 'https://g', appId: 'a', kind: 'auth_token', owner });
const OWNERS = ['o', 'p', '__proto__', '["o"]'] as const;

/** One thing that is done to a store. */
const anyStep = fc.record({
  what: fc.constantFrom('set', 'set', 'aside', 'lease', 'release', 'pass' as const),
  owner: fc.nat({ max: OWNERS.length - 1 }),
  expected: fc.nat({ max: 4 }),
  generation: fc.integer({ min: 1, max: 5 }),
  fence: fc.option(fc.nat({ max: 6 }), { nil: undefined }),
  ms: fc.nat({ max: 50 }),
});

interface Model {
  generation: number;
  aside: number;
  fence: number;
  lease?: { readonly fence: number; readonly endsAtMs: number };
}

const recordOf = (generation: number): TokenRecord => ({ value: `v${generation}`, generation });

const KEYS = [createSecretKey(Buffer.alloc(32, 1)), createSecretKey(Buffer.alloc(32, 2))] as const;
const SEALED = ['', 'a', '{"value":"t","generation":3}', '中文'].map((text) => ({
  text,
  sealed: seal(KEYS[0], text, 'place'),
}));
const [OLD_KEY, NEW_KEY] = KEYS;

const anyRecord = fc.option(fc.record({ generation: fc.integer({ min: 1, max: 4 }), reauthorize: fc.boolean() }), {
  nil: undefined,
});

/** Tokens: the store, their age, who renews them, and how they are sealed. */
export const TOKENS: readonly Property[] = [
  ...SCHEDULES,
  define({
    name: 'token-store-model',
    subject: 'tokens',
    says: 'a store does what a model of one does: compare, set, set aside, lease and fence, each owner alone',
    any: fc.array(anyStep, { maxLength: 25 }),
    unit: createMemoryTokenStore,
    holds: async (unit, steps) => {
      let nowMs = 0;
      let lastFence = 0;
      const store = unit({ now: () => nowMs });
      const models = OWNERS.map((): Model => ({ generation: 0, aside: 0, fence: 0 }));
      for (const { what, owner, expected, generation, fence, ms } of steps) {
        const model = models[owner];
        const key = keyOf(OWNERS[owner] ?? '');
        if (model === undefined) continue;
        nowMs += what === 'pass' ? ms : 0;
        if (what === 'set' && generation >= expected) {
          const isCurrent =
            expected === model.generation || (model.aside > model.generation && expected === model.aside);
          const isWritten = isCurrent && (fence === undefined || fence >= model.fence);
          assert.equal(await store.compareAndSet(key, expected, recordOf(generation), fence), isWritten);
          if (isWritten) Object.assign(model, { generation, aside: model.aside <= generation ? 0 : model.aside });
        } else if (what === 'aside') {
          await store.setAside(key, recordOf(generation));
          model.aside = Math.max(model.aside, generation);
        } else if (what === 'lease') {
          const isHeld = model.lease !== undefined && nowMs < model.lease.endsAtMs;
          const lease = await store.acquireLease(key, ms);
          assert.deepEqual(lease, isHeld ? undefined : { fence: ++lastFence, abandoned: model.lease !== undefined });
          if (lease !== undefined)
            Object.assign(model, { fence: lease.fence, lease: { fence: lease.fence, endsAtMs: nowMs + ms } });
        } else if (what === 'release') {
          await store.releaseLease(key, fence ?? 0);
          if (model.lease?.fence === (fence ?? 0)) delete model.lease;
        }
        const newest = Math.max(model.generation, model.aside);
        assert.deepEqual(await store.read(key), newest === 0 ? undefined : recordOf(newest));
      }
    },
    mutants: {
      'writes whatever it gets': (clock) => {
        const store = createMemoryTokenStore(clock);
        return {
          ...store,
          compareAndSet: async (key, _expected, next, fence) =>
            store.compareAndSet(key, (await store.read(key))?.generation ?? 0, next, fence),
        };
      },
      'knows no fences': (clock) => {
        const store = createMemoryTokenStore(clock);
        return { ...store, compareAndSet: (key, expected, next) => store.compareAndSet(key, expected, next) };
      },
      'keeps one for all': (clock) => {
        const store = createMemoryTokenStore(clock);
        return { ...store, read: () => store.read(keyOf('o')) };
      },
    },
  }),
  define({
    name: 'token-age',
    subject: 'tokens',
    says: 'a token ages before it is spent, neither before half its life nor after its end',
    any: fc.record({
      lastsMs: fc.integer({ min: 1, max: 10_000_000 }),
      aheadMs: fc.nat({ max: 1_000_000 }),
      draw: anyDraw,
      atMs: fc.integer({ min: -1_000, max: 11_000_000 }),
    }),
    unit: planAgeing,
    holds: (unit, { lastsMs, aheadMs, draw, atMs }) => {
      const plan = unit('auth_token', { issuedAtMs: 0, expiresAtMs: lastsMs }, aheadMs, draw);
      assert.ok(
        plan !== undefined && plan.ageingAtMs >= lastsMs / 2 && plan.ageingAtMs <= lastsMs && plan.spentAtMs < lastsMs,
      );
      if (atMs >= lastsMs) assert.equal(ageOf(plan, atMs), 'spent');
      if (atMs < Math.min(lastsMs / 2, lastsMs - 5_000)) assert.equal(ageOf(plan, atMs), 'living');
    },
    mutants: {
      'renews as soon as it came': (_kind, { expiresAtMs = 0 }, aheadMs) => ({
        ageingAtMs: expiresAtMs - aheadMs - expiresAtMs,
        spentAtMs: expiresAtMs - 1,
      }),
    },
  }),
  define({
    name: 'token-rotation',
    subject: 'tokens',
    says: 'a renewal is never made of what is newer already, lost, condemned or without a refresh token',
    any: fc.record({ stale: fc.nat({ max: 4 }), found: anyRecord, known: anyRecord, renewable: fc.boolean() }),
    unit: planRotation,
    holds: (unit, of) => {
      const { do: step } = unit(of);
      const { stale, found, known, renewable } = of;
      const isLost = known !== undefined && known.generation > (found?.generation ?? 0);
      if (step === 'use') assert.ok(found !== undefined && found.generation > stale);
      if (step === 'restore') assert.ok(isLost);
      if (step === 'renew')
        assert.ok(
          found !== undefined && found.generation <= stale && !isLost && found.reauthorize !== true && renewable,
        );
    },
    mutants: {
      'renews whatever is there': () => ({ do: 'renew' as const }),
      'tries the condemned again': ({ found, ...rest }) =>
        planRotation({ ...rest, found: found && { generation: found.generation } }),
    },
  }),
  define({
    name: 'seal-round-trip',
    subject: 'tokens',
    says: 'a sealed text opens with its key at its place, and nowhere else',
    any: fc.record({ text: anyText, place: anyText, other: anyText }),
    unit: { seal, open },
    holds: (unit, { text, place, other }) => {
      const sealed = unit.seal(OLD_KEY, text, place);
      assert.ok(isSealed(sealed) && (text.length < 6 || !sealed.includes(text)));
      assert.deepEqual(unit.open([NEW_KEY, OLD_KEY], sealed, place), { text, keyIndex: 1 });
      assert.equal(unit.open([NEW_KEY], sealed, place), undefined);
      if (other !== place) assert.equal(unit.open([OLD_KEY], sealed, other), undefined);
    },
    mutants: {
      'knows no places': { seal: (key, text) => seal(key, text, ''), open: (keys, sealed) => open(keys, sealed, '') },
    },
  }),
  define({
    name: 'seal-edits',
    subject: 'tokens',
    says: 'a sealed text that was changed does not open, and never throws',
    any: fc.record({
      nth: fc.nat({ max: SEALED.length - 1 }),
      edits: fc.array(anyEdit, { minLength: 1, maxLength: 3 }),
    }),
    unit: open,
    holds: (unit, { nth, edits }) => {
      const { text, sealed } = SEALED[nth] ?? { text: '', sealed: '' };
      const changed = edited(Buffer.from(sealed), edits).toString('latin1');
      const opened = unit([OLD_KEY], changed, 'place');
      // Base64 has several spellings for the same bytes.
      if (opened !== undefined) assert.equal(opened.text, text);
    },
    mutants: {
      'looks at the mark alone': (_keys, sealed) => (isSealed(sealed) ? { text: sealed, keyIndex: 0 } : undefined),
    },
  }),
];
