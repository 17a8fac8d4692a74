import { afterEach, describe, expect, it, vi } from 'vitest';
import { readPrivateKey, readPublicKey } from '../../src/protocol/keys.js';
import { certificateOf } from '../support/certificates.js';
import { complaintOf, leakOf } from '../support/complaints.js';
import { bare, der, pair, pem } from '../support/key-pairs.js';

afterEach(() => vi.restoreAllMocks());

const { privateKey, publicKey } = pair('app');
const short = pair('short');
const locked8 = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' });
const locked1 = privateKey.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' });
const certificate = certificateOf(pair('app'));
const halfOf = (text: string) => text.slice(0, Math.floor(text.length / 2));
// As it comes out of an editor that lost lines: both frames stand, and the Base64 between them is whole to the byte.
const shortened = (text: string) => text.replace(/(-----BEGIN [A-Z ]+-----\n(?:.{64}\n){4})[\s\S]*?(?=-----END)/, '$1');

type Refusal = readonly [what: string, input: unknown, says: string];

const LOCKED = 'is locked with a passphrase; unlock it first: openssl pkcs8 -topk8 -nocrypt';
const NOT_A_KEY = 'not a key: neither PEM, nor Base64 of a key. Copy the whole key again';
const CUT = 'begins like PEM but its END line is missing; in a .env file the key must stand in quotes';
const NOT_SET = 'is the environment variable set?';

const BOTH: readonly Refusal[] = [
  ['undefined', undefined, `must be a key as PEM, bare Base64 or DER, got undefined; ${NOT_SET}`],
  ['null', null, `got null; ${NOT_SET}`],
  ['a number', 7, `got a number; ${NOT_SET}`],
  ['an object', { key: bare(privateKey, 'pkcs8') }, `got an object; ${NOT_SET}`],
  ['a KeyObject', privateKey, `got an object; ${NOT_SET}`],
  ['an empty text', '', `is empty; ${NOT_SET}`],
  ['an empty Buffer', Buffer.alloc(0), `is empty; ${NOT_SET}`],
  ['nothing but quotes and white space', ' "\n" ', `is empty; ${NOT_SET}`],
  ['the path of a file', '/etc/alipay/private-key.pem', `is 27 characters long and ${NOT_A_KEY}`],
  ['a key of the url-safe Base64 alphabet', bare(privateKey, 'pkcs8').replaceAll(/[+/]/g, '-'), NOT_A_KEY],
  ['Base64 of something else', Buffer.from('no key, only words').toString('base64'), NOT_A_KEY],
  ['words with the line ends of a .env file', 'no key\\nat all', `is 13 characters long and ${NOT_A_KEY}`],
  ['a single letter', 'M', `is 1 characters long and ${NOT_A_KEY}`],
  ['PEM without its END line', halfOf(pem(privateKey, 'pkcs8')), CUT],
  ['the first line of PEM alone', '-----BEGIN PRIVATE KEY-----', CUT],
  ['PEM whose END line has another label', pem(privateKey, 'pkcs8').replace('END PRIVATE', 'END PUBLIC'), CUT],
  ['PEM whose label ends in small letters', pem(privateKey, 'pkcs8').replaceAll('KEY-----', 'Key-----'), CUT],
  ['PEM whose label begins with a sign', pem(privateKey, 'pkcs8').replaceAll('PRIVATE KEY-----', '+KEY-----'), CUT],
  [
    'PEM without a body',
    '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----',
    `is 1 characters long and ${NOT_A_KEY}`,
  ],
  [
    'PEM that lost lines',
    shortened(pem(privateKey, 'pkcs8')),
    'is not a key that can be read (192 bytes, PEM label PRIVATE KEY)',
  ],
  [
    'truncated Base64',
    bare(privateKey, 'pkcs8').slice(0, 400),
    'is not a key that can be read (300 bytes, no PEM label)',
  ],
  ['truncated DER', der(publicKey, 'spki').subarray(0, 100), 'is not a key that can be read (100 bytes, no PEM label)'],
  ['PKCS#1 locked with a passphrase', locked1, LOCKED],
];

const FOR_PRIVATE: readonly Refusal[] = [
  ...BOTH,
  ...(['spki', 'pkcs1'] as const).flatMap((type): Refusal[] => [
    [`a public key (${type}, PEM)`, pem(publicKey, type), 'is a public key; the app private key belongs here'],
    [`a public key (${type}, bare)`, bare(publicKey, type), 'is a public key; the app private key belongs here'],
    [`a public key (${type}, DER)`, der(publicKey, type), 'is a public key; the app private key belongs here'],
  ]),
  ['PKCS#8 locked with a passphrase', locked8, LOCKED],
  ['a certificate', certificate.pem, 'PEM label CERTIFICATE'],
  ['an EC key (PKCS#8)', pem(pair('ec').privateKey, 'pkcs8'), 'is not an RSA key (ec); make an RSA 2048 key pair'],
  ['an EC key (SEC 1)', pem(pair('ec').privateKey, 'sec1'), 'is not an RSA key (ec)'],
  ['an SM2 key', bare(pair('sm2').privateKey, 'pkcs8'), 'is not an RSA key ('],
  ['a public EC key', pem(pair('ec').publicKey, 'spki'), 'is a public key'],
  ['an RSA-PSS key', pem(pair('pss').privateKey, 'pkcs8'), 'is not an RSA key (rsa-pss)'],
  ['1024 bits with RSA2', pem(short.privateKey, 'pkcs8'), 'has 1024 bits, and RSA2 needs at least 2048'],
];

