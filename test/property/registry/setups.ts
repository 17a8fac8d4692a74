import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseDotenv } from '../../../src/cli/setup/parse-dotenv.js';
import { resolveGateway } from '../../../src/runtime/gateway-origin.js';
import type { Property } from '../define.js';
import { define } from '../define.js';

const CANARY = 'canary-4711-secret';
const anyName = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,8}$/);
const anyValue = fc.string({ unit: fc.constantFrom(...'ab= #\'"`\\\n中-'), maxLength: 14 });
const anyQuote = fc.constantFrom('"', "'", '`');
const anyVariable = fc.record({
  name: anyName,
  value: anyValue,
  quote: anyQuote,
  exported: fc.boolean(),
  comment: fc.boolean(),
});

type Variable = {
  readonly name: string;
  readonly value: string;
  readonly quote: string;
  readonly exported: boolean;
  readonly comment: boolean;
};
const writable = ({ value, quote }: Variable) => !value.includes(quote) && !(quote === '"' && value.includes('\\'));
const writeVariable = ({ name, value, quote, exported, comment }: Variable) =>
  `${exported ? 'export ' : ''}${name} = ${quote}${value}${quote}${comment ? ' # said' : ''}`;

/** Where the gateway is, and `.env` files. */
export const SETUPS: readonly Property[] = [
  define({
    name: 'gateway-origin',
    subject: 'set-up',
    says: 'the gateway is an origin alone, and plain http goes to this machine alone',
    any: fc.record({
      scheme: fc.constantFrom('https:', 'http:', 'ftp:', 'javascript:', 'file:', ''),
      host: fc.constantFrom(
        'localhost',
        '127.0.0.1',
        '127.1',
        '[::1]',
        'openapi.alipay.com',
        '127.0.0.1.evil.example',
        'localhost.evil.example',
        '0x7f.1',
        'evil@127.0.0.1',
        '2130706433',
        'a b',
        '',
      ),
      port: fc.constantFrom('', ':8080', ':99999'),
      path: fc.constantFrom('', '/', '/gateway.do', '/x', '?a=b', '/gateway.do?x=1', '#a', '\\@evil.example'),
    }),
    unit: resolveGateway,
    holds: (unit, { scheme, host, port, path }) => {
      const text = `${scheme}//${host}${port}${path}`;
      let origin: string;
      try {
        origin = unit(text);
      } catch (error) {
        assert.ok(error instanceof TypeError && error.message.startsWith('"gateway"'));
        return;
      }
      const url = new URL(origin);
      assert.equal(url.origin, origin);
      assert.ok(
        url.protocol === 'https:' ||
          (url.protocol === 'http:' && /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(url.hostname)),
        origin,
      );
    },
    mutants: {
      'looks at how it begins': (text) =>
        /^https?:\/\/(?:localhost|127\.)|^https:/.test(String(text)) && URL.canParse(String(text))
          ? new URL(String(text)).origin
          : resolveGateway(text),
    },
  }),
  define({
    name: 'dotenv-round-trip',
    subject: 'set-up',
    says: 'a quoted variable is read as it was written, and so are those after it',
    any: fc.array(anyVariable.filter(writable), { maxLength: 4 }),
    unit: parseDotenv,
    holds: (unit, variables) => {
      const { entries, complaints } = unit(`\ufeff# a file\n\n${variables.map(writeVariable).join('\r\n')}`);
      assert.deepEqual(complaints, []);
      assert.deepEqual(
        entries.map(({ name, value }) => ({ name, value })),
        variables.map(({ name, value }) => ({ name, value })),
      );
    },
    mutants: {
      'reads line by line': (text) =>
        text
          .split('\n')
          .map(parseDotenv)
          .reduce((all, one) => ({
            entries: [...all.entries, ...one.entries],
            complaints: [...all.complaints, ...one.complaints],
          })),
      'takes comments inside quotes': (text) => parseDotenv(text.replaceAll(/#.*$/gm, '')),
    },
  }),
  define({
    name: 'dotenv-any-text',
    subject: 'set-up',
    says: 'any text is read to its end without throwing, and a complaint never holds what stands there',
    any: fc.oneof(
      fc.string({ maxLength: 60 }),
      fc
        .array(
          fc.constantFrom(
            'A=',
            '"',
            "'",
            '\n',
            '#',
            '-----BEGIN X-----',
            '-----END X-----',
            CANARY,
            ' ',
            'export ',
            '=',
            '\r',
          ),
          { maxLength: 14 },
        )
        .map((all) => all.join('')),
    ),
    unit: parseDotenv,
    holds: (unit, text) => {
      const { entries, complaints } = unit(text);
      const lines = text.split(/\r\n|\r|\n/).length;
      for (const { line } of [...entries, ...complaints]) assert.ok(line >= 1 && line <= lines);
      assert.ok(!JSON.stringify(complaints).includes(CANARY));
      for (const { name } of entries) assert.match(name, /^[A-Za-z_][\w.]*$/);
    },
    mutants: {
      'quotes the line': (text) => ({
        entries: [],
        complaints: parseDotenv(text).complaints.map((one) => ({ ...one, text })),
      }),
      'throws at an open quote': (text) => {
        const read = parseDotenv(text);
        if (read.complaints.some(({ kind }) => kind === 'open-quote')) throw new Error('open');
        return read;
      },
    },
  }),
];
