import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../src/protocol/envelope.js';
import { nodeNameOf, readEnvelope } from '../../src/protocol/envelope.js';
import type { RawMember } from '../support/envelopes.js';
import { hex, reply } from '../support/envelopes.js';

const METHOD = 'alipay.trade.query';
const NAME = 'alipay_trade_query_response';
const NODE = '{"code":"10000","url":"http:\\/\\/a","sign":"not this one"}';
const SN = '7513daaaa48aa3ba2e4018d84402479c';

/** An envelope with its signed bytes as text, or the reason why there is none. */
function read(bytes: Uint8Array, method = METHOD): (Omit<Envelope, 'signedBytes'> & { signed: string }) | string {
  const reading = readEnvelope(bytes, method);
  if (!reading.ok) return reading.why;
  const { signedBytes, ...rest } = reading.envelope;
  return { ...rest, signed: Buffer.from(signedBytes).toString('latin1') };
}

describe('nodeNameOf', () => {
  it.each([
    ['alipay.trade.pay', 'alipay_trade_pay_response'],
    ['alipay.open.auth.token.app', 'alipay_open_auth_token_app_response'],
    ['alipay.user_x.get', 'alipay_user_x_get_response'],
    ['single', 'single_response'],
  ])('finds the reply to %s under %s', (method, name) => {
    expect(nodeNameOf(method)).toBe(name);
  });
});

