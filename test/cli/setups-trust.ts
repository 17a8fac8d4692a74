import { createTestAuthority } from 'alipay-axios/testing';
import type { BrokenSetup } from './broken-setup.js';
import { certified, simple } from './broken-setup.js';
import type { SetupWorld } from './world.js';
import { publicPem } from './world.js';

/** Alipay's public key or the certificates are wrong. */
export const THEIR_KEYS: readonly BrokenSetup[] = [
  {
    name: "Alipay's public key is the app's own",
    cause: 'alipay-key.own',
    says: /查看支付宝公钥/,
    make: simple(({ own }) => ({ ALIPAY_PUBLIC_KEY: own.appPublicKey })),
  },
  {
    name: "Alipay's public key is a private key",
    cause: 'alipay-key.is-private',
    says: /keep private keys out of here/,
    make: simple(({ other }) => ({ ALIPAY_PUBLIC_KEY: other.privateKey })),
  },
  {
    name: "Alipay's public key is the one of another app",
    cause: 'alipay-key.not-alipays',
    says: /not the key with which Alipay signs for this app/,
    make: simple(({ other }) => ({ ALIPAY_PUBLIC_KEY: other.alipayPublicKey })),
  },
  {
    name: "Alipay's public key is a certificate",
    cause: 'alipay-key.is-certificate',
    says: /bare public key/,
    make: simple(({ authority }) => ({ ALIPAY_PUBLIC_KEY: `"${authority.root}"` })),
  },
  {
    name: "the file of the app's certificate holds a key",
    cause: 'app-certificate.wrong-file',
    says: /PUBLIC KEY and not a CERTIFICATE/,
    make: (world) => certified(world, { files: { 'app.crt': publicPem(world.own.appPublicKey) } }),
  },
  {
    name: "Alipay's certificate is the app's own",
    cause: 'alipay-certificate.own',
    says: /alipayCertPublicKey_RSA2.crt/,
    make: (world) => certified(world, { files: { 'alipay.crt': issue(world, {}) } }),
  },
  {
    name: 'the roots have expired',
    cause: 'root-certificate.expired',
    says: /ownload alipayRootCert.crt/,
    make: (world) =>
      certified(world, { files: { 'root.crt': createTestAuthority({ untilMs: Date.UTC(2024, 0, 1) }).root } }),
  },
  {
    name: 'the set of certificates is half given',
    cause: 'certificate.missing',
    called: 'alipay-certificate.missing',
    says: /ALIPAY_CERT is not set/,
    make: (world) => certified(world, { values: { ALIPAY_CERT: undefined } }),
  },
  {
    name: 'a certificate is not where it should be',
    cause: 'file.unreadable',
    called: 'app-certificate.invalid',
    says: /ENOENT/,
    make: (world) => certified(world, { values: { ALIPAY_APP_CERT: 'gone.crt' } }),
  },
  {
    name: "the app's certificate belongs to another key",
    cause: 'app-certificate.other-key',
    says: /private key whose CSR was uploaded/,
    make: (world) => certified(world, { files: { 'app.crt': issue(world, { key: world.other.appPublicKey }) } }),
  },
  {
    name: "the app's certificate is that of another app",
    cause: 'app-certificate.other-app',
    called: 'certificate.not-current',
    says: /2021000000000099/,
    make: (world) => certified(world, { files: { 'app.crt': issue(world, { appId: '2021000000000099' }) } }),
  },
  {
    name: "the app's certificate has expired",
    cause: 'certificate.expired',
    called: 'certificate.not-current',
    says: /expired: 2024-01-01/,
    make: (world) => certified(world, { files: { 'app.crt': issue(world, { untilMs: Date.UTC(2024, 0, 1) }) } }),
  },
  {
    name: "the app's certificate ends soon",
    cause: 'certificate.expires',
    called: 'certificate.not-current',
    level: 'warning',
    says: /Renew it/,
    // The test gateway knows another certificate of this app.
    exitCode: 1,
    make: (world) => certified(world, { files: { 'app.crt': issue(world, { untilMs: Date.now() + 5 * 86_400_000 }) } }),
  },
  {
    name: 'the file of the roots holds no root',
    cause: 'root-certificate.no-root',
    says: /alipayRootCert.crt/,
    make: (world) => certified(world, { files: { 'root.crt': issue(world, {}) } }),
  },
  {
    name: 'a public key and certificates are set',
    cause: 'alipay-key.both-modes',
    says: /take the other out/,
    make: (world) => certified(world, { values: { ALIPAY_PUBLIC_KEY: world.own.alipayPublicKey } }),
  },
];

function issue(
  { authority, own }: SetupWorld,
  { key = own.appPublicKey, appId = own.appId, untilMs }: { key?: string; appId?: string; untilMs?: number },
): string {
  const terms = {
    by: 'app',
    name: `2088000000000000-${appId}`,
    ...(untilMs === undefined ? {} : { untilMs }),
  } as const;
  return authority.issue(publicPem(key), terms);
}
