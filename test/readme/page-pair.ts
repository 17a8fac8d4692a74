import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ROOT } from '../examples/run-script.js';
import type { Readme } from './read-readme.js';
import { bareCode, levelsOf, lostAnchors, readReadme } from './read-readme.js';

/** A page of docs/ in both languages. */
export interface PagePair {
  readonly english: Readme;
  readonly chinese: Readme;
}

/** Reads a page of docs/ in both languages, and tests what holds of each: its sections, rows, links and code. */
export function testPages(name: string): PagePair {
  const { english, chinese } = testSections(name);

  test('both pages have the same code, but for comments and texts', () => {
    expect(bareCode(chinese)).toEqual(bareCode(english));
  });

  return { english, chinese };
}

/** The same but for the code, which differs where a page shows what a command prints. */
export function testSections(name: string): PagePair {
  const english = readReadme(`docs/${name}.md`);
  const chinese = readReadme(`docs/${name}.zh-CN.md`);

  test('both pages have the same sections, and tables with as many rows', () => {
    expect(levelsOf(chinese)).toEqual(levelsOf(english));
    expect(chinese.tables.map(({ length }) => length)).toEqual(english.tables.map(({ length }) => length));
  });

  test.each([
    [english.file, english, [`${name}.zh-CN.md`, '../README.md']],
    [chinese.file, chinese, [`${name}.md`, '../README.zh-CN.md']],
  ] as const)('%s links to the other one and to its README first, and to what is there', (_file, page, begins) => {
    const first = page.text.split('\n').slice(0, 4).join('\n');
    for (const target of begins) expect(first).toContain(`](${target})`);
    for (const [, target = ''] of page.text.matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g))
      expect(existsSync(`${ROOT}/docs/${target}`), target).toBe(true);
    expect(lostAnchors(page)).toEqual([]);
  });

  return { english, chinese };
}
