import type { KeyObject } from 'node:crypto';
import { createHash, X509Certificate } from 'node:crypto';
import type { asn1 as Der } from 'node-forge';
import { bytesOf, childrenOf, formatName } from './distinguished-name.js';
import { loadAsn1 } from './forge.js';
import { invalidInput } from './invalid-input.js';
import type { KeyInput } from './key-bytes.js';
import { readPemBlocks } from './key-bytes.js';

/** A certificate as the gateway sees it. */
export interface Certificate {
  /** The gateway's name for it: 32 hex digits. */
  readonly sn: string;
  /** Whether an RSA key signed it; the gateway counts no others. */
  readonly isRsa: boolean;
  readonly der: Buffer;
}

/** A certificate whose key can be used. */
export interface KeyCertificate extends Certificate {
  readonly key: KeyObject;
  readonly x509: X509Certificate;
}

// Every signature algorithm with RSA in it: md5, sha1, sha256 and so on. Source: protocol.md 3.2.
const RSA_ALGORITHMS = '1.2.840.113549.1.1';

/**
 * Reads every certificate of a bundle, in its order: PEM blocks, one certificate's bare Base64, or its DER.
 *
 * @param option the option's name, for errors
 * @throws TypeError that names the option and the cure
 */
export function readCertificates(input: unknown, option: string): readonly [Certificate, ...Certificate[]] {
  const blocks = readPemBlocks(input, option);
  const wrong = blocks.find(({ label }) => label !== undefined && label !== 'CERTIFICATE');
  if (wrong !== undefined) throw invalidInput(option, keyForCertificate(String(wrong.label)));
  const [first, ...others] = blocks;
  return [readCertificate(first.der, option), ...others.map(({ der }) => readCertificate(der, option))];
}

/**
 * The gateway's serial number (SN) of a certificate: MD5 of the issuer's name and the serial number in decimal. Of a bundle the
 * first certificate counts. Source: protocol.md 3.1.
 *
 * @throws TypeError where it is no certificate
 * @example
 * certificateSn(readFileSync('appCertPublicKey.crt')); // '866efef280dec9137a87d047ac446315'
 */
export function certificateSn(input: KeyInput): string {
  return readCertificates(input, 'certificate')[0].sn;
}

/**
 * The gateway's serial number of a bundle of root certificates: those of all that RSA signed, in their order, joined by `_`.
 * SM2 and ECDSA certificates do not count. Source: protocol.md 3.2.
 *
 * @throws TypeError where none of them is RSA's
 */
export function rootCertificateSn(input: KeyInput): string {
  return rootSnOf(readCertificates(input, 'root certificate'), 'root certificate');
}

/** The root SN of certificates that have been read; see `rootCertificateSn`. */
export function rootSnOf(roots: readonly Certificate[], option: string): string {
  const sns = roots.filter(({ isRsa }) => isRsa).map(({ sn }) => sn);
  if (sns.length > 0) return sns.join('_');
  throw invalidInput(option, {
    en: 'holds no certificate that RSA signed; SM2 is not supported, download alipayRootCert.crt of the RSA2 mode from the console',
    zh: '中没有 RSA 签名的证书；不支持国密（SM2），请在控制台下载 RSA2 方式的 alipayRootCert.crt',
  });
}

/**
 * The certificate with its key.
 *
 * @throws TypeError where the key is not RSA's: an SM2 certificate, say
 */
export function withKey(certificate: Certificate, option: string): KeyCertificate {
  const found = tryKey(certificate);
  if (found !== undefined) return found;
  throw invalidInput(option, {
    en: 'is not an RSA certificate (SM2 or ECDSA); choose the RSA2 certificates in the console',
    zh: '不是 RSA 证书（可能是国密 SM2 或 ECDSA）；请在控制台选择 RSA2 证书',
  });
}

/** The certificate with its key; `undefined` where that is not RSA's. */
export function tryKey(certificate: Certificate): KeyCertificate | undefined {
  try {
    const x509 = new X509Certificate(certificate.der);
    const key = x509.publicKey;
    return key.asymmetricKeyType === 'rsa' ? { ...certificate, key, x509 } : undefined;
  } catch {
    return undefined;
  }
}

function readCertificate(der: Buffer, option: string): Certificate {
  const asn1 = loadAsn1();
  try {
    const [tbs] = childrenOf(asn1.fromDer(der.toString('latin1')));
    const all = childrenOf(tbs);
    // The version stands first, in a tag of its own, and is left out of certificates of the first version.
    const rest = all[0]?.tagClass === asn1.Class.CONTEXT_SPECIFIC ? all.slice(1) : all;
    const [serial, algorithm, issuer] = rest as readonly [Der.Asn1, Der.Asn1, Der.Asn1];
    const oid = asn1.derToOid(bytesOf(childrenOf(algorithm)[0]));
    const number = BigInt(`0x${Buffer.from(bytesOf(serial), 'latin1').toString('hex')}`);
    const name = formatName(asn1, issuer);
    return { sn: createHash('md5').update(`${name}${number}`).digest('hex'), isRsa: isRsaOid(oid), der };
  } catch {
    throw invalidInput(option, NO_CERTIFICATE);
  }
}

function isRsaOid(oid: string): boolean {
  return oid.startsWith(`${RSA_ALGORITHMS}.`);
}

const NO_CERTIFICATE = {
  en: 'is not a certificate; it must be the .crt file as it was downloaded from the console, as PEM or DER',
  zh: '不是证书；应为从控制台下载的 .crt 文件，PEM 或 DER 格式',
};

function keyForCertificate(label: string): { readonly en: string; readonly zh: string } {
  return {
    en: `holds a ${label} and not a CERTIFICATE; it must be the .crt file as it was downloaded from the console`,
    zh: `的内容是 ${label}，不是证书（CERTIFICATE）；应为从控制台下载的 .crt 文件`,
  };
}
