import { describe, expect, test } from 'vitest';
import { ALL_CODES } from '../../src/catalog/find-code.js';
import { resolveOptions } from '../../src/options.js';
import { createTestCredentials } from '../../src/testing/credentials.js';
import type { Rows } from './decision-rows.js';
import { decisionRows } from './decision-rows.js';
import { testPages } from './page-pair.js';
import * as tables from './policy-tables.js';
import { namesInTable, rowsUnder, source } from './read-readme.js';

const { english, chinese } = testPages('policies');

describe.each([
  [english, 'en'],
  [chinese, 'zh'],
] as const)('$0.file', (page, language) => {
  const rows = (...header: readonly string[]): Rows => rowsUnder(page, header);

  test('has the table of decisions as decide() has it', () => {
    expect(rows('what is known', '已知情况')).toEqual(decisionRows(language));
  });

  test('counts the rows of the catalog', () => {
    const counts = tables.counts();
    for (const [action = '', count] of rows('action', '动作')) {
      expect(count, action).toBe(String(counts[action.replaceAll('`', '')]));
    }
    for (const name of ['total', 'retryUnknown', 'seen', 'methods', 'safe', 'with-key', 'never'])
      expect(page.text).toMatch(new RegExp(`\\b${counts[name]}\\b`));
    expect(page.tables.find(([first]) => first?.length === 8)?.slice(1)).toEqual(tables.codeRows());
  });

  test('lists every code that does more than fail, under what it does', () => {
    const listed = rows('decision', '决定');
    expect(listed).toEqual(tables.listedRows(language));
    const named = listed.flatMap(([, codes = '']) => codes.split(' '));
    const there = ALL_CODES.filter(({ action, clock }) => action !== 'fail' || clock === true);
    expect(named).toHaveLength(there.length);
  });

  test('lists the states that are no success, codes of v3, waits and causes as they are', () => {
    expect(rows('method', '接口')).toEqual(tables.stateRows(language));
    expect(rows('v3 `code`', 'v3 的 `code`')).toEqual(tables.v3Rows());
    expect(rows('')).toEqual(tables.waitRows(language));
    expect(rows('what the last attempt left', '最后一次发送的情况')).toEqual(tables.causeRows(language));
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
