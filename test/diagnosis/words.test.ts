import { describe, expect, test } from 'vitest';
import { fillRow } from '../../src/diagnosis/finding.js';
import { SETUP_ROWS } from '../../src/diagnosis/setup-rows.js';
import { SIGNATURE_ROWS } from '../../src/diagnosis/signature-rows.js';

const ROWS = Object.entries({ ...SIGNATURE_ROWS, ...SETUP_ROWS });

describe.each(ROWS)('%s', (_cause, { text, cure }) => {
  test('is said in both languages, as sentences, with the same gaps', () => {
    for (const { zh, en } of [text, cure]) {
      expect(zh).toMatch(/\p{Script=Han}.*。$/u);
      expect(en).toMatch(/^["`{]?[A-Z\w].*\.$/s);
      const gaps = (words: string) => new Set(words.match(/\{\w+\}/g));
      // One language may name something twice.
      expect(gaps(zh)).toEqual(gaps(en));
    }
  });
});

test('gaps for which there is nothing stay, and each language has its own', () => {
  const row = { text: { zh: '{a}与{b}', en: '{a} and {b}' }, cure: { zh: '{c}', en: '{c}' } };
  expect(fillRow(row, { a: 'x', c: { zh: '是', en: 'yes' } })).toEqual({
    text: { zh: 'x与{b}', en: 'x and {b}' },
    cure: { zh: '是', en: 'yes' },
  });
});
