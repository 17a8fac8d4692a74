import { createTestClock } from 'alipay-axios/testing';
import { describe, expect, test } from 'vitest';
import { RefreshFailed } from '../../src/runtime/tokens/held-token.js';
import type { Refreshed, RefreshTask } from '../../src/runtime/tokens/shared-refresh.js';
import { createSharedRefresh } from '../../src/runtime/tokens/shared-refresh.js';
import { failureOf } from './parts.js';

/** Refreshes that end when a test says so. */
function open() {
  const clock = createTestClock();
  const shared = createSharedRefresh<Refreshed>(clock);
  const told: unknown[] = [];
  const ends: ((error?: unknown) => void)[] = [];
  const task = (key: string, more: Partial<RefreshTask<Refreshed>> = {}): RefreshTask<Refreshed> => ({
    key,
    because: 'it is old',
    observer: {
      started: (...args) => told.push(['started', ...args]),
      succeeded: (...args) => told.push(['succeeded', ...args]),
      failed: (...args) => told.push(['failed', ...args]),
    },
    work: () =>
      new Promise((resolve, reject) => {
        ends.push((error) => (error === undefined ? resolve({ by: 'gateway' }) : reject(error)));
      }),
    ...more,
  });
  return { clock, shared, told, ends, task };
}

describe('a refresh', () => {
  test('is one for all who ask for the same token, and one for each token', async () => {
    const { shared, ends, task } = open();
    const all = [shared.join(task('a')), shared.join(task('a')), shared.join(task('b'))];
    expect(ends).toHaveLength(2);
    expect(['a', 'b', 'c'].map(shared.isRunning)).toEqual([true, true, false]);
    for (const end of ends) end();
    expect(await Promise.all(all)).toEqual(Array(3).fill({ by: 'gateway' }));
    expect(['a', 'b'].map(shared.isRunning)).toEqual([false, false]);
    void shared.join(task('a'));
    expect(ends).toHaveLength(3);
  });

  test('is told of when it begins and when it ends, with how long it took', async () => {
    const { clock, shared, told, ends, task } = open();
    const joined = shared.join(task('a'));
    void shared.join(task('a'));
    await clock.advance(30);
    ends[0]?.();
    await joined;
    expect(told).toEqual([
      ['started', 'it is old'],
      ['succeeded', 30, 'gateway'],
    ]);
  });

  test.each([
    [undefined, false],
    ['store-away', false],
    ['reauthorize', true],
  ] as const)('that fails with the advice %s is told of as well', async (advice, reauthorize) => {
    const { clock, shared, told, ends, task } = open();
    const failing = failureOf(shared.join(task('a')));
    await clock.advance(30);
    const error = new RefreshFailed('down', undefined, advice);
    ends[0]?.(error);
    expect(await failing).toBe(error);
    expect(told.at(-1)).toEqual(['failed', 30, 'down', reauthorize]);
    expect([shared.failures, shared.isRunning('a')]).toEqual([1, false]);
  });

  test('that fails speaks for calls that were sent before it did, and for no others', async () => {
    const { shared, ends, task } = open();
    const failing = failureOf(shared.join(task('a', { sentAt: 0 })));
    const error = new RefreshFailed('down');
    ends[0]?.(error);
    await failing;
    expect(await failureOf(shared.join(task('a', { sentAt: 0 })))).toBe(error);
    expect(ends).toHaveLength(1);
    // Of another token, of a call that was sent later, and of one that was not refused at all.
    for (const one of [task('b', { sentAt: 0 }), task('a', { sentAt: 1 }), task('a')]) {
      const again = shared.join(one);
      ends.at(-1)?.();
      await again;
    }
    expect(ends).toHaveLength(4);
  });

  test('whose work breaks lets the error through, and is over', async () => {
    const { shared, told, ends, task } = open();
    const failing = failureOf(shared.join(task('a')));
    ends[0]?.(new RangeError('a bug'));
    expect(await failing).toBeInstanceOf(RangeError);
    expect([told.length, shared.failures, shared.isRunning('a')]).toEqual([1, 0, false]);
  });

  test('is waited for, whether it fails or not', async () => {
    const { shared, ends, task } = open();
    const all = [shared.join(task('a')), failureOf(shared.join(task('b')))];
    let isSettled = false;
    const settling = shared.settled().then(() => {
      isSettled = true;
    });
    ends[0]?.();
    await all[0];
    expect(isSettled).toBe(false);
    ends[1]?.(new RefreshFailed('down'));
    await Promise.all([settling, ...all]);
    expect(isSettled).toBe(true);
  });
});
