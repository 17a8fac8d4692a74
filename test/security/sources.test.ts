import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));
const SOURCES = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.startsWith('testing/'))
  .map((name) => ({ name, text: readFileSync(join(SRC, name), 'utf8') }));

// Names of what somebody who does not have it must not find out letter by letter.
const SECRET =
  '(?:\\w*[sS]ignature|sign|\\w*[dD]igest|hmac|mac|tag|\\w*[sS]ecret|\\w*[pP]assphrase|\\w*[pP]assword|checksum|\\w*[tT]oken)(?:Of)?';
const COMPARED = new RegExp(
  `(?<![\\w.'"])(?:\\w+\\.)*${SECRET}(?:\\([^)]*\\))? [!=]== (?!undefined|null|true|false|['"])|[!=]== (?:\\w+\\.)*${SECRET}\\b(?![.'"])`,
  'g',
);

/** Comparisons of such names that give nothing away, and why. */
const KNOWN: Readonly<Record<string, string>> = {
  'runtime/journal/journal-lines.ts': 'a checksum over what stands beside it in the same file, which is no secret',
};

test('every comparison of secrets is a verification of a signature, or there is none', () => {
  const found = SOURCES.flatMap(({ name, text }) => [...text.matchAll(COMPARED)].map(([all]) => `${name}: ${all}`));
  const known = Object.keys(KNOWN).map((name) => `${name}: `);
  expect(found.filter((one) => !known.some((name) => one.startsWith(name)))).toEqual([]);
  // What is let be is still there.
  expect(found.map((one) => `${one.split(': ')[0]}: `)).toEqual(expect.arrayContaining(known));
});

test('the search would find one', () => {
  const comparisons = [
    'if (sign === expected) x();',
    'return digest(a) !== hash;',
    'a === b.signature;',
    'token === other',
  ];
  for (const text of comparisons) expect(text.match(COMPARED), text).not.toBeNull();
});

test('signatures are verified in one place, by node:crypto, with an algorithm that is a setting', () => {
  const verifying = SOURCES.filter(({ text }) =>
    /\bverify as cryptoVerify\b|createVerify\(|crypto\.verify\(/.test(text),
  );
  expect(verifying.map(({ name }) => name)).toEqual(['protocol/signature.ts']);
  const choosing = SOURCES.filter(({ text }) => /\[['"]sign_type['"]\]|\.sign_type\b/.test(text));
  // The sandbox's, which tells developers what their request says.
  expect(choosing.map(({ name }) => name)).toEqual(['cli/sandbox/diagnose-signature.ts']);
});

test('nothing is run that came as a text, and no randomness but node:crypto’s makes what must not be guessed', () => {
  for (const { name, text } of SOURCES) {
    expect(text, name).not.toMatch(/(?<![.\w])eval\((?![\w\s]*:)|new Function\(|child_process|\bvm\b['"]/);
    if (/nonce|boundary|randomUUID|callId/.test(text)) expect(text, name).not.toMatch(/Math\.random\(/);
  }
});
