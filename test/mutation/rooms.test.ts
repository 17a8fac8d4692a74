import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../examples/run-script.js';

const run = promisify(execFile);

interface Room {
  readonly name: string;
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
}
const { ROOMS }: { readonly ROOMS: readonly Room[] } = await import(String(new URL('rooms.mjs', import.meta.url)));

interface Mutant {
  readonly status: string;
  readonly [name: string]: unknown;
}
type Ask<Answer> = (mutant: Mutant) => Answer;
const {
  describeMutant,
  hasSurvived,
  wasNoticed,
}: { readonly describeMutant: Ask<string>; readonly hasSurvived: Ask<boolean>; readonly wasNoticed: Ask<boolean> } =
  await import(String(new URL('mutants.mjs', import.meta.url)));

test('every room is there, with folders and files that are', () => {
  expect(ROOMS.map(({ name }) => name)).toEqual(['policy', 'protocol', 'tokens', 'redaction']);
  // What stands before the first star is a folder or a file; braces are alternatives in it.
  for (const glob of ROOMS.flatMap(({ mutate, tests }) => [...mutate, ...tests])) {
    const [, before = '', choices, after = ''] = /^([^*!{]+)(?:\{([^}]+)\}([^*]*))?/.exec(glob) ?? [];
    for (const choice of (choices ?? '').split(',')) {
      expect(existsSync(`${ROOT}/${before}${choice}${after}`), glob).toBe(true);
    }
  }
});

describe('a mutant', () => {
  const at = { line: 2, column: 1 };
  const mutant = (status: string): Mutant => ({
    status,
    fileName: `${ROOT}/.stryker/copies/sandbox-1/src/policy/method-class.ts`,
    location: { start: at, end: { line: 2, column: 16 } },
    mutatorName: 'StringLiteral',
    replacement: '""',
  });

  test.each([
    ['Killed', true, false],
    ['Timeout', true, false],
    ['Survived', false, true],
    ['NoCoverage', false, true],
    ['Ignored', false, false],
    ['RuntimeError', false, false],
  ])('that ended as %s was noticed: %s', (status, noticed, survived) => {
    expect(wasNoticed(mutant(status))).toBe(noticed);
    expect(hasSurvived(mutant(status))).toBe(survived);
  });

  test('is told by its place, what stood there and what was put there', () => {
    expect(describeMutant(mutant('Survived'))).toBe(
      'src/policy/method-class.ts:2:1 * Which breake -> "" (StringLiteral)',
    );
    expect(describeMutant(mutant('NoCoverage'))).toContain('(no test reaches it)');
  });
});

test('a room that there is not is refused', async () => {
  await expect(run(process.execPath, [`${ROOT}/test/mutation/mutate.mjs`, '--only', 'attic'])).rejects.toThrow(
    'The rooms are policy, protocol, tokens, redaction, got attic',
  );
});
