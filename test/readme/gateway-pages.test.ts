import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MAX_FILE_BYTES } from '../../src/catalog/upload-limits.js';
import { MAX_BUFFERED_BYTES } from '../../src/runtime/uploads/prepare-stream.js';
import { ROOT } from '../examples/run-script.js';
import { bareCode, levelsOf, readReadme } from './read-readme.js';

const english = readReadme('docs/gateway.md');
const chinese = readReadme('docs/gateway.zh-CN.md');

test('both pages have the same sections, and tables with as many rows', () => {
  expect(levelsOf(chinese)).toEqual(levelsOf(english));
  expect(chinese.tables.map(({ length }) => length)).toEqual(english.tables.map(({ length }) => length));
});

test('both pages have the same code, but for comments and texts', () => {
  expect(bareCode(chinese)).toEqual(bareCode(english));
});

describe.each([english, chinese])('$file', (page) => {
  test('links to the other one and to its README in its first lines, and to files that are there', () => {
    const [other, readme] =
      page === english ? ['gateway.zh-CN.md', '../README.md'] : ['gateway.md', '../README.zh-CN.md'];
    const first = page.text.split('\n').slice(0, 4).join('\n');
    expect(first).toContain(`](${other})`);
    expect(first).toContain(`](${readme})`);
    for (const [, target = ''] of page.text.matchAll(/\]\(([^)]+)\)/g))
      expect(existsSync(`${ROOT}/docs/${target}`), target).toBe(true);
  });

  test('tells the limits that there are', () => {
    expect([MAX_FILE_BYTES, MAX_BUFFERED_BYTES]).toEqual([50 * 1024 * 1024, 1024 * 1024]);
    for (const limit of ['50 MB', '1 MB', '128 KB']) expect(page.text).toContain(limit);
  });
});
