import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { describeWithRedis } from '../support/redis-server.js';

const run = promisify(execFile);
const check = fileURLToPath(new URL('./check.mjs', import.meta.url));
const SMALL = ['--processes', '3', '--calls', '30'];
// Three processes start, each with a client of its own, while other tests run.
const LIMIT_MS = 120_000;

describeWithRedis('a small fleet', () => {
  test('goes on over five expiries of either kind of token, with five refreshes', { timeout: LIMIT_MS }, async () => {
    const { stdout } = await run(process.execPath, [check, ...SMALL, '--only', 'expiry']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines.slice(0, -1)) expect(line).toMatch(/^ok .* 90 calls, 5 of 5 refreshes, 0 of 0 superseded/);
    expect(lines.at(-1)).toBe('2 scenarios, 180 calls, 10 refreshes, 0 lost: all as they should be');
  });

  test('goes on when the process that renews the token is killed', { timeout: LIMIT_MS }, async () => {
    const { stdout } = await run(process.execPath, [check, ...SMALL, '--only', 'killed before the lease']);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(
      '1 scenario, 90 calls, 3 refreshes, 0 lost: all as they should be',
    );
  });
});

test('without a redis-server it says so, and how to get one', async () => {
  const failure = run(process.execPath, [check, ...SMALL], { env: { ...process.env, PATH: '' } });
  await expect(failure).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('apt-get install redis') });
});

test.each([
  [['--processes', '1'], '--processes must be a whole number of at least 2, got 1'],
  [['--calls', 'many'], '--calls must be a whole number of at least 24, got many'],
  [['--only', 'nothing'], '--only must be part of a name, got nothing'],
])('%j is refused', async (args, complaint) => {
  await expect(run(process.execPath, [check, ...args])).rejects.toThrow(complaint);
});
