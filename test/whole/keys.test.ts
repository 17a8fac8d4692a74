import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import forge from 'node-forge';
import { afterAll, describe, expect, test } from 'vitest';
import type { AlipayOptions } from '../../src/index.js';
import { certificateSn, createAlipay, rootCertificateSn } from '../../src/index.js';
import { createTestAuthority, createTestCredentials, startGateway } from '../../src/testing/index.js';
import { certificateOf } from '../support/certificates.js';
import { pair } from '../support/key-pairs.js';

const credentials = createTestCredentials();
const authority = createTestAuthority();
const gateway = await startGateway({ credentials, authority });
const { certificates, ...own } = gateway.certificateCredentials;
const folder = mkdtempSync(join(tmpdir(), 'keys-'));
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true });
});

const file = (name: string, content: string | Buffer): { readonly path: string } => {
  writeFileSync(join(folder, name), content);
  return { path: join(folder, name) };
};
const container = (passphrase: string, algorithm: '3des' | 'aes256' = 'aes256'): Buffer => {
  const pkcs1 = createPrivateKey(own.privateKey).export({ type: 'pkcs1', format: 'pem' }).toString();
  const key = forge.pki.privateKeyFromPem(pkcs1);
  const asn1 = forge.pkcs12.toPkcs12Asn1(key, [forge.pki.certificateFromPem(certificates.app)], passphrase, {
    algorithm,
  });
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'latin1');
};
const create = (options: Partial<AlipayOptions>) =>
  createAlipay({ ...own, certificates, gateway: gateway.url, ...options } as AlipayOptions);
const works = async (options: Partial<AlipayOptions>): Promise<void> => {
  const { data } = await create(options).execute('alipay.trade.create', {
    out_trade_no: 'keys-1',
    total_amount: '1.00',
    subject: '书',
  });
  expect(data.code).toBe('10000');
};

describe('keys and certificates', () => {
  test('are read as texts, as bytes and from files', async () => {
    await works({
      privateKey: file('key.pem', own.privateKey),
      certificates: {
        app: file('app.crt', certificates.app),
        alipay: Buffer.from(certificates.alipay),
        root: certificates.root,
      },
    });
  });

  test('are read where the console has put blank lines into them', async () => {
    await works({
      certificates: { ...certificates, app: certificates.app.replaceAll('\n-----END', '\n\n\n-----END') },
    });
  });

  test.each(['3des', 'aes256'] as const)('are taken out of a PKCS#12 container (%s)', async (algorithm) => {
    await works({ privateKey: { pkcs12: container('geheim', algorithm), passphrase: 'geheim' } });
    await works({ privateKey: { pkcs12: file('key.p12', container('', algorithm)), passphrase: '' } });
  });

  test.each<[what: string, options: () => Partial<AlipayOptions>, words: string]>([
    [
      'a passphrase that does not fit',
      () => ({ privateKey: { pkcs12: container('geheim'), passphrase: 'x' } }),
      'cannot be opened with its passphrase',
    ],
    [
      'no passphrase',
      () => ({ privateKey: { pkcs12: container('a'), passphrase: undefined as never } }),
      '"privateKey.passphrase" must be',
    ],
    [
      'no container',
      () => ({ privateKey: { pkcs12: Buffer.from('0123'), passphrase: 'a' } }),
      'is not a PKCS#12 container',
    ],
    [
      'a container in text',
      () => ({ privateKey: { pkcs12: 'text' as never, passphrase: 'a' } }),
      '"privateKey.pkcs12" must be the bytes',
    ],
    [
      'a container without a key',
      () => ({ privateKey: { pkcs12: keyless(), passphrase: 'a' } }),
      'holds no RSA private key',
    ],
    [
      'a file that is not there',
      () => ({ privateKey: { path: join(folder, 'none') } }),
      '"privateKey.path" names a file that cannot be read (ENOENT)',
    ],
    ['both modes', () => ({ alipayPublicKey: credentials.alipayPublicKey }), 'an app has one of them'],
    ['neither mode', () => ({ certificates: undefined as never }), '"alipayPublicKey" must be a key'],
    [
      'a certificate of another app',
      () => ({ certificates: { ...certificates, app: other() } }),
      '"certificates.app" does not belong to `privateKey`',
    ],
    [
      'only two of the three',
      () => ({ certificates: { ...certificates, root: undefined } }),
      '"certificates.root" is missing',
    ],
    [
      "the app's certificate twice",
      () => ({ certificates: { ...certificates, alipay: certificates.app } }),
      '"certificates.alipay" is the app\'s own',
    ],
    [
      'a leaf for the root',
      () => ({
        certificates: { ...certificates, root: certificates.alipay.split(/(?<=END CERTIFICATE-----\n)/)[0] ?? '' },
      }),
      '"certificates.root" holds no root',
    ],
    [
      'a root that has ended',
      () => ({ certificates: { ...certificates, root: createTestAuthority({ untilMs: Date.UTC(2021, 0, 1) }).root } }),
      '"certificates.root" is not valid today',
    ],
    [
      'a key for a certificate',
      () => ({ certificates: { ...certificates, app: own.privateKey } }),
      'holds a PRIVATE KEY and not a CERTIFICATE',
    ],
    [
      'something else for a certificate',
      () => ({ certificates: { ...certificates, app: Buffer.from([0x30, 0]) } }),
      '"certificates.app" is not a certificate',
    ],
    [
      'an SM2 certificate',
      () => ({ certificates: { ...certificates, alipay: ecCertificate() } }),
      'is not an RSA certificate',
    ],
    [
      'roots of SM2 alone',
      () => ({ certificates: { ...certificates, root: ecCertificate() } }),
      'holds no certificate that RSA signed',
    ],
    ['an SM2 key', () => ({ privateKey: sm2Key() }), 'is not an RSA key'],
    [
      'an unknown certificate',
      () => ({ certificates: { ...certificates, sm2: '' } as never }),
      '"certificates.sm2" is not an option',
    ],
    ['an AES key of 15 bytes', () => ({ encryptKey: Buffer.alloc(15).toString('base64') }), 'got one of 15 bytes'],
    ['an AES key that is no Base64', () => ({ encryptKey: 'not base64!' }), 'a text that is not Base64'],
    ['an AES key that is no text', () => ({ encryptKey: Buffer.alloc(16) as never }), 'got an object'],
    ['a charset that nobody speaks', () => ({ charset: 'latin1' as never }), '"charset"'],
    ['authorisation with spaces', () => ({ additionalAuthInfo: 'a=1, b=2' }), '"additionalAuthInfo" must be'],
  ])('%s: refused at once, with the cure in both languages', (_what, options, words) => {
    let message = '';
    try {
      create(options());
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError);
      message = (error as Error).message;
    }
    expect(message).toContain(words);
    expect(message).toMatch(/[\u4e00-\u9fff]/);
    expect(message).not.toContain('MII');
  });
});

