import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanObject } from '../../src/protocol/scan-object.js';
import { anyEdit, anyManner, anyObject, edited, RUNS, writeJson } from '../support/json-texts.js';

type Members = readonly (readonly [key: string, value: unknown])[];

/** The members that the scanner finds, each value parsed by itself; `undefined` where it or the parser refuses. */
function scanned(bytes: Buffer): Members | undefined {
  const scan = scanObject(bytes, false);
  if (!scan.ok) return undefined;
  try {
    return scan.members.map(({ key, start, end }) => [key, JSON.parse(bytes.toString('utf8', start, end))] as const);
  } catch {
    return undefined;
  }
}

/** What JSON.parse makes of the text, if that is an object no key of which stands there twice. */
function parsed(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.keys(value).length === topLevelKeys(text).length ? Object.entries(value) : undefined;
  } catch {
    return undefined;
  }
}

/** The top-level keys of a text that is known to be JSON, twice where they stand there twice. */
function topLevelKeys(text: string): string[] {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  let depth = 0;
  return tokens.filter((token, at) => {
    if (token === '{' || token === '[') depth++;
    if (token === '}' || token === ']') depth--;
    return depth === 1 && tokens[at + 1] === ':';
  });
}

// Object.entries puts keys that look like array indexes first, whatever the text says.
const sorted = (members: Members | undefined) => members?.toSorted(([a], [b]) => (a < b ? -1 : 1));

const soup = fc
  .array(
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"a"',
      '"\\u0061"',
      '"b"',
      ':',
      ',',
      '1',
      '-',
      'null',
      ' ',
      '"',
      '\\',
      '{"a":1}',
    ),
    { maxLength: 9 },
  )
  .map((tokens) => tokens.join(''));

describe('scanObject', () => {
  it('finds the members that JSON.parse finds, in whatever manner an object is written', () => {
    fc.assert(
      fc.property(anyObject, anyManner, (object, manner) => {
        const text = writeJson(object, manner);
        expect(sorted(scanned(Buffer.from(text)))).toEqual(sorted(Object.entries(JSON.parse(text))));
      }),
      RUNS,
    );
  });

  it('cuts values without the white space around them', () => {
    fc.assert(
      fc.property(anyObject, anyManner, (object, manner) => {
        const bytes = Buffer.from(writeJson(object, manner));
        const scan = scanObject(bytes, false);
        for (const { start, end } of scan.ok ? scan.members : []) {
          const value = bytes.toString('utf8', start, end);
          expect(value).toBe(value.trim());
        }
      }),
      RUNS,
    );
  });

  it('accepts a changed text if and only if JSON.parse does and no key stands there twice', () => {
    fc.assert(
      fc.property(anyObject, anyManner, fc.array(anyEdit, { minLength: 1, maxLength: 3 }), (object, manner, edits) => {
        // Text again, so that the change of a byte leaves UTF-8; what is not UTF-8 is read as GBK.
        const text = edited(Buffer.from(writeJson(object, manner)), edits).toString('utf8');
        expect(sorted(scanned(Buffer.from(text)))).toEqual(sorted(parsed(text)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('accepts a soup of tokens if and only if JSON.parse does and no key stands there twice', () => {
    fc.assert(
      fc.property(soup, fc.boolean(), (tokens, inBraces) => {
        const text = inBraces ? `{${tokens}}` : tokens;
        expect(sorted(scanned(Buffer.from(text)))).toEqual(sorted(parsed(text)));
      }),
      { numRuns: 3_000 },
    );
  });

  it('refuses an object once one of its keys is added again, in whatever spelling', () => {
    fc.assert(
      fc.property(anyObject, anyManner, anyManner, fc.nat(), (object, manner, again, pick) => {
        const keys = Object.keys(object);
        fc.pre(keys.length > 0);
        const key = keys[pick % keys.length];
        const text = writeJson(object, manner).replace(/\}(\s*)$/, `,${writeJson(key, again)}:1}$1`);
        expect(scanObject(Buffer.from(text), false)).toEqual({ ok: false, why: 'a top-level key stands there twice' });
      }),
      RUNS,
    );
  });

  it('never throws and never reads past the end, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (bytes, doubleByte) => {
        for (const tried of [bytes, Buffer.concat([Buffer.from('{"a":"'), bytes, Buffer.from('"}')])]) {
          const scan = scanObject(tried, doubleByte);
          for (const { start, end } of scan.ok ? scan.members : []) {
            expect(start).toBeLessThan(end);
            expect(end).toBeLessThan(tried.length);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
