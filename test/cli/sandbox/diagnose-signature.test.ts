import { createSign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { diagnoseSignature } from '../../../src/cli/sandbox/diagnose-signature.js';
import { markDifference } from '../../../src/cli/sandbox/mark-difference.js';
import { createShow } from '../../../src/cli/sandbox/show.js';
import type { SignatureCause } from '../../../src/cli/sandbox/views.js';
import type { Pairs } from '../../../src/diagnosis/pairs.js';
import { signedPairs } from '../../../src/diagnosis/pairs.js';
import { encodeText } from '../../../src/protocol/charset.js';
import { readPublicKey } from '../../../src/protocol/keys.js';
import { createTestCredentials } from '../../../src/testing/index.js';

const credentials = createTestCredentials();
const appKey = readPublicKey(credentials.appPublicKey, 'appPublicKey', 'RSA2');

const PARAMS: Readonly<Record<string, string>> = {
  method: 'alipay.trade.query',
  app_id: '2021000000000000',
  charset: 'utf-8',
  sign_type: 'RSA2',
  timestamp: '2026-11-23 12:00:00',
  biz_content: '{"out_trade_no":"a b/1","subject":"奶茶 c"}',
};

const textOf = (pairs: Pairs): string => pairs.map(([name, value]) => `${name}=${value}`).join('&');
const sorted = (params: Readonly<Record<string, string>>): string =>
  textOf(Object.entries(params).sort(([left], [right]) => (left < right ? -1 : 1)));

function signed(text: string | Buffer, digest = 'RSA-SHA256'): string {
  return createSign(digest).update(text).sign(credentials.privateKey, 'base64');
}

/** A signature that has a plus sign, which not every one has. */
function signatureWithPlus(): { readonly params: Record<string, string>; readonly sign: string } {
  for (let number = 0; ; number++) {
    const params = { ...PARAMS, biz_content: `{"out_trade_no":"a-${number}"}` };
    const sign = signed(sorted(params));
    if (sign.includes('+')) return { params, sign };
  }
}

const content = (text: string) => ({ ...PARAMS, biz_content: text });
const { charset: _charset, ...withoutCharset } = PARAMS;
const escaped = '{"out_trade_no":"a b\\/1","subject":"\\u5976\\u8336 c"}';
const spaced = '{"out_trade_no": "a b/1", "subject": "奶茶 c"}';

const MISTAKES: readonly (readonly [SignatureCause, string, Readonly<Record<string, string>>])[] = [
  ['other_algorithm', signed(sorted(PARAMS), 'RSA-SHA1'), PARAMS],
  ['other_charset', signed(encodeText(sorted(PARAMS), 'GBK')), PARAMS],
  ['newline', signed(`${sorted(PARAMS)}\n`), PARAMS],
  ['left_out', signed(sorted(withoutCharset)), PARAMS],
  ['unsorted', signed(textOf(Object.entries(PARAMS))), PARAMS],
  ['empty_values', signed(sorted({ ...PARAMS, notify_url: '' })), { ...PARAMS, notify_url: '' }],
  ['plus_signs', signed(sorted(content('{"a":"b+c d"}'))), content('{"a":"b c d"}')],
  [
    'url_encoded',
    signed(textOf(signedPairs(PARAMS).map(([name, value]) => [name, encodeURIComponent(value)]))),
    PARAMS,
  ],
  ['rewritten', signed(sorted(content(escaped))), PARAMS],
  ['rewritten', signed(sorted(content(spaced))), PARAMS],
  ['unknown', signed('something else'), PARAMS],
  ['unknown', 'no signature', PARAMS],
];

describe('what a client did', () => {
  test.each(MISTAKES)('%s', (cause, sign, params) => {
    const diagnosis = diagnoseSignature({ ...params, sign }, appKey);
    expect(diagnosis.cause).toBe(cause);
    expect(diagnosis.signed === undefined).toBe(cause === 'unknown');
  });

  test('sign_not_encoded', () => {
    const { params, sign } = signatureWithPlus();
    expect(diagnoseSignature({ ...params, sign: sign.replaceAll('+', ' ') }, appKey).cause).toBe('sign_not_encoded');
  });

  test('is not looked for in a text with very many blanks, or in a very long one', () => {
    const blanks = diagnoseSignature({ ...content(`{"a":"${' '.repeat(5_000)}"}`), sign: 'AAAA' }, appKey);
    expect(blanks.cause).toBe('unknown');
    expect(diagnoseSignature({ ...content('x'.repeat(70_000)), sign: 'AAAA' }, appKey).cause).toBe('unknown');
  });

  test('is not looked for in JSON that is nested deeper than it can be written', () => {
    const deep = '['.repeat(30_000) + ']'.repeat(30_000);
    expect(diagnoseSignature({ ...content(deep), sign: 'AAAA' }, appKey).cause).toBe('unknown');
  });
});

describe('the difference', () => {
  const marks = (gateway: Readonly<Record<string, string>>, client: Pairs) => {
    const both = markDifference(signedPairs(gateway), client, createShow(gateway));
    const cut = (parts: typeof both.gateway) =>
      parts.filter(({ from, to }) => to > from).map(({ name, value, from, to }) => [name, value.slice(from, to)]);
    return { gateway: cut(both.gateway), client: cut(both.client) };
  };

  test('is marked inside of a value', () => {
    const client = signedPairs(content('{"subject":"b+c"}'));
    expect(marks(content('{"subject":"b c"}'), client)).toEqual({
      gateway: [['biz_content', ' ']],
      client: [['biz_content', '+']],
    });
  });

  test('is a parameter that one side does not have, and none of those behind it', () => {
    const client = signedPairs(PARAMS).filter(([name]) => name !== 'charset');
    expect(marks(PARAMS, client)).toEqual({ gateway: [['charset', 'utf-8']], client: [] });
  });

  test('is the whole of a hidden value, which stays hidden', () => {
    const client: Pairs = [['body', 'canary-1']];
    expect(marks({ body: 'canary-2' }, client)).toEqual({
      gateway: [['body', '•••(8)']],
      client: [['body', '•••(8)']],
    });
  });

  test('is whatever stands in another place', () => {
    const params = { b: '1', app_id: '2' };
    const client: Pairs = [
      ['b', '1'],
      ['app_id', '2'],
    ];
    expect(marks(params, client).client.map(([name]) => name)).toEqual(['b', 'app_id']);
  });
});
