import { expect, test } from 'vitest';
import { expectToHold } from '../hold.js';
import { DONE, SCHEDULES } from './schedules.js';

test.each(SCHEDULES.map((property) => [property.says, property] as const))(
  '%s',
  async (_says, property) => {
    await expectToHold(property);
    // The schedules did something.
    expect(DONE.schedules).toBeGreaterThanOrEqual(property.runs);
    expect(DONE.rotations).toBeGreaterThan(property.runs / 2);
    expect(DONE.served).toBeGreaterThan(property.runs);
  },
  600_000,
);
