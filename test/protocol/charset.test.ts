import { describe, expect, it } from 'vitest';
import { encodeText, escapeForeign, foreignCharacter, percentEncode } from '../../src/protocol/charset.js';

const decode = (bytes: Uint8Array) => new TextDecoder('gbk', { fatal: true }).decode(bytes);

describe('encodeText', () => {
  it('writes GBK that the decoder reads again, for every character that it has', () => {
    let count = 0;
    for (let code = 0x80; code <= 0xffff; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const character = String.fromCodePoint(code);
      if (foreignCharacter(character, 'GBK') !== undefined) continue;
      count++;
      if (decode(encodeText(character, 'GBK')) !== character) throw new Error(`U+${code.toString(16)}`);
    }
    // The two-byte characters of GBK, the same ones on every Node.
    expect(count).toBe(21_791);
  });

  it('writes ASCII and UTF-8 as they are', () => {
    expect(encodeText('a1 %', 'GBK').toString('latin1')).toBe('a1 %');
    expect(encodeText('支付宝', 'GBK').toString('hex')).toBe('d6a7b8b6b1a6');
    expect(encodeText('支', 'utf-8').toString('hex')).toBe('e694af');
  });

  it.each(['😀', '€', '\ue000', '\ufffd', 'ǹ', 'ḿ', '⿰', '〾', '︐', '⺁', '龴'])(
    'has no bytes in GBK for %j',
    (character) => {
      expect(encodeText(`a${character}支`, 'GBK').toString('hex')).toBe('613fd6a7');
      expect(foreignCharacter(`支${character}`, 'GBK')).toBe(character);
    },
  );

  it('takes every ASCII character and no other for its own byte', () => {
    const ascii = String.fromCharCode(...Array.from({ length: 128 }, (_, code) => code));
    expect(encodeText(ascii, 'GBK')).toEqual(Buffer.from(ascii, 'latin1'));
    expect(foreignCharacter(ascii, 'GBK')).toBeUndefined();
    expect(foreignCharacter('a\u0080', 'GBK')).toBe('\u0080');
    expect(encodeText('\u0080', 'GBK').toString()).toBe('?');
  });

  it('finds nothing foreign to UTF-8', () => {
    expect(foreignCharacter('😀', 'utf-8')).toBeUndefined();
  });
});

describe('escapeForeign', () => {
  it('writes what GBK lacks so that JSON reads it the same', () => {
    const json = JSON.stringify({ subject: '支付 😀 €' });
    const escaped = escapeForeign(json, 'GBK');
    expect(escaped).toBe('{"subject":"支付 \\ud83d\\ude00 \\u20ac"}');
    expect(JSON.parse(escaped)).toEqual(JSON.parse(json));
    expect(escapeForeign(json, 'utf-8')).toBe(json);
  });
});

describe('an escape', () => {
  it('has four digits', () => {
    expect(escapeForeign('"é\u0085"', 'GBK')).toBe('"é\\u0085"');
  });

  it('has two in a query', () => {
    expect(percentEncode('\n\t', 'GBK')).toBe('%0A%09');
  });
});

describe('percentEncode', () => {
  it('escapes bytes, and leaves the same characters alone in both charsets', () => {
    const plain = "AZaz09-_.!~*'()";
    expect(percentEncode(plain, 'GBK')).toBe(plain);
    expect(percentEncode(plain, 'utf-8')).toBe(plain);
    expect(percentEncode('支 +&=%', 'GBK')).toBe('%D6%A7%20%2B%26%3D%25');
    expect(percentEncode('支 +&=%', 'utf-8')).toBe('%E6%94%AF%20%2B%26%3D%25');
  });
});
