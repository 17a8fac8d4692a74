import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decryptContent, encryptContent, isCiphertext, readAesKey } from '../../src/protocol/content-cipher.js';

const KEY = Buffer.alloc(16, 7);

describe('isCiphertext', () => {
  it.each([
    ['a block', Buffer.alloc(16).toString('base64'), true],
    ['two blocks', Buffer.alloc(32).toString('base64'), true],
    ['half a block', Buffer.alloc(8).toString('base64'), false],
    ['nothing', '', false],
    ['a single letter, which is no byte', 'A', false],
    ['something before a block', `{${Buffer.alloc(16).toString('base64')}`, false],
    ['something behind a block', `${Buffer.alloc(16).toString('base64')}}`, false],
  ])('of %s (%j) is %s', (_what, text, expected) => {
    expect(isCiphertext(text)).toBe(expected);
  });
});

describe('AES content', () => {
  it.each(['', 'a', '支付宝', 'x'.repeat(16)])('is the text again once it is opened: %j', (text) => {
    expect(decryptContent(encryptContent(text, KEY), KEY)).toBe(text);
    expect(encryptContent(Buffer.from(text), KEY)).toBe(encryptContent(text, KEY));
  });

  it('has an IV of zeros, as the gateway has', () => {
    const cipher = createCipheriv('aes-128-cbc', KEY, Buffer.alloc(16));
    expect(encryptContent('a', KEY)).toBe(Buffer.concat([cipher.update('a'), cipher.final()]).toString('base64'));
  });

  it('is read as GBK where it is no UTF-8', () => {
    expect(decryptContent(encryptContent(Buffer.from('d6a7b8b6', 'hex'), KEY), KEY)).toBe('支付');
  });

  it('is nothing where the key does not fit', () => {
    expect(decryptContent(encryptContent('a', KEY), Buffer.alloc(16, 8))).toBeUndefined();
    expect(decryptContent('AAAA', KEY)).toBeUndefined();
  });
});

describe('readAesKey', () => {
  it.each([16, 24, 32])('takes %d bytes, and blanks around them', (length) => {
    const key = Buffer.alloc(length, 3);
    expect(readAesKey(` ${key.toString('base64')}\n`, 'encryptKey')).toEqual(key);
  });

  it.each<[input: unknown, en: string, zh: string]>([
    [undefined, 'got undefined', '收到的是 undefined'],
    [7, 'got a number', '收到的是数字'],
    ['not Base64!', 'got a text that is not Base64', '收到的是非 Base64 文本'],
    [`!${Buffer.alloc(16).toString('base64')}`, 'got a text that is not Base64', '收到的是'],
    [`${Buffer.alloc(16).toString('base64')}!`, 'got a text that is not Base64', '收到的是'],
    ['', 'got a text that is not Base64', '收到的是'],
    [Buffer.alloc(15).toString('base64'), 'got one of 15 bytes', '收到的是 15 字节'],
  ])('refuses %j and says what came', (input, en, zh) => {
    const read = () => readAesKey(input, 'encryptKey');
    expect(read).toThrow(TypeError);
    expect(read).toThrow(`"encryptKey" must be the AES key of the console, Base64 of 16 bytes (24 characters), ${en}`);
    expect(read).toThrow(
      `“encryptKey”应为控制台「接口内容加密方式」中的 AES 密钥，即 16 字节的 Base64（24 个字符），${zh}`,
    );
  });
});
