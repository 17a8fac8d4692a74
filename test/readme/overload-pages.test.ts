import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BREAKER } from '../../src/policy/breaker.js';
import { BULKHEAD } from '../../src/policy/bulkhead.js';
import { RETRY_BUDGET } from '../../src/policy/retry-budget.js';
import { ROOT } from '../examples/run-script.js';
import { bareCode, levelsOf, membersOf, readReadme, source } from './read-readme.js';

const english = readReadme('docs/overload.md');
const chinese = readReadme('docs/overload.zh-CN.md');

test('both pages have the same sections, and tables with as many rows', () => {
  expect(levelsOf(chinese)).toEqual(levelsOf(english));
  expect(chinese.tables.map(({ length }) => length)).toEqual(english.tables.map(({ length }) => length));
});

test('both pages have the same code, but for comments and texts', () => {
  expect(bareCode(chinese)).toEqual(bareCode(english));
});

test('both pages have the same figures in their tables', () => {
  const figures = (page: typeof english) =>
    page.tables.map((table) =>
      table
        .flat()
        .flatMap((cell) => cell.match(/\d[\d.,]*\d|\d/g) ?? [])
        .sort(),
    );
  expect(figures(chinese).slice(0, 2)).toEqual(figures(english).slice(0, 2));
});

describe.each([english, chinese])('$file', (page) => {
  test('links to the other one and to its README in its first lines, and to files that are there', () => {
    const isEnglish = page === english;
    const first = page.text.split('\n').slice(0, 4).join('\n');
    expect(first).toContain(`](${isEnglish ? 'overload.zh-CN.md' : 'overload.md'})`);
    expect(first).toContain(`](${isEnglish ? '../README.md' : '../README.zh-CN.md'})`);
    for (const [, target = ''] of page.text.matchAll(/\]\(([^)]+)\)/g))
      expect(existsSync(`${ROOT}/docs/${target}`), target).toBe(true);
  });

  test('names every part that can be set, every reason to be held back, and every figure of health', () => {
    const words = [
      ...membersOf('src/runtime/read-overload.ts', 'OverloadOptions'),
      ...(/export type Exhausted =([^;]+);/.exec(source('src/policy/outcome.ts'))?.[1]?.match(/\w+/g) ?? []),
      ...membersOf('src/runtime/overload/health.ts', 'AlipayHealth'),
    ].filter((word) => word !== 'attempts');
    expect(words.length).toBeGreaterThan(12);
    for (const word of words) expect(page.text, word).toContain(word);
  });

  test('speaks of the defaults as they are', () => {
    const facts = [
      RETRY_BUDGET.tokens,
      RETRY_BUDGET.transientCost,
      Math.floor(RETRY_BUDGET.tokens / RETRY_BUDGET.transientCost),
      BREAKER.minAttempts,
      BREAKER.windowMs / 1_000,
      BULKHEAD.maxInFlight,
      BULKHEAD.maxWaiting,
      BULKHEAD.maxInFlight + BULKHEAD.maxWaiting,
    ];
    for (const fact of facts) expect(page.text).toMatch(new RegExp(`\\b${fact}\\b`));
  });

  test('shows plots that load nothing from elsewhere', () => {
    const plots = [...page.text.matchAll(/!\[[^\]]+\]\(([^)]+\.svg)\)/g)].map(([, file]) => file ?? '');
    expect(plots).toHaveLength(2);
    for (const file of plots) {
      const text = readFileSync(`${ROOT}/docs/${file}`, 'utf8').replace('http://www.w3.org/2000/svg', '');
      expect(text).not.toMatch(/https?:|<script|<image|url\(/);
    }
  });
});
