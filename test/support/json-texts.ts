import fc from 'fast-check';

/** How many cases a property tries where it does not say otherwise. */
export const RUNS = { numRuns: 300 } as const;

/** Any text that has a UTF-8 form, with the characters that JSON and forms care about turning up often. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...'"\\/{}[]:,&=+% \n中\u0000é🧧a0'), maxLength: 12 }),
);

/** Any value that JSON holds, over those texts. */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown; leaf: unknown }>((tie) => ({
  leaf: fc.oneof(
    anyText,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.boolean(),
    fc.constant(null),
  ),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(anyText, tie('value'), { maxKeys: 4 }),
  ),
})).value;

/** Any object that JSON holds. */
export const anyObject: fc.Arbitrary<Record<string, unknown>> = fc.dictionary(anyText, anyJson, { maxKeys: 5 });

/** A way to write JSON: white space and escapes, used up one after the other and over again. */
export interface Manner {
  readonly spaces: readonly string[];
  readonly escapes: readonly ('none' | 'slash' | 'unicode')[];
}

const spaces = fc.array(fc.string({ unit: fc.constantFrom(' ', '\n', '\r', '\t'), maxLength: 3 }), { maxLength: 8 });

/** Any manner of writing. */
export const anyManner: fc.Arbitrary<Manner> = fc.record({
  spaces,
  escapes: fc.array(fc.constantFrom('none', 'slash', 'unicode'), { maxLength: 8 }),
});

/** A manner that escapes nothing that need not be escaped. */
export const plainManner: fc.Arbitrary<Manner> = fc.record({ spaces, escapes: fc.constant([]) });

/** Writes a value as JSON in that manner. */
export function writeJson(value: unknown, manner: Manner): string {
  let step = 0;
  const next = <T>(list: readonly T[]): T | undefined => list[step++ % list.length];
  const space = (text: string) => `${next(manner.spaces) ?? ''}${text}${next(manner.spaces) ?? ''}`;
  const write = (one: unknown): string => {
    if (typeof one === 'string') return space(writeText(one, next(manner.escapes) ?? 'none'));
    if (Array.isArray(one)) return space(`[${one.length === 0 ? space('') : one.map(write).join(',')}]`);
    if (typeof one !== 'object' || one === null) return space(JSON.stringify(one));
    const members = Object.entries(one).map(([key, held]) => `${write(key)}:${write(held)}`);
    return space(`{${members.length === 0 ? space('') : members.join(',')}}`);
  };
  return write(value);
}

function writeText(text: string, manner: 'none' | 'slash' | 'unicode'): string {
  const plain = JSON.stringify(text);
  if (manner === 'none') return plain;
  if (manner === 'slash') return plain.replaceAll('/', '\\/');
  return `"${[...Array(text.length).keys()].map((at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')}"`;
}

/** One change to a row of bytes. */
export interface Edit {
  /** Where, as a fraction of the length. */
  readonly place: number;
  readonly what: 'replace' | 'insert' | 'remove';
  readonly byte: number;
}

/** Any change, with the bytes that JSON cares about turning up often. */
export const anyEdit: fc.Arbitrary<Edit> = fc.record({
  place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  what: fc.constantFrom('replace', 'insert', 'remove'),
  byte: fc.oneof(fc.constantFrom(...Buffer.from('{}[]",:\\/ 01abu\n')), fc.integer({ min: 0, max: 255 })),
});

/** The bytes after those changes. */
export function edited(bytes: Uint8Array, edits: readonly Edit[]): Buffer {
  return Buffer.from(
    edits.reduce<number[]>(
      (list, { place, what, byte }) => {
        const at = Math.floor(place * (list.length + (what === 'insert' ? 1 : 0)));
        return list.toSpliced(at, what === 'insert' ? 0 : 1, ...(what === 'remove' ? [] : [byte]));
      },
      [...bytes],
    ),
  );
}
