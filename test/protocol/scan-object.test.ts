import { describe, expect, it } from 'vitest';
import { scanObject } from '../../src/protocol/scan-object.js';
import { hex } from '../support/envelopes.js';

/** The members of a text as pairs of key and raw value, or the reason why there are none. */
function scan(text: string | Uint8Array, doubleByte = false): [string, string][] | string {
  const bytes = Buffer.from(text);
  const result = scanObject(bytes, doubleByte);
  if (!result.ok) return result.why;
  return result.members.map(({ key, start, end }) => [key, bytes.subarray(start, end).toString('latin1')]);
}

const gbk = (...parts: readonly (string | Buffer)[]) => Buffer.concat(parts.map((part) => Buffer.from(part)));

describe('scanObject', () => {
  it.each<[what: string, text: string, members: [string, string][]]>([
    ['no members', '{}', []],
    ['no members but white space', ' \t\r\n{ \t\r\n} \t\r\n', []],
    ['a text, with its quotes', '{"a":"b"}', [['a', '"b"']]],
    ['an empty key and an empty text', '{"":""}', [['', '""']]],
    ['an object, with its braces', '{"a":{"b":{}}}', [['a', '{"b":{}}']]],
    ['an array, with its brackets', '{"a":[[1],{"b":[]}]}', [['a', '[[1],{"b":[]}]']]],
    [
      'literals',
      '{"a":true,"b":false,"c":null}',
      [
        ['a', 'true'],
        ['b', 'false'],
        ['c', 'null'],
      ],
    ],
    [
      'numbers of every form',
      '{"a":0,"b":-1,"c":10.50,"d":1e5,"e":-0.1E+10,"f":2E-3}',
      [
        ['a', '0'],
        ['b', '-1'],
        ['c', '10.50'],
        ['d', '1e5'],
        ['e', '-0.1E+10'],
        ['f', '2E-3'],
      ],
    ],
    [
      'white space around everything, kept out of the ranges',
      '\n{ "a"\t:\r\n 1 ,\n"b" : { "c" : 2 } \n}\n',
      [
        ['a', '1'],
        ['b', '{ "c" : 2 }'],
      ],
    ],
    ['braces in texts', '{"a":{"b":"}{]["}}', [['a', '{"b":"}{]["}']]],
    ['braces in keys', '{"a}":{"}":1}}', [['a}', '{"}":1}']]],
    ['escaped quotes next to braces', '{"a":{"b":"\\"}"}}', [['a', '{"b":"\\"}"}']]],
    ['an even run of backslashes before a quote', '{"a":"\\\\\\\\"}', [['a', '"\\\\\\\\"']]],
    [
      'an odd run of backslashes before a quote',
      '{"a":"\\\\\\"","b":1}',
      [
        ['a', '"\\\\\\""'],
        ['b', '1'],
      ],
    ],
    ['keys with escapes, decoded', '{"\\u0061\\n\\"":1}', [['a\n"', '1']]],
    ['a key that is named like an inherited member', '{"__proto__":1}', [['__proto__', '1']]],
    ['colons and commas in texts', '{"a":",\\":,"}', [['a', '",\\":,"']]],
  ])('finds %s', (_what, text, members) => {
    expect(scan(text)).toEqual(members);
  });

  it('counts bytes and not characters', () => {
    const bytes = Buffer.from('{"名":"🧧","b":1}');
    const result = scanObject(bytes, false);
    const cut = (result.ok ? result.members : []).map((one) => bytes.subarray(one.start, one.end).toString());
    expect(cut).toEqual(['"🧧"', '1']);
  });

  it.each<[what: string, text: string, why: string | RegExp]>([
    ['nothing', '', '{ was expected and the end was found'],
    ['white space alone', ' \n', '{ was expected and the end was found'],
    ['an array', '[]', '{ was expected and another byte at 0 was found'],
    ['a text', '"{}"', '{ was expected'],
    ['HTML', '<html></html>', '{ was expected'],
    ['a byte order mark', '\ufeff{}', '{ was expected'],
    ['white space that JSON does not know', '\u000b{}', '{ was expected'],
    ['an opening brace alone', '{', '" was expected and the end was found'],
    ['a key without quotes', '{a:1}', '" was expected'],
    ['a key in single quotes', "{'a':1}", '" was expected'],
    ['a number for a key', '{1:1}', '" was expected'],
    ['a comma alone', '{,}', '" was expected'],
    ['a comma before the first member', '{,"a":1}', '" was expected'],
    ['a comma behind the last member', '{"a":1,}', '" was expected and another byte at 7 was found'],
    ['two commas', '{"a":1,,"b":2}', '" was expected'],
    ['members without a comma', '{"a":"1""b":2}', ', was expected'],
    ['a key without a value', '{"a"}', ': was expected'],
    ['a key without a colon', '{"a" 1}', ': was expected'],
    ['a key that does not end', '{"a', 'a string does not end'],
    ['a key with an unknown escape', '{"\\q":1}', 'a key is not a JSON string'],
    ['a key with a cut-off escape', '{"\\u00":1}', 'a key is not a JSON string'],
    ['a text that does not end', '{"a":"b}', 'a string does not end'],
    ['a text that ends with a backslash', '{"a":"b\\', 'a string does not end'],
    ['a text whose end is escaped', '{"a":"b\\"}', 'a string does not end'],
    ['a line break in a text', '{"a":"b\n"}', 'a control character stands in a string'],
    ['a line break in a key', '{"a\n":1}', 'a control character stands in a string'],
    ['a line break in a nested text', '{"a":["\n"]}', 'a control character stands in a string'],
    ['an object that does not end', '{"a":{"b":1', 'a value does not end'],
    ['an array that does not end', '{"a":[', 'a value does not end'],
    ['a nested text that does not end', '{"a":["b]}', 'a string does not end'],
    ['an object that a bracket closes', '{"a":{]}', 'brackets do not match'],
    ['an array that a brace closes', '{"a":[}]}', 'brackets do not match'],
    ['a cut-off reply', '{"a":{"b":1},"si', 'a string does not end'],
    ['a number that a bracket closes', '{"a":1]}', ', was expected and another byte at 6 was found'],
    ['a missing closing brace', '{"a":1', ', was expected and the end was found'],
    ['trailing letters', '{"a":1}x', 'something follows the object'],
    ['a second object', '{"a":1}{"a":2}', 'something follows the object'],
    ['a second closing brace', '{}}', 'something follows the object'],
    ['a NUL behind the object', '{}\u0000', 'something follows the object'],
    ['a key that stands there twice', '{"a":1,"b":2,"a":1}', 'a top-level key stands there twice'],
    ['a key that stands there twice, once escaped', '{"sign":"a","s\\u0069gn":"b"}', 'stands there twice'],
    ['the empty key twice', '{"":1,"":2}', 'stands there twice'],
  ])('refuses %s', (_what, text, why) => {
    expect(scan(text)).toMatch(why);
  });

  it.each([
    '',
    'True',
    'nul',
    'nulll',
    'undefined',
    'NaN',
    'Infinity',
    '01',
    '-',
    '+1',
    '1.',
    '.5',
    '1e',
    '1e+',
    '0x1',
    '1_0',
    '--1',
    '1 2',
    'tru e',
    '１',
  ])('refuses %j as a value', (value) => {
    expect(scan(`{"a":${value}}`)).toMatch(/a value is neither|, was expected/);
    expect(scan(`{"a":${value}`)).toMatch(/a value is neither|, was expected/);
  });

  it('reads as many members as an envelope could ever have, and refuses one more before anything is verified', () => {
    const members = Array.from({ length: 65 }, (_, nth) => `"${nth}":${nth}`);
    expect(scan(`{${members.slice(1).join()}}`)).toHaveLength(64);
    expect(scan(`{${members.join()}}`)).toBe('it has more than 64 members');
  });

  it('lets through an error that nobody foresaw', () => {
    // Bytes never throw; the stand-in shows that a bug is not taken for a malformed reply.
    const broken = new Proxy(new Uint8Array(2), {
      get: () => {
        throw new RangeError('a bug');
      },
    });
    expect(() => scanObject(broken, false)).toThrow('a bug');
  });
});

