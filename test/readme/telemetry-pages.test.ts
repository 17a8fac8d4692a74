import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MOST_METHODS } from '../../src/otel/event-metrics.js';
import { ROOT } from '../examples/run-script.js';
import { testPages } from './page-pair.js';
import { membersOf, namesInTable, source } from './read-readme.js';

const { english, chinese } = testPages('telemetry');

const SOURCES = readdirSync(`${ROOT}/src/otel`).map((file) => source(`src/otel/${file}`));

/** What stands in the cells, in backticks. */
const wordsOf = (table: readonly (readonly string[])[] | undefined): readonly (readonly string[])[] =>
  (table ?? []).map((row) => row.map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word).join(' ')));

test('both pages have the same names in their tables', () => {
  for (const nth of [1, 4]) expect(wordsOf(chinese.tables[nth])).toEqual(wordsOf(english.tables[nth]));
});

describe.each([english, chinese])('$file', (page) => {
  test('lists exactly the events there are', () => {
    const names = membersOf('src/runtime/events.ts', 'AlipayEvents');
    expect(names.length).toBeGreaterThan(12);
    expect([...namesInTable(page, ['event', '事件'])].sort()).toEqual(names.sort());
  });

  test('logs with pino every event but those of which each call without trouble has some', () => {
    const block = page.blocks.find(({ code }) => code.includes("from 'pino'"))?.code ?? '';
    const quiet = new Set(['start', 'attempt', 'refresh', 'refreshed']);
    const names = membersOf('src/runtime/events.ts', 'AlipayEvents').filter((name) => !quiet.has(name));
    for (const name of names) expect(block).toContain(`'${name}'`);
  });

  test('lists exactly the options there are', () => {
    const names = membersOf('src/otel/options.ts', 'OtelOptions');
    expect([...namesInTable(page, ['option', '选项'])].sort()).toEqual(names.sort());
  });

  test('names every attribute, span event and metric', () => {
    const said = SOURCES.flatMap((text) => [
      ...[...text.matchAll(/'((?:alipay|http|server|error)\.[\w.]+)'/g)].map(([, name]) => name ?? ''),
      ...[...text.matchAll(/\bnote\(parts, event, '(\w+)'/g)].map(([, name]) => `alipay.${name}`),
      ...[...text.matchAll(/\bgauge\('([\w.]+)'/g)].map(([, name]) => `alipay.client.${name}`),
    ]);
    expect(new Set(said).size).toBeGreaterThan(40);
    for (const name of said) expect(page.text, name).toContain(`\`${name}\``);
    expect(page.text).toContain('`_OTHER`');
    expect(page.text).toMatch(new RegExp(`${MOST_METHODS + 1}`));
  });
});
