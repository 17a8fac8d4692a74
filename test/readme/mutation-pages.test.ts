import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../examples/run-script.js';
import { testSections } from './page-pair.js';

const { english, chinese } = testSections('mutation');

test('both pages have the same code in the same rows', () => {
  const codes = (page: typeof english) =>
    page.tables.map((table) => table.map((row) => row.flatMap((cell) => cell.match(/`[^`]+`/g) ?? []).sort()));
  expect(codes(chinese)).toEqual(codes(english));
});

interface Room {
  readonly name: string;
}
const { ROOMS }: { readonly ROOMS: readonly Room[] } = await import(`${ROOT}/test/mutation/rooms.mjs`);

describe.each([english, chinese])('$file', (page) => {
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
