import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../examples/run-script.js';
import type { Stage } from './rows.js';
import { openStage, ROWS } from './rows.js';

const FILES = ['MIGRATING.md', 'MIGRATING.zh-CN.md'] as const;
const texts = FILES.map((file) => readFileSync(`${ROOT}/${file}`, 'utf8'));
let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const tableOf = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => /^\| [`n]/.test(line))
    .map((line) => line.slice(2, -2).split(' | '));
const keyOf = (cell: string): string => cell.replaceAll('`', '');

describe.each(FILES.map((file, nth) => [file, texts[nth] ?? ''] as const))('%s', (_file, text) => {
  test('has a row for each test, in its order, and no row without one', () => {
    expect(tableOf(text).map(([first = '']) => keyOf(first))).toEqual(Object.keys(ROWS));
  });

  test('says of every feature how it is done here, and of none that it is not', () => {
    for (const [, ours = ''] of tableOf(text)) {
      expect(ours.trim().length).toBeGreaterThan(1);
      expect(ours).not.toMatch(/^(?:no\b|none|not yet|无|没有|不支持|暂不)/i);
    }
  });

  test('links to files that are there', () => {
    for (const [, target = ''] of text.matchAll(/\]\(([^)#]+)\)/g)) {
      expect(() => readFileSync(`${ROOT}/${target}`), target).not.toThrow();
    }
  });
});

test('both languages have the same code, but for comments', () => {
  const code = (text: string): readonly string[] =>
    [...text.matchAll(/```js\n([\s\S]*?)```/g)].map(([, block = '']) => block.replaceAll(/\/\/.*/g, '//'));
  expect(code(texts[1] ?? '')).toEqual(code(texts[0] ?? ''));
});

describe('the rows', () => {
  test.each(Object.entries(ROWS))('%s', (_name, play) => play(stage));
});
