import forge from 'node-forge';
import type { KeyPair } from './key-pairs.js';
import { pair, pem } from './key-pairs.js';

/** A certificate that signed itself, as PEM and as DER. */
export interface Certificate {
  readonly pem: string;
  readonly der: Buffer;
}

/** Makes a certificate for the pair; only its form matters to the tests. */
export function certificateOf({ privateKey, publicKey }: KeyPair): Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(pem(publicKey, 'spki'));
  certificate.setSubject([{ name: 'commonName', value: 'test' }]);
  certificate.setIssuer([{ name: 'commonName', value: 'test' }]);
  certificate.validity.notBefore = new Date('2020-01-01T00:00:00Z');
  certificate.validity.notAfter = new Date('2100-01-01T00:00:00Z');
  certificate.sign(forge.pki.privateKeyFromPem(pem(privateKey, 'pkcs1')), forge.md.sha256.create());
  const text = forge.pki.certificateToPem(certificate);
  return { pem: text, der: Buffer.from(text.replaceAll(/-----[A-Z ]+-----|\s/g, ''), 'base64') };
}

/** A key and a certificate that it signed itself, as a TLS server takes them. */
export function keyAndCertificate(): { readonly key: string; readonly certificate: string } {
  const own = pair('app');
  return { key: pem(own.privateKey, 'pkcs8'), certificate: certificateOf(own).pem };
}
