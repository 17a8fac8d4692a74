import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FormReading } from '../../../src/protocol/form-fields.js';
import { readForm } from '../../../src/protocol/form-fields.js';
import { createMemorySeen } from '../../../src/runtime/notifications/seen.js';
import type { Property } from '../define.js';
import { define } from '../define.js';

// A model of who may do the work: once, and again only after it failed.
type Step = { readonly what: 'begin' | 'done' | 'failed'; readonly id: number; readonly afterMs: number };
const anySteps = fc.array(
  fc.record({
    what: fc.constantFrom('begin' as const, 'done' as const, 'failed' as const),
    id: fc.nat({ max: 3 }),
    afterMs: fc.nat({ max: 3_600_000 }),
  }),
  { maxLength: 30 },
);

/** The forms that notifications come in, and that each is worked off once. */
export const FORMS: readonly Property[] = [
  define({
    name: 'form-any-bytes',
    subject: 'notifications',
    says: 'a form is read without throwing, no name twice, and every value from its own bytes',
    any: fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.string({ unit: fc.constantFrom(...'a=&%+0F中'), maxLength: 30 }).map((text) => Buffer.from(text)),
    ),
    unit: readForm,
    holds: (unit, bytes) => {
      const form = unit(bytes);
      if (!form.ok) return;
      const names = form.fields.map(({ name }) => name);
      assert.equal(names.length, new Set(names).size);
      for (const { text, bytes: own } of form.fields) {
        const texts = [own.toString('utf8'), new TextDecoder('gbk').decode(own)];
        assert.ok(texts.includes(text));
      }
    },
    mutants: {
      'throws on a lonely percent sign': (body): FormReading => {
        decodeURIComponent(Buffer.from(body).toString('latin1'));
        return readForm(body);
      },
      'takes a name twice': (body) => {
        const form = readForm(body);
        const [first] = form.ok ? form.fields : [];
        return form.ok && first !== undefined ? { ok: true, fields: [...form.fields, first] } : form;
      },
    },
  }),
  define({
    name: 'notification-once',
    subject: 'notifications',
    says: 'is worked off by one at a time, and never again within two days of being done',
    any: anySteps,
    unit: createMemorySeen,
    holds: async (unit, steps: readonly Step[]) => {
      let nowMs = 0;
      const seen = unit({ now: () => nowMs });
      const model = new Map<number, 'busy' | 'done'>();
      for (const { what, id, afterMs } of steps) {
        nowMs += afterMs;
        const state = model.get(id);
        if (what === 'begin') {
          assert.equal(await seen.begin(String(id)), state ?? 'new');
          if (state === undefined) model.set(id, 'busy');
        } else if (state === 'busy') {
          await seen[what](String(id));
          if (what === 'done') model.set(id, 'done');
          else model.delete(id);
        }
      }
    },
    mutants: {
      'gives the work to all who ask': (clock) => ({ ...createMemorySeen(clock), begin: () => 'new' as const }),
      'forgets within an hour': () => {
        const seen = createMemorySeen({ now: () => 0 });
        return { ...seen, done: (id) => seen.failed(id) };
      },
    },
  }),
];
