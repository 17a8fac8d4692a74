import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const bench = fileURLToPath(new URL('../../bench/bench.mjs', import.meta.url));
const SMALL = ['--calls', '64', '--turns', '1'];

interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

interface Goals {
  readonly goals: readonly { readonly name: string; readonly met: boolean }[];
}

interface FieldSummary extends Goals {
  readonly settings: object;
  readonly figures: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          Readonly<Record<string, Spread>> & { readonly allocatedKb?: number; readonly survivingKb?: number }
        >
      >
    >
  >;
  readonly speedOverSdk: Readonly<Record<string, Readonly<Record<string, Spread>>>>;
}

interface OverloadSummary {
  readonly micros: Readonly<Record<'alone' | 'aloneOff' | 'on' | 'off' | 'difference', Spread>>;
  readonly goals: Goals['goals'];
}

interface EventsSummary {
  readonly event: Readonly<Record<'nobody' | 'listener' | 'channel', Spread>>;
  readonly call: Readonly<Record<'plain' | 'instrumented' | 'difference', Spread>>;
  readonly goals: Goals['goals'];
}

interface TokenSummary {
  readonly windows: Readonly<
    Record<string, { readonly windows: number; readonly renewals: number; readonly failed: number }>
  >;
  readonly goals: readonly { readonly name: string; readonly met: boolean }[];
}

// How fast anything was is not asserted: a test machine is no place to measure.
test('a small run measures all contenders at what each of them can do', async () => {
  const { stdout } = await run(process.execPath, [
    bench,
    ...SMALL,
    '--only',
    'calls',
    '--workload',
    'v2-32,faults',
    '--json',
  ]);
  const { calls }: { readonly calls: FieldSummary } = JSON.parse(stdout);
  expect(calls.settings).toEqual({ calls: 64, warmUp: 64, turns: 1 });
  const { 'v2-32': usual = {}, faults = {} } = calls.figures;
  const all = ['floor', 'undici-floor', 'alipay-axios', 'alipay-axios-undici', 'alipay-sdk', 'axios-retry'];
  expect(Object.keys(usual)).toEqual(all);
  expect(Object.keys(faults)).toEqual(all.filter((name) => !name.endsWith('floor')));
  for (const figures of Object.values(usual)) {
    expect(figures['callsPerSecond']?.median).toBeGreaterThan(1);
    expect(figures['cpuMicros']?.median).toBeGreaterThan(10);
    expect(figures['p50Ms']?.median).toBeGreaterThan(0);
    expect(figures['p99Ms']?.median).toBeGreaterThanOrEqual(figures['p50Ms']?.median ?? Number.NaN);
    expect(figures['loopMeanMs']?.median).toBeGreaterThanOrEqual(0);
    expect(figures['peakMb']?.median).toBeGreaterThan(10);
    expect(figures['failedPercent']?.median).toBe(0);
    expect(figures.allocatedKb).toBeGreaterThan(1);
    expect(figures.survivingKb).toBeGreaterThan(0);
  }
  // Who does not try again loses what met a fault.
  expect(faults['alipay-sdk']?.['failedPercent']?.median).toBeGreaterThan(0);
  expect(faults['alipay-axios']?.['failedPercent']?.median).toBe(0);
  for (const ratio of Object.values(calls.speedOverSdk['v2-32'] ?? {})) expect(ratio.median).toBeGreaterThan(0);
  expect(calls.goals.map(({ met }) => typeof met)).toEqual(['boolean', 'boolean', 'boolean', 'boolean']);
}, 120_000);

// Those with another number in flight differ from the first by a number alone.
test.each(['v3', 'certificates', 'aes'])(
  'a small run of %s goes well for all who take part',
  async (workload) => {
    const { stdout } = await run(process.execPath, [bench, ...SMALL, '--only', 'calls', '--workload', workload]);
    for (const words of [process.version, '(floor)', '| alipay-axios |', 'alipay-sdk 4.14.0']) {
      expect(stdout).toContain(words);
    }
  },
  120_000,
);

test('the middleware is measured beside what axios takes for itself', async () => {
  const small = ['--only', 'middleware', '--calls', '200', '--turns', '1'];
  const { stdout } = await run(process.execPath, [bench, ...small, '--json']);
  const { middleware }: { readonly middleware: Goals & { figures: readonly Record<string, Spread>[] } } =
    JSON.parse(stdout);
  for (const { post, plain } of middleware.figures) expect(post?.median).toBeGreaterThan(plain?.median ?? Number.NaN);
  expect(middleware.goals.map(({ met }) => typeof met)).toEqual(['boolean', 'boolean']);
});

