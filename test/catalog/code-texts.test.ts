import { describe, expect, it } from 'vitest';
import { findCode } from '../../src/catalog/find-code.js';
import type { CodeRow, Text } from '../../src/catalog/rows.js';
import { ALL_CODES, nameOf } from './all-codes.js';

// The last two are the rows that stand in no table but are made on the way.
const ROWS = [...ALL_CODES, findCode('99999'), findCode('40004', 'X_SYSTEM_ERROR')];

function textsOf(row: CodeRow): Text[] {
  return [row.meaning, row.cure, row.reason];
}

function rowsWith(isWrong: (text: Text) => boolean): string[] {
  return ROWS.filter((row) => textsOf(row).some(isWrong)).map(nameOf);
}

describe('the texts of the code tables', () => {
  it('are never empty and end as a sentence does', () => {
    expect(rowsWith((text) => !/^\S.*。$/.test(text.zh) || !/^\S.*[.]$/.test(text.en))).toEqual([]);
  });

  it('are Chinese where they are for Chinese readers', () => {
    expect(rowsWith((text) => !/\p{Script=Han}/u.test(text.zh))).toEqual([]);
  });

  it('hold nothing Chinese where they are for English readers', () => {
    expect(rowsWith((text) => /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u.test(text.en))).toEqual([]);
  });

  it('use full-width punctuation beside Chinese characters', () => {
    expect(rowsWith((text) => /\p{Script=Han}[,.;:?!()]|[,.;:?!()]\p{Script=Han}/u.test(text.zh))).toEqual([]);
  });

  it('put a space between Chinese characters and Latin letters or digits', () => {
    expect(rowsWith((text) => /\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u.test(text.zh))).toEqual([]);
  });

  it('use no long dashes', () => {
    expect(rowsWith((text) => /[\u2013\u2014]/.test(text.zh + text.en))).toEqual([]);
  });

  it('say three different things: what it means, what cures it, and why', () => {
    const repeats = ROWS.filter((row) => new Set(textsOf(row).map((text) => text.zh)).size < 3);
    expect(repeats.map(nameOf)).toEqual([]);
  });
});
