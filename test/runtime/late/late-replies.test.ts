import { createTestClock } from 'alipay-axios/testing';
import { expect, test } from 'vitest';
import { createLateReplies } from '../../../src/runtime/late/late-replies.js';
import type { Unfinished } from '../../../src/runtime/time-limit.js';

function exchange(name: string, cut: string[]): Unfinished<void> & { end: Promise<void>; finish(): void } {
  let finish = (): void => {};
  const end = new Promise<void>((resolve) => {
    finish = resolve;
  });
  return { end, breakOff: () => cut.push(name), finish: () => finish() };
}

test('each is listened to for its time and no longer, and one that has ended is not broken off', async () => {
  const clock = createTestClock();
  const cut: string[] = [];
  const late = createLateReplies(clock, 1_000, 10);
  const ended = exchange('ended', cut);
  expect(late.keep(ended)).toBe(true);
  expect(late.keep(exchange('hangs', cut))).toBe(true);
  ended.finish();
  await ended.end;
  await clock.advance(999);
  expect(cut).toEqual([]);
  await clock.advance(1);
  expect(cut).toEqual(['hangs']);
  late.close();
  expect(cut).toEqual(['hangs']);
});

test('the oldest makes room', () => {
  const cut: string[] = [];
  const late = createLateReplies(createTestClock(), 1_000, 2);
  for (const name of ['a', 'b', 'c', 'd']) late.keep(exchange(name, cut));
  expect(cut).toEqual(['a', 'b']);
});

test('closing breaks off what is listened to, and nothing is taken after it', async () => {
  const clock = createTestClock();
  const cut: string[] = [];
  const late = createLateReplies(clock, 1_000, 2);
  late.keep(exchange('a', cut));
  late.close();
  expect(cut).toEqual(['a']);
  expect(late.keep(exchange('b', cut))).toBe(false);
  await clock.advance(2_000);
  expect(cut).toEqual(['a']);
});

test('one that rejects is let go of', async () => {
  const clock = createTestClock();
  const cut: string[] = [];
  const late = createLateReplies(clock, 1_000, 2);
  late.keep({ end: Promise.reject(new Error('a bug')), breakOff: () => cut.push('a') });
  await clock.advance(2_000);
  expect(cut).toEqual([]);
});

test('one whose time is up at once is broken off, and not kept', () => {
  const cut: string[] = [];
  let silenced = 0;
  const alarm = (_ms: number, ring: () => void) => {
    ring();
    return () => void silenced++;
  };
  const late = createLateReplies({ ...createTestClock(), alarm }, 1_000, 2);
  late.keep(exchange('a', cut));
  late.close();
  expect([cut, silenced]).toEqual([['a'], 1]);
});
