import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';

/** How a certificate is issued. */
export interface IssueTerms {
  /** Who issues it: the authority for Alipay's own certificates, the one for those of apps, or a stranger. */
  readonly by: 'alipay' | 'app' | 'stranger';
  /** The subject's common name. */
  readonly name: string;
  /** In milliseconds since the epoch. Default 1 January 2020. */
  readonly fromMs?: number;
  /** In milliseconds since the epoch. Default 1 January 2050. */
  readonly untilMs?: number;
}

/**
 * A certificate authority like Ant's: one root, and below it one authority for Alipay's certificates and one for those of
 * apps. Its keys are good for tests and nothing else. Source: protocol.md 3.
 */
export interface TestAuthority {
  /** The bundle of roots, PEM: what is downloaded as `alipayRootCert.crt`. */
  readonly root: string;
  /** Issues a certificate for a public key (PEM): the certificate and the one of its issuer, as the console's files hold them. */
  issue(publicKey: string, terms: IssueTerms): string;
}

/** How a root is made. */
export interface AuthorityTerms {
  /** The end of the root itself, in milliseconds since the epoch. Default 1 January 2050. */
  readonly untilMs?: number;
}

const FROM_MS = Date.UTC(2020, 0, 1);
const UNTIL_MS = Date.UTC(2050, 0, 1);

interface Issuer {
  readonly name: forge.pki.CertificateField[];
  readonly key: forge.pki.rsa.PrivateKey;
  readonly certificate: forge.pki.Certificate;
}

/** Makes an authority; it takes some 400 ms, so make one for a file of tests. */
export function createTestAuthority(terms: AuthorityTerms = {}): TestAuthority {
  const serial = counter();
  const root = selfSigned('Ant Financial Certification Authority R1 test', terms.untilMs ?? UNTIL_MS, serial());
  const stranger = selfSigned('Another Certification Authority', UNTIL_MS, serial());
  const issuers: Readonly<Record<IssueTerms['by'], Issuer>> = {
    alipay: below(root, 'Ant Financial Certification Authority Class 2 R1 test', serial()),
    app: below(root, 'Ant Financial Certification Authority Class 1 R1 test', serial()),
    stranger: below(stranger, 'Another Certification Authority Class 2', serial()),
  };
  return {
    root: forge.pki.certificateToPem(root.certificate),
    issue: (publicKey, { by, name, fromMs = FROM_MS, untilMs = UNTIL_MS }) => {
      const issuer = issuers[by];
      // forge knows SPKI alone; Node reads whatever there is.
      const spki = createPublicKey(publicKey).export({ type: 'spki', format: 'pem' }).toString();
      const leaf = certificateFor(forge.pki.publicKeyFromPem(spki), subjectOf(name), issuer, {
        serial: serial(),
        fromMs,
        untilMs,
        isAuthority: false,
      });
      return forge.pki.certificateToPem(leaf) + forge.pki.certificateToPem(issuer.certificate);
    },
  };
}

function counter(): () => string {
  let last = 0x1000_0000;
  return () => (++last).toString(16);
}

function subjectOf(name: string): forge.pki.CertificateField[] {
  return [
    { name: 'countryName', value: 'CN' },
    { name: 'organizationName', value: 'Ant Financial test' },
    { name: 'organizationalUnitName', value: 'Certification Authority' },
    // As in the field, where names are Chinese. The types take it for a class, and it is a type.
    { name: 'commonName', value: name, valueTagClass: forge.asn1.Type.UTF8 as unknown as forge.asn1.Class },
  ];
}

interface Terms {
  readonly serial: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly isAuthority: boolean;
}

function certificateFor(
  publicKey: forge.pki.PublicKey,
  subject: forge.pki.CertificateField[],
  issuer: Pick<Issuer, 'name' | 'key'>,
  { serial, fromMs, untilMs, isAuthority }: Terms,
): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.serialNumber = serial;
  certificate.validity.notBefore = new Date(fromMs);
  certificate.validity.notAfter = new Date(untilMs);
  certificate.setSubject(subject);
  certificate.setIssuer(issuer.name);
  certificate.setExtensions([{ name: 'basicConstraints', cA: isAuthority }]);
  certificate.sign(issuer.key, forge.md.sha256.create());
  return certificate;
}

function freshKeys(): { readonly key: forge.pki.rsa.PrivateKey; readonly publicKey: forge.pki.PublicKey } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })).export({
    type: 'pkcs1',
    format: 'pem',
  });
  const key = forge.pki.privateKeyFromPem(pem.toString());
  return { key, publicKey: forge.pki.setRsaPublicKey(key.n, key.e) };
}

function selfSigned(commonName: string, untilMs: number, serial: string): Issuer {
  const { key, publicKey } = freshKeys();
  const name = subjectOf(commonName);
  const terms = { serial, fromMs: FROM_MS, untilMs, isAuthority: true };
  return { name, key, certificate: certificateFor(publicKey, name, { name, key }, terms) };
}

function below(issuer: Issuer, commonName: string, serial: string): Issuer {
  const { key, publicKey } = freshKeys();
  const name = subjectOf(commonName);
  const terms = { serial, fromMs: FROM_MS, untilMs: UNTIL_MS, isAuthority: true };
  return { name, key, certificate: certificateFor(publicKey, name, issuer, terms) };
}