const FOR_PUBLIC: readonly Refusal[] = [
  ...BOTH,
  ...(['pkcs8', 'pkcs1'] as const).flatMap((type): Refusal[] => [
    [`a private key (${type}, PEM)`, pem(privateKey, type), "is a private key; Alipay's public key belongs here"],
    [`a private key (${type}, bare)`, bare(privateKey, type), "is a private key; Alipay's public key belongs here"],
    [`a private key (${type}, DER)`, der(privateKey, type), "is a private key; Alipay's public key belongs here"],
  ]),
  ['a private EC key', pem(pair('ec').privateKey, 'sec1'), "is a private key; Alipay's public key belongs here"],
  ['a certificate', certificate.pem, "is a certificate; Alipay's bare public key belongs here"],
  ['an EC key', pem(pair('ec').publicKey, 'spki'), 'is not an RSA key (ec); make an RSA 2048 key pair'],
  ['an SM2 key', bare(pair('sm2').publicKey, 'spki'), 'is not an RSA key ('],
  ['1024 bits with RSA2', bare(short.publicKey, 'spki'), 'has 1024 bits, and RSA2 needs at least 2048'],
];

function expectComplaint(message: string, option: string, says: string): void {
  expect(message).toContain(`"${option}" `);
  expect(message).toContain(says);
  expect(message).toMatch(/ \/ “.+”.*[\u4e00-\u9fff]/);
}

describe('readPrivateKey', () => {
  it.each(FOR_PRIVATE)('refuses %s and says what to do', (_what, input, says) => {
    expectComplaint(
      complaintOf(() => readPrivateKey(input, 'privateKey', 'RSA2')),
      'privateKey',
      says,
    );
  });
});

describe('readPublicKey', () => {
  it.each(FOR_PUBLIC)('refuses %s and says what to do', (_what, input, says) => {
    expectComplaint(
      complaintOf(() => readPublicKey(input, 'alipayPublicKey', 'RSA2')),
      'alipayPublicKey',
      says,
    );
  });

  it('refuses a private key that is locked with a passphrase', () => {
    expect(complaintOf(() => readPublicKey(locked8, 'alipayPublicKey', 'RSA2'))).toContain('"alipayPublicKey" ');
  });
});

describe('a key below blocks that do not end', () => {
  const open = (count: number) => Array.from({ length: count }, (_, nth) => `-----BEGIN ${nth}-----\n`).join('');

  it('is found below a few, and not looked for below many, which somebody has made', () => {
    const key = pem(publicKey, 'spki');
    expect(readPublicKey(`${open(7)}${key}`, 'alipayPublicKey', 'RSA2').equals(publicKey)).toBe(true);
    expect(complaintOf(() => readPublicKey(`${open(8)}${key}`, 'alipayPublicKey', 'RSA2'))).toContain(CUT);
  });
});

describe('a complaint about a key', () => {
  it('tells of its label in Chinese as well', () => {
    const [bytes, lost] = [der(publicKey, 'spki').subarray(0, 100), shortened(pem(privateKey, 'pkcs8'))];
    expect(complaintOf(() => readPrivateKey(bytes, 'privateKey', 'RSA2'))).toContain('（100 字节，没有 PEM 标签）');
    expect(complaintOf(() => readPrivateKey(lost, 'privateKey', 'RSA2'))).toContain('，PEM 标签为 PRIVATE KEY）');
  });

  const secrets = [...FOR_PRIVATE, ...FOR_PUBLIC].filter(
    (row): row is readonly [string, string | Uint8Array, string] =>
      typeof row[1] === 'string' || row[1] instanceof Uint8Array,
  );

  it.each(secrets)('never shows 16 characters of it: %s', (_what, input) => {
    for (const read of [readPrivateKey, readPublicKey]) {
      let message = '';
      try {
        read(input, 'option', 'RSA2');
      } catch (error) {
        message = String(error) + (error as Error).stack;
      }
      expect(leakOf(message, input)).toBeUndefined();
    }
  });

  it('takes a key whose length the runtime does not tell for too short', () => {
    // No Node.js in use leaves the details of an RSA key out, so the property is taken away here.
    vi.spyOn(Object.getPrototypeOf(Object.getPrototypeOf(privateKey)), 'asymmetricKeyDetails', 'get').mockReturnValue(
      undefined,
    );
    expect(complaintOf(() => readPrivateKey(der(privateKey, 'pkcs8'), 'privateKey', 'RSA'))).toContain('has 0 bits');
  });
});