test('installs are weighed, and imports timed', async () => {
  const { stdout } = await run(process.execPath, [bench, '--only', 'install', '--turns', '1', '--json']);
  const { install }: { readonly install: Goals & { figures: readonly { packages: number; kilobytes: number }[] } } =
    JSON.parse(stdout);
  for (const { packages, kilobytes } of install.figures) {
    expect(packages).toBeGreaterThan(0);
    expect(kilobytes).toBeGreaterThan(100);
  }
  expect(install.goals.map(({ met }) => typeof met)).toEqual(['boolean', 'boolean']);
});

test('a small run of the tokens renews once in each window that is to have it, and loses no call', async () => {
  const small = ['--only', 'tokens', '--calls', '40', '--turns', '1', '--in-flight', '4', '--json'];
  const { stdout } = await run(process.execPath, [bench, ...small]);
  const { tokens }: { readonly tokens: TokenSummary } = JSON.parse(stdout);
  const seen = Object.entries(tokens.windows).map(([kind, { windows, renewals, failed }]) => [
    kind,
    { windows, renewals, failed },
  ]);
  expect(Object.fromEntries(seen)).toEqual({
    calm: { windows: 2, renewals: 0, failed: 0 },
    ahead: { windows: 2, renewals: 2, failed: 0 },
    late: { windows: 1, renewals: 1, failed: 0 },
  });
  expect(tokens.goals.map(({ met }) => typeof met)).toEqual(['boolean', 'boolean']);
});

test('a small run of the journals measures each beside none', async () => {
  const small = ['--only', 'journal', '--calls', '40', '--turns', '1', '--in-flight', '4', '--json'];
  const { stdout } = await run(process.execPath, [bench, ...small]);
  const { journal }: { readonly journal: { readonly journals: Record<string, Record<string, Spread>> } } =
    JSON.parse(stdout);
  expect(Object.keys(journal.journals).slice(0, 2)).toEqual(['none', 'file']);
  expect(journal.journals['none']?.['ratio']?.median).toBe(1);
  for (const figures of Object.values(journal.journals)) expect(figures['callsPerSecond']?.median).toBeGreaterThan(1);
});

test('a small run of the brakes measures them alone and in whole calls', async () => {
  const small = ['--only', 'overload', '--calls', '40', '--turns', '1', '--in-flight', '4', '--json'];
  const { stdout } = await run(process.execPath, [bench, ...small]);
  const { overload }: { readonly overload: OverloadSummary } = JSON.parse(stdout);
  const { alone, aloneOff, on, off } = overload.micros;
  expect(alone.median).toBeGreaterThan(aloneOff.median);
  for (const { median } of [on, off]) expect(median).toBeGreaterThan(alone.median);
  expect(overload.goals.map(({ met }) => typeof met)).toEqual(['boolean']);
});

test('a small run of the events measures one that nobody hears, and calls with and without telemetry', async () => {
  const small = ['--only', 'events', '--calls', '40', '--turns', '1', '--in-flight', '4', '--json'];
  const { stdout } = await run(process.execPath, [bench, ...small]);
  const { events }: { readonly events: EventsSummary } = JSON.parse(stdout);
  const { nobody, listener, channel } = events.event;
  expect(nobody.median).toBeGreaterThan(0);
  for (const { median } of [listener, channel]) expect(median).toBeGreaterThan(nobody.median);
  for (const { median } of [events.call.plain, events.call.instrumented]) expect(median).toBeGreaterThan(10);
  expect(events.goals.map(({ met }) => typeof met)).toEqual(['boolean']);
});

test('a workload or a section that there is not is refused', async () => {
  await expect(run(process.execPath, [bench, '--workload', 'v4'])).rejects.toThrow('--workload must be some of v2-1');
  await expect(run(process.execPath, [bench, '--only', 'nothing'])).rejects.toThrow('--only must be one of calls');
});

test('an option that is no number is refused', async () => {
  await expect(run(process.execPath, [bench, '--calls', 'many'])).rejects.toThrow('--calls must be a whole number');
});
