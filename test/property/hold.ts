import { inspect } from 'node:util';
import { expect } from 'vitest';
import { readCorpus } from './corpus.js';
import type { Outcome, Property } from './define.js';
import { MOST_RUNS } from './define.js';

/** The seed of this run; `SEED` repeats another one. */
export const SEED: number = Number(process.env['SEED'] ?? Date.now() % 0x7fff_ffff);

/** Checks a property, with everything that was ever found first; says how to repeat what breaks it. */
export async function expectToHold(property: Property): Promise<void> {
  const examples = readCorpus(property.name).map(({ value }) => value);
  const shrinks = MOST_RUNS === Number.POSITIVE_INFINITY;
  const outcome = await property.check({ seed: SEED, runs: property.runs + examples.length, examples, shrinks });
  expect(outcome.failed, describe(property, outcome)).toBe(false);
  expect(outcome.runs).toBe(property.runs + examples.length);
}

function describe({ name, says }: Property, { seed, path, counterexample, error }: Outcome): string {
  const value = inspect(counterexample, { depth: 8, breakLength: 120 });
  return `${name} (${says}) does not hold of ${value}: ${error}
Repeat it: npm run fuzz -- --only ${name} --seed ${seed} --path ${path ?? ''}`;
}
