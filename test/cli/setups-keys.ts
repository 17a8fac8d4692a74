import { generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';
import type { BrokenSetup } from './broken-setup.js';
import { changed, simple } from './broken-setup.js';
import { privatePem } from './world.js';

const freshKey = (bits: number) =>
  generateKeyPairSync('rsa', { modulusLength: bits })
    .privateKey.export({ type: 'pkcs8', format: 'der' })
    .toString('base64');

/** The app's private key is wrong. */
export const OWN_KEYS: readonly BrokenSetup[] = [
  {
    name: 'the private key is cut short',
    cause: 'private-key.unreadable',
    says: /cut short/,
    make: simple(({ own }) => ({ ALIPAY_APP_PRIVATE_KEY: own.privateKey.slice(0, 1_000) })),
  },
  {
    name: 'the private key is a public key',
    cause: 'private-key.is-public',
    says: /app private key belongs here/,
    make: simple(({ own }) => ({ ALIPAY_APP_PRIVATE_KEY: own.appPublicKey })),
  },
  {
    name: 'the private key is PKCS#8 under a PKCS#1 label',
    cause: 'private-key.label',
    called: null,
    level: 'warning',
    says: /BEGIN PRIVATE KEY/,
    exitCode: 0,
    make: simple(({ own }) => ({
      ALIPAY_APP_PRIVATE_KEY: `"${privatePem(own.privateKey, 'pkcs8').replaceAll('PRIVATE', 'RSA PRIVATE')}"`,
    })),
  },
  {
    name: 'the private key is too short for RSA2',
    cause: 'private-key.too-short',
    says: /1024 bits/,
    make: simple(() => ({ ALIPAY_APP_PRIVATE_KEY: freshKey(1_024) })),
  },
  {
    name: 'the private key is locked with a passphrase',
    cause: 'private-key.locked',
    says: /openssl pkcs8/,
    make: simple(({ own }) => ({ ALIPAY_APP_PRIVATE_KEY: `"${privatePem(own.privateKey, 'pkcs8', 'canary-lock')}"` })),
  },
  {
    name: 'the private key is not RSA',
    cause: 'private-key.not-rsa',
    says: /not an RSA key/,
    make: simple(() => ({
      ALIPAY_APP_PRIVATE_KEY: generateKeyPairSync('ec', { namedCurve: 'P-256' })
        .privateKey.export({ type: 'pkcs8', format: 'der' })
        .toString('base64'),
    })),
  },
  {
    name: 'the key container has no passphrase',
    cause: 'private-key.no-passphrase',
    says: /passphrase of the container/,
    make: async (world) => ({
      text: await changed(world, { ALIPAY_APP_PRIVATE_KEY: undefined, ALIPAY_APP_KEY_CONTAINER: 'app.p12' }),
      files: { 'app.p12': container(world.own.privateKey, 'canary-passphrase') },
    }),
  },
  {
    name: 'the key container is none',
    cause: 'private-key.no-container',
    says: /\.p12 or \.pfx/,
    make: async (world) => ({
      text: await changed(world, {
        ALIPAY_APP_PRIVATE_KEY: undefined,
        ALIPAY_APP_KEY_CONTAINER: 'app.p12',
        ALIPAY_APP_KEY_PASSPHRASE: 'canary-passphrase',
      }),
      files: { 'app.p12': Buffer.from(world.own.appPublicKey, 'base64') },
    }),
  },
  {
    name: 'the passphrase of the key container is another',
    cause: 'private-key.wrong-passphrase',
    says: /cannot be opened/,
    make: async (world) => ({
      text: await changed(world, {
        ALIPAY_APP_PRIVATE_KEY: undefined,
        ALIPAY_APP_KEY_CONTAINER: 'app.p12',
        ALIPAY_APP_KEY_PASSPHRASE: 'canary-wrong-passphrase',
      }),
      files: { 'app.p12': container(world.own.privateKey, 'canary-passphrase') },
    }),
  },
];

function container(privateKey: string, passphrase: string): Buffer {
  const key = forge.pki.privateKeyFromPem(privatePem(privateKey, 'pkcs1'));
  const asn1 = forge.pkcs12.toPkcs12Asn1(key, null as never, passphrase, { algorithm: '3des' });
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'latin1');
}
