import { describe, expect, test } from 'vitest';
import type { RotationCase } from '../../src/policy/rotation.js';
import { planAfterFailure, planRotation } from '../../src/policy/rotation.js';

const CASE: RotationCase = {
  stale: 5,
  found: { generation: 5 },
  known: { generation: 5 },
  renewable: true,
};

describe('what a renewal does with what it has read', () => {
  test.each([
    ['renews the stale record', {}, 'renew'],
    ['uses what somebody has renewed already', { found: { generation: 6 } }, 'use'],
    [
      'uses a newer token also where it cannot be renewed again',
      { found: { generation: 6, reauthorize: true } },
      'use',
    ],
    ['puts back what an emptied store has lost', { found: undefined }, 'restore'],
    ['puts back what a store that was set back has lost', { found: { generation: 4 } }, 'restore'],
    ['gives up where nobody has a record', { found: undefined, known: undefined }, 'give-up'],
    [
      'gives up where the store says that only the owner can help',
      { found: { generation: 5, reauthorize: true } },
      'give-up',
    ],
    ['gives up where we know it and the store does not', { known: { generation: 5, reauthorize: true } }, 'give-up'],
    ['gives up where there is nothing to renew it with', { renewable: false }, 'give-up'],
    ['fetches what it has never held', { stale: 0, known: undefined }, 'use'],
    [
      'renews what another has condemned an older generation of',
      { known: { generation: 4, reauthorize: true } },
      'renew',
    ],
  ] as const)('%s', (_title, change, step) => {
    expect(planRotation({ ...CASE, ...change }).do).toBe(step);
  });
});

describe('what follows a failed trade', () => {
  test.each([
    ['failed', 0, 'fail'],
    ['failed', 1, 'fail'],
    ['lost', 0, 'ask-again'],
    ['lost', 1, 'reauthorize'],
    ['lost', 2, 'reauthorize'],
    ['spent', 0, 'reauthorize'],
    ['spent', 1, 'reauthorize'],
  ] as const)('that %s, after %s lost replies: %s', (failure, lostBefore, next) => {
    expect(planAfterFailure(failure, lostBefore)).toBe(next);
  });
});
