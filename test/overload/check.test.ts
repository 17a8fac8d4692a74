import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../examples/run-script.js';

const run = promisify(execFile);
const check = `${ROOT}/test/overload/check.mjs`;

interface Plan {
  readonly method: string;
  readonly atMs: number;
  readonly deadlineMs: number;
  readonly abortAfterMs: number | undefined;
}
interface Seen {
  readonly plan: Plan;
  readonly nth: number;
  readonly endedAtMs: number;
  readonly end: string;
  readonly why: string;
  readonly sentAtMs: readonly number[];
}
type Judge = (schedule: object, calls: readonly Seen[], rests: readonly object[], left: object) => readonly string[];
const { judgeSchedule }: { readonly judgeSchedule: Judge } = await import(
  String(new URL('schedule-oracle.mjs', import.meta.url))
);

const PLAN: Plan = { method: 'alipay.trade.query', atMs: 0, deadlineMs: 100, abortAfterMs: undefined };
const OK: Seen = { plan: PLAN, nth: 0, endedAtMs: 50, end: 'ok', why: '', sentAtMs: [10] };
const SCHEDULE = { places: 1, options: { limiter: false, breaker: false } };
const LEFT = { listeners: 0, inFlight: 0, waiting: 0 };
const REST = [{ atMs: 10, inFlight: 1 }];
const TOO_LATE = { endedAtMs: 30, end: 'ERR_ALIPAY_DEADLINE', why: 'even by the fastest attempts', sentAtMs: [] };

describe('the oracle of the schedules', () => {
  test.each<[what: string, broken: readonly string[], expected: RegExp | undefined]>([
    ['a call that ended in time', judgeSchedule(SCHEDULE, [OK], REST, LEFT), undefined],
    ['one that ended late', judgeSchedule(SCHEDULE, [{ ...OK, endedAtMs: 101 }], REST, LEFT), /its deadline was 100/],
    ['one that never ended', judgeSchedule(SCHEDULE, [{ ...OK, endedAtMs: -1 }], REST, LEFT), /never ended/],
    ['one that was sent too late', judgeSchedule(SCHEDULE, [{ ...OK, sentAtMs: [100] }], REST, LEFT), /time was over/],
    [
      'one that was called over before it was',
      judgeSchedule(SCHEDULE, [{ ...OK, end: 'ERR_ALIPAY_DEADLINE', why: 'its time was over' }], REST, LEFT),
      /called over at 50/,
    ],
    [
      'one that outlived its abort',
      judgeSchedule(SCHEDULE, [{ ...OK, plan: { ...PLAN, abortAfterMs: 40 } }], REST, LEFT),
      /outlived/,
    ],
    [
      'one that was told too early: a place stood free',
      judgeSchedule(SCHEDULE, [{ ...OK, ...TOO_LATE }], [...REST, { atMs: 60, inFlight: 0 }], LEFT),
      /and was not/,
    ],
    [
      'one that was told too early: somebody later got a place',
      judgeSchedule(
        SCHEDULE,
        [
          { ...OK, ...TOO_LATE },
          { ...OK, nth: 1, sentAtMs: [70], endedAtMs: 90 },
        ],
        REST,
        LEFT,
      ),
      /and was not/,
    ],
    [
      'one that was told in good time',
      judgeSchedule(
        SCHEDULE,
        [
          { ...OK, ...TOO_LATE },
          { ...OK, nth: 1, sentAtMs: [81], endedAtMs: 99 },
        ],
        REST,
        LEFT,
      ),
      undefined,
    ],
    ['too many at once', judgeSchedule(SCHEDULE, [OK], [{ atMs: 1, inFlight: 2 }], LEFT), /2 attempts were under way/],
    ['something left', judgeSchedule(SCHEDULE, [OK], REST, { ...LEFT, listeners: 1 }), /1 listeners/],
  ])('judges %s', (_what, broken, expected) => {
    if (expected === undefined) expect(broken).toEqual([]);
    else expect(broken.join()).toMatch(expected);
  });
});

test('a small check of the schedules finds nothing, and the same seed plays the same', async () => {
  const play = async () => {
    const args = ['--only', 'schedules', '--schedules', '60', '--seed', '3', '--workers', '1'];
    const { stdout } = await run(process.execPath, [check, ...args]);
    return stdout.replace(/, \d+ s:/, ':');
  };
  const first = await play();
  expect(first).toContain('all goals met');
  expect(first).toMatch(/60 schedules, seed 3: \d{3,} calls/);
  expect(await play()).toBe(first);
});

test.each([
  [
    '--only',
    'everything',
    '--only must be of attempts, recovery, limiter, schedules, aborts, deadlines, got everything',
  ],
  ['--schedules', '0', '--schedules must be a whole number of at least 1, got 0'],
])('%s %s is refused', async (name, value, message) => {
  await expect(run(process.execPath, [check, name, value])).rejects.toThrow(message);
});
