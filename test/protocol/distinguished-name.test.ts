import forge from 'node-forge';
import { describe, expect, it } from 'vitest';
import { bytesOf, childrenOf, formatName } from '../../src/protocol/distinguished-name.js';
import { loadAsn1 } from '../../src/protocol/forge.js';

const { asn1 } = forge;
const { Class, Type } = asn1;

function pair(oid: string, type: forge.asn1.Type, value: string): forge.asn1.Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, [
    asn1.create(Class.UNIVERSAL, Type.OID, false, asn1.oidToDer(oid).getBytes()),
    asn1.create(Class.UNIVERSAL, type, false, value),
  ]);
}

function nameOf(...sets: readonly (readonly forge.asn1.Asn1[])[]): string {
  const all = sets.map((pairs) => asn1.create(Class.UNIVERSAL, Type.SET, true, [...pairs]));
  return formatName(loadAsn1(), asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, all));
}

const CN = '2.5.4.3';
const C = '2.5.4.6';
const utf8 = (text: string) => Buffer.from(text).toString('latin1');

// What Java's X500Principal.getName() gives. Source: RFC 2253.
describe('formatName', () => {
  it('writes the most specific part first, without spaces', () => {
    const name = nameOf([pair(C, Type.PRINTABLESTRING, 'CN')], [pair(CN, Type.UTF8, utf8('蚂蚁'))]);
    expect(name).toBe('CN=蚂蚁,C=CN');
  });

  it('joins the parts of one place with a plus', () => {
    const name = nameOf([pair(CN, Type.UTF8, 'a'), pair('2.5.4.11', Type.UTF8, 'b')]);
    expect(name).toBe('CN=a+OU=b');
  });

  it.each([
    ['a,b+c"d\\e<f>g;h', 'CN=a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h'],
    [' a ', 'CN=\\ a\\ '],
    ['#a', 'CN=\\#a'],
    ['a # b', 'CN=a # b'],
  ])('escapes %j', (text, written) => {
    expect(nameOf([pair(CN, Type.UTF8, text)])).toBe(written);
  });

  it('reads the kinds of strings that names are written in', () => {
    const bmp = Buffer.from('蚂', 'utf16le').swap16().toString('latin1');
    const teletex = 20 as forge.asn1.Type;
    expect(nameOf([pair(CN, Type.BMPSTRING, bmp)])).toBe('CN=蚂');
    expect(nameOf([pair(CN, teletex, 'é')])).toBe('CN=é');
    expect(nameOf([pair(CN, Type.IA5STRING, 'a')])).toBe('CN=a');
  });

  it('writes what has no word, or is no text, as its bytes', () => {
    expect(nameOf([pair('1.2.840.113549.1.9.1', Type.IA5STRING, 'a@b')])).toBe('1.2.840.113549.1.9.1=#1603614062');
    expect(nameOf([pair(CN, Type.OCTETSTRING, 'a')])).toBe('2.5.4.3=#040161');
  });

  it('finds nothing below what holds bytes, nor bytes in what holds others', () => {
    const leaf = asn1.create(Class.UNIVERSAL, Type.UTF8, false, 'a');
    const set = asn1.create(Class.UNIVERSAL, Type.SET, true, [leaf]);
    expect([childrenOf(leaf), childrenOf(undefined), childrenOf(set)]).toEqual([[], [], [leaf]]);
    expect([bytesOf(leaf), bytesOf(undefined), bytesOf(set)]).toEqual(['a', '', '']);
  });

  it('writes a type without a value as one without bytes', () => {
    const lone = asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, [
      asn1.create(Class.UNIVERSAL, Type.OID, false, asn1.oidToDer(CN).getBytes()),
    ]);
    expect(nameOf([lone])).toBe('2.5.4.3=#');
  });
});
