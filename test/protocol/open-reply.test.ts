import { describe, expect, it } from 'vitest';
import { openReply } from '../../src/protocol/open-reply.js';
import type { RawMember } from '../support/envelopes.js';
import { hex, reply, signatureOf, signedReply } from '../support/envelopes.js';
import { pair } from '../support/key-pairs.js';

const METHOD = 'alipay.trade.query';
const NAME = 'alipay_trade_query_response';
const NODE = '{"code":"10000","total_amount":"8.80"}';
const { privateKey, publicKey } = pair('alipay');

const open = (bytes: Uint8Array) => openReply(bytes, METHOD, { key: publicKey, signType: 'RSA2' });
const signs = (value: string | Uint8Array): RawMember => ['sign', `"${signatureOf(value, privateKey)}"`];
const gbkNode = Buffer.concat([Buffer.from('{"code":"20000","sub_msg":"'), hex('cfb5cdb3b7b1c3a6'), Buffer.from('"}')]);

describe('openReply', () => {
  it('gives the node of a reply whose signature fits', () => {
    expect(open(signedReply(NAME, NODE, privateKey))).toEqual({
      kind: 'verified',
      nodeName: NAME,
      node: { code: '10000', total_amount: '8.80' },
    });
  });

  it('names the certificate that signed', () => {
    expect(open(reply([[NAME, NODE], ['alipay_cert_sn', '"abc"'], signs(NODE)]))).toMatchObject({
      kind: 'verified',
      certSn: 'abc',
    });
  });

  it('names no certificate where none is named', () => {
    expect(Object.keys(open(signedReply(NAME, NODE, privateKey)))).toEqual(['kind', 'nodeName', 'node']);
  });

  it('verifies with the algorithm of the settings', () => {
    const sha1: RawMember = ['sign', `"${signatureOf(NODE, privateKey, 'RSA')}"`];
    const bytes = reply([[NAME, NODE], sha1, ['sign_type', '"RSA"']]);
    expect(open(bytes)).toEqual({ kind: 'forged' });
    expect(openReply(bytes, METHOD, { key: publicKey, signType: 'RSA' }).kind).toBe('verified');
  });

  it('verifies a signed error_response', () => {
    const node = '{"code":"40002","sub_code":"isv.code-invalid"}';
    expect(open(signedReply('error_response', node, privateKey))).toEqual({
      kind: 'verified',
      nodeName: 'error_response',
      node: { code: '40002', sub_code: 'isv.code-invalid' },
    });
  });

  it('says that a reply without a signature is unsigned', () => {
    const bytes = reply([
      [NAME, '{"code":"40002"}'],
      ['alipay_cert_sn', '"abc"'],
    ]);
    expect(open(bytes)).toEqual({ kind: 'unsigned', nodeName: NAME, node: { code: '40002' }, certSn: 'abc' });
  });

  it('takes an empty signature for none', () => {
    expect(
      open(
        reply([
          [NAME, NODE],
          ['sign', '""'],
        ]),
      ).kind,
    ).toBe('unsigned');
  });

  it('accepts slashes that were escaped after they were signed, and gives what they stand for', () => {
    const bytes = reply([[NAME, '{"url":"http:\\/\\/a"}'], signs('{"url":"http://a"}')]);
    expect(open(bytes)).toMatchObject({ kind: 'verified', node: { url: 'http://a' } });
  });

  it('does not accept a backslash that was slipped in behind a GBK character whose second byte looks like one', () => {
    const node = (slash: string) => Buffer.concat([Buffer.from('{"a":"'), hex('815c'), Buffer.from(`${slash}"}`)]);
    expect(open(signedReply(NAME, node('\\/'), privateKey))).toMatchObject({ kind: 'verified', node: { a: '乗/' } });
    expect(open(reply([[NAME, node('\\\\/')], signs(node('\\/'))])).kind).toBe('forged');
  });

  it.each<[what: string, members: readonly RawMember[]]>([
    ['another amount', [[NAME, NODE.replace('8.80', '9.80')], signs(NODE)]],
    ['white space inside', [[NAME, NODE.replace(',', ', ')], signs(NODE)]],
    ['the members in another order', [[NAME, '{"total_amount":"8.80","code":"10000"}'], signs(NODE)]],
    ['another escape', [[NAME, NODE.replace('code', 'c\\u006fde')], signs(NODE)]],
    [
      'the signature of another key',
      [
        [NAME, NODE],
        ['sign', `"${signatureOf(NODE, pair('app').privateKey)}"`],
      ],
    ],
    [
      'a signature of letters',
      [
        [NAME, NODE],
        ['sign', '"abc"'],
      ],
    ],
    [
      'a blank for a signature',
      [
        [NAME, NODE],
        ['sign', '" "'],
      ],
    ],
    ['a signature over the object without its braces', [[NAME, NODE], signs(NODE.slice(1, -1))]],
    ['the signature of a ciphertext without its quotes', [[NAME, '"YWJj"'], signs('YWJj')]],
  ])('calls a reply with %s forged', (_what, members) => {
    expect(open(reply(members))).toEqual({ kind: 'forged' });
  });

  it.each<[what: string, bytes: Uint8Array, why: string]>([
    ['HTML', Buffer.from('<html>'), '{ was expected and another byte at 0 was found'],
    ['a reply to another method', signedReply('alipay_trade_pay_response', NODE, privateKey), `neither ${NAME}`],
    ['a signed node that is no JSON', signedReply(NAME, '{code:1}', privateKey), `${NAME} is not JSON`],
    ['an unsigned node that is no JSON', reply([[NAME, '{"a":}']]), `${NAME} is not JSON`],
    ['a signed ciphertext', signedReply(NAME, '"YWJj"', privateKey), 'it is encrypted and no encryptKey is set'],
    ['an unsigned ciphertext', reply([[NAME, '"YWJj"']]), 'it is encrypted and no encryptKey is set'],
    ['a node whose bytes are no GBK character', reply([[NAME, hex('7b2261223a228130227d')]]), 'is not JSON'],
  ])('calls %s malformed', (_what, bytes, why) => {
    const opened = open(bytes);
    expect(opened.kind).toBe('malformed');
    expect(opened.kind === 'malformed' && opened.why).toContain(why);
  });

  it('verifies a GBK reply on its bytes and reads it as GBK', () => {
    expect(open(signedReply(NAME, gbkNode, privateKey))).toMatchObject({
      kind: 'verified',
      node: { code: '20000', sub_msg: '系统繁忙' },
    });
  });

  it('reads a view into a larger buffer', () => {
    const bytes = signedReply(NAME, NODE, privateKey);
    const larger = new Uint8Array([...Buffer.from('{"x":'), ...bytes, 0x7d]);
    expect(open(larger.subarray(5, 5 + bytes.length)).kind).toBe('verified');
  });
});