describe('the serial numbers', () => {
  test('are public, and those that node-forge and node:crypto lead to', () => {
    const first = forge.pki.certificateFromPem(certificates.app);
    const issuer = first.issuer.attributes
      .map(({ shortName, value }) => `${shortName}=${value}`)
      .reverse()
      .join(',');
    const md5 = forge.md.md5.create().update(`${issuer}${BigInt(`0x${first.serialNumber}`)}`);
    expect(certificateSn(certificates.app)).toBe(md5.digest().toHex());
    expect(rootCertificateSn(certificates.root)).toBe(certificateSn(certificates.root));
    expect(rootCertificateSn(certificates.root + ecCertificate() + certificates.root)).toBe(
      `${certificateSn(certificates.root)}_${certificateSn(certificates.root)}`,
    );
  });
});

function other(): string {
  return authority.issue(createTestCredentials().appPublicKey, { by: 'app', name: 'another app' });
}

function keyless(): Buffer {
  const asn1 = forge.pkcs12.toPkcs12Asn1(null as never, [forge.pki.certificateFromPem(certificates.app)], 'a');
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'latin1');
}

function sm2Key(): string {
  return pair('sm2').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

// An RSA certificate whose key and algorithms are replaced by those of SM2; its signature is nobody's.
function ecCertificate(): string {
  const asn1 = forge.asn1.fromDer(certificateOf(pair('app')).der.toString('latin1'));
  const [tbs] = asn1.value as forge.asn1.Asn1[];
  const parts = tbs?.value as forge.asn1.Asn1[];
  // version, serial, algorithm, issuer, validity, subject, key
  const read = (bytes: Buffer) => forge.asn1.fromDer(bytes.toString('latin1'));
  parts[2] = read(Buffer.from('300a06082a811ccf55018375', 'hex'));
  parts[6] = read(pair('sm2').publicKey.export({ type: 'spki', format: 'der' }));
  const base64 = Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'latin1').toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`;
}
