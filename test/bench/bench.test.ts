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

interface Summary {
  readonly settings: object;
  readonly contenders: Readonly<Record<string, Readonly<Record<string, Spread>>>>;
  readonly ratios: Readonly<Record<string, Spread>>;
  readonly goals: readonly { readonly name: string; readonly met: boolean }[];
}

interface OverloadSummary {
  readonly micros: Readonly<Record<'alone' | 'aloneOff' | 'on' | 'off' | 'difference', Spread>>;
  readonly goals: Summary['goals'];
}

interface EventsSummary {
  readonly event: Readonly<Record<'nobody' | 'listener' | 'channel', Spread>>;
  readonly call: Readonly<Record<'plain' | 'instrumented' | 'difference', Spread>>;
  readonly goals: Summary['goals'];
}

interface TokenSummary {
  readonly windows: Readonly<
    Record<string, { readonly windows: number; readonly renewals: number; readonly failed: number }>
  >;
  readonly goals: readonly { readonly name: string; readonly met: boolean }[];
}

// How fast anything was is not asserted: a test machine is no place to measure.
test('a small run measures the three contenders', async () => {
  const { stdout } = await run(process.execPath, [bench, ...SMALL, '--json']);
  const summary: Summary = JSON.parse(stdout);
  expect(summary.settings).toEqual({ calls: 64, warmUp: 64, turns: 1, inFlight: 32 });
  expect(Object.keys(summary.contenders)).toEqual(['floor', 'alipay-axios', 'alipay-sdk']);
  for (const figures of Object.values(summary.contenders)) {
    expect(figures['callsPerSecond']?.median).toBeGreaterThan(1);
    expect(figures['cpuMicros']?.median).toBeGreaterThan(10);
    expect(figures['p50Ms']?.median).toBeGreaterThan(0);
    expect(figures['p99Ms']?.median).toBeGreaterThanOrEqual(figures['p50Ms']?.median ?? Number.NaN);
    expect(figures['loopMeanMs']?.median).toBeGreaterThanOrEqual(0);
  }
  for (const ratio of Object.values(summary.ratios)) expect(ratio.median).toBeGreaterThan(0);
  expect(summary.goals.map(({ met }) => typeof met)).toEqual(['boolean', 'boolean']);
});

test('for people it prints a table, the ratios and what was to be reached', async () => {
  const { stdout } = await run(process.execPath, [bench, ...SMALL, '--in-flight', '4']);
  for (const words of [process.version, '4 calls in flight', '(floor)', 'this library', 'alipay-sdk 4.14.0']) {
    expect(stdout).toContain(words);
  }
  expect(stdout.match(/ (?:met|missed)$/gm)).toHaveLength(6);
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

test('an option that is no number is refused', async () => {
  await expect(run(process.execPath, [bench, '--calls', 'many'])).rejects.toThrow('--calls must be a whole number');
});