describe('openReply on a document that was tampered with outside of what is signed', () => {
  const node = '{"code":"10000","subject":"中文"}';
  const expected = { kind: 'verified', node: { code: '10000', subject: '中文' } };

  it.each<[what: string, members: readonly RawMember[]]>([
    ['a code beside the node', [['code', '"40004"'], [NAME, node], signs(node)]],
    ['another node of a success', [['alipay_trade_pay_response', '{"code":"40004"}'], [NAME, node], signs(node)]],
    ['an error_response', [['error_response', '{"code":"40004"}'], [NAME, node], signs(node)]],
    ['a member that is called __proto__', [['__proto__', '{"code":"40004"}'], [NAME, node], signs(node)]],
    ['a member that is called node', [['node', '{"code":"40004"}'], [NAME, node], signs(node)]],
    ['a member that is no JSON', [[NAME, node], ['x', '{nonsense}'], signs(node)]],
    ['GBK in a member beside the node', [['x', hex('22d6d022')], [NAME, node], signs(node)]],
  ])('believes the signed bytes alone, whatever is said by %s', (_what, members) => {
    expect(open(reply(members))).toMatchObject(expected);
  });

  it('refuses a second node of the same name, in whatever order and spelling', () => {
    const escaped = NAME.replace('r', '\\u0072');
    for (const members of [
      [[NAME, node], [escaped, '{}'], signs(node)],
      [[escaped, '{}'], [NAME, node], signs(node)],
    ] as RawMember[][]) {
      expect(open(reply(members)).kind).toBe('malformed');
    }
  });

  it('gives a member that is called __proto__ inside the node as a member', () => {
    const opened = open(signedReply(NAME, '{"__proto__":{"code":"10000"}}', privateKey));
    expect(opened).toMatchObject({ kind: 'verified' });
    expect(opened.kind === 'verified' && opened.node['code']).toBeUndefined();
  });
});
