import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import type { Certificate, KeyCertificate } from '../protocol/certificate.js';
import { readCertificates, rootSnOf, tryKey, withKey } from '../protocol/certificate.js';
import { isInDate } from '../protocol/certificate-chain.js';
import { readAesKey } from '../protocol/content-cipher.js';
import { invalidInput, kindOf } from '../protocol/invalid-input.js';
import { openKeyContainer } from '../protocol/key-container.js';
import { isPair, readPrivateKey, readPublicKey } from '../protocol/keys.js';
import type { ReplyVerifier } from '../protocol/open-reply.js';
import type { SignType } from '../protocol/signature.js';
import type { CertificateSettings } from './certificate-settings.js';
import { checkKeys } from './check-keys.js';
import type { FileInput } from './read-file-input.js';
import { readFileInput } from './read-file-input.js';

/** A private key in a PKCS#12 container, as banks and certificate authorities hand them out. */
export interface KeyContainer {
  /** The bytes of the `.p12` or `.pfx` file, or where it is. */
  readonly pkcs12: Uint8Array | { readonly path: string };
  readonly passphrase: string;
}

/** The three certificates of certificate mode, as they are downloaded from the console. Source: protocol.md 3.3. */
export interface CertificateOptions {
  /** `appCertPublicKey_….crt`: the app's own. */
  readonly app: FileInput | undefined;
  /** `alipayCertPublicKey_RSA2.crt`: Alipay's, which replies are verified with. */
  readonly alipay: FileInput | undefined;
  /** `alipayRootCert.crt`: the roots that any further certificate of Alipay's has to lead to. */
  readonly root: FileInput | undefined;
}

/** What there is to read keys from. */
export interface KeyOptions {
  readonly privateKey: FileInput | KeyContainer | undefined;
  readonly alipayPublicKey?: FileInput | undefined;
  readonly certificates?: CertificateOptions;
  readonly encryptKey?: string | undefined;
}

/** The keys of an instance. */
export interface Keys {
  readonly signKey: KeyObject;
  readonly verifier: ReplyVerifier;
  readonly certificates?: CertificateSettings;
}

/**
 * Reads the keys, of key mode or of certificate mode, and checks what can be checked before anything is sent: that they can be
 * read, that they belong together, that they are not swapped.
 *
 * @param atMs now, in milliseconds since the epoch, for the dates of the roots
 * @throws TypeError that names the option and the cure, never with a key in it
 */
export function readKeys(options: KeyOptions, signType: SignType, atMs: number): Keys {
  const signKey = readSignKey(options.privateKey, signType);
  const { alipayPublicKey, certificates: given, encryptKey } = options;
  const opener = encryptKey === undefined ? {} : { encryptKey: readAesKey(encryptKey, 'encryptKey') };
  if (given !== undefined) {
    if (alipayPublicKey !== undefined) throw invalidInput('alipayPublicKey', BOTH_MODES);
    const certificates = readCertificateMode(given, signKey, atMs);
    return { signKey, verifier: { key: certificates.alipay.key, signType, ...opener }, certificates };
  }
  const key = readPublicKey(readFileInput(alipayPublicKey, 'alipayPublicKey'), 'alipayPublicKey', signType);
  if (isPair(signKey, key)) throw invalidInput('alipayPublicKey', OWN_PUBLIC_KEY);
  return { signKey, verifier: { key, signType, ...opener } };
}

function readSignKey(input: unknown, signType: SignType): KeyObject {
  if (typeof input !== 'object' || input === null || !('pkcs12' in input)) {
    return readPrivateKey(readFileInput(input, 'privateKey'), 'privateKey', signType);
  }
  const { pkcs12, passphrase } = checkKeys(input, 'privateKey', ['pkcs12', 'passphrase']);
  const bytes = readFileInput(pkcs12, 'privateKey.pkcs12');
  if (!(bytes instanceof Uint8Array)) {
    throw invalidInput('privateKey.pkcs12', {
      en: `must be the bytes of a .p12 file, or { path }, got ${kindOf(bytes).en}`,
      zh: `应为 .p12 文件的内容（Buffer）或 { path }，收到的是${kindOf(bytes).zh}`,
    });
  }
  if (typeof passphrase !== 'string') {
    throw invalidInput('privateKey.passphrase', {
      en: `must be the passphrase of the container, got ${kindOf(passphrase).en}; is the environment variable set?`,
      zh: `应为容器的口令，收到的是${kindOf(passphrase).zh}；请检查环境变量是否已设置`,
    });
  }
  return readPrivateKey(openKeyContainer(bytes, passphrase, 'privateKey'), 'privateKey', signType);
}

