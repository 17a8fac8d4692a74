import { expect, test } from 'vitest';
import { runScript } from '../examples/run-script.js';
import { compileSamples } from './compile.js';
import { programsOfPages, programsOfReadmes } from './programs.js';
import { AMBIENT, allPages, codeOf, samplesOf, samplesOfDocstrings, sayingsOfDocstrings } from './samples.js';

// The blocks of the READMEs and of docs/ that are JavaScript are programs, which blocks.test.ts compiles and runs. Here are the
// others: what shows types, what shows another library beside this one, and the examples of docstrings.

const MIGRATING = ['MIGRATING.md', 'MIGRATING.zh-CN.md'];
const TYPES = samplesOf(allPages(), ['ts', 'mts', 'typescript']);

test('the examples of all docstrings have the types they should', async () => {
  const samples = samplesOfDocstrings('docstrings');
  expect(samples.length).toBeGreaterThan(25);
  expect(await compileSamples('docstrings', samples, AMBIENT)).toBe('');
});

test.concurrent.each(sayingsOfDocstrings())('$title is what it says', async ({ imports, expression, result }) => {
  const script = `${imports}import { deepStrictEqual } from 'node:assert';\ndeepStrictEqual(${expression}, ${result});`;
  const { stderr, exitCode } = await runScript(['--input-type=module', '-e', script]);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
});

test('enough of the docstrings say what they return', () => {
  expect(sayingsOfDocstrings().length).toBeGreaterThan(8);
});

test('the blocks that show types compile', async () => {
  expect(TYPES.length).toBeGreaterThan(1);
  expect(await compileSamples('types', TYPES, AMBIENT)).toBe('');
});

test('the blocks about migrating compile, those of the other library with its own types', async () => {
  const samples = samplesOf(MIGRATING, ['js']);
  expect(samples.length).toBeGreaterThan(8);
  // They are read by users of JavaScript, who do not annotate parameters.
  expect(await compileSamples('migrating', samples, AMBIENT, { noImplicitAny: false })).toBe('');
});

test('no block of any page is left out', () => {
  const programs = [...programsOfReadmes(), ...programsOfPages()];
  const others = [...TYPES, ...samplesOf(MIGRATING, ['js'])];
  for (const page of allPages()) {
    const compiled = [...programs, ...others].filter(({ title }) => title.startsWith(`${page}, `));
    expect(compiled.length, `${page} has blocks that no test compiles: name it in programs.ts or here`).toBe(
      codeOf(page).length,
    );
  }
});

test('a block that is wrong is found', async () => {
  const wrong = { file: 'wrong.ts', title: 'a test', code: 'alipay.execute(7);' };
  expect(await compileSamples('wrong', [wrong], AMBIENT)).toMatch(/^[^\n]*wrong\.ts\(2,16\): error TS2345/);
});