describe('scanObject on GBK', () => {
  it.each([
    ['a backslash (乗)', '815c'],
    ['an opening brace (亄)', '817b'],
    ['a closing brace (亇)', '817d'],
    ['an opening bracket (乕)', '815b'],
    ['a closing bracket (乚)', '815d'],
    ['the last lead byte and a backslash', 'fe5c'],
    ['the first trail byte', '8140'],
    ['the last trail byte', 'a1fe'],
    ['the digit of a four-byte character', '81308130'],
    ['the last digit of a four-byte character', '81398139'],
  ])('is not misled by a second byte that is %s', (_what, character) => {
    const value = gbk('"', hex(character), '"');
    expect(scan(gbk('{"a":', value, ',"b":{"c":', value, '}}'), true)).toEqual([
      ['a', value.toString('latin1')],
      ['b', `{"c":${value.toString('latin1')}}`],
    ]);
  });

  it('reads keys as GBK', () => {
    expect(scan(gbk('{"', hex('d6d0'), '":1}'), true)).toEqual([['中', '1']]);
  });

  it('knows a real escape behind a character of two bytes', () => {
    expect(scan(gbk('{"a":"', hex('815c'), '\\"}"}'), true)).toEqual([['a', `"${'\u0081\\\\"}'}"`]]);
  });

  it('reads the same bytes otherwise where they are not GBK', () => {
    expect(scan(gbk('{"a":"', hex('815c'), '"}'), false)).toBe('a string does not end');
  });

  it.each([
    ['a quote', '8122'],
    ['a digit sign below the trail bytes', '812f'],
    ['a sign between the two ranges of trail bytes', '813a'],
    ['DEL', '817f'],
    ['FF', '81ff'],
  ])('refuses a character whose second byte is %s', (_what, character) => {
    expect(scan(gbk('{"a":"', hex(character), '"}'), true)).toBe('a string holds bytes that are neither UTF-8 nor GBK');
  });

  it.each([
    ['the lead byte FF', '{"a":"', 'ff41', '"}'],
    ['a lead byte at the very end', '{"a":"', '81', ''],
  ])('refuses %s', (_what, before, bytes, after) => {
    expect(scan(gbk(before, hex(bytes), after), true)).toBe('a string holds bytes that are neither UTF-8 nor GBK');
  });

  it('refuses a key whose bytes are no GBK character', () => {
    expect(scan(gbk('{"', hex('8130'), '":1}'), true)).toBe('a key is not a JSON string');
  });
});
