import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { addToCorpus, preserve, readCorpus, revive } from './corpus.js';
import type { Outcome } from './define.js';
import { define } from './define.js';
import { readArguments } from './fuzz/arguments.js';
import { chosen, play, tableOf } from './fuzz/play.js';
import { PROPERTIES } from './properties.js';

const folder = mkdtempSync(join(tmpdir(), 'corpus-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lawful = define({
  name: 'lawful',
  subject: 'waits',
  says: 'a number is itself',
  any: fc.integer(),
  unit: (number: number) => number,
  holds: (unit, number) => unit(number) === number,
  mutants: {},
});
const broken = define({ ...definition(), name: 'broken', unit: (number: number) => (number > 1_000 ? 0 : number) });

function definition() {
  return {
    subject: 'waits' as const,
    says: 'a number is itself',
    any: fc.integer(),
    holds: (unit: (number: number) => number, number: number) => unit(number) === number,
    mutants: {},
  };
}

/** A clock that is a second further each time that it is asked. */
const ticking = () => {
  let nowMs = 0;
  return () => (nowMs += 1_000);
};

describe('npm run fuzz', () => {
  test('plays until its time is over, tells of what is broken once, and how to repeat it', async () => {
    const told: Outcome[] = [];
    const terms = {
      minutes: 0.2,
      only: [],
      seed: 1,
      nowMs: ticking(),
      found: (_: unknown, one: Outcome) => told.push(one),
    };
    const tallies = await play([lawful, broken], terms);
    const [well, ill] = tallies;
    expect(well?.runs).toBeGreaterThan(10_000);
    expect(well?.failures).toEqual([]);
    expect(ill?.failures).toEqual(told);
    // As small as it can be, by the seed and the path that are told.
    expect(told).toMatchObject([{ failed: true, counterexample: 1_001, seed: 1 }]);
    const path = told[0]?.path ?? '';
    expect(tableOf(tallies)).toMatch(new RegExp(`^broken +\\d+ +1 +--only broken --seed 1 --path ${path}$`, 'm'));
    const again = await play([broken], { ...terms, path, nowMs: ticking() });
    expect(again[0]?.failures[0]?.counterexample).toBe(1_001);
  });

  test('takes names by how they begin, and refuses what is no number', () => {
    expect(chosen(PROPERTIES, ['scanner-', 'skew']).map(({ subject }) => subject)).toContain('scanner');
    expect(chosen(PROPERTIES, ['no-such'])).toEqual([]);
    expect(readArguments(['--minutes', '2.5', '--only', 'a,b'], 7)).toEqual({
      minutes: 2.5,
      only: ['a', 'b'],
      seed: 7,
    });
    for (const args of [
      ['--minutes', 'x'],
      ['--minutes', '-1'],
      ['--seed', ''],
      ['--other', '1'],
    ]) {
      expect(() => readArguments(args, 7)).toThrow(TypeError);
    }
  });
});

describe('the corpus', () => {
  test('keeps what JSON would lose', () => {
    const odd = [
      undefined,
      1n,
      Number.NaN,
      -0,
      Number.POSITIVE_INFINITY,
      new Set([1]),
      Buffer.from([0, 255]),
      { $: 'set', a: [{ $: 1 }] },
    ];
    expect(revive(JSON.parse(JSON.stringify(preserve(odd))))).toEqual(odd);
    const anyPlain = fc.json().map((text): unknown => JSON.parse(text));
    const law = fc.property(anyPlain, (value) => {
      expect(revive(preserve(value))).toEqual(value);
    });
    fc.assert(law);
  });

  test('holds a value once, and gives it back', () => {
    const path = addToCorpus('x', { about: 'found', seed: 1, path: '0', value: { a: undefined } }, folder);
    addToCorpus('x', { about: 'found again', value: { a: undefined } }, folder);
    expect(readCorpus('x', folder)).toEqual([{ about: 'found', seed: 1, path: '0', value: { a: undefined } }]);
    expect(readFileSync(path, 'utf8')).toMatch(/\n$/);
    expect(readCorpus('y', folder)).toEqual([]);
  });

  test('is about properties that there are, and says of each value what it is', () => {
    const names = readdirSync(join(process.cwd(), 'test/property/corpus')).map((file) => file.replace(/\.json$/, ''));
    expect(names.length).toBeGreaterThan(25);
    const known = new Set(PROPERTIES.map(({ name }) => name));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    for (const name of names) for (const { about } of readCorpus(name)) expect(about.length, name).toBeGreaterThan(3);
  });
});
