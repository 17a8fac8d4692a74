import { AxiosError } from 'axios';
import { describe, expect, test } from 'vitest';
import { AlipayError } from '../../src/errors.js';
import { redactText, safeCause, withoutText } from '../../src/runtime/redact.js';

const SECRET = 'canary-4711';

describe('redactText', () => {
  test.each([
    ['no quote', 'insufficient permissions', 'insufficient permissions'],
    ['a secret', `the token ${SECRET} of ${SECRET}.`, 'the token [redacted] of [redacted].'],
    ['a pair', 'expected: app_id=1&sign=2', 'expected: [the request, redacted]'],
    ['a pair alone', 'app_id=1', '[the request, redacted]'],
    ['a pair with dots and dashes', 'see a.b-c=1', 'see [the request, redacted]'],
    ['a pair behind a bracket', 'see (b=1)', 'see ([the request, redacted]'],
    ['an object', 'content {"a":1}', 'content [the request, redacted]'],
    ['an object at the very start', '{"a":1}', '[the request, redacted]'],
    ['an object before a pair', 'of {"a":"b=1"}', 'of [the request, redacted]'],
    ['a pair before an object', 'of a=1, {}', 'of [the request, redacted]'],
    ['an object behind a lonely =', 'of = {"a":1}', 'of = [the request, redacted]'],
    ['a lonely =', 'a = b', 'a = b'],
    ['a = at the very start', '=b', '=b'],
  ])('cuts %s off', (_what, text, expected) => {
    expect(redactText(text, [SECRET])).toBe(expected);
  });

  test('takes an empty secret for none', () => {
    expect(redactText('a b', ['', SECRET])).toBe('a b');
  });

  test('cuts at a thousand characters, and after the secrets have gone', () => {
    expect(redactText('x'.repeat(1_001), [])).toBe('x'.repeat(1_000));
    const text = `${'x'.repeat(995)}${SECRET}`;
    expect(redactText(text, [SECRET])).toBe(`${'x'.repeat(995)}[reda`);
  });

  test('looks no further than what it keeps', () => {
    expect(redactText(`${'x '.repeat(500)}a=1`, [])).toBe('x '.repeat(500));
  });
});

describe('withoutText', () => {
  test('keeps the name and the code', () => {
    const error = Object.assign(new RangeError(SECRET), { code: 'ECONNRESET' });
    const safe = withoutText(error);
    expect(safe.name).toBe('RangeError');
    expect(safe.message).toBe('RangeError (ECONNRESET): its text is left out, as it may hold a secret');
    expect(safe).not.toBe(error);
  });

  test.each([
    ['no code', new TypeError(SECRET), 'TypeError: its text is left out, as it may hold a secret'],
    [
      'a code that is no text',
      Object.assign(new Error(SECRET), { code: 7 }),
      'Error: its text is left out, as it may hold a secret',
    ],
    ['no error at all', SECRET, 'Error: its text is left out, as it may hold a secret'],
  ])('tells of %s', (_what, thrown, message) => {
    expect(withoutText(thrown).message).toBe(message);
  });
});

describe('safeCause', () => {
  const left = (error: unknown): Error => safeCause(error, [SECRET]);

  test('is the error itself where it is clean', () => {
    const error = Object.assign(new Error('it broke'), { detail: { deep: ['fine'] } });
    expect(left(error)).toBe(error);
    expect(safeCause(error, [''])).toBe(error);
  });

  test('is an error of ours as it is', () => {
    const error = new AlipayError({
      code: 'ERR_ALIPAY_NETWORK',
      message: SECRET,
      outcome: 'unknown',
      method: 'demo.call',
      attempts: [],
    } as never);
    expect(left(error)).toBe(error);
  });

  test('is never an axios error, which carries a whole request', () => {
    const error = new AxiosError('timeout', 'ECONNABORTED');
    expect(left(error)).not.toBe(error);
    expect(left(error).message).toBe('AxiosError (ECONNABORTED): its text is left out, as it may hold a secret');
  });

  test('makes an error of what is none, without its secrets', () => {
    expect(left(`lost ${SECRET}`).message).toBe('lost [redacted]');
    expect(left('a=1').message).toBe('[the request, redacted]');
    expect(left(undefined).message).toBe('undefined');
  });

  test.each<[what: string, error: Error]>([
    ['its message', new Error(`with ${SECRET}`)],
    ['a field', Object.assign(new Error('it broke'), { token: SECRET })],
    ['its cause', new Error('it broke', { cause: new Error(SECRET) })],
    ['a field that is not enumerable', Object.defineProperty(new Error('it broke'), 'token', { value: SECRET })],
    ['a field six levels down', Object.assign(new Error('x'), { a: { b: { c: { d: { e: SECRET } } } } })],
  ])('drops an error with a secret in %s', (_what, error) => {
    expect(left(error)).not.toBe(error);
    expect(left(error).message).toBe('Error: its text is left out, as it may hold a secret');
  });

  test.each<[what: string, error: Error]>([
    ['a list that is too long', Object.assign(new Error('x'), { list: Array(101).fill(0) })],
    ['two items too many', Object.assign(new Error('x'), { list: Array(102).fill(0) })],
    ['a text that is too long', Object.assign(new Error('x'), { text: 'y'.repeat(10_001) })],
    ['a text that is far too long', Object.assign(new Error('x'), { text: 'y'.repeat(10_002) })],
    [
      'objects that are too deep',
      Object.assign(new Error('x'), { a: { a: { a: { a: { a: { a: { a: { a: 1 } } } } } } } }),
    ],
    ['lists that are too deep', Object.assign(new Error('x'), { a: [[[[[[[[0]]]]]]]] })],
    ['a message that quotes a request', new Error('sent a=1')],
    [
      'something that cannot be looked at',
      Object.assign(new Error('x'), {
        [Symbol.for('nodejs.util.inspect.custom')]: () => {
          throw new Error('no');
        },
      }),
    ],
  ])('drops an error with %s', (_what, error) => {
    expect(left(error)).not.toBe(error);
  });

  test.each<[what: string, error: Error]>([
    ['a list of a hundred', Object.assign(new Error('x'), { list: Array(100).fill(0) })],
    ['a text of ten thousand', Object.assign(new Error('x'), { text: 'y'.repeat(10_000) })],
  ])('keeps an error with %s', (_what, error) => {
    expect(left(error)).toBe(error);
  });

  test("keeps a store's word on a record, whatever the name of its entry looks like", () => {
    const message = 'the entry {alipay}:token=1 cannot be read';
    const named = Object.assign(new Error(message), { code: 'ERR_TOKEN_RECORD' });
    expect(left(named)).toBe(named);
    expect(left(new Error(message)).message).toContain('its text is left out');
    expect(left(Object.assign(new Error(message), { code: 'ERR_OTHER' })).message).toContain('(ERR_OTHER)');
    const leaking = Object.assign(new Error(`${message} ${SECRET}`), { code: 'ERR_TOKEN_RECORD' });
    expect(left(leaking)).not.toBe(leaking);
  });
});
