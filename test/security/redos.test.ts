import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check } from 'recheck';
import { describe, expect, test } from 'vitest';
import { readPemBlocks } from '../../src/protocol/key-bytes.js';
import { createTestAuthority } from '../../src/testing/authority.js';
import { pair, pem } from '../support/key-pairs.js';
import { findRegexps } from './find-regexps.js';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));
const SOURCES = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(?:ts|js)$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(SRC, name), 'utf8') }));
const ALL = SOURCES.flatMap(({ name, text }) => findRegexps(text).map((one) => ({ name, ...one })));
/** Each pattern once, with the first place in which it stands. */
const PATTERNS = [...new Map(ALL.map((one) => [`/${one.source}/${one.flags}`, one])).entries()];

/** Patterns that can take quadratic time, and why nobody can make them. */
const HARMLESS: Readonly<Record<string, string>> = {
  'diagnosis/value-readings.ts': 'it reads what JSON.stringify has written, where every quote has its end',
  'cli/run.ts': 'it reads the stack of an error of this library',
};

/** Files that make patterns out of texts. */
const MADE: readonly string[] = ['policy/http-date.ts', 'testing/multipart.ts'];

/** How the time of a pattern grows with the text, at its worst. */
async function growthOf(source: string, flags: string): Promise<string> {
  const found = await check(source, flags, { timeout: 30_000 });
  return found.status === 'vulnerable' ? found.complexity.type : found.status;
}

describe('the regular expressions of the sources', () => {
  test('are found, in whatever way they stand there', () => {
    const tricky =
      "const a = b / c / d; f(/x[/]\\//gi); `\u0024{g(/y/.test('/z/'))} /no/`; // /no/\nreturn /\\/w/u\n/* /no/ */ x = '/no/'";
    expect(findRegexps(tricky).map(({ source, flags, line }) => `${source} ${flags} ${line}`)).toEqual([
      'x[/]\\/ gi 1',
      'y  1',
      '\\/w u 2',
    ]);
    expect(PATTERNS.length).toBeGreaterThan(110);
    for (const { source, flags } of ALL) expect(() => new RegExp(source, flags)).not.toThrow();
    // As many as a plain search for calls of their methods finds, at least.
    const called = SOURCES.flatMap(({ text }) => [
      ...text.matchAll(/(?<=[\s(!])\/(?:[^/\n\\]|\\.)+\/[a-z]*\.(?:test|exec)\(/g),
    ]);
    expect(ALL.length).toBeGreaterThanOrEqual(called.length);
  });

  test('would not pass if they could take exponential or polynomial time', async () => {
    for (const [source, is] of [
      ['^(a|a)*$', 'exponential'],
      ['\\s+$', 'polynomial'],
      ['^a+$', 'safe'],
    ] as const) {
      expect(await growthOf(source, '')).toBe(is);
    }
  });

  test.each(PATTERNS)(
    '%s takes linear time',
    async (_pattern, { name, source, flags }) => {
      const allowed = Object.hasOwn(HARMLESS, name) ? ['safe', 'polynomial'] : ['safe'];
      expect(allowed, `in ${name}`).toContain(await growthOf(source, flags));
    },
    60_000,
  );

  test('are made out of texts in known places alone, and without anything that repeats', () => {
    const makers = SOURCES.filter(({ text }) => text.includes('new RegExp('));
    expect(makers.map(({ name }) => name).sort()).toEqual(MADE);
    const [dates = ''] = makers.map(({ text }) => text);
    // The test gateway's own, one class up to a quote, is no business of a client.
    for (const [, made = ''] of dates.matchAll(/new RegExp\(`([^`]*)`/g)) expect(made).not.toMatch(/[*+]|\{\d+,\}/);
  });
});

describe('what takes the place of patterns that were too slow', () => {
  test('finds keys and certificates as they did', () => {
    const key = pem(pair('app').publicKey, 'spki');
    const bundle = createTestAuthority().issue(key, { by: 'alipay', name: 'x' });
    expect(readPemBlocks(`# said\n${bundle}\n-----BEGIN X-----`, 'x').map(({ label }) => label)).toEqual([
      'CERTIFICATE',
      'CERTIFICATE',
    ]);
    expect(readPemBlocks(` "'${key}'" `, 'x')).toHaveLength(1);
    expect(readPemBlocks(`-----BEGIN lower-----\n-----BEGIN OPEN-----\n${key}`, 'x').map(({ label }) => label)).toEqual(
      ['PUBLIC KEY'],
    );
  });

  test('looks through a text a few times at most, however often something begins in it', () => {
    let looked = 0;
    const { indexOf } = String.prototype;
    const hostile = `${Array.from({ length: 2_000 }, (_, nth) => `-----BEGIN A${nth}-----`).join('')}\n`;
    String.prototype.indexOf = function counted(this: string, text: string, from?: number) {
      const found = indexOf.call(this, text, from);
      if (this.length === hostile.length) looked += (found < 0 ? this.length : found) - (from ?? 0);
      return found;
    };
    try {
      expect(() => readPemBlocks(hostile, 'x')).toThrow('"x"');
    } finally {
      String.prototype.indexOf = indexOf;
    }
    expect(looked).toBeGreaterThan(hostile.length);
    expect(looked).toBeLessThan(40 * hostile.length);
  });
});
