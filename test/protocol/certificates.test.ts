import { createHash, createPublicKey } from 'node:crypto';
import forge from 'node-forge';
import { describe, expect, it, vi } from 'vitest';
import { certificateSn, readCertificates, rootCertificateSn, tryKey, withKey } from '../../src/protocol/certificate.js';
import { isInDate, leadsToRoot } from '../../src/protocol/certificate-chain.js';
import { encryptContent } from '../../src/protocol/content-cipher.js';
import { readPemBlocks } from '../../src/protocol/key-bytes.js';
import { openKeyContainer } from '../../src/protocol/key-container.js';
import { openReply } from '../../src/protocol/open-reply.js';
import { createTestAuthority } from '../../src/testing/authority.js';
import { certificateOf } from '../support/certificates.js';
import { signedReply } from '../support/envelopes.js';
import { der, pair, pem } from '../support/key-pairs.js';

const authority = createTestAuthority();
const NOW = Date.UTC(2026, 10, 24);
const publicPem = pem(pair('alipay').publicKey, 'spki');
const issue = (by: 'alipay' | 'app' | 'stranger') =>
  readCertificates(authority.issue(publicPem, { by, name: 'Alipay' }), 'x');
const roots = readCertificates(authority.root, 'x');
const keyed = (certificate: ReturnType<typeof issue>[0]) => withKey(certificate, 'x');

describe('leadsToRoot', () => {
  it('goes up by the certificates that came along', () => {
    const [leaf, authorityBetween] = issue('alipay');
    expect(authorityBetween).toBeDefined();
    const between = authorityBetween === undefined ? [] : [authorityBetween];
    expect(leadsToRoot(keyed(leaf), between, roots, NOW)).toBe(true);
    expect(leadsToRoot(keyed(leaf), [], roots, NOW)).toBe(false);
    // The authority itself is a root's own.
    expect(between.every((one) => leadsToRoot(keyed(one), [], roots, NOW))).toBe(true);
  });

  it('leads a stranger nowhere', () => {
    const [leaf, ...between] = issue('stranger');
    expect(leadsToRoot(keyed(leaf), between, roots, NOW)).toBe(false);
  });

  it('does not go by a certificate that may not issue', () => {
    const [leaf] = issue('alipay');
    expect(leadsToRoot(keyed(leaf), [leaf, leaf], roots, NOW)).toBe(false);
  });

  it('does not go by what is not valid at the time, nor by what cannot be read', () => {
    const [leaf, ...between] = issue('alipay');
    expect(leadsToRoot(keyed(leaf), between, roots, Date.UTC(2060, 0, 1))).toBe(false);
    expect(isInDate(keyed(leaf), Date.UTC(2019, 0, 1))).toBe(false);
    const broken = { sn: '', isRsa: true, der: Buffer.from([0x30, 0]) };
    expect(tryKey(broken)).toBeUndefined();
    expect(leadsToRoot(keyed(leaf), [broken, ...between], [broken, ...roots], NOW)).toBe(true);
  });

  it('ends in a circle of authorities', () => {
    const self = keyed(readCertificates(certificateOf(pair('app')).pem, 'x')[0]);
    expect(leadsToRoot(self, [self], roots, Date.parse(self.x509.validFrom) || NOW)).toBe(false);
  });
});

describe('readCertificates', () => {
  it('reads certificates of the first version, which say no version', () => {
    const { der: third } = certificateOf(pair('app'));
    const first = changed(third, ([tbs]) => tbs?.shift());
    expect(first.length).toBeLessThan(third.length);
    expect(certificateSn(first)).toBe(certificateSn(third));
  });

  it('takes the serial number for one that is not negative, however it begins', () => {
    const certificate = changed(certificateOf(pair('app')).der, ([tbs]) => {
      if (tbs?.[1] !== undefined) tbs[1].value = '\xf1\x00\x80\xff';
    });
    const expected = createHash('md5').update(`CN=test${0xf10080ff}`).digest('hex');
    expect(certificateSn(certificate)).toBe(expected);
  });

  it('finds no root in a certificate that another algorithm than RSA signed', () => {
    const hex = certificateOf(pair('app')).der.toString('hex');
    const other = Buffer.from(hex.replaceAll('2a864886f70d01010b', '2a864886f70d01020b'), 'hex');
    expect(() => rootCertificateSn(other)).toThrow('"root certificate" holds no certificate that RSA signed');
  });

  it('reads DER as it is, whatever text is in it', () => {
    const bytes = Buffer.concat([Buffer.from([0x30, 0x7f]), Buffer.from(authority.root)]);
    expect(readPemBlocks(bytes, 'x')).toEqual([{ der: bytes }]);
  });

  it('reads the DER of one, and the PEM of many', () => {
    expect(readPemBlocks(certificateOf(pair('app')).der, 'x')).toHaveLength(1);
    expect(readPemBlocks(authority.root + authority.root, 'x')).toHaveLength(2);
    expect(readPemBlocks(Buffer.from(authority.root), 'x')).toHaveLength(1);
    expect(() => readPemBlocks(7, 'x')).toThrow('"x" must be a key');
  });
});

