import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../examples/run-script.js';
import { testPages } from './page-pair.js';
import { source } from './read-readme.js';

const { english, chinese } = testPages('security');

/** File and test of each promise. */
const proofsOf = ({ tables }: typeof english): readonly (readonly [file: string, title: string])[] =>
  tables.flatMap((table) =>
    table.slice(1).map(([, link = '', title = '']) => [/\]\(\.\.\/(test\/[^)]+)\)/.exec(link)?.[1] ?? link, title]),
  );

/** Whether a file has a test of this title; of those with %s or ${} the title as it is written. */
function hasTest(file: string, title: string): boolean {
  const text = readFileSync(`${ROOT}/${file}`, 'utf8');
  return [`'${title}'`, `"${title}"`, `\`${title}\``].some((quoted) => text.includes(quoted));
}

test('both pages have the same proofs, and as many exceptions', () => {
  expect(proofsOf(chinese)).toEqual(proofsOf(english));
  const exceptions = (page: typeof english): number => page.text.match(/^- \*\*/gm)?.length ?? 0;
  expect(exceptions(chinese)).toBe(exceptions(english));
});

test('every promise has a test, and the test is there', () => {
  const proofs = proofsOf(english);
  expect(proofs.length).toBeGreaterThan(40);
  for (const [file, title] of proofs) expect(hasTest(file, title), `${file}: ${title}`).toBe(true);
  expect(hasTest('test/property/registry/waits.ts', 'a test that is not there')).toBe(false);
});

describe.each([english, chinese])('$file', (page) => {
  test('speaks of bounds and algorithms as they are', () => {
    expect(source('src/runtime/transport.ts')).toContain('MAX_REPLY_BYTES = 10 * 1024 * 1024');
    expect(source('src/redis/seal.ts')).toContain("ALGORITHM = 'aes-256-gcm'");
    expect(source('src/runtime/journal/journal-file.ts')).toContain('MODE = 0o600');
    expect(source('src/protocol/content-cipher.ts')).toContain('IV = Buffer.alloc(16)');
    expect(source('src/protocol/signature.ts')).toContain("digest: 'sha1'");
    for (const fact of ['10 MB', 'AES-256-GCM', '0600', 'SHA-1', 'PKCS#1 v1.5', '64'])
      expect(page.text).toContain(fact);
  });
});

test('signatures are verified in one file only', () => {
  const sources = readdirSync(`${ROOT}/src`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `src/${file}`);
  const verifying = sources.filter((file) =>
    /\bverify\b[^}]*\} from 'node:crypto'|createVerify|timingSafeEqual/.test(source(file)),
  );
  expect(verifying).toEqual(['src/protocol/signature.ts']);
});
