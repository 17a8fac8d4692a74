import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../examples/run-script.js';

const run = promisify(execFile);
const check = `${ROOT}/test/soak/check.mjs`;

interface Sample {
  readonly calls: number;
  readonly bytes: number;
}
interface Goal {
  readonly what: string;
  readonly got: string;
  readonly isMet: boolean;
}
type Emit = (name: string, callId: string) => void;
interface Seen {
  readonly open: Readonly<Record<string, number>>;
  readonly astray: readonly string[];
}

const { judge }: { readonly judge: (report: object) => readonly Goal[] } = await import(
  String(new URL('judge.mjs', import.meta.url))
);
const { fitGrowth }: { readonly fitGrowth: (samples: readonly Sample[], warmUp: number) => object } = await import(
  String(new URL('heap.mjs', import.meta.url))
);
const { watchEvents }: { readonly watchEvents: (events: object) => () => Seen } = await import(
  String(new URL('watch.mjs', import.meta.url))
);

const LONG: readonly Sample[] = Array.from({ length: 25 }, (_, nth) => ({ calls: nth * 10_000, bytes: 20e6 }));
const GOOD = {
  calls: 250_000,
  settled: 250_000,
  heaps: [{ samples: LONG, warmUp: 50_000 }],
  seen: {
    begun: { start: 250_000, refresh: 10, confirm: 10 },
    open: { start: 0, refresh: 0, confirm: 0 },
    ends: {},
    astray: [],
  },
  listeners: 0,
  handles: [],
  rejections: [],
  warnings: [],
  ended: true,
};

/** The heap as if each call left so many bytes behind, from the middle of the warm-up on. */
const growing = (bytes: number, samples = LONG): readonly Sample[] =>
  samples.map(({ calls }) => ({ calls, bytes: 20e6 + bytes * calls }));
const heapOf = (bytes: number, samples = LONG, warmUp = 50_000): object => ({
  samples: growing(bytes, samples),
  warmUp,
});

describe('the verdict on a soak', () => {
  test.each<[what: string, differing: object, missed: readonly string[]]>([
    ['a good one', {}, []],
    ['a heap that grows by 0.9 %', { heaps: [heapOf(1.8)] }, []],
    ['a heap that grows by 1.1 %', { heaps: [heapOf(2.2)] }, ['growth of the heap per 100000 calls']],
    [
      'one of two heaps that grows by 1.1 %',
      { heaps: [heapOf(0), heapOf(2.2)] },
      ['growth of the heap per 100000 calls in process 2'],
    ],
    ['a call that never ended', { settled: 249_999 }, ['calls that ended for their callers']],
    [
      'a call that told nothing',
      { seen: { ...GOOD.seen, begun: { ...GOOD.seen.begun, start: 249_999 } } },
      ['calls that told of their start'],
    ],
    ...(['start', 'refresh', 'confirm'] as const).map((kind): [string, object, readonly string[]] => [
      `a ${kind} without an end`,
      { seen: { ...GOOD.seen, open: { ...GOOD.seen.open, [kind]: 1 } } },
      [expect.stringContaining('without an end') as unknown as string],
    ]),
    ['an end too many', { seen: { ...GOOD.seen, astray: ['success of c-1'] } }, ['ends of what was not open']],
    ['a listener', { listeners: 1 }, ['listeners left on a signal of many calls']],
    ['a handle', { handles: ['Timeout'] }, ['handles left after close()']],
    ['a rejection', { rejections: ['Error: no'] }, ['unhandled rejections']],
    ['a warning', { warnings: ['Warning: no'] }, ['warnings']],
    ['a process that stays', { ended: false }, ['the process ends by itself']],
  ])('misses what %s misses', (_what, differing, missed) => {
    const goals = judge({ ...GOOD, ...differing });
    expect(goals.filter(({ isMet }) => !isMet).map(({ what }) => what)).toEqual(missed);
  });

  test('of a short one minds only a heap that grows by half', () => {
    const short = LONG.map(({ calls, bytes }) => ({ calls: calls / 1_000, bytes }));
    const judged = (bytes: number): unknown => judge({ ...GOOD, heaps: [heapOf(bytes, short, 50)] })[0];
    expect(judged(40_000)).toMatchObject({ isMet: true });
    expect(judged(70_000)).toMatchObject({ isMet: false });
  });
});

test('the line through the heap leaves the warm-up out', () => {
  const warming = LONG.map(({ calls }) => ({ calls, bytes: calls < 100_000 ? calls * 100 : 20e6 + 3 * calls }));
  expect(fitGrowth(warming, 100_000)).toMatchObject({
    startBytes: expect.closeTo(20.3e6, 0),
    bytesPerCall: expect.closeTo(3, 6),
    errorPerCall: expect.closeTo(0, 6),
    samples: 15,
    calls: 140_000,
  });
});

describe('the watch on the events', () => {
  function open(): { readonly emit: Emit; readonly seen: () => Seen } {
    const listeners = new Map<string, (event: object) => void>();
    const seen = watchEvents({
      on: (name: string, listener: (event: object) => void) => listeners.set(name, listener),
    });
    return { emit: (name, callId) => listeners.get(name)?.({ callId }), seen };
  }

  test('sees what has begun and not ended, and what ended too often', () => {
    const { emit, seen } = open();
    for (const name of ['start', 'refresh', 'confirm', 'confirm']) emit(name, 'a');
    expect(seen().open).toEqual({ start: 1, refresh: 1, confirm: 1 });
    for (const name of ['success', 'refreshFailed', 'confirmed']) emit(name, 'a');
    expect(seen().open).toEqual({ start: 0, refresh: 0, confirm: 1 });
    emit('failure', 'a');
    expect(seen().astray).toEqual(['failure of a, which was not open']);
    emit('start', 'b');
    emit('start', 'b');
    expect(seen().astray).toContain('b began twice');
  });
});

describe('a small soak', () => {
  const soak = (leak: string, processes: string): Promise<{ readonly stdout: string }> =>
    run(process.execPath, [check, '--calls', '480', '--seed', '7', '--leak', leak, '--processes', processes]).catch(
      (error) => error,
    );

  test.each([
    ['none', '1', []],
    ['listener', '1', ['growth of the heap per 240 calls']],
    ['handle', '2', ['handles left after close()', 'the process ends by itself']],
  ])(
    'finds what is wrong with the leak %s in processes: %s',
    async (leak, processes, missed) => {
      const { stdout } = await soak(leak, processes);
      expect([...stdout.matchAll(/MISSED (.+?):/g)].map(([, what]) => what)).toEqual(missed);
      expect(stdout).toMatch(missed.length === 0 ? /all goals met\n$/ : /\d goals missed\n$/);
      expect(stdout).toMatch(/^480 calls in /);
      expect(stdout).toContain('calls that ended for their callers: 480, got 480\n');
      expect(stdout.match(/growth of the heap per/g)).toHaveLength(Number(processes));
    },
    60_000,
  );

  test('refuses an option that is no number', async () => {
    await expect(run(process.execPath, [check, '--calls', 'many'])).rejects.toThrow('--calls must be a whole number');
  });
});