/** A certificate whose parts were changed; its signature is nobody's. */
function changed(bytes: Buffer, change: (parts: readonly forge.asn1.Asn1[][]) => unknown): Buffer {
  const asn1 = forge.asn1.fromDer(bytes.toString('latin1'));
  change((asn1.value as forge.asn1.Asn1[]).map(({ value }) => value as forge.asn1.Asn1[]));
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'latin1');
}

describe('openKeyContainer', () => {
  it('says so where the key in it is not RSA’s', () => {
    const own = pair('app');
    const key = forge.pki.privateKeyFromPem(pem(own.privateKey, 'pkcs1'));
    // forge writes RSA keys alone, so it is given the bytes of another one to wrap.
    const ec = forge.asn1.fromDer(der(pair('ec').privateKey, 'pkcs8').toString('latin1'));
    const wrapping = vi.spyOn(forge.pki, 'wrapRsaPrivateKey').mockReturnValue(ec);
    const asn1 = forge.pkcs12.toPkcs12Asn1(key, [forge.pki.certificateFromPem(certificateOf(own).pem)], 'a');
    wrapping.mockRestore();
    const container = Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'latin1');
    expect(() => openKeyContainer(container, 'a', 'x')).toThrow('"x" holds no RSA private key');
  });

  it('says that it is no container, whatever else it is', () => {
    expect(() => openKeyContainer(Buffer.from('text'), 'a', 'x')).toThrow('"x" is not a PKCS#12 container');
  });
});

describe('a reply that names a certificate', () => {
  const NAME = 'alipay_trade_query_response';
  const { privateKey, publicKey } = pair('alipay');
  const key = createPublicKey(pem(publicKey, 'spki'));
  const named = (node: string) =>
    Buffer.from(
      signedReply(NAME, node, privateKey).toString('latin1').replace(/\}$/, ',"alipay_cert_sn":"c1"}'),
      'latin1',
    );
  const open = (bytes: Buffer, known: string, seen: unknown[] = []) =>
    openReply(bytes, 'alipay.trade.query', {
      key: createPublicKey(pem(pair('app').publicKey, 'spki')),
      signType: 'RSA2',
      keyFor: (certSn, read) => {
        seen.push(read());
        return certSn === known ? key : undefined;
      },
    });

  it('is verified with that one, and is a stranger where nobody knows it', () => {
    const node = '{"code":"10000"}';
    expect(open(named(node), 'c1')).toMatchObject({ kind: 'verified', certSn: 'c1' });
    expect(open(named(node), 'c2')).toEqual({ kind: 'stranger', certSn: 'c1' });
    // Without a name it can only be the one of the settings, and is not.
    expect(open(signedReply(NAME, node, privateKey), 'c1')).toEqual({ kind: 'forged' });
  });

  it('is opened with the AES key once it is believed, and says what is wrong with another one', () => {
    const [aes, other] = [Buffer.alloc(16, 1), Buffer.alloc(16, 2)];
    const sealed = (plain: string) => signedReply(NAME, `"${encryptContent(plain, aes)}"`, privateKey);
    const read = (bytes: Buffer, encryptKey: Buffer) =>
      openReply(bytes, 'alipay.trade.query', { key, signType: 'RSA2', encryptKey });
    expect(read(sealed('{"code":"10000"}'), aes)).toMatchObject({ kind: 'verified', node: { code: '10000' } });
    expect(read(sealed('{"code":"10000"}'), other)).toMatchObject({
      why: 'it is encrypted with another key than encryptKey',
    });
    for (const plain of ['1', 'null', '"a"', '{'])
      expect(read(sealed(plain), aes)).toMatchObject({ why: `${NAME} is not JSON` });
    expect(read(signedReply(NAME, '"not Base64 of blocks"', privateKey), aes).kind).toBe('malformed');
  });

  it('shows what it says before it is believed, to whoever has to judge the certificate by that', () => {
    const seen: unknown[] = [];
    open(named('{"code":"10000"}'), 'c1', seen);
    open(named('{code}'), 'c1', seen);
    expect(seen).toEqual([{ code: '10000' }, undefined]);
  });
});
