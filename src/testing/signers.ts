import type { KeyObject } from 'node:crypto';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { certificateSn, rootCertificateSn } from '../protocol/certificate.js';
import { readPublicKey } from '../protocol/keys.js';
import type { IssueTerms, TestAuthority } from './authority.js';
import type { TestCredentials } from './credentials.js';

/** What replies are signed with at this moment. */
export interface Signer {
  readonly key: KeyObject;
  /** In certificate mode the certificate's. */
  readonly certSn?: string;
}

/** What a client is configured with in certificate mode. */
export interface CertificateCredentials {
  readonly appId: string;
  readonly privateKey: string;
  /** PEM texts. */
  readonly certificates: { readonly app: string; readonly alipay: string; readonly root: string };
}

/** How Alipay's certificate is replaced. */
export interface RotationTerms {
  /** Who issues the new one; anybody but `alipay` is a fraud. Default `alipay`. */
  readonly by?: IssueTerms['by'];
}

/** The keys and certificates that a gateway signs with. */
export interface Signers {
  current(): Signer;
  /** Set in certificate mode. */
  readonly mode: CertificateMode | undefined;
}

/** Certificate mode, on the gateway's side. */
export interface CertificateMode {
  readonly credentials: CertificateCredentials;
  readonly appCertSn: string;
  readonly rootCertSn: string;
  /** Replaces Alipay's certificate by one with a new key; returns its SN. */
  rotate(terms?: RotationTerms): string;
  /** A certificate that was ever used, PEM with its issuer's; `undefined` where there was none. */
  find(certSn: string): string | undefined;
}

/** Makes the signers of a gateway: one key, or certificates that can be replaced. */
export function createSigners(
  credentials: TestCredentials,
  alipayKey: KeyObject,
  authority: TestAuthority | undefined,
): Signers {
  if (authority !== undefined) return createCertified(credentials, alipayKey, authority);
  const only: Signer = { key: alipayKey };
  return { current: () => only, mode: undefined };
}

function createCertified(credentials: TestCredentials, alipayKey: KeyObject, authority: TestAuthority): Signers {
  const { appId, privateKey, appPublicKey } = credentials;
  const issued = new Map<string, string>();
  const sign = (key: KeyObject, by: IssueTerms['by']): Signer => {
    const pem = authority.issue(pemOf(createPublicKey(key)), { by, name: `支付宝测试-${appId}` });
    const certSn = certificateSn(pem);
    issued.set(certSn, pem);
    return { key, certSn };
  };
  const first = sign(alipayKey, 'alipay');
  let current = first;
  const app = authority.issue(pemOf(readPublicKey(appPublicKey, 'credentials.appPublicKey', 'RSA')), {
    by: 'app',
    name: `2088000000000000-${appId}`,
  });
  return {
    current: () => current,
    mode: {
      credentials: {
        appId,
        privateKey,
        certificates: { app, alipay: issued.get(first.certSn ?? '') ?? '', root: authority.root },
      },
      appCertSn: certificateSn(app),
      rootCertSn: rootCertificateSn(authority.root),
      rotate: ({ by = 'alipay' } = {}) => {
        current = sign(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey, by);
        return current.certSn ?? '';
      },
      find: (certSn) => issued.get(certSn),
    },
  };
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}
