import { describe, expect, it } from 'vitest';
import type { SignType } from '../../src/protocol/signature.js';
import { SIGN_ALGORITHMS, signText, verifyBytes, verifyReplyBytes } from '../../src/protocol/signature.js';
import { signatureOf } from '../support/envelopes.js';
import { pair } from '../support/key-pairs.js';

const { privateKey, publicKey } = pair('app');
const TYPES: readonly SignType[] = ['RSA2', 'RSA'];

describe('SIGN_ALGORITHMS', () => {
  it('holds the digests and the shortest keys of the gateway', () => {
    expect(SIGN_ALGORITHMS).toEqual({
      RSA2: { digest: 'sha256', minKeyBits: 2048 },
      RSA: { digest: 'sha1', minKeyBits: 1024 },
    });
  });
});

describe('signText', () => {
  it.each(TYPES)('signs the UTF-8 bytes of a text with %s', async (type) => {
    const text = 'biz_content={"subject":"大乐透 🧧"}&charset=utf-8';
    const signature = await signText(text, privateKey, type);
    expect(signature).toMatch(/^[A-Za-z0-9+/]{342}==$/);
    expect(signature).toBe(signatureOf(text, privateKey, type));
    expect(verifyBytes(Buffer.from(text), signature, publicKey, type)).toBe(true);
  });

  it('signs the same text the same way each time', async () => {
    expect(await signText('a=1', privateKey, 'RSA2')).toBe(await signText('a=1', privateKey, 'RSA2'));
  });

  it('rejects where the key cannot sign', async () => {
    await expect(signText('a=1', publicKey, 'RSA2')).rejects.toThrow();
  });

  // Older lines of Node end the process where a signature fails in the thread pool (nodejs/node#52188). No such key comes as far
  // as that: all but plain RSA keys are refused when they are read.
  it.skipIf(/^v20\.19\./.test(process.version))('rejects where the key allows another digest only', async () => {
    await expect(signText('a=1', pair('pss').privateKey, 'RSA2')).rejects.toThrow();
  });
});

describe('verifyBytes', () => {
  const bytes = Buffer.from('{"code":"10000"}');
  const signature = signatureOf(bytes, privateKey);

  it.each([
    ['another text', Buffer.from('{"code":"10001"}'), signature],
    ['a longer text', Buffer.from('{"code":"10000"} '), signature],
    ['an empty text', Buffer.alloc(0), signature],
    ['no signature', bytes, ''],
    ['a signature that is no Base64', bytes, '!'],
    ['half a signature', bytes, signature.slice(0, 172)],
    ['a signature with more behind it', bytes, `${signature.slice(0, 342)}AAAA`],
    ['a signature of zeros', bytes, Buffer.alloc(256).toString('base64')],
    ['the signature of another key', bytes, signatureOf(bytes, pair('alipay').privateKey)],
    ['the signature of the other algorithm', bytes, signatureOf(bytes, privateKey, 'RSA')],
  ])('does not accept %s', (_what, text, sign) => {
    expect(verifyBytes(text, sign, publicKey, 'RSA2')).toBe(false);
  });
});

describe('verifyReplyBytes', () => {
  const verifies = (text: string, signed: string) =>
    verifyReplyBytes(Buffer.from(text), signatureOf(signed, privateKey), publicKey, 'RSA2');

  it('accepts the bytes as they were signed', () => {
    expect(verifies('{"url":"http:\\/\\/a"}', '{"url":"http:\\/\\/a"}')).toBe(true);
  });

  it('accepts slashes that were escaped after they were signed', () => {
    expect(verifies('{"url":"http:\\/\\/a","名":"中\\/文"}', '{"url":"http://a","名":"中/文"}')).toBe(true);
  });

  it('accepts them beside backslashes that are escaped themselves', () => {
    expect(verifies('{"path":"\\\\","url":"\\/"}', '{"path":"\\\\","url":"/"}')).toBe(true);
    expect(verifies('{"path":"\\\\","url":"\\/"}', '{"path":"/","url":"/"}')).toBe(false);
  });

  it('accepts them in GBK, where the second byte of a character can look like a backslash', () => {
    const gbk = (slash: string) => Buffer.from(`{"a":"\x81\x5c${slash}"}`, 'latin1');
    expect(verifyReplyBytes(gbk('\\/'), signatureOf(gbk('/'), privateKey), publicKey, 'RSA2')).toBe(true);
  });

  it('accepts them in the middle of a larger buffer, as the scanner cuts them', () => {
    const whole = Buffer.from('{"a_response":{"url":"\\/"},"sign":""}');
    const signature = signatureOf('{"url":"/"}', privateKey);
    expect(verifyReplyBytes(whole.subarray(14, 26), signature, publicKey, 'RSA2')).toBe(true);
  });

  it.each([
    ['slashes that were unescaped after they were signed', '{"url":"http://a"}', '{"url":"http:\\/\\/a"}'],
    ['another escape that was added', '{"a":"\\u0031"}', '{"a":"1"}'],
    ['a text without slashes that does not fit', '{"a":"2"}', '{"a":"1"}'],
    ['a text with slashes that does not fit', '{"a":"\\/2"}', '{"a":"/1"}'],
  ])('does not accept %s', (_what, text, signed) => {
    expect(verifies(text, signed)).toBe(false);
  });

  it('does not accept a backslash that was slipped in before an escaped slash, for it changes what the text says', () => {
    const [signed, changed] = ['{"path":"a\\/b"}', '{"path":"a\\\\/b"}'];
    expect(JSON.parse(changed)).not.toEqual(JSON.parse(signed));
    expect(verifies(changed, signed)).toBe(false);
  });
});
