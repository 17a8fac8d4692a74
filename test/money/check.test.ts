import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../examples/run-script.js';

const run = promisify(execFile);
const check = `${ROOT}/test/money/check.mjs`;

type Judge = (call: object, end: object, truth: object, maxAttempts: number) => readonly string[];
const { judge }: { readonly judge: Judge } = await import(String(new URL('oracle.mjs', import.meta.url)));

const KEYED = { method: 'alipay.trade.pay', content: {}, key: 'k', by: 'alipay.trade.query', isKeyed: true };
const KEYLESS = { ...KEYED, method: 'demo.money.push', by: undefined, isKeyed: false };
const NOTHING = { runs: 0, worked: 0, arrived: 0, isAborted: false };
const END = { outcome: 'success', attempts: 1, code: '' };

describe('the oracle', () => {
  test.each<[what: string, broken: readonly string[], expected: readonly string[]]>([
    ['a run and a success', judge(KEYED, END, { ...NOTHING, runs: 1, arrived: 1 }, 3), []],
    ['two runs', judge(KEYED, END, { ...NOTHING, runs: 2 }, 3), ['ran 2 times']],
    ['two works', judge(KEYLESS, { ...END, outcome: 'unknown' }, { ...NOTHING, worked: 2 }, 3), ['ran 2 times']],
    ['a success of nothing', judge(KEYED, END, NOTHING, 3), ['success without a run']],
    ['a pending of nothing', judge(KEYED, { ...END, outcome: 'pending' }, NOTHING, 3), []],
    [
      'a rejected run',
      judge(KEYED, { ...END, outcome: 'rejected' }, { ...NOTHING, runs: 1 }, 3),
      ['rejected, and it ran'],
    ],
    [
      'an unsent arrival',
      judge(KEYED, { ...END, outcome: 'not_sent', attempts: 3 }, { ...NOTHING, arrived: 1 }, 3),
      ['not_sent, and it arrived'],
    ],
    [
      'giving up early',
      judge(KEYED, { ...END, outcome: 'not_sent' }, NOTHING, 3),
      ['given up after 1 sends that never left'],
    ],
    ['giving up as told', judge(KEYED, { ...END, outcome: 'not_sent' }, { ...NOTHING, isAborted: true }, 3), []],
    ['any doubt', judge(KEYED, { ...END, outcome: 'unknown' }, { ...NOTHING, runs: 1 }, 3), []],
  ])('judges %s', (_what, broken, expected) => {
    expect(broken).toEqual(expected);
  });
});

test('a small check plays all four kinds and finds nothing', async () => {
  const small = [
    '--schedules',
    '300',
    '--sockets',
    '60',
    '--payments',
    '60',
    '--crashes',
    '2',
    '--seed',
    '7',
    '--workers',
    '1',
  ];
  const { stdout } = await run(process.execPath, [check, ...small]);
  expect(stdout).toMatch(
    /^300 schedules in virtual time, seed 7, .+;\n {2}\d+ sends, \d+ runs in the ledger, 0 that broke a rule$/m,
  );
  expect(stdout).toMatch(/^60 schedules over real sockets, /m);
  expect(stdout).toMatch(/^60 schedules of settlePayment /m);
  expect(stdout).toMatch(/^2 kills of shops with a journal: /m);
  expect(stdout).toMatch(/no rejected or not_sent that ran\n$/);
});

test('the same seed gives the same schedules', async () => {
  const again = async (): Promise<string | undefined> => {
    const counts = ['--schedules', '200', '--sockets', '0', '--payments', '0', '--crashes', '0', '--seed', '3'];
    const { stdout } = await run(process.execPath, [check, ...counts]);
    return /: (.+);\n.*/.exec(stdout)?.[0];
  };
  const first = await again();
  expect(first).toContain('success');
  expect(await again()).toBe(first);
});

test('an option that is no number is refused', async () => {
  await expect(run(process.execPath, [check, '--schedules', 'many'])).rejects.toThrow(
    '--schedules must be a whole number',
  );
});
