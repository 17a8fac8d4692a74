import { existsSync } from 'node:fs';
import { createUndiciAdapter } from 'alipay-axios/undici';
import { describe, expect, test } from 'vitest';
import { CHECK_CONFIG } from '../../src/runtime/adapter-contract.js';
import { ROOT } from '../examples/run-script.js';
import { bareCode, levelsOf, membersOf, namesInTable, readReadme, source } from './read-readme.js';

const english = readReadme('docs/undici.md');
const chinese = readReadme('docs/undici.zh-CN.md');

test('both pages have the same sections, tables with as many rows, and the same code', () => {
  expect(levelsOf(chinese)).toEqual(levelsOf(english));
  expect(chinese.tables.map(({ length }) => length)).toEqual(english.tables.map(({ length }) => length));
  expect(bareCode(chinese)).toEqual(bareCode(english));
});

test('both pages have the same figures', () => {
  const figures = (page: typeof english) => (page.text.match(/\d[\d. ]*\d|\d/g) ?? []).sort();
  expect(figures(chinese)).toEqual(figures(english));
});

describe.each([english, chinese])('$file', (page) => {
  test('links to the other one and to its README in its first lines, and to files that are there', () => {
    const isEnglish = page === english;
    const first = page.text.split('\n').slice(0, 4).join('\n');
    expect(first).toContain(`](${isEnglish ? 'undici.zh-CN.md' : 'undici.md'})`);
    expect(first).toContain(`](${isEnglish ? '../README.md' : '../README.zh-CN.md'})`);
    for (const [, target = ''] of page.text.matchAll(/\]\((?!https:)([^)]+)\)/g))
      expect(existsSync(`${ROOT}/docs/${target}`), target).toBe(true);
  });

  test('lists exactly the options there are, with the default of those that have a figure', () => {
    const names = membersOf('src/undici/options.ts', 'UndiciAdapterOptions');
    expect([...namesInTable(page, ['option', '选项'])].sort()).toEqual(names.sort());
    const [, byDefault = ''] = /'keepAliveTimeoutMs', 1, ([\d_]+)\)/.exec(source('src/undici/options.ts')) ?? [];
    expect(page.text).toContain(` ${byDefault.replace('_', ' ')} |`);
  });

  test('lists exactly the options of axios that are refused', () => {
    const listed = page.tables.flatMap(([head, ...rows]) => (head?.[0] === 'axios' ? rows : []));
    const names = listed.flatMap(([cell = '']) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ''));
    expect(names.length).toBeGreaterThan(8);
    const check = (createUndiciAdapter() as unknown as Record<symbol, (config: object) => void>)[CHECK_CONFIG];
    for (const name of names) expect(() => check?.({ [name]: 2 }), name).toThrow(`"${name}"`);
    const text = source('src/undici/check-config.ts');
    const refused = [...text.matchAll(/^ {2}(\w+): \{$/gm)].map(([, name]) => name ?? '');
    expect([...names].sort()).toEqual(refused.sort());
  });

  test('names the versions of undici that are allowed', () => {
    const { undici } = JSON.parse(source('package.json')).peerDependencies;
    for (const [version] of undici.matchAll(/\d+(?=\.0\.0)/g))
      expect(page.text).toMatch(new RegExp(`\\b${version}\\b`));
  });
});
