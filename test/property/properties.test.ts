import { describe, expect, test } from 'vitest';
import { expectToHold } from './hold.js';
import { PROPERTIES } from './properties.js';
import { SCHEDULES } from './tokens/schedules.js';

// The schedules of tokens take a third of the time of all, and have a file of their own.
const OWN: ReadonlySet<string> = new Set(SCHEDULES.map(({ name }) => name));
const subjects = [...new Set(PROPERTIES.map(({ subject }) => subject))];

describe.each(subjects)('%s', (subject) => {
  const own = PROPERTIES.filter((property) => property.subject === subject && !OWN.has(property.name));
  test.each(own.map((property) => [property.says, property] as const))(
    '%s',
    async (_says, property) => {
      await expectToHold(property);
    },
    120_000,
  );
});

test('there are laws of every subject, each by a name of its own, and each can be broken', () => {
  const names = PROPERTIES.map(({ name }) => name);
  expect(names.length).toBeGreaterThanOrEqual(60);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, mutants } of PROPERTIES) {
    expect(name).toMatch(/^[a-z\d]+(?:-[a-z\d]+)*$/);
    expect(mutants.length, name).toBeGreaterThan(0);
  }
});
