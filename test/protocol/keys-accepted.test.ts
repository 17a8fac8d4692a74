import type { KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isPair, publicKeyMarks, readPrivateKey, readPublicKey } from '../../src/protocol/keys.js';
import type { Structure } from '../support/key-pairs.js';
import { bare, der, pair, pem } from '../support/key-pairs.js';

const { privateKey, publicKey } = pair('app');

type Wrap = (key: KeyObject, type: Structure) => string | Uint8Array;

const inLines = (text: string) => text.replaceAll(/.{64}/g, '$&\n');

const WRAPPINGS: readonly (readonly [what: string, wrap: Wrap])[] = [
  ['PEM', pem],
  ['PEM with Windows line ends', (key, type) => pem(key, type).replaceAll('\n', '\r\n')],
  ['PEM with the literal \\n of a .env file', (key, type) => pem(key, type).replaceAll('\n', '\\n')],
  ['PEM with the literal \\r\\n of a .env file', (key, type) => pem(key, type).replaceAll('\n', '\\r\\n')],
  ['PEM in double quotes', (key, type) => `"${pem(key, type)}"`],
  ['PEM in single quotes, with literal \\n', (key, type) => `'${pem(key, type).replaceAll('\n', '\\n')}'`],
  ['PEM with blank lines before its END line', (key, type) => pem(key, type).replace('-----END', '\n\n-----END')],
  ['PEM with its body on one line', (key, type) => pem(key, type).replaceAll(/(?<=[^-])\n(?=[^-])/g, '')],
  ['PEM below a remark', (key, type) => `Bag Attributes: <none>\n${pem(key, type)}`],
  ['PEM without a line end after it', (key, type) => pem(key, type).trim()],
  ['bare Base64', bare],
  ['bare Base64 with white space around it', (key, type) => ` \t${bare(key, type)}\r\n`],
  ['bare Base64 in lines', (key, type) => inLines(bare(key, type))],
  ['bare Base64 with literal \\n', (key, type) => inLines(bare(key, type)).replaceAll('\n', '\\n')],
  ['bare Base64 in quotes', (key, type) => `"${bare(key, type)}"`],
  ['bare Base64 below a byte order mark', (key, type) => `\ufeff${bare(key, type)}`],
  ['a Buffer of DER', der],
  ['a Uint8Array of DER', (key, type) => new Uint8Array(der(key, type))],
  ['a view into the middle of a larger buffer', (key, type) => new Uint8Array([7, ...der(key, type)]).subarray(1)],
  ['a Buffer that holds PEM', (key, type) => Buffer.from(pem(key, type))],
  ['a Buffer that holds bare Base64', (key, type) => Buffer.from(bare(key, type))],
];

describe('readPrivateKey', () => {
  for (const structure of ['pkcs1', 'pkcs8'] as const) {
    it.each(WRAPPINGS)(`reads ${structure} as %s`, (_what, wrap) => {
      expect(readPrivateKey(wrap(privateKey, structure), 'privateKey', 'RSA2').equals(privateKey)).toBe(true);
    });
  }

  it.each([
    ['PKCS#1 under the label of PKCS#8', 'pkcs1', 'RSA PRIVATE KEY', 'PRIVATE KEY'],
    ['PKCS#8 under the label of PKCS#1', 'pkcs8', 'PRIVATE KEY', 'RSA PRIVATE KEY'],
  ] as const)('reads %s, for the bytes count and not the label', (_what, structure, label, wrong) => {
    const text = pem(privateKey, structure).replaceAll(`${label}-----`, `${wrong}-----`);
    expect(text).toContain(`-----BEGIN ${wrong}-----`);
    expect(readPrivateKey(text, 'privateKey', 'RSA2').equals(privateKey)).toBe(true);
  });

  it('takes 1024 bits with RSA', () => {
    const short = pair('short').privateKey;
    expect(readPrivateKey(pem(short, 'pkcs8'), 'privateKey', 'RSA').equals(short)).toBe(true);
  });

  it('does not change the bytes that it was given', () => {
    const bytes = der(privateKey, 'pkcs8');
    readPrivateKey(bytes, 'privateKey', 'RSA2');
    expect(bytes.equals(der(privateKey, 'pkcs8'))).toBe(true);
  });
});

describe('readPublicKey', () => {
  for (const structure of ['spki', 'pkcs1'] as const) {
    it.each(WRAPPINGS)(`reads ${structure} as %s`, (_what, wrap) => {
      expect(readPublicKey(wrap(publicKey, structure), 'alipayPublicKey', 'RSA2').equals(publicKey)).toBe(true);
    });
  }

  it('takes 1024 bits with RSA', () => {
    const short = pair('short').publicKey;
    expect(readPublicKey(bare(short, 'spki'), 'alipayPublicKey', 'RSA').equals(short)).toBe(true);
  });
});

describe('isPair', () => {
  it('knows the two halves of one key', () => {
    expect(isPair(privateKey, publicKey)).toBe(true);
    expect(isPair(privateKey, readPublicKey(bare(publicKey, 'pkcs1'), 'alipayPublicKey', 'RSA2'))).toBe(true);
  });

  it('knows that halves of two keys are none', () => {
    expect(isPair(privateKey, pair('alipay').publicKey)).toBe(false);
  });
});

describe('publicKeyMarks', () => {
  it('are pieces of the public key as the console shows it: behind what all keys begin with, and the end', () => {
    const shown = bare(publicKey, 'spki');
    const [middle, end] = publicKeyMarks(privateKey);
    expect([middle.length, end.length]).toEqual([12, 16]);
    expect(shown.indexOf(middle)).toBe(44);
    expect(shown.endsWith(end)).toBe(true);
    // Not of the beginning that all keys share.
    expect(publicKeyMarks(pair('alipay').privateKey)[0]).not.toBe(middle);
  });
});
