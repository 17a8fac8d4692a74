import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { createTestClock } from '../../src/testing/index.js';

test('time stands still until it is moved, and sleepers wake in the order of their times', async () => {
  const clock = createTestClock(1_000);
  const woken: [string, number][] = [];
  const note = (name: string) => (): void => void woken.push([name, clock.now()]);
  const naps = [clock.sleep(300).then(note('c')), clock.sleep(100).then(note('a')), clock.sleep(100).then(note('b'))];
  expect(clock.pending).toBe(3);
  await clock.advance(99);
  expect(woken).toEqual([]);
  await clock.advance(1_000);
  await Promise.all(naps);
  expect(woken).toEqual([
    ['a', 1_100],
    ['b', 1_100],
    ['c', 1_300],
  ]);
  expect(clock.now()).toBe(2_099);
  expect(clock.sleeps).toEqual([300, 100, 100]);
  expect(clock.pending).toBe(0);
});

test('a sleeper that sleeps again wakes within the same advance', async () => {
  const clock = createTestClock(0);
  const woken: number[] = [];
  const loop = async (): Promise<void> => {
    for (let round = 0; round < 3; round++) {
      await clock.sleep(10);
      await Promise.resolve();
      woken.push(clock.now());
    }
  };
  const done = loop();
  await clock.advance(30);
  await done;
  expect(woken).toEqual([10, 20, 30]);
});

test('an abort rejects at once with its reason and leaves nothing behind', async () => {
  const clock = createTestClock();
  const controller = new AbortController();
  const nap = clock.sleep(1_000, controller.signal);
  const reason = new Error('enough');
  controller.abort(reason);
  await expect(nap).rejects.toBe(reason);
  expect(clock.pending).toBe(0);
  expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  await expect(clock.sleep(1, controller.signal)).rejects.toBe(reason);
  expect(clock.sleeps).toEqual([1_000]);
});

test('a sleep that ends takes its listener off', async () => {
  const clock = createTestClock();
  const { signal } = new AbortController();
  const nap = clock.sleep(1_000, signal);
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  await clock.advance(1_000);
  await nap;
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('with auto nobody waits and the time moves by itself', async () => {
  const clock = createTestClock(0, { auto: true });
  await clock.sleep(200);
  await clock.sleep(400);
  expect([clock.now(), clock.sleeps, clock.pending]).toEqual([600, [200, 400], 0]);
});

test('a test can wait until somebody sleeps', async () => {
  const clock = createTestClock();
  const two = clock.whenPending(2).then(() => clock.pending);
  void clock.sleep(1);
  void clock.sleep(1);
  expect(await two).toBe(2);
  await clock.whenPending(1);
  await clock.advance(1);
});
