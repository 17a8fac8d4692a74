import { describe, expect, test } from 'vitest';
import { SANDBOX } from '../../src/cli/sandbox/command.js';
import { MOST_PAGES } from '../../src/cli/sandbox/event-stream.js';
import { testPages } from './page-pair.js';
import { namesInTable, source } from './read-readme.js';

const { english, chinese } = testPages('sandbox');

describe.each([english, chinese])('$file', (page) => {
  test('is no longer than a README', () => {
    expect(page.text.split('\n').length).toBeLessThan(300);
  });

  test('lists exactly the options there are, as the command itself does', () => {
    const listed = namesInTable(page, ['option', '选项']);
    const there = Object.entries(SANDBOX.spec.options).map(
      ([name, { value }]) => `--${name}${value === undefined ? '' : ` ${value}`}`,
    );
    expect(listed.filter((option) => option !== '--help')).toEqual(there);
  });

  test('lists exactly the names of the environment', () => {
    const [, names = ''] = /Record<('ALIPAY[^>]+), string>/.exec(source('src/cli/sandbox/sandbox.ts')) ?? [];
    const there = [...names.matchAll(/'(\w+)'/g)].map(([, name]) => name);
    expect(there).toHaveLength(4);
    expect(namesInTable(page, ['in the environment', '环境变量'])).toEqual(there);
  });

  test('has a row for each cause of a wrong signature, and for each switch', () => {
    const [, causes = ''] = /export type SignatureCause =([^;]+);/.exec(source('src/cli/sandbox/views.ts')) ?? [];
    expect(namesInTable(page, ['found', '发现'])).toHaveLength([...causes.matchAll(/'\w+'/g)].length);
    const switches = source('src/cli/sandbox/page/switches.js').match(/name: '\w+'/g) ?? [];
    expect(namesInTable(page, ['switch', '开关'])).toHaveLength(switches.length + 1);
  });

  test('speaks of the bounds as they are', () => {
    const [, limit = ''] = /requestLimit = (\d+)/.exec(source('src/cli/sandbox/sandbox.ts')) ?? [];
    for (const fact of [limit, MOST_PAGES]) expect(page.text).toMatch(new RegExp(`\\b${fact}\\b`));
  });
});
