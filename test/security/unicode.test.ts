import { describe, expect, test } from 'vitest';
import { readForm } from '../../src/protocol/form-fields.js';
import { openNotification } from '../../src/protocol/notification.js';
import { openReply } from '../../src/protocol/open-reply.js';
import { scanObject } from '../../src/protocol/scan-object.js';
import { encodeParams } from '../../src/protocol/wire-params.js';
import { hex, reply, signatureOf, signedReply } from '../support/envelopes.js';
import { pair } from '../support/key-pairs.js';

const METHOD = 'alipay.trade.query';
const NAME = 'alipay_trade_query_response';
const { publicKey, privateKey } = pair('alipay');
const verifier = { key: publicKey, signType: 'RSA2' } as const;
const open = (bytes: Uint8Array) => openReply(bytes, METHOD, verifier);
const NODE = '{"code":"10000"}';

describe('a key that only looks like one', () => {
  test.each([
    ['a Cyrillic letter', 'аlipay_trade_query_response'],
    ['a zero-width space', 'alipay_trade\u200b_query_response'],
    ['a zero-width joiner at the end', `${NAME}\u200d`],
    ['a byte order mark', `\ufeff${NAME}`],
    ['full-width letters', 'ａlipay_trade_query_response'],
    ['another case', NAME.toUpperCase()],
    ['a letter and its accent', 'ali\u0301pay_trade_query_response'],
    ['a soft hyphen', 'alipay\u00ad_trade_query_response'],
    ['white space', ` ${NAME}`],
    ['a zero byte', `${NAME}\\u0000`],
  ])('(%s) is no node of this method', (_what, key) => {
    expect(open(signedReply(key, NODE, privateKey)).kind).toBe('malformed');
  });

  test.each(['ѕign', 'sign\u200b', 'Sign', 'ｓign', '\ufeffsign'])('(%s) is no signature', (key) => {
    const bytes = reply([
      [NAME, NODE],
      [key, `"${signatureOf(NODE, privateKey)}"`],
    ]);
    expect(open(bytes).kind).toBe('unsigned');
  });

  test('is another field of a notification, which breaks its signature or is left out', () => {
    const sign = signatureOf('total_amount=1.00', privateKey);
    for (const name of ['tоtal_amount', 'total_amount\u200b', 'Total_amount', 'total_amount\u0000']) {
      const form = readForm(
        Buffer.from(`total_amount=1.00&${encodeURIComponent(name)}=9&sign=${encodeURIComponent(sign)}`),
      );
      const opened = openNotification(form.ok ? form.fields : [], verifier);
      expect(opened.kind === 'verified' ? { ...opened.fields } : {}).toEqual({ total_amount: '1.00' });
    }
  });

  test('is the same key where JSON spells it otherwise, and then it must not stand there twice', () => {
    const spelled = 'alipay\\u005ftrade_query_response';
    expect(open(signedReply(spelled, NODE, privateKey)).kind).toBe('verified');
    expect(
      open(
        reply([
          [NAME, NODE],
          [spelled, '{}'],
          ['sign', '"x"'],
        ]),
      ).kind,
    ).toBe('malformed');
  });
});

describe('bytes that are no text', () => {
  test.each([
    ['an overlong slash', 'c0af'],
    ['an overlong quote', 'c0a2'],
    ['a surrogate of its own', 'eda080'],
    ['beyond the last character', 'f4908080'],
    ['a character that is cut off', 'e4b8'],
    ['a lonely trail byte', '80'],
    ['0xff', 'ff'],
  ])('(%s) are never a quote, a brace or a backslash, nor UTF-8', (_what, bytes) => {
    const node = Buffer.concat([Buffer.from('{"a":"'), hex(bytes), Buffer.from('"}')]);
    const opened = open(
      reply([
        [NAME, node],
        ['sign', `"${signatureOf(node, privateKey)}"`],
      ]),
    );
    // Read as GBK, where it is GBK; never as something else that was not signed.
    if (opened.kind === 'verified')
      expect(opened.node).toEqual({ a: new TextDecoder('gbk', { fatal: true }).decode(hex(bytes)) });
    else expect(opened.kind).toBe('malformed');
  });

  test('in GBK a trail byte that looks like a backslash hides no quote', () => {
    // 0x81 0x5c is one character; the quote behind it ends the text.
    const bytes = Buffer.concat([Buffer.from('{"a":"'), hex('815c'), Buffer.from('","b":1}')]);
    const scan = scanObject(bytes, true);
    expect(scan.ok && scan.members.map(({ key }) => key)).toEqual(['a', 'b']);
    // Read as single bytes it would be escaped, and the text go on.
    expect(scanObject(bytes, false).ok).toBe(false);
  });

  test('in GBK a quote is never the second byte of a character', () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"'), hex('8122'), Buffer.from('","b":1}')]);
    expect(scanObject(bytes, true)).toEqual({ ok: false, why: 'a string holds bytes that are neither UTF-8 nor GBK' });
  });

  test('a byte order mark before a reply, or white space of other scripts in it, is no JSON', () => {
    for (const mark of ['\ufeff', '\u00a0', '\u2028', '\u3000', '\u0000']) {
      expect(open(Buffer.concat([Buffer.from(mark), signedReply(NAME, NODE, privateKey)])).kind).toBe('malformed');
    }
  });

  test('half of a surrogate pair is refused before it is signed, in names and in values', () => {
    for (const half of ['\ud83e', '\udde7', 'a\ud83e', '\udde7\ud83e']) {
      expect(() => encodeParams({ subject: half })).toThrow('"subject"');
      expect(() => encodeParams({ [half]: 'x' })).toThrow(TypeError);
      // JSON escapes them, so that bytes and text agree.
      const text = encodeParams({ biz_content: { subject: half } })['biz_content'] ?? '';
      expect(Buffer.from(text).toString()).toBe(text);
    }
  });
});
