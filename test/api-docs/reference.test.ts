import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScriptEnd } from '../examples/run-script.js';
import { ROOT, runScript } from '../examples/run-script.js';

const COMMITTED = join(ROOT, 'docs/api');
const { exports: entries } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
/** The entries that have types, as they are written in package.json. */
const PATHS = Object.keys(entries).filter((path) => typeof entries[path] === 'object');
const slugOf = (path: string): string => join('alipay-axios', path).replaceAll('/', '-');

let fresh: string;
let written: ScriptEnd;
beforeAll(async () => {
  fresh = mkdtempSync(join(tmpdir(), 'api-reference-'));
  written = await runScript(['scripts/api-docs.mjs', fresh]);
}, 60_000);
afterAll(() => rmSync(fresh, { recursive: true, force: true }));

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .sort();
const pageOf = (file: string): string => readFileSync(join(COMMITTED, file), 'utf8');

test('every exported name has a docstring', () => {
  expect(written.stderr).toBe('');
  expect(written.exitCode).toBe(0);
});

test('every entry has a page and a report, and nothing else has', () => {
  const slugs = PATHS.map(slugOf);
  expect(slugs.length).toBeGreaterThan(3);
  const wanted = ['README.md', ...slugs.flatMap((slug) => [`${slug}.md`, `reports/${slug}.api.md`])];
  expect(filesOf(COMMITTED)).toEqual(wanted.sort());
  expect(filesOf(fresh)).toEqual(wanted.sort());
});

describe.each(filesOf(COMMITTED))('docs/api/%s', (file) => {
  test('is what the code says', () => {
    expect(readFileSync(join(fresh, file), 'utf8'), 'run: npm run docs:api, and look at what changed').toBe(
      pageOf(file),
    );
  });
});

describe.each(PATHS)('the page of %s', (path) => {
  const file = `${slugOf(path)}.md`;

  test('tells of every value that can be imported', async () => {
    const names = Object.keys(await import(join(ROOT, entries[path].import.default)));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(pageOf(file)).toContain(`\n### ${name}\n`);
  });

  test('links to pages and names that are there', () => {
    const links = [...pageOf(file).matchAll(/\]\(([^)]*)\)/g)].map(([, target = '']) => target);
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) {
      const [page = '', anchor] = link.split('#');
      const text = pageOf(page === '' ? file : page);
      if (anchor !== undefined) expect(anchorsOf(text), link).toContain(anchor);
    }
  });

  test('speaks of nothing that its readers do not have', () => {
    expect(pageOf(file)).not.toMatch(/\b(?:design|protocol|resilience|style)\.md\b/);
  });
});

/** The names that a browser can jump to, as Markdown makes them: of two equal headings the second has a number. */
function anchorsOf(text: string): readonly string[] {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  return headings.map((slug, nth) => {
    const before = headings.slice(0, nth).filter((other) => other === slug).length;
    return before === 0 ? slug : `${slug}-${before}`;
  });
}
