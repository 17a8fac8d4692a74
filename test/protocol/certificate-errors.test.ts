import { describe, expect, it } from 'vitest';
import {
  certificateSn,
  readCertificates,
  rootCertificateSn,
  rootSnOf,
  tryKey,
  withKey,
} from '../../src/protocol/certificate.js';
import { isInDate, leadsToRoot } from '../../src/protocol/certificate-chain.js';
import { createTestAuthority } from '../../src/testing/authority.js';
import { pair, pem } from '../support/key-pairs.js';

const authority = createTestAuthority();
const publicPem = pem(pair('alipay').publicKey, 'spki');
const [leaf, ...between] = readCertificates(authority.issue(publicPem, { by: 'alipay', name: 'Alipay' }), 'x');
const roots = readCertificates(authority.root, 'x');
const BROKEN = Buffer.from([0x30, 0]);

describe('what is wrong with a certificate', () => {
  it('is that it is a key, by its own word', () => {
    const read = () => readCertificates(publicPem, 'certificates.app');
    expect(read).toThrow(
      '"certificates.app" holds a PUBLIC KEY and not a CERTIFICATE; it must be the .crt file as it was downloaded from the console',
    );
    expect(read).toThrow(
      '“certificates.app”的内容是 PUBLIC KEY，不是证书（CERTIFICATE）；应为从控制台下载的 .crt 文件',
    );
  });

  it('is that it is none', () => {
    expect(() => readCertificates(BROKEN, 'x')).toThrow('"x" is not a certificate; it must be the .crt file');
    expect(() => certificateSn(BROKEN)).toThrow('"certificate" is not a certificate');
    expect(() => rootCertificateSn(BROKEN)).toThrow('"root certificate" is not a certificate');
  });

  it('is that its key is not RSA’s', () => {
    const odd = { sn: '', isRsa: false, der: BROKEN };
    expect(tryKey(odd)).toBeUndefined();
    expect(() => withKey(odd, 'x')).toThrow(
      '"x" is not an RSA certificate (SM2 or ECDSA); choose the RSA2 certificates',
    );
    expect(() => withKey(odd, 'x')).toThrow('“x”不是 RSA 证书（可能是国密 SM2 或 ECDSA）；请在控制台选择 RSA2 证书');
  });
});

describe('the serial number of roots', () => {
  const one = (sn: string, isRsa: boolean) => ({ sn, isRsa, der: BROKEN });

  it('joins those that RSA signed, in their order', () => {
    expect(rootSnOf([one('a', true), one('b', false), one('c', true)], 'x')).toBe('a_c');
    expect(rootCertificateSn(authority.root)).toBe(roots[0].sn);
  });

  it('is none where RSA signed none', () => {
    for (const none of [[], [one('b', false)]]) {
      expect(() => rootSnOf(none, 'x')).toThrow('"x" holds no certificate that RSA signed; SM2 is not supported');
      expect(() => rootSnOf(none, 'x')).toThrow('“x”中没有 RSA 签名的证书；不支持国密（SM2）');
    }
  });
});

describe('the dates of a certificate', () => {
  const certificate = withKey(leaf, 'x');
  const from = Date.parse(certificate.x509.validFrom);
  const to = Date.parse(certificate.x509.validTo);

  it('hold from the first instant to the last', () => {
    expect([from - 1, from, to, to + 1].map((atMs) => isInDate(certificate, atMs))).toEqual([false, true, true, false]);
  });

  it('are not asked for where it is the leaf of a chain', () => {
    const authorities = between.map((one) => withKey(one, 'x'));
    const latest = Math.min(
      ...[...authorities, ...roots.map((one) => withKey(one, 'x'))].map(({ x509 }) => Date.parse(x509.validTo)),
    );
    expect(leadsToRoot(certificate, between, roots, latest)).toBe(true);
    expect(leadsToRoot(certificate, between, roots, latest + 1)).toBe(false);
  });
});
