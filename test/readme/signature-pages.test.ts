import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PASS_ON } from '../../src/diagnosis/signature-rows.js';
import { ROOT } from '../examples/run-script.js';
import { findingTables } from './finding-tables.js';
import { bareCode, levelsOf, readReadme, source } from './read-readme.js';

const english = readReadme('docs/signature.md');
const chinese = readReadme('docs/signature.zh-CN.md');

test('both pages have the same sections, and tables with as many rows', () => {
  expect(levelsOf(chinese)).toEqual(levelsOf(english));
  expect(chinese.tables.map(({ length }) => length)).toEqual(english.tables.map(({ length }) => length));
});

test('both pages have the same code, but for comments and texts', () => {
  expect(bareCode(chinese)).toEqual(bareCode(english));
});

describe.each([
  ['en', english],
  ['zh', chinese],
] as const)('the page in %s', (lang, page) => {
  test('links to the other one and to its README in its first lines, and to files that are there', () => {
    const isEnglish = page === english;
    const first = page.text.split('\n').slice(0, 4).join('\n');
    expect(first).toContain(`](${isEnglish ? 'signature.zh-CN.md' : 'signature.md'})`);
    expect(first).toContain(`](${isEnglish ? '../README.md' : '../README.zh-CN.md'})`);
    for (const [, target = ''] of page.text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g))
      expect(existsSync(`${ROOT}/docs/${target}`), target).toBe(true);
    expect(page.text.split('\n').length).toBeLessThan(300);
  });

  test('has a row for every cause, in the words of the error', () => {
    const tables = page.tables.filter(([header]) => /^(?:`cause`)$/.test(header?.[0] ?? ''));
    expect(tables.map((table) => table.slice(1))).toEqual(findingTables(lang));
  });

  test('says once what to do about every difference', () => {
    expect(page.text.split(PASS_ON[lang])).toHaveLength(2);
  });

  test('speaks of the bounds as they are', () => {
    expect(source('src/diagnosis/quoted-text.ts')).toContain('LONGEST = 64 * 1024');
    expect(page.text).toContain('64 KiB');
    const [, most = ''] = /MOST_FINDINGS = (\d+)/.exec(source('src/diagnosis/find-in-signature.ts')) ?? [];
    expect(most).toBe('8');
    expect(page.text).toMatch(lang === 'en' ? /eight at the most/ : /最多八条/);
  });
});

test.each(['README.md', 'README.zh-CN.md'])('%s leads to the page', (file) => {
  expect(readReadme(file).text).toContain(`](docs/signature${file.includes('zh') ? '.zh-CN' : ''}.md)`);
});
