import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { readAesKey } from '../../../src/protocol/content-cipher.js';
import { invalidInput, quoteSafe } from '../../../src/protocol/invalid-input.js';
import { readEncryptionKeys } from '../../../src/redis/encryption-key.js';
import { resolveGateway } from '../../../src/runtime/gateway-origin.js';
import { privateTexts } from '../../../src/runtime/private-texts.js';
import { redactText, safeCause } from '../../../src/runtime/redact.js';
import { anyObject } from '../../support/json-texts.js';
import type { Property } from '../define.js';
import { define } from '../define.js';

const CANARY = 'canary-4711-secret';
const anyAround = fc.string({ unit: fc.constantFrom(...'ab= {&.中'), maxLength: 20 });
const anySaid = fc.record({
  before: fc.oneof(anyAround, fc.constant('x'.repeat(990))),
  between: anyAround,
  after: anyAround,
  name: fc.constantFrom('app_auth_token=', '{"token":"', 'token ', ''),
});
const textOf = ({ before, between, after, name }: { before: string; between: string; after: string; name: string }) =>
  `${before}${name}${CANARY}${between}${CANARY}${after}`;

const throwing = (error: unknown): string => (error instanceof Error ? error.message : '');

/** Readers of options that may get what belongs into another one. */
const READERS: Readonly<Record<'word' | 'aes' | 'redis' | 'gateway', (text: string) => void>> = {
  word: (text) => {
    throw invalidInput('x', quoteSafe(text));
  },
  aes: (text) => void readAesKey(text, 'x'),
  redis: (text) => void readEncryptionKeys(text),
  gateway: (text) => void resolveGateway(text),
};

/** What nobody must read in an error. */
export const REDACTION: readonly Property[] = [
  define({
    name: 'redaction-text',
    subject: 'redaction',
    says: 'a secret never survives in a text, nor what stands behind the first name or brace, wherever it stands',
    any: anySaid,
    unit: redactText,
    holds: (unit, said) => {
      const safe = unit(textOf(said), [CANARY]);
      assert.ok(!safe.includes(CANARY) && !safe.includes(CANARY.slice(0, 9)));
      const quoted = unit(textOf({ ...said, name: said.name || '{' }), []);
      assert.ok(said.name === 'token ' || said.before.length > 900 || !quoted.includes(CANARY), quoted);
    },
    mutants: {
      'takes the first one out': (text, [secret = '']) => text.replace(secret, '[redacted]'),
      'cuts before it looks': (text, secrets) => redactText(text.slice(0, 1_000), secrets),
      'keeps what is quoted': (text, secrets) => secrets.reduce((left, one) => left.replaceAll(one, ''), text),
    },
  }),
  define({
    name: 'redaction-cause',
    subject: 'redaction',
    says: 'a secret never survives in a cause, wherever in an error it stands and however deep',
    any: fc.record({
      place: fc.constantFrom(
        'message',
        'property',
        'nested',
        'cause',
        'key',
        'stack',
        'thrown',
        'array',
        'map',
        'hidden',
      ),
      depth: fc.nat({ max: 9 }),
      object: anyObject,
    }),
    unit: safeCause,
    holds: (unit, { place, depth, object }) => {
      const cause = unit(errorWith(place, depth, object), [CANARY]);
      const shown = inspect(cause, { depth: 30, showHidden: true, maxStringLength: null, maxArrayLength: null });
      assert.ok(!shown.includes(CANARY) && !JSON.stringify(cause).includes(CANARY), `${place} at ${depth}`);
    },
    mutants: {
      'looks at the message': (error, secrets) =>
        error instanceof Error && secrets.every((one) => !error.message.includes(one)) ? error : new Error('x'),
      'looks at what JSON sees': (error, secrets) =>
        error instanceof Error && secrets.every((one) => !JSON.stringify(error).includes(one)) ? error : new Error('x'),
    },
    runs: 5_000,
  }),
  define({
    name: 'redaction-private-texts',
    subject: 'redaction',
    says: 'all texts of a content but the numbers of orders are known as private',
    any: fc.record({
      name: fc.constantFrom('buyer_id', 'identity', 'auth_code', '__proto__', 'constructor'),
      depth: fc.nat({ max: 5 }),
      inArray: fc.boolean(),
    }),
    unit: privateTexts,
    holds: (unit, { name, depth, inArray }) => {
      let content: unknown = { out_trade_no: 'order-1', [name]: CANARY };
      for (let level = 0; level < depth; level++) content = inArray ? [content] : { a: content };
      assert.ok(unit(content).includes(CANARY) && !unit(content).includes('order-1'));
    },
    mutants: {
      'looks at the top alone': (content) =>
        Object.values(Object(content)).filter((one): one is string => typeof one === 'string' && one !== 'order-1'),
      'knows no numbers': (content) => [...privateTexts(content), 'order-1'],
    },
    runs: 2_000,
  }),
  define({
    name: 'option-errors',
    subject: 'redaction',
    says: 'an option that is refused is not quoted where it is long or odd',
    any: fc.record({
      text: fc.oneof(
        fc.string({ minLength: 41, maxLength: 90 }),
        fc.base64String({ minLength: 44, maxLength: 90 }),
        fc.string({ unit: fc.constantFrom(...'+=中<'), minLength: 5 }),
      ),
      reader: fc.constantFrom<keyof typeof READERS>('word', 'aes', 'redis', 'gateway'),
    }),
    unit: READERS,
    holds: (unit, { text, reader }) => {
      try {
        unit[reader](text);
      } catch (error) {
        assert.ok(error instanceof TypeError && !throwing(error).includes(text), throwing(error));
      }
    },
    mutants: {
      'quotes it': {
        ...READERS,
        word: (text) => {
          throw new TypeError(text);
        },
      },
    },
  }),
];

/** An error that holds the canary in some place, so deep. */
function errorWith(place: string, depth: number, object: object): unknown {
  let held: unknown = CANARY;
  for (let level = 0; level < depth; level++) held = place === 'array' ? [held] : { ...object, held };
  switch (place) {
    case 'message':
      return new Error(`said ${CANARY}`);
    case 'cause':
      return Object.assign(new Error('outer'), { cause: new Error(`inner ${CANARY}`) });
    case 'key':
      return Object.assign(new Error('outer'), { [CANARY]: 1 });
    case 'stack':
      return Object.assign(new Error('outer'), { stack: `Error: ${CANARY}\n    at x` });
    case 'thrown':
      return `thrown ${CANARY}`;
    case 'map':
      return Object.assign(new Error('outer'), { map: new Map([[CANARY, held]]) });
    case 'hidden':
      return Object.defineProperty(new Error('outer'), 'token', { value: held, enumerable: false });
    default:
      return Object.assign(new Error('outer'), { held });
  }
}
