import { createPublicKey, createSign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decryptContent, encryptContent, isCiphertext, readAesKey } from '../../src/protocol/content-cipher.js';
import { charsetOf, readForm } from '../../src/protocol/form-fields.js';
import { autoSubmitForm, escapeHtml } from '../../src/protocol/html-form.js';
import { frameForm } from '../../src/protocol/multipart-form.js';
import { openNotification } from '../../src/protocol/notification.js';
import { frameParams, wireRequest, wireUpload } from '../../src/protocol/request.js';
import { pair, pem } from '../support/key-pairs.js';

const form = (text: string) => readForm(Buffer.from(text, 'latin1'));
const fieldsOf = (text: string): Readonly<Record<string, string>> => {
  const reading = form(text);
  if (!reading.ok) throw new Error(reading.why);
  return Object.fromEntries(reading.fields.map((field) => [field.name, field.text]));
};

const many = (count: number) => Array.from({ length: count }, (_one, nth) => `f${nth}=`).join('&');

describe('readForm', () => {
  it('unescapes once, and separates at the first equals sign', () => {
    expect(fieldsOf('a=1+2%2B3&b=x=y==&c&%E4%B8%AD=%2541&&d=%zz')).toEqual({
      a: '1 2+3',
      b: 'x=y==',
      c: '',
      中: '%41',
      d: '%zz',
    });
  });

  it('reads a field that has no name, and as many fields as no notification has', () => {
    expect(fieldsOf('=a=b')).toEqual({ '': 'a=b' });
    expect(Object.keys(fieldsOf(many(500)))).toHaveLength(500);
  });

  it('reads GBK, and says what it is', () => {
    expect(fieldsOf('subject=%B7%B1%C3%A6')).toEqual({ subject: '繁忙' });
    for (const charset of ['GBK', 'gb2312', 'GB18030']) {
      const reading = form(`charset=${charset}`);
      expect(reading.ok && charsetOf(reading.fields)).toBe('GBK');
    }
    expect(charsetOf([])).toBe('utf-8');
    // Only the field of that name says it, wherever it stands.
    const other = form('subject=GBK&charset=utf-8');
    expect(other.ok && charsetOf(other.fields)).toBe('utf-8');
  });

  it.each([
    ['a=1&a=1', 'a field stands there twice'],
    ['a=1&%61=2', 'a field stands there twice'],
    ['a=%81', 'a field is text in no known charset'],
    ['%81=a', 'a field is text in no known charset'],
    [many(501), 'it has more than 500 fields'],
  ])('refuses what could be read in two ways', (text, why) => {
    expect(form(text)).toEqual({ ok: false, why });
  });
});

describe('openNotification', () => {
  const { privateKey, publicKey } = pair('alipay');
  const verifier = { key: createPublicKey(pem(publicKey, 'spki')), signType: 'RSA2' } as const;
  const sign = (text: string) => encodeURIComponent(createSign('RSA-SHA256').update(text).sign(privateKey, 'base64'));
  const open = (text: string) => {
    const reading = form(text);
    if (!reading.ok) throw new Error(reading.why);
    return openNotification(reading.fields, verifier);
  };

  it('reads what was signed, and hands nothing else on', () => {
    const opened = open(`b=2&a=1&_url=x&sign_type=RSA2&sign=${sign('a=1&b=2')}`);
    // `a` and `b` are no fields of notifications, so with an unknown one beside them nothing fits.
    expect(opened).toEqual({ kind: 'forged' });
    const known = open(`trade_no=2&out_trade_no=1&_url=x&sign_type=RSA2&sign=${sign('out_trade_no=1&trade_no=2')}`);
    expect(known).toMatchObject({ kind: 'verified', fields: { out_trade_no: '1', trade_no: '2' } });
  });

  it('leaves out the name of the certificate, which is never signed', () => {
    const opened = open(`a=1&alipay_cert_sn=c&b=2&sign=${sign('a=1&b=2')}`);
    expect(opened).toEqual({ kind: 'verified', fields: { a: '1', b: '2' } });
  });

  it('takes no field for another two, nor two names for one', () => {
    const signature = sign('a=1&b=2');
    expect(open(`a=1&b=2&sign=${signature}`).kind).toBe('verified');
    expect(open(`a=1%26b%3D2&sign=${signature}`)).toEqual({ kind: 'forged' });
    expect(open(`a%3D1%26b=2&sign=${signature}`)).toEqual({ kind: 'forged' });
  });

  it('lets a text be that only looks like a field out of its order', () => {
    expect(open(`body=a%26b%3Dc&subject=x&sign=${sign('body=a&b=c&subject=x')}`).kind).toBe('verified');
    expect(open(`body=a%26z%3Dc&subject=x&sign=${sign('body=a&z=c&subject=x')}`).kind).toBe('verified');
    // No form has a field twice, so a text that names its own field, or the next one, hides neither.
    expect(open(`body=a%26body%3Dc&subject=x&sign=${sign('body=a&body=c&subject=x')}`).kind).toBe('verified');
    expect(open(`body=a%26subject%3Dc&subject=x&sign=${sign('body=a&subject=c&subject=x')}`).kind).toBe('verified');
  });

  it.each(['a=1', 'a=1&sign='])('calls %j unsigned', (text) => {
    expect(open(text)).toEqual({ kind: 'unsigned' });
  });
});