function readCertificateMode(given: CertificateOptions, signKey: KeyObject, atMs: number): CertificateSettings {
  const { app, alipay, root } = checkKeys(given, 'certificates', ['app', 'alipay', 'root']);
  const all = (input: unknown, name: string): readonly [Certificate, ...Certificate[]] => {
    const option = `certificates.${name}`;
    if (input === undefined) throw invalidInput(option, HALF_SET);
    return readCertificates(readFileInput(input, option), option);
  };
  const one = (input: unknown, name: string): KeyCertificate => withKey(all(input, name)[0], `certificates.${name}`);
  const own = one(app, 'app');
  const theirs = one(alipay, 'alipay');
  const roots = all(root, 'root');
  const rootCertSn = rootSnOf(roots, 'certificates.root');
  const ownKey = createPublicKey(signKey);
  if (theirs.key.equals(ownKey)) throw invalidInput('certificates.alipay', OWN_CERTIFICATE);
  if (!own.key.equals(ownKey)) throw invalidInput('certificates.app', WRONG_APP);
  checkRoots(roots, atMs);
  return { app: own, rootCertSn, roots, alipay: theirs };
}

function checkRoots(roots: readonly Certificate[], atMs: number): void {
  const usable = roots.filter(({ isRsa }) => isRsa).flatMap((root) => tryKey(root) ?? []);
  if (!usable.some(({ x509 }) => x509.checkIssued(x509))) throw invalidInput('certificates.root', NO_ROOT);
  if (usable.some((root) => isInDate(root, atMs))) return;
  const dates = usable.map(({ x509 }) => x509.validTo).join(', ');
  throw invalidInput('certificates.root', {
    en: `is not valid today (valid until ${dates}); download alipayRootCert.crt from the console again, and check the host's clock`,
    zh: `不在有效期内（有效期至 ${dates}）；请在控制台重新下载 alipayRootCert.crt，并检查本机时间`,
  });
}

const OWN_PUBLIC_KEY = {
  en: "is the app's own public key, the half of `privateKey`; put Alipay's public key here (console: 开发设置 > 接口加签方式 > 查看支付宝公钥)",
  zh: '填的是应用公钥（与 `privateKey` 是一对）；这里应填支付宝公钥（控制台：开发设置 > 接口加签方式 > 查看支付宝公钥）',
};

const BOTH_MODES = {
  en: 'is for key mode and `certificates` for certificate mode; an app has one of them, leave the other out',
  zh: '用于公钥模式，而 `certificates` 用于证书模式；一个应用只有一种模式，请去掉另一个',
};

const HALF_SET = {
  en: 'is missing; certificate mode takes all three: app, alipay and root (is the environment variable set?)',
  zh: '缺失；证书模式需要 app、alipay、root 三个证书齐全（请检查环境变量是否已设置）',
};

const OWN_CERTIFICATE = {
  en: "is the app's own certificate; Alipay's belongs here (alipayCertPublicKey_RSA2.crt)",
  zh: '填的是应用公钥证书；这里应填支付宝公钥证书（alipayCertPublicKey_RSA2.crt）',
};

const WRONG_APP = {
  en: 'does not belong to `privateKey`: it is the certificate of another app or of an earlier key pair; download appCertPublicKey.crt again, or use the private key whose CSR was uploaded',
  zh: '与 `privateKey` 不是一对：它属于另一个应用，或属于之前的密钥；请重新下载 appCertPublicKey.crt，或改用当初生成 CSR 的私钥',
};

const NO_ROOT = {
  en: 'holds no root certificate: none in it signed itself; the file is called alipayRootCert.crt',
  zh: '中没有根证书（没有自签名的证书）；正确的文件名为 alipayRootCert.crt',
};
