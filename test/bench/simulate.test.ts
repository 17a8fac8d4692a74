import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const command = fileURLToPath(new URL('../../bench/simulate/simulate.mjs', import.meta.url));

interface Calls {
  readonly calls: number;
  readonly succeeded: number;
  readonly attempts: number;
  readonly attemptsPerCall: number;
  readonly callsAfterBudgetSpent: number;
  readonly attemptsPerCallAfterBudgetSpent: number;
}

interface Recovery {
  readonly offered: readonly number[];
  readonly secondsUntilBack: number;
  readonly peakAfterReturn: number;
  readonly attemptsPerCallDuringOutage: number;
}

interface Step {
  readonly grantPerSecond: number;
  readonly granted: readonly number[];
  readonly share: number;
}

interface Studies {
  simulateCalls(options: object): Calls;
  simulateRecovery(options: object): Recovery;
  simulateGrant(options: object): readonly Step[];
}

const { simulateCalls, simulateRecovery, simulateGrant }: Studies = await import(
  String(new URL('../../bench/simulate/studies.mjs', import.meta.url))
);

describe('one client while the gateway fails', () => {
  const outage = { calls: 2_000, fault: 'outage', seed: 1 };

  test('makes all attempts where nothing brakes it', () => {
    const { calls, succeeded, attempts } = simulateCalls({ ...outage, brakes: { budget: false, breaker: false } });
    expect({ calls, succeeded, attempts }).toEqual({ calls: 2_000, succeeded: 0, attempts: 6_000 });
  });

  test('makes one attempt a call once the budget is spent', () => {
    const result = simulateCalls({ ...outage, brakes: { budget: true, breaker: false } });
    // 35 retries out of the bucket and 10 of the floor.
    expect(result.attempts).toBe(2_045);
    expect(result.callsAfterBudgetSpent).toBeGreaterThan(1_900);
    expect(result.attemptsPerCallAfterBudgetSpent).toBe(1);
  });

  test('sends next to nothing once the breaker is open', () => {
    const result = simulateCalls({ ...outage, brakes: { budget: true, breaker: true } });
    expect(result.attempts).toBeLessThan(60);
    expect(result.calls).toBe(2_000);
  });

  test('hardly notices the brakes where a tenth fails', () => {
    const faults = { calls: 2_000, fault: 'faults', seed: 1 };
    const free = simulateCalls({ ...faults, brakes: { budget: false, breaker: false } });
    const braked = simulateCalls({ ...faults, brakes: { budget: true, breaker: true } });
    expect(braked.attemptsPerCall / free.attemptsPerCall).toBeCloseTo(1, 1);
    expect(braked.succeeded / braked.calls).toBeGreaterThan(0.99);
  });

  test('is refused a fault that there is not', () => {
    expect(() => simulateCalls({ calls: 1, fault: 'flood', seed: 1, brakes: {} })).toThrow(
      new TypeError('"fault" must be "outage" or "faults", got "flood"'),
    );
  });
});

describe('a fleet after an outage', () => {
  const options = { seed: 1, clients: 100, perSecond: 1.5, outageMs: 60_000, kind: 'refusing' };

  test('is back within five seconds and does not overrun the gateway', () => {
    const result = simulateRecovery(options);
    expect(result.secondsUntilBack).toBeLessThanOrEqual(5);
    expect(result.peakAfterReturn).toBeLessThanOrEqual(1.2);
    expect(result.attemptsPerCallDuringOutage).toBeLessThan(1);
  });

  test('comes out the same for the same seed, and otherwise for another', () => {
    expect(simulateRecovery(options)).toEqual(simulateRecovery(options));
    expect(simulateRecovery({ ...options, seed: 2 }).offered).not.toEqual(simulateRecovery(options).offered);
  });

  test('with a client that repeats everything does overrun it', () => {
    expect(simulateRecovery({ ...options, strategy: 'p-retry' }).peakAfterReturn).toBeGreaterThan(2);
  });
});