describe('frameForm', () => {
  it('is what the length says, in the bytes of the charset', () => {
    const texts = [
      { field: '名"\r\n', text: '值' },
      { field: 'data', text: '{}', contentType: 'application/json' },
    ];
    const files = [
      { field: 'f', filename: 'a"b.txt', size: 3 },
      { field: 'g', filename: 'b.png', contentType: 'image/png', size: 2 },
    ];
    for (const charset of ['utf-8', 'GBK'] as const) {
      const frame = frameForm(texts, files, 'b0', charset);
      const parts = [frame.heads[0], 'abc', frame.heads[1], 'de', frame.tail].map((part) => Buffer.from(part ?? ''));
      expect(Buffer.concat(parts)).toHaveLength(frame.length);
      expect(new TextDecoder(charset).decode(Buffer.concat(parts))).toBe(
        '--b0\r\nContent-Disposition: form-data; name="名%22%0D%0A"\r\n\r\n值\r\n' +
          '--b0\r\nContent-Disposition: form-data; name="data"\r\nContent-Type: application/json\r\n\r\n{}\r\n' +
          '--b0\r\nContent-Disposition: form-data; name="f"; filename="a%22b.txt"\r\nContent-Type: application/octet-stream\r\n\r\nabc\r\n' +
          '--b0\r\nContent-Disposition: form-data; name="g"; filename="b.png"\r\nContent-Type: image/png\r\n\r\nde\r\n--b0--\r\n',
      );
    }
    expect(frameForm([], files, 'b0').heads).toHaveLength(2);
  });
});

describe('autoSubmitForm', () => {
  it('escapes all five characters everywhere', () => {
    expect(escapeHtml(`<a href="x" id='y'>&amp;</a>`)).toBe(
      '&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;',
    );
    const html = autoSubmitForm('https://x/?a=1&b="', [['"n', "'v"]], 'utf-8');
    expect(html).toContain('action="https://x/?a=1&amp;b=&quot;"');
    expect(html).toContain('name="&quot;n" value="&#39;v"');
  });

  it('is a line for each of its parts, for whoever has to read the source of the page', () => {
    const html = autoSubmitForm('https://x/', [['a', '1']], 'utf-8');
    expect(html.split('\n').map((line) => /^<\/?\w+/.exec(line)?.[0])).toEqual([
      '<form',
      '<input',
      '<noscript',
      '</form',
      '<script',
    ]);
  });
});

describe('requests in their charsets', () => {
  const frame = { appId: '1', method: 'a.b', signType: 'RSA2', timestamp: 't', charset: 'GBK' } as const;

  it('names the charset, and writes in it', () => {
    const params = frameParams(frame, { biz_content: '支' });
    expect(params['charset']).toBe('GBK');
    expect(wireRequest(params, 's', 'GBK').body).toBe('biz_content=%D6%A7');
    expect(wireUpload(params, 's', 'GBK')).toMatchObject({ fields: [['biz_content', '支']] });
    expect(wireUpload(frameParams(frame, {}), 's').fields).toEqual([]);
  });

  it('are written in UTF-8 where nothing else is said', () => {
    const params = { notify_url: 'https://shop.example/支' };
    expect(wireRequest(params, 's').query).toBe('notify_url=https%3A%2F%2Fshop.example%2F%E6%94%AF&sign=s');
    expect(wireUpload(params, 's').query).toBe(wireRequest(params, 's').query);
  });
});

describe('content', () => {
  const key = readAesKey(Buffer.alloc(16, 2).toString('base64'), 'x');

  it('is decrypted in either charset, and only with its key', () => {
    expect(decryptContent(encryptContent('支', key), key)).toBe('支');
    expect(decryptContent(encryptContent(Buffer.from('b7b1', 'hex'), key), key)).toBe('繁');
    expect(decryptContent('AAAA', key)).toBeUndefined();
    expect(isCiphertext(encryptContent('', key))).toBe(true);
    expect(isCiphertext('{"a":1}')).toBe(false);
    expect(isCiphertext('AAAA')).toBe(false);
  });

  it.each([24, 32])('takes keys of %d bytes as well', (bytes) => {
    expect(readAesKey(` ${Buffer.alloc(bytes).toString('base64')}\n`, 'x')).toHaveLength(bytes);
  });
});
