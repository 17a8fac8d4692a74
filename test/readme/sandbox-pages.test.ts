import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SANDBOX } from '../../src/cli/sandbox/command.js';
import { MOST_PAGES } from '../../src/cli/sandbox/event-stream.js';
import { ROOT } from '../examples/run-script.js';
import { bareCode, levelsOf, namesInTable, readReadme, source } from './read-readme.js';

const english = readReadme('docs/sandbox.md');
const chinese = readReadme('docs/sandbox.zh-CN.md');

test('both pages have the same sections, and tables with as many rows', () => {
  expect(levelsOf(chinese)).toEqual(levelsOf(english));
  expect(chinese.tables.map(({ length }) => length)).toEqual(english.tables.map(({ length }) => length));
});

test('both pages have the same code, but for comments and texts', () => {
  expect(bareCode(chinese)).toEqual(bareCode(english));
});

describe.each([english, chinese])('$file', (page) => {
  test('links to the other one and to its README in its first lines, and to files that are there', () => {
    const isEnglish = page === english;
    const first = page.text.split('\n').slice(0, 4).join('\n');
    expect(first).toContain(`](${isEnglish ? 'sandbox.zh-CN.md' : 'sandbox.md'})`);
    expect(first).toContain(`](${isEnglish ? '../README.md' : '../README.zh-CN.md'})`);
    for (const [, target = ''] of page.text.matchAll(/\]\(([^)]+)\)/g))
      expect(existsSync(`${ROOT}/docs/${target}`), target).toBe(true);
    expect(page.text.split('\n').length).toBeLessThan(300);
  });

  test('lists exactly the options there are, as the command itself does', () => {
    const listed = namesInTable(page, ['option', '选项']);
    const there = Object.entries(SANDBOX.spec.options).map(
      ([name, { value }]) => `--${name}${value === undefined ? '' : ` ${value}`}`,
    );
    expect(listed.filter((option) => option !== '--help')).toEqual(there);
  });

  test('lists exactly the names of the environment', () => {
    const [, names = ''] = /Record<('ALIPAY[^>]+), string>/.exec(source('src/cli/sandbox/sandbox.ts')) ?? [];
    const there = [...names.matchAll(/'(\w+)'/g)].map(([, name]) => name);
    expect(there).toHaveLength(4);
    expect(namesInTable(page, ['in the environment', '环境变量'])).toEqual(there);
  });

  test('has a row for each cause of a wrong signature, and for each switch', () => {
    const [, causes = ''] = /export type SignatureCause =([^;]+);/.exec(source('src/cli/sandbox/views.ts')) ?? [];
    expect(namesInTable(page, ['found', '发现'])).toHaveLength([...causes.matchAll(/'\w+'/g)].length);
    const switches = source('src/cli/sandbox/page/switches.js').match(/name: '\w+'/g) ?? [];
    expect(namesInTable(page, ['switch', '开关'])).toHaveLength(switches.length + 1);
  });

  test('speaks of the bounds as they are', () => {
    const [, limit = ''] = /requestLimit = (\d+)/.exec(source('src/cli/sandbox/sandbox.ts')) ?? [];
    for (const fact of [limit, MOST_PAGES]) expect(page.text).toMatch(new RegExp(`\\b${fact}\\b`));
  });
});
