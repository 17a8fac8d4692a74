import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { RUNS } from '../property/define.js';
import { PROPERTIES } from '../property/properties.js';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const PAGES = { en: readFileSync(at('SECURITY.md'), 'utf8'), zh: readFileSync(at('SECURITY.zh-CN.md'), 'utf8') };
const testsOf = (page: string): readonly string[] =>
  [...page.matchAll(/`(test\/[\w./-]+\.ts)`/g)].map(([, path]) => path ?? '');
const rowsOf = (page: string): readonly (readonly string[])[] =>
  page
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map(testsOf);

describe('what SECURITY.md says', () => {
  test('is the same in both languages: the rows, their tests, the headings and the commands', () => {
    expect(rowsOf(PAGES.zh)).toEqual(rowsOf(PAGES.en));
    for (const pattern of [/^#+ /gm, /^- /gm, /npm (?:run|audit)[^`]*/g, /\d+ ?000|\d+\.\d+|\d+ MiB/g]) {
      expect(PAGES.zh.match(pattern), String(pattern)).toEqual(PAGES.en.match(pattern));
    }
  });

  test('names tests that there are, and every attack that is tested by name', () => {
    const named = testsOf(PAGES.en);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((path) => !existsSync(at(path)))).toEqual([]);
    const attacks = readdirSync(at('test/security')).filter((name) => name.endsWith('.test.ts'));
    const about = new Set(['pages.test.ts', 'sources.test.ts']);
    expect(attacks.filter((name) => !about.has(name) && !named.includes(`test/security/${name}`))).toEqual([]);
  });

  test('says how many values a law is tried with', () => {
    const spaced = (count: number): string => String(count).replace(/(?<=\d)(?=\d{3}$)/, count < 1_000 ? '' : ' ');
    const fewer = PROPERTIES.map(({ runs }) => runs).filter((runs) => runs !== RUNS);
    const [least, most] = [Math.min(...fewer), Math.max(...fewer)].map(spaced);
    expect(fewer).toHaveLength(9);
    expect(PAGES.en).toContain(
      `each with ${spaced(RUNS)} values (nine whose values are dear to try have ${least} to ${most})`,
    );
    expect(PAGES.zh).toContain(
      `用 ${spaced(RUNS)} 个随机值检验（其中 9 条的值试起来代价高，用 ${least} 至 ${most} 个）`,
    );
  });

  test('makes up no address to write to', () => {
    for (const page of Object.values(PAGES)) expect(page).not.toMatch(/[\w.]+@[\w-]+\.\w|mailto:/);
  });
});