describe('the limiter', () => {
  test.each([
    ['bucket', 'above'],
    ['bucket', 'below'],
    ['windows', 'above'],
    ['windows', 'below'],
  ])('finds a grant that is given as %s, coming from %s', (form, from) => {
    const steps = simulateGrant({ seed: 1, form, from });
    expect(steps.map(({ grantPerSecond }) => grantPerSecond)).toEqual([20, 60, 8]);
    for (const { share } of steps) expect(Math.abs(share - 1)).toBeLessThanOrEqual(0.25);
  });

  test('is granted no more than there is', () => {
    const [step] = simulateGrant({ seed: 1, form: 'windows', from: 'above', grants: [20] });
    expect(Math.max(...(step?.granted ?? []))).toBe(20);
  });
});

describe('the command', () => {
  const SMALL = ['--clients', '40', '--seconds-scale', '0.2', '--seed', '7'];
  let folder = '';
  let again = '';
  let stdout = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'simulate-'));
    again = join(folder, 'again');
    ({ stdout } = await run(process.execPath, [command, ...SMALL, '--out', folder, '--json']));
    await run(process.execPath, [command, ...SMALL, '--out', again]);
  });

  afterAll(() => rm(folder, { recursive: true }));

  test('writes the same for the same seed', async () => {
    const names = ['goodput.svg', 'latency.svg', 'load.svg', 'simulate.csv', 'simulate.html', 'simulate.md'];
    expect((await readdir(again)).toSorted()).toEqual(names);
    for (const name of names) {
      expect(await readFile(join(again, name), 'utf8')).toBe(await readFile(join(folder, name), 'utf8'));
    }
  });

  test('counts each call once, and the rows add up to the counters', async () => {
    const { strategies }: { readonly strategies: readonly { strategy: string; total: Record<string, number> }[] } =
      JSON.parse(stdout);
    const [, ...lines] = (await readFile(join(folder, 'simulate.csv'), 'utf8')).trim().split('\n');
    const rows = lines.map((line) => line.split(','));
    const sums = strategies.map(({ strategy }) => {
      const own = rows.filter((cells) => cells[2] === strategy);
      const [attempts, served, failed] = [3, 4, 5].map((column) =>
        own.reduce((sum, row) => sum + Number(row[column]), 0),
      );
      return { strategy, total: { calls: (served ?? 0) + (failed ?? 0), attempts, served, failed } };
    });
    expect(sums).toEqual(strategies.map(({ strategy, total }) => ({ strategy, total })));
    expect(new Set(strategies.map(({ total }) => total['calls'])).size).toBe(1);
  });

  test('makes a page that needs nothing from outside', async () => {
    for (const name of ['simulate.html', 'load.svg', 'goodput.svg', 'latency.svg']) {
      const content = (await readFile(join(folder, name), 'utf8')).replaceAll('http://www.w3.org/2000/svg', '');
      expect(content).not.toMatch(/https?:|<script|<link|url\(|@import|\bsrc=|\bhref=/i);
    }
  });

  test('tells a table with a row for each strategy', async () => {
    const table = await readFile(join(folder, 'simulate.md'), 'utf8');
    for (const name of ['**alipay-axios**', 'no retries', 'p-retry', 'axios-retry', 'smithy standard']) {
      expect(table).toContain(`| ${name} |`);
    }
  });

  test.each([
    [['--seed', 'x'], '--seed must be a whole number from 0 to 4294967295, got x'],
    [['--clients', '0'], '--clients must be a whole number from 1 to 10000, got 0'],
    [['--per-second', ''], '--per-second must be a number from 0.1 to 100, got '],
    [['--seconds-scale', '99'], '--seconds-scale must be a number from 0.05 to 10, got 99'],
    [['--out', ''], '--out must name a folder, got an empty name'],
    [['--speed', '1'], "Unknown option '--speed'"],
  ])('refuses %j', async (args, complaint) => {
    await expect(run(process.execPath, [command, ...args])).rejects.toThrow(complaint);
  });
});
