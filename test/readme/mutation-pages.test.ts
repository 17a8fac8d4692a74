import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../examples/run-script.js';
import { levelsOf, readReadme } from './read-readme.js';

const english = readReadme('docs/mutation.md');
const chinese = readReadme('docs/mutation.zh-CN.md');

test('both pages have the same sections, and the same code in the same rows', () => {
  expect(levelsOf(chinese)).toEqual(levelsOf(english));
  const codes = (page: typeof english) =>
    page.tables.map((table) => table.map((row) => row.flatMap((cell) => cell.match(/`[^`]+`/g) ?? []).sort()));
  expect(codes(chinese)).toEqual(codes(english));
});

interface Room {
  readonly name: string;
}
const { ROOMS }: { readonly ROOMS: readonly Room[] } = await import(`${ROOT}/test/mutation/rooms.mjs`);

describe.each([english, chinese])('$file', (page) => {
  test('links to the other one and to its README in its first lines', () => {
    const isEnglish = page === english;
    const first = page.text.split('\n').slice(0, 4).join('\n');
    expect(first).toContain(`](${isEnglish ? 'mutation.zh-CN.md' : 'mutation.md'})`);
    expect(first).toContain(`](${isEnglish ? '../README.md' : '../README.zh-CN.md'})`);
  });

  test('has a row for every room, and names sources that are there', () => {
    const [rooms = [], survivors = []] = page.tables;
    expect(rooms.map(([name]) => name?.replaceAll('`', ''))).toEqual(
      expect.arrayContaining(ROOMS.map(({ name }) => name)),
    );
    const files = survivors.flatMap(([where = '']) => where.match(/(?:policy|protocol|runtime)\/[\w/.-]+\.ts/g) ?? []);
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) expect(existsSync(`${ROOT}/src/${file}`), file).toBe(true);
  });
});
