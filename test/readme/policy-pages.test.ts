import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ALL_CODES } from '../../src/catalog/find-code.js';
import { resolveOptions } from '../../src/options.js';
import { createTestCredentials } from '../../src/testing/credentials.js';
import { ROOT } from '../examples/run-script.js';
import type { Rows } from './decision-rows.js';
import { decisionRows } from './decision-rows.js';
import * as tables from './policy-tables.js';
import { bareCode, levelsOf, lostAnchors, namesInTable, readReadme, source } from './read-readme.js';

const english = readReadme('docs/policies.md');
const chinese = readReadme('docs/policies.zh-CN.md');

test('both pages have the same sections, and tables with as many rows', () => {
  expect(levelsOf(chinese)).toEqual(levelsOf(english));
  expect(chinese.tables.map(({ length }) => length)).toEqual(english.tables.map(({ length }) => length));
});

test('both pages have the same code, but for comments and texts', () => {
  expect(bareCode(chinese)).toEqual(bareCode(english));
});

describe.each([
  [english, 'en'],
  [chinese, 'zh'],
] as const)('$0.file', (page, language) => {
  const rowsUnder = (...header: readonly string[]): Rows => {
    const table = page.tables.find(([first]) => header.includes(first?.[0] ?? ''));
    if (table === undefined) throw new Error(`${page.file} has no table under ${header.join(' or ')}`);
    return table.slice(1);
  };

  test('links to the other one and to its README in its first lines, and to files that are there', () => {
    const first = page.text.split('\n').slice(0, 4).join('\n');
    expect(first).toContain(`](${language === 'en' ? 'policies.zh-CN.md' : 'policies.md'})`);
    expect(first).toContain(`](${language === 'en' ? '../README.md' : '../README.zh-CN.md'})`);
    for (const [, target = ''] of page.text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g))
      expect(existsSync(`${ROOT}/docs/${target}`), target).toBe(true);
    expect(lostAnchors(page)).toEqual([]);
  });

  test('has the table of decisions as decide() has it', () => {
    expect(rowsUnder('what is known', '已知情况')).toEqual(decisionRows(language));
  });

  test('counts the rows of the catalog', () => {
    const counts = tables.counts();
    for (const [action = '', rows] of rowsUnder('action', '动作')) {
      expect(rows, action).toBe(String(counts[action.replaceAll('`', '')]));
    }
    for (const name of ['total', 'retryUnknown', 'seen', 'methods', 'safe', 'with-key', 'never'])
      expect(page.text).toMatch(new RegExp(`\\b${counts[name]}\\b`));
    expect(page.tables.find(([first]) => first?.length === 8)?.slice(1)).toEqual(tables.codeRows());
  });

  test('lists every code that does more than fail, under what it does', () => {
    const listed = rowsUnder('decision', '决定');
    expect(listed).toEqual(tables.listedRows(language));
    const named = listed.flatMap(([, codes = '']) => codes.split(' '));
    const there = ALL_CODES.filter(({ action, clock }) => action !== 'fail' || clock === true);
    expect(named).toHaveLength(there.length);
  });

  test('lists the states that are no success, codes of v3, waits and causes as they are', () => {
    expect(rowsUnder('method', '接口')).toEqual(tables.stateRows(language));
    expect(rowsUnder('v3 `code`', 'v3 的 `code`')).toEqual(tables.v3Rows());
    expect(rowsUnder('')).toEqual(tables.waitRows(language));
    expect(rowsUnder('what the last attempt left', '最后一次发送的情况')).toEqual(tables.causeRows(language));
  });

  test('says what to do for exactly the error codes there are', () => {
    const union = /export type ErrorCode =([^;]+);/.exec(source('src/policy/outcome.ts'))?.[1] ?? '';
    const codes = [...union.matchAll(/'(\w+)'/g)].map(([, code]) => code ?? '');
    const table = page.tables.find(([first]) => first?.[0] === '`code`' && first.length === 3);
    expect(namesInTable({ ...page, tables: table === undefined ? [] : [table] }, ['`code`'])).toEqual(codes);
  });

  test('speaks of defaults and bounds as they are', () => {
    const { appId, privateKey, alipayPublicKey } = createTestCredentials();
    const { retry } = resolveOptions({ appId, privateKey, alipayPublicKey });
    expect(retry).toMatchObject({ maxAttempts: 3, baseMs: 200, capMs: 5_000, maxRetryAfterMs: 5_000 });
    expect(source('src/runtime/transport.ts')).toContain('MAX_REPLY_BYTES = 10 * 1024 * 1024');
    expect(source('src/policy/backoff.ts')).toContain('SLOW_FACTOR = 5;');
    for (const segment of ['query', 'batchquery', 'get', 'list', 'consult', 'detail', 'count', 'download']) {
      expect(source('src/catalog/find-method.ts')).toContain(`'${segment}'`);
      expect(page.text).toContain(`\`${segment}\``);
    }
  });
});
