import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeText } from '../../../src/protocol/reply-text.js';
import type { Member } from '../../../src/protocol/scan-object.js';
import { scanObject } from '../../../src/protocol/scan-object.js';
import { anyEdit, anyManner, anyObject, edited, writeJson } from '../../support/json-texts.js';
import type { Property } from '../define.js';
import { define } from '../define.js';

type Members = readonly (readonly [key: string, value: unknown])[];
type Scanner = typeof scanObject;

/** The members that the scanner finds, each value parsed by itself; `undefined` where it or the parser refuses. */
function scanned(scanner: Scanner, bytes: Buffer): Members | undefined {
  const scan = scanner(bytes, false);
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
const plain = (members: Members | undefined) => JSON.stringify(sorted(members));

const TOKENS = ['{', '}', '[', ']', '"a"', '"\\u0061"', '"b"', ':', ',', '1', '-', 'null', ' ', '"', '\\', '{"a":1}'];
const soup = fc
  .record({ tokens: fc.array(fc.constantFrom(...TOKENS), { maxLength: 9 }), inBraces: fc.boolean() })
  .map(({ tokens, inBraces }) => (inBraces ? `{${tokens.join('')}}` : tokens.join('')));

/** A scanner that changes what it has found. */
const finding =
  (change: (member: Member, bytes: Uint8Array) => Member): Scanner =>
  (bytes, doubleByte) => {
    const scan = scanObject(bytes, doubleByte);
    return scan.ok ? { ok: true, members: scan.members.map((one) => change(one, bytes)) } : scan;
  };
// As a scanner by patterns would have it: the first text that looks like an end.
const careless: Scanner = (bytes, doubleByte) => {
  const scan = scanObject(bytes, doubleByte);
  if (!scan.ok) return scan;
  const first = (from: number, end: number) => {
    const at = Buffer.from(bytes).indexOf('}', from);
    return at < 0 || at >= end ? end : at + 1;
  };
  return { ok: true, members: scan.members.map((one) => ({ ...one, end: first(one.start, one.end) })) };
};
const tolerant: Scanner = (bytes) => {
  const value = parsedLoosely(Buffer.from(bytes).toString('utf8'));
  if (value === undefined) return { ok: false, why: 'no' };
  return { ok: true, members: Object.keys(value).map((key) => ({ key, start: 0, end: 1 })) };
};

function parsedLoosely(text: string): object | undefined {
  try {
    return Object(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const anyWritten = fc
  .record({ object: anyObject, manner: anyManner })
  .map(({ object, manner }) => writeJson(object, manner));

/** Bytes that count how often they are looked at; the scanner reads them by index alone, but for keys and numbers. */
function counting(bytes: Uint8Array): { readonly watched: Uint8Array; readonly looks: () => number } {
  let looks = 0;
  const watched = new Proxy(bytes, {
    get: (target, name) => {
      if (typeof name === 'string' && /^\d+$/.test(name)) looks++;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { watched, looks: () => looks };
}

/** Shapes that make scanners slow that look twice. */
const HARD = ['[', '{"a":', '"', '\\"', '\\\\', '1', ' ', '{}', '[],', '"a":1,', '{"', '-', '\\u0061', 'e', ']'];

/** The cutter of replies, which knows JSON's strings and brackets and nothing more. */
export const SCANNER: readonly Property[] = [
  define({
    name: 'scanner-members',
    subject: 'scanner',
    says: 'finds the members that JSON.parse finds, in whatever manner an object is written',
    any: anyWritten,
    unit: scanObject,
    holds: (unit, text) =>
      assert.equal(plain(scanned(unit, Buffer.from(text))), plain(Object.entries(JSON.parse(text)))),
    mutants: {
      'ends at the first brace': careless,
      'reads keys as they are written': finding((one, bytes) => {
        const before = Buffer.from(bytes.subarray(0, one.start)).toString('utf8');
        return { ...one, key: /"((?:[^"\\]|\\.)*)"\s*:\s*$/.exec(before)?.[1] ?? '' };
      }),
    },
  }),
  define({
    name: 'scanner-signed-range',
    subject: 'scanner',
    says: 'cuts every value byte for byte as it was put in, whatever stands around it',
    any: fc.record({
      values: fc.array(fc.record({ object: anyObject, manner: anyManner }), { minLength: 1, maxLength: 4 }),
      space: fc.string({ unit: fc.constantFrom(' ', '\n', '\r', '\t'), maxLength: 3 }),
    }),
    unit: scanObject,
    holds: (unit, { values, space }) => {
      const texts = values.map(({ object, manner }) => writeJson(object, manner).trim());
      const bytes = Buffer.from(
        `${space}{${texts.map((text, at) => `${space}"k${at}"${space}:${space}${text}`).join(`${space},`)}${space}}${space}`,
      );
      const scan = unit(bytes, false);
      assert.ok(scan.ok);
      assert.deepEqual(
        scan.members.map(({ start, end }) => bytes.toString('utf8', start, end)),
        texts,
      );
    },
    mutants: {
      'takes the white space behind along': finding((one, bytes) => ({
        ...one,
        end: bytes[one.end] === 0x20 ? one.end + 1 : one.end,
      })),
      'ends at the first brace': careless,
    },
  }),
  define({
    name: 'scanner-edits',
    subject: 'scanner',
    says: 'accepts a changed text if and only if JSON.parse does and no key stands there twice',
    // Text again, so that the change of a byte leaves UTF-8; what is not UTF-8 is read as GBK.
    any: fc
      .record({ text: anyWritten, edits: fc.array(anyEdit, { minLength: 1, maxLength: 3 }) })
      .map(({ text, edits }) => edited(Buffer.from(text), edits).toString('utf8')),
    unit: scanObject,
    holds: (unit, text) => assert.equal(plain(scanned(unit, Buffer.from(text))), plain(parsed(text))),
    mutants: { 'lets keys stand there twice': tolerant },
  }),
  define({
    name: 'scanner-soup',
    subject: 'scanner',
    says: 'accepts a soup of tokens if and only if JSON.parse does and no key stands there twice',
    any: soup,
    unit: scanObject,
    holds: (unit, text) => assert.equal(plain(scanned(unit, Buffer.from(text))), plain(parsed(text))),
    mutants: { 'lets keys stand there twice': tolerant },
  }),
  define({
    name: 'scanner-twice',
    subject: 'scanner',
    says: 'refuses an object once one of its keys is added again, in whatever spelling',
    any: fc
      .record({ object: anyObject, manner: anyManner, again: anyManner, pick: fc.nat() })
      .filter(({ object }) => Object.keys(object).length > 0)
      .map(({ object, manner, again, pick }) => {
        const keys = Object.keys(object);
        return writeJson(object, manner).replace(
          /\}(\s*)$/,
          `,${writeJson(keys[pick % keys.length], again).replaceAll('$', '$$$$')}:1}$1`,
        );
      }),
    unit: scanObject,
    holds: (unit, text) =>
      assert.deepEqual(unit(Buffer.from(text), false), { ok: false, why: 'a top-level key stands there twice' }),
    mutants: { 'lets keys stand there twice': tolerant },
  }),
  define({
    name: 'scanner-any-bytes',
    subject: 'scanner',
    says: 'never throws and never reads past the end, whatever the bytes',
    any: fc.record({ bytes: fc.uint8Array({ maxLength: 60 }), doubleByte: fc.boolean() }),
    unit: scanObject,
    holds: (unit, { bytes, doubleByte }) => {
      for (const tried of [bytes, Buffer.concat([Buffer.from('{"a":"'), bytes, Buffer.from('"}')])]) {
        const scan = unit(tried, doubleByte);
        for (const { start, end } of scan.ok ? scan.members : []) assert.ok(start < end && end < tried.length);
      }
    },
    mutants: {
      'throws where a text is in no charset': (bytes, doubleByte) => {
        decodeText(bytes, true);
        return scanObject(bytes, doubleByte);
      },
      'goes to the end': finding((one, bytes) => ({ ...one, end: bytes.length })),
    },
  }),
  define({
    name: 'scanner-linear',
    subject: 'scanner',
    says: 'looks at no byte more than a few times, however the text is made',
    any: fc.record({
      pieces: fc.array(fc.constantFrom(...HARD), { minLength: 1, maxLength: 4 }),
      times: fc.integer({ min: 1, max: 40 }),
      inside: fc.boolean(),
    }),
    unit: scanObject,
    holds: (unit, { pieces, times, inside }) => {
      const piece = pieces.join('').repeat(times);
      const { watched, looks } = counting(Buffer.from(inside ? `{"a":${piece}` : piece));
      unit(watched, false);
      assert.ok(looks() <= 6 * (watched.length + 4), `${looks()} looks at ${watched.length} bytes`);
    },
    mutants: {
      'begins again at every bracket': (bytes, doubleByte) => {
        for (let at = 0; at < bytes.length; at++) {
          if (bytes[at] === 0x7b || bytes[at] === 0x5b) for (let to = at; to < bytes.length; to++) bytes[to];
        }
        return scanObject(bytes, doubleByte);
      },
    },
  }),
];
