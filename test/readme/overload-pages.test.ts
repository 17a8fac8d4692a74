import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BREAKER } from '../../src/policy/breaker.js';
import { BULKHEAD } from '../../src/policy/bulkhead.js';
import { RETRY_BUDGET } from '../../src/policy/retry-budget.js';
import { ROOT } from '../examples/run-script.js';
import { testPages } from './page-pair.js';
import { membersOf, source } from './read-readme.js';

const { english, chinese } = testPages('overload');

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
