import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readAesKey } from '../../src/protocol/content-cipher.js';
import { encodeContent } from '../../src/protocol/json-content.js';
import { readKeyBytes } from '../../src/protocol/key-bytes.js';
import { encodeParams } from '../../src/protocol/wire-params.js';
import { readEncryptionKeys } from '../../src/redis/encryption-key.js';
import { checkKeys, readFunction, readList, readText, readWhole, readWord } from '../../src/runtime/check-keys.js';
import { resolveGateway } from '../../src/runtime/gateway-origin.js';
import { checkJournal } from '../../src/runtime/journal/check-journal.js';
import { createFileJournal } from '../../src/runtime/journal/file-journal.js';
import { checkContent, readFields, readMethod } from '../../src/runtime/read-call.js';
import { createBreaker } from '../../src/runtime/read-overload.js';
import { checkStore } from '../../src/runtime/tokens/check-store.js';
import { readOwner } from '../../src/runtime/tokens/read-owner.js';
import { prepareFiles } from '../../src/runtime/uploads/prepare-files.js';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

/** Every kind of value that may come where another one belongs. */
const VALUES: readonly unknown[] = [
  ...[undefined, null, true, 1n, -7.5, 2 ** 40, Number.NaN, Number.NEGATIVE_INFINITY, Symbol('x'), () => 'x'],
  ...['', 'word', '字', 'a\0', 'x'.repeat(41), '{"a":', 'https://x/@', new Uint8Array(3)],
  ...[[], [undefined], [1n], {}, { owner: undefined }, { owner: '' }, new Map(), new Set(), /x/, new Error('x')],
  ...[Promise.resolve(), new Date(Number.NaN)],
];

/** Readers that tell of what came in their own words. */
const READERS: Readonly<Record<string, (value: unknown) => unknown>> = {
  readKeyBytes: (value) => readKeyBytes(value, 'x'),
  readAesKey: (value) => readAesKey(value, 'x'),
  encodeParams: (value) => encodeParams({ x: value }),
  encodeContent: (value) => encodeContent({ x: value }, 'x'),
  readEncryptionKeys,
  checkKeys: (value) => checkKeys(value, 'x', []),
  readText: (value) => readText(value, 'x'),
  readWhole: (value) => readWhole(value, 'x', 1, 1),
  readWord: (value) => readWord(value, 'x', ['other']),
  readFunction: (value) => readFunction(value, 'x'),
  readList: (value) => readList(value, 'x'),
  resolveGateway,
  checkJournal: (value) => checkJournal(value, 'x'),
  createFileJournal: (value) => createFileJournal(value as string),
  readFields: (value) => readFields(value, 'x'),
  readMethod,
  checkContent,
  createBreaker: (value) => createBreaker(value as object),
  failureRatio: (value) => createBreaker({ failureRatio: value as number }),
  checkStore: (value) => checkStore(value, 'x'),
  readOwner: (value) => readOwner(value, 'x'),
  prepareFiles: (value) => prepareFiles(value, 'x'),
  filename: (filename) => prepareFiles({ x: { content: Buffer.from('x'), filename } }, 'x'),
};

const ENGLISH = /\b(?:an?|the|of|that|bytes|empty)\b|\[object/i;

async function complaintOf(read: () => unknown): Promise<string | undefined> {
  try {
    await read();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : undefined;
  }
}

describe('the two halves of a complaint', () => {
  it.each(Object.entries(READERS))('of %s speak one language each, whatever came', async (_name, read) => {
    const complaints = await Promise.all(VALUES.map((value) => complaintOf(() => read(value))));
    expect(complaints.filter((complaint) => complaint !== undefined).length).toBeGreaterThan(1);
    for (const complaint of complaints) {
      if (complaint === undefined) continue;
      const [, en, zh] = /^"[^"]+" (.+) \/ “[^”]+”(.+)$/.exec(complaint) ?? [];
      expect(en, complaint).toMatch(/^\P{Script=Han}+$/u);
      expect(en, complaint).not.toContain('[object');
      expect(zh, complaint).toMatch(/\p{Script=Han}/u);
      expect(zh, complaint).not.toMatch(ENGLISH);
      // Chinese sets a space before Latin letters and digits, and none between its own.
      expect(zh, complaint).not.toMatch(/收到的是(?:[\w-]| \p{Script=Han})/u);
    }
  });
});

describe('the sources', () => {
  const texts = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => textsIn(readFileSync(join(SRC, name), 'utf8')).map((text) => ({ ...text, name })));

  it('have texts to look at', () => {
    expect(texts.length).toBeGreaterThan(1_000);
  });

  it('quote what came in the language of the text', () => {
    const mixed = texts.filter(({ language, text }) => text.includes(language === 'zh' ? '.en}' : '.zh}'));
    expect(mixed).toEqual([]);
  });

  it('quote what came in some language', () => {
    const quoted = /\$\{(?:came|kind|\w*(?:kindOf|strangeKind|quoteSafe|quoteNumber|tellLength)\([^)]*\))\}/;
    expect(texts.filter(({ text }) => quoted.test(text))).toEqual([]);
  });

  it('have no English article in a Chinese text', () => {
    const articles = texts.filter(({ language, text }) => language === 'zh' && /(?<![\w`])an? [a-z]/.test(text));
    expect(articles).toEqual([]);
  });
});

/** What stands behind `en:` and `zh:`, to the end of its line or to the other one. */
function textsIn(source: string): readonly { readonly language: string; readonly text: string }[] {
  const found = source.matchAll(/\b(en|zh):\s*(['"`].*?)(?=, (?:en|zh):|$)/gm);
  return [...found].map(([, language = '', text = '']) => ({ language, text }));
}
