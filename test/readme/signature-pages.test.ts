import { describe, expect, test } from 'vitest';
import { PASS_ON } from '../../src/diagnosis/signature-rows.js';
import { findingTables } from './finding-tables.js';
import { testPages } from './page-pair.js';
import { readReadme, source } from './read-readme.js';

const { english, chinese } = testPages('signature');

describe.each([
  ['en', english],
  ['zh', chinese],
] as const)('the page in %s', (lang, page) => {
  test('is no longer than a README', () => {
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
