import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Intent } from '../../../src/runtime/journal/journal.js';
import type { Reading } from '../../../src/runtime/journal/journal-lines.js';
import { closeLine, openLine, readLines } from '../../../src/runtime/journal/journal-lines.js';
import { anyEdit, anyObject, anyText, edited } from '../../support/json-texts.js';
import type { Property } from '../define.js';
import { define } from '../define.js';

const intentOf = (nth: number, content: object = {}): Intent => ({
  id: `id-${nth}`,
  appId: '2021',
  gateway: 'https://openapi.alipay.com',
  method: 'alipay.trade.pay',
  content: { out_trade_no: `no-${nth}`, ...content },
  tokens: {},
  openedAtMs: nth,
  deadlineAtMs: nth + 1,
});

const anyContent = fc.dictionary(anyText, fc.oneof(anyText, fc.integer(), fc.constant([null, { a: '\n' }])), {
  maxKeys: 2,
});
const anySteps = fc.array(fc.record({ opens: fc.boolean(), nth: fc.nat({ max: 5 }), content: anyContent }), {
  maxLength: 9,
});
type Steps = readonly { readonly opens: boolean; readonly nth: number; readonly content: object }[];

const linesOf = (steps: Steps): readonly string[] =>
  steps.map(({ opens, nth, content }) => (opens ? openLine(intentOf(nth, content)) : closeLine(`id-${nth}`)));

/** What is open after so many steps. */
function openAfter(steps: Steps): readonly Intent[] {
  const open = new Map<string, Intent>();
  for (const { opens, nth, content } of steps) {
    // As it will be read: JSON keeps no -0.
    const intent = JSON.parse(JSON.stringify(intentOf(nth, content))) as Intent;
    if (opens) open.set(intent.id, intent);
    else open.delete(intent.id);
  }
  return [...open.values()];
}

const pending = (reading: Extract<Reading, { ok: true }>) => [...reading.open.values()].map(({ intent }) => intent);

/** Takes whatever is JSON, as a journal without checksums would. */
function trusting(bytes: Buffer): Reading {
  const open = new Map<string, { readonly intent: Intent; readonly line: string }>();
  for (const line of bytes.toString('utf8').split('\n')) {
    try {
      const entry = JSON.parse(line.slice(9)) as { readonly open?: Intent; readonly close?: string };
      if (entry.open !== undefined) open.set(entry.open.id, { intent: entry.open, line });
      if (entry.close !== undefined) open.delete(entry.close);
    } catch {
      // Passed over.
    }
  }
  return { ok: true, open, bytes: bytes.length };
}
const lenient = (bytes: Buffer): Reading => {
  const reading = readLines(bytes);
  if (reading.ok) return reading;
  const kept = bytes
    .toString('utf8')
    .split('\n')
    .toSpliced(reading.line - 1, 1)
    .join('\n');
  return lenient(Buffer.from(kept));
};

/** The journal's text, after whatever has happened to it. */
export const JOURNAL: readonly Property[] = [
  define({
    name: 'journal-round-trip',
    subject: 'journal',
    says: 'holds exactly what was opened and not struck out, in order',
    any: anySteps,
    unit: readLines,
    holds: (unit, steps) => {
      const text = linesOf(steps).join('');
      const reading = unit(Buffer.from(text));
      assert.ok(reading.ok && reading.bytes === Buffer.byteLength(text));
      assert.deepEqual(pending(reading), openAfter(steps));
    },
    mutants: {
      'strikes nothing out': (bytes) =>
        readLines(
          Buffer.from(
            bytes
              .toString()
              .split('\n')
              .filter((line) => !line.includes('"close"'))
              .map((line) => line && `${line}\n`)
              .join(''),
          ),
        ),
    },
  }),
  define({
    name: 'journal-cut',
    subject: 'journal',
    says: 'holds what a prefix of its records says, wherever it is cut',
    any: fc.record({ steps: anySteps, place: fc.double({ min: 0, max: 1, noNaN: true }) }),
    unit: readLines,
    holds: (unit, { steps, place }) => {
      const lines = linesOf(steps);
      const whole = Buffer.from(lines.join(''));
      const cut = whole.subarray(0, Math.floor(place * whole.length));
      const reading = unit(cut);
      assert.ok(reading.ok);
      const kept = lines.findIndex((_line, nth) => Buffer.byteLength(lines.slice(0, nth + 1).join('')) > cut.length);
      assert.deepEqual(pending(reading), openAfter(kept < 0 ? steps : steps.slice(0, kept)));
    },
    mutants: {
      'takes cuts for damage': (bytes) =>
        bytes.at(-1) === 0x0a || bytes.length === 0 ? readLines(bytes) : { ok: false, line: 1 },
      'loses the last record': (bytes) => readLines(bytes.subarray(0, -1)),
    },
  }),
  define({
    name: 'journal-damage',
    subject: 'journal',
    says: 'never reads an intent that was not written, nor passes one over in silence, whatever bytes are changed',
    any: fc.record({ steps: anySteps, edits: fc.array(anyEdit, { minLength: 1, maxLength: 3 }) }),
    unit: readLines,
    holds: (unit, { steps, edits }) => {
      const whole = Buffer.from(linesOf(steps).join(''));
      const reading = unit(edited(whole, edits));
      if (!reading.ok) return;
      const states = [...Array(steps.length + 1).keys()].map((count) =>
        JSON.stringify(openAfter(steps.slice(0, count))),
      );
      assert.ok(states.includes(JSON.stringify(pending(reading))), 'it says what no prefix of the records says');
    },
    mutants: { 'trusts what is JSON': trusting, 'passes damage over': lenient },
  }),
  define({
    name: 'journal-any-bytes',
    subject: 'journal',
    says: 'never throws, and reads nothing out of what it has not written',
    any: fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc
        .tuple(anyText, anyObject)
        .map(([text, object]) => Buffer.from(`${text} ${JSON.stringify({ open: object })}\n`)),
    ),
    unit: readLines,
    holds: (unit, bytes) => {
      const reading = unit(Buffer.from(bytes));
      assert.ok(!reading.ok || (reading.open.size === 0 && reading.bytes <= bytes.length));
    },
    mutants: {
      'reads before it checks': (bytes) => {
        JSON.parse(bytes.toString().slice(9) || '{}');
        return readLines(bytes);
      },
      'trusts what is JSON': (bytes) => trusting(bytes),
    },
  }),
];
