import { X509Certificate } from 'node:crypto';
import type { Clock } from '../../index.js';
import { certificateSn } from '../../index.js';
import type { Finding } from '../setup/finding.js';
import type { Setup } from '../setup/read-setup.js';
import type { SetupFiles } from '../setup/setup-options.js';
import { setupOptions } from '../setup/setup-options.js';
import type { VariableName } from '../setup/variables.js';
import { unreadableFile } from './check-files.js';
import type { Probe } from './probe.js';
import { findingOf } from './probe.js';

/** What the certificates are checked with. */
export interface CertificateScene {
  readonly setup: Setup;
  readonly files: SetupFiles;
  readonly probe: Probe;
  readonly clock: Clock;
  /** Whether the private key can be read: only then can a certificate belong to it. */
  readonly hasKey: boolean;
}

const NAMES = ['ALIPAY_APP_CERT', 'ALIPAY_CERT', 'ALIPAY_ROOT_CERT'] as const satisfies readonly VariableName[];
type CertificateName = (typeof NAMES)[number];

/** The three certificates: all there, readable, in date, the right ones, of this app and this key. */
export function checkCertificates(scene: CertificateScene): readonly Finding[] {
  const { setup, files, probe, hasKey } = scene;
  const found = NAMES.map((name) => checkFile(name, scene));
  if (found.some(({ level }) => level === 'wrong') || !hasKey) return found;
  const { privateKey, certificates } = setupOptions(setup, files);
  const complaint = probe.complain({ privateKey, ...(certificates === undefined ? {} : { certificates }) });
  if (complaint === undefined) return found;
  return found.map((one) => (one.subject === complaint.subject ? findingOf(complaint) : one));
}

function checkFile(name: CertificateName, { setup, files, clock }: CertificateScene): Finding {
  const file = files.get(name);
  if (file === undefined) return missing(name);
  if ('trouble' in file) return unreadableFile(name, file.trouble);
  const certificate = tryRead(file.bytes);
  if (name === 'ALIPAY_ROOT_CERT' || certificate === undefined) return ok(name, { en: 'there', zh: '已提供' });
  const dates = checkDates(name, certificate, clock.now());
  if (dates !== undefined) return dates;
  const other = name === 'ALIPAY_APP_CERT' ? checkApp(certificate, setup.values.ALIPAY_APP_ID) : undefined;
  if (other !== undefined) return other;
  const sn = trySn(file.bytes);
  const until = dayOf(certificate.validTo);
  return ok(name, { en: `valid until ${until}, serial number ${sn}`, zh: `有效期至 ${until}，序列号 ${sn}` });
}

function ok(subject: CertificateName, text: Finding['text']): Finding {
  return { subject, level: 'ok', cause: 'certificate.ok', text };
}

function missing(subject: CertificateName): Finding {
  return {
    subject,
    level: 'wrong',
    cause: 'certificate.missing',
    text: {
      en: `${subject} is not set, and others of the three are`,
      zh: `没有设置 ${subject}，而三个证书中的其他证书已设置`,
    },
    cure: {
      en: `Certificate mode takes all three: ${NAMES.join(', ')}; in public-key mode set none of them`,
      zh: `证书模式需要三个都设置：${NAMES.join('、')}；公钥模式则都不要设置`,
    },
  };
}

const DAY_MS = 86_400_000;

function checkDates(
  subject: CertificateName,
  { validFrom, validTo }: X509Certificate,
  nowMs: number,
): Finding | undefined {
  const leftMs = Date.parse(validTo) - nowMs;
  const until = dayOf(validTo);
  if (leftMs < 0) {
    const text = { en: `The certificate of ${subject} has expired: ${until}`, zh: `${subject} 的证书已过期：${until}` };
    return { subject, level: 'wrong', cause: 'certificate.expired', text, cure: RENEW };
  }
  if (Date.parse(validFrom) > nowMs) {
    const from = dayOf(validFrom);
    const text = {
      en: `The certificate of ${subject} is not valid before ${from}`,
      zh: `${subject} 的证书从 ${from} 起才有效`,
    };
    return { subject, level: 'wrong', cause: 'certificate.not-yet', text, cure: CLOCK };
  }
  if (leftMs > 30 * DAY_MS) return undefined;
  const text = {
    en: `The certificate of ${subject} expires soon: ${until}`,
    zh: `${subject} 的证书即将过期：${until}`,
  };
  return { subject, level: 'warning', cause: 'certificate.expires', text, cure: RENEW };
}

const RENEW = {
  en: 'Renew it in the console and download it again',
  zh: '请在控制台更新证书，并重新下载',
} as const;
const CLOCK = {
  en: "Check the host's clock; if it is right, download the certificate again",
  zh: '请检查本机时间；若时间无误，请重新下载证书',
} as const;

// The common name of an app's certificate ends in the app's id. Source: protocol.md 3.1.
function checkApp({ subject: name }: X509Certificate, appId: string | undefined): Finding | undefined {
  const [, certified] = /^CN=.*-(\d{16})$/m.exec(name) ?? [];
  if (certified === undefined || appId === undefined || certified === appId) return undefined;
  return {
    subject: 'ALIPAY_APP_CERT',
    level: 'wrong',
    cause: 'app-certificate.other-app',
    text: {
      en: `The certificate of ALIPAY_APP_CERT is that of the app ${certified}, and ALIPAY_APP_ID names another`,
      zh: `ALIPAY_APP_CERT 是应用 ${certified} 的证书，与 ALIPAY_APP_ID 不符`,
    },
    cure: {
      en: 'Correct ALIPAY_APP_ID, or download the certificate of that app',
      zh: '请更正 ALIPAY_APP_ID，或下载该应用自己的证书',
    },
  };
}

function tryRead(bytes: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(bytes);
  } catch {
    // The library says better what it is.
    return undefined;
  }
}

function trySn(bytes: Uint8Array): string {
  try {
    return certificateSn(bytes);
  } catch {
    return '?';
  }
}

function dayOf(date: string): string {
  return new Date(date).toISOString().slice(0, 10);
}
