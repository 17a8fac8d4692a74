import { createUndiciAdapter } from 'alipay-axios/undici';
import { describe, expect, test } from 'vitest';
import { CHECK_CONFIG } from '../../src/runtime/adapter-contract.js';
import { testPages } from './page-pair.js';
import { membersOf, namesInTable, source } from './read-readme.js';

const { english, chinese } = testPages('undici');

test('both pages have the same figures', () => {
  const figures = (page: typeof english) => (page.text.match(/\d[\d. ]*\d|\d/g) ?? []).sort();
  expect(figures(chinese)).toEqual(figures(english));
});

describe.each([english, chinese])('$file', (page) => {
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
