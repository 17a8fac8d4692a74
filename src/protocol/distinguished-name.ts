import type { asn1 as Der } from 'node-forge';
import type { Asn1 } from './forge.js';

// The names that RFC 2253 has words for; all others are written as their numbers. Source: RFC 2253 section 2.3.
const KEYWORDS: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.6', 'C'],
  ['2.5.4.9', 'STREET'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  ['0.9.2342.19200300.100.1.1', 'UID'],
]);

/**
 * A name of a certificate as RFC 2253 writes it, which is what Java's `X500Principal.getName()` gives: the most specific part
 * first, commas without spaces, special characters escaped, types without a word as `oid=#hex`. Source: protocol.md 3.1.
 *
 * @param name the DER of an X.501 name, as node-forge reads it
 */
export function formatName(asn1: Asn1, name: Der.Asn1): string {
  const sets = childrenOf(name).map((set) =>
    childrenOf(set)
      .map((pair) => formatPair(asn1, pair))
      .join('+'),
  );
  return sets.reverse().join(',');
}

/** What a node of DER holds; nothing where it holds bytes. */
export function childrenOf(node: Der.Asn1 | undefined): readonly Der.Asn1[] {
  return Array.isArray(node?.value) ? node.value : [];
}

/** The bytes of a node of DER as a binary string; empty where it holds other nodes. */
export function bytesOf(node: Der.Asn1 | undefined): string {
  return typeof node?.value === 'string' ? node.value : '';
}

function formatPair(asn1: Asn1, pair: Der.Asn1): string {
  const [type, value] = childrenOf(pair);
  const oid = asn1.derToOid(bytesOf(type));
  const keyword = KEYWORDS.get(oid);
  const text = value === undefined ? undefined : readString(asn1, value);
  if (keyword !== undefined && text !== undefined) return `${keyword}=${escapeValue(text)}`;
  const der = value === undefined ? '' : asn1.toDer(value).toHex();
  return `${oid}=#${der}`;
}

function readString(asn1: Asn1, value: Der.Asn1): string | undefined {
  const bytes = Buffer.from(bytesOf(value), 'latin1');
  switch (value.type) {
    case asn1.Type.UTF8:
      return bytes.toString('utf8');
    case asn1.Type.BMPSTRING:
      return bytes.swap16().toString('utf16le');
    case asn1.Type.PRINTABLESTRING:
    case asn1.Type.IA5STRING:
    // TeletexString, which forge has no name for; Latin-1 in practice.
    case 20 as Der.Type:
      return bytes.toString('latin1');
    default:
      return undefined;
  }
}

function escapeValue(text: string): string {
  const escaped = text.replaceAll(/[,+"\\<>;]/g, (char) => `\\${char}`);
  return escaped.replace(/^[# ]/, (char) => `\\${char}`).replace(/(?<=.) $/, '\\ ');
}