describe('readEnvelope', () => {
  const plain = { nodeName: NAME, form: 'object', doubleByte: false, signed: NODE };
  const signed: RawMember = ['sign', '"c2ln+/=="'];
  const cert: RawMember = ['alipay_cert_sn', `"${SN}"`];

  it.each<[what: string, members: readonly RawMember[], envelope: object]>([
    ['of public-key mode', [[NAME, NODE], signed], { ...plain, sign: 'c2ln+/==' }],
    ['of certificate mode', [[NAME, NODE], cert, signed], { ...plain, sign: 'c2ln+/==', certSn: SN }],
    ['with the signature first', [signed, [NAME, NODE]], { ...plain, sign: 'c2ln+/==' }],
    ['in the reverse order', [signed, cert, [NAME, NODE]], { ...plain, sign: 'c2ln+/==', certSn: SN }],
    ['without a signature', [[NAME, NODE]], plain],
    [
      'with an empty signature, which is none',
      [
        [NAME, NODE],
        ['sign', '""'],
      ],
      plain,
    ],
    [
      'with an empty certificate number',
      [[NAME, NODE], ['alipay_cert_sn', '""'], signed],
      { ...plain, sign: 'c2ln+/==' },
    ],
    [
      'with a certificate number that is no text',
      [
        [NAME, NODE],
        ['alipay_cert_sn', '7'],
      ],
      plain,
    ],
    [
      'with a certificate number that is no JSON',
      [
        [NAME, NODE],
        ['alipay_cert_sn', '"\\q"'],
      ],
      plain,
    ],
    [
      'with a signature whose slashes are escaped',
      [
        [NAME, NODE],
        ['sign', '"c2ln+\\/=="'],
      ],
      { ...plain, sign: 'c2ln+/==' },
    ],
    [
      'with a signature under an escaped key',
      [
        [NAME, NODE],
        ['s\\u0069gn', '"c2ln"'],
      ],
      { ...plain, sign: 'c2ln' },
    ],
    [
      'with members that nobody knows',
      [
        ['trace', '[{"sign":"x"}]'],
        [NAME, NODE],
        ['n', 'null'],
      ],
      plain,
    ],
    [
      'with a ciphertext, quotes and all',
      [[NAME, '"YWJj"'], signed],
      { ...plain, form: 'ciphertext', signed: '"YWJj"', sign: 'c2ln+/==' },
    ],
    ['with a ciphertext and no signature', [[NAME, '"YWJj"']], { ...plain, form: 'ciphertext', signed: '"YWJj"' }],
    [
      'with error_response',
      [['error_response', NODE], signed],
      { ...plain, nodeName: 'error_response', sign: 'c2ln+/==' },
    ],
    [
      'with error_response beside its own node, which comes first',
      [
        ['error_response', '{}'],
        [NAME, NODE],
      ],
      plain,
    ],
  ])('reads a reply %s', (_what, members, envelope) => {
    expect(read(reply(members))).toEqual(envelope);
  });

  it('reads a pretty-printed reply and keeps the white space inside the node', () => {
    const node = '{\n  "code" : "10000"\n}';
    const spacing = { beforeKey: '\r\n  ', afterKey: ' ', beforeValue: '\t', afterValue: '\n' };
    const bytes = Buffer.concat([Buffer.from('\n '), reply([[NAME, node], signed], spacing), Buffer.from('\n')]);
    expect(read(bytes)).toEqual({ ...plain, signed: node, sign: 'c2ln+/==' });
  });

  it.each([
    ['nested objects and arrays', '{"a":[{"b":[{}]}],"c":{}}'],
    ['balanced braces in texts', '{"a":"{}"}'],
    ['unbalanced braces in texts', '{"a":"}}{"}'],
    ['unbalanced braces in keys', '{"a}":"{"}'],
    ['escaped quotes next to braces', '{"a":"\\"}","b":"{\\""}'],
    ['a run of backslashes before a quote', '{"a":"\\\\\\\\","b":"\\\\\\""}'],
    ['what looks like the end of the reply', '{"a":"\\"},\\"sign\\":\\"x\\"}"}'],
    ['a member that is called sign', '{"sign":"x","alipay_cert_sn":"y"}'],
    ['the name of the node itself', `{"${NAME}":{"code":"10000"}}`],
    ['nothing', '{}'],
  ])('cuts a node that holds %s to the byte', (_what, node) => {
    expect(read(reply([[NAME, node], signed]))).toEqual({ ...plain, signed: node, sign: 'c2ln+/==' });
    expect(read(reply([signed, [NAME, node]]))).toEqual({ ...plain, signed: node, sign: 'c2ln+/==' });
  });

  it.each([
    ['a backslash', '815c'],
    ['an opening brace', '817b'],
    ['a closing brace', '817d'],
  ])('cuts a GBK node where a second byte is %s', (_what, character) => {
    const node = Buffer.concat([Buffer.from('{"sub_msg":"'), hex(character), Buffer.from('"}')]);
    expect(read(reply([[NAME, node], signed]))).toEqual({
      ...plain,
      doubleByte: true,
      signed: node.toString('latin1'),
      sign: 'c2ln+/==',
    });
  });

  it.each<[what: string, members: readonly RawMember[], why: string]>([
    ['a reply to another method', [['alipay_trade_pay_response', NODE], signed], `neither ${NAME} nor error_response`],
    ['a reply without a node', [signed], `it holds neither ${NAME} nor error_response`],
    ['an empty object', [], `it holds neither ${NAME} nor error_response`],
    ['a node that is null', [[NAME, 'null'], signed], `${NAME} is neither an object nor a text`],
    ['a node that is an array', [[NAME, '[{}]'], signed], `${NAME} is neither an object nor a text`],
    ['a node that is a number', [[NAME, '1'], signed], `${NAME} is neither an object nor a text`],
    ['an error_response that is true', [['error_response', 'true']], 'error_response is neither an object nor a text'],
    [
      'a signature that is null',
      [
        [NAME, NODE],
        ['sign', 'null'],
      ],
      'sign is not a text',
    ],
    [
      'a signature that is a number',
      [
        [NAME, NODE],
        ['sign', '7'],
      ],
      'sign is not a text',
    ],
    [
      'a signature that is an object',
      [
        [NAME, NODE],
        ['sign', '{"sign":"x"}'],
      ],
      'sign is not a text',
    ],
    [
      'a signature that is no JSON',
      [
        [NAME, NODE],
        ['sign', '"\\q"'],
      ],
      'sign is not a text',
    ],
    ['two nodes', [[NAME, NODE], [NAME, '{}'], signed], 'a top-level key stands there twice'],
    [
      'two nodes, one of them escaped',
      [
        [NAME, NODE],
        [`\\u0061${NAME.slice(1)}`, '{}'],
      ],
      'stands there twice',
    ],
    ['two signatures', [[NAME, NODE], signed, ['\\u0073ign', '"x"']], 'a top-level key stands there twice'],
  ])('refuses %s', (_what, members, why) => {
    expect(read(reply(members))).toContain(why);
  });

  it.each(['', ' ', 'null', '[]', '<html>502 Bad Gateway</html>', `{"${NAME}":${NODE}} `.slice(0, -2)])(
    'refuses what is not an object: %j',
    (text) => {
      expect(read(Buffer.from(text))).toMatch(/was expected|does not end/);
    },
  );

  it('refuses something behind the reply', () => {
    expect(read(Buffer.concat([reply([[NAME, NODE]]), Buffer.from('{}')]))).toBe('something follows the object');
  });
});
