import type { Certificate, KeyCertificate } from '../protocol/certificate.js';

/** Certificate mode, as the settings have it. */
export interface CertificateSettings {
  /** The app's own; its SN is sent with every request. */
  readonly app: KeyCertificate;
  /** Sent with every request. */
  readonly rootCertSn: string;
  readonly roots: readonly Certificate[];
  /** Alipay's, as it was when the settings were made. */
  readonly alipay: KeyCertificate;
}
