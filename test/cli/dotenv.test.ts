import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDotenv } from '../../src/cli/setup/parse-dotenv.js';

const values = (text: string) => Object.fromEntries(parseDotenv(text).entries.map(({ name, value }) => [name, value]));

describe('a .env file', () => {
  test.each([
    ['A=1', { A: '1' }],
    ['\uFEFFA=1\r\nB=2\r\n', { A: '1', B: '2' }],
    ['# note\n\n  A = 1  \nexport B=2 # why', { A: '1', B: '2' }],
    ['A="x\\ny" # note\nB=\'x\\ny\'\nC=`a"b\'c`', { A: 'x\ny', B: 'x\\ny', C: 'a"b\'c' }],
    ['A="one\ntwo"\nB=3', { A: 'one\ntwo', B: '3' }],
    ['A=\nB=x', { A: '', B: 'x' }],
    ['A=abc#d==\nB=a b', { A: 'abc#d==', B: 'a b' }],
    ['A=# all of it', { A: '' }],
  ])('%j', (text, expected) => {
    expect(values(text)).toEqual(expected);
    expect(parseDotenv(text).complaints).toEqual([]);
  });

  test('says where something is odd, and goes on behind it', () => {
    const text =
      'A=1\nno assignment\nB="x" y\nC="open\nD=4\nK=-----BEGIN PRIVATE KEY-----\nabc=\nX=2\n-----END PRIVATE KEY-----\nE=5\nF=-----BEGIN X-----';
    expect(parseDotenv(text).complaints).toEqual([
      { kind: 'no-assignment', line: 2 },
      { kind: 'after-quote', line: 3, name: 'B' },
      { kind: 'open-quote', line: 4, name: 'C' },
      { kind: 'bare-pem', line: 6, name: 'K' },
      { kind: 'bare-pem', line: 11, name: 'F' },
    ]);
    expect(values(text)).toMatchObject({ A: '1', B: 'x', C: 'open', D: '4', E: '5' });
    expect(values(text)).not.toHaveProperty('X');
  });

  test('is read as Node reads it, wherever nothing is odd', () => {
    const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/);
    const bare = fc.stringMatching(/^[A-Za-z0-9+/=:. -]{0,40}$/);
    const quoted = fc.stringMatching(/^[A-Za-z0-9+/=:.\n# -]{0,40}$/);
    const value = fc.oneof(
      bare,
      quoted.map((text) => `"${text}"`),
      quoted.map((text) => `'${text}'`),
    );
    const line = fc.oneof(
      fc.tuple(name, value).map(([key, text]) => `${key}=${text}`),
      fc.constant('# note'),
      fc.constant(''),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const text = lines.join('\n');
        expect(values(text)).toEqual({ ...parseEnv(text) });
      }),
    );
  });

  test('any text is read to its end', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('A', '=', '"', "'", '\n', '#', ' ', '-----BEGIN X-----', '-----END X-----'),
        }),
        (text) => void parseDotenv(text),
      ),
    );
  });
});
