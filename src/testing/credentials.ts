import type { KeyObject } from 'node:crypto';
import { generateKeyPairSync } from 'node:crypto';

/** What a client is configured with; goes straight into `createAlipay`, or into any other client. */
export interface ClientCredentials {
  readonly appId: string;
  /** The app's private key, PKCS#8. */
  readonly privateKey: string;
  /** What replies are verified with. */
  readonly alipayPublicKey: string;
}

/** Both sides' throw-away keys: the client's and those that only the gateway holds. */
export interface TestCredentials extends ClientCredentials {
  /** What a merchant would upload to the console. */
  readonly appPublicKey: string;
  /** What only Alipay has. */
  readonly alipayPrivateKey: string;
}

/** How throw-away credentials are made. */
export interface TestCredentialsOptions {
  /** Default `2021000000000000`. */
  readonly appId?: string;
  /** `base64` is the bare form that Alipay's console shows and takes. Default `pem`. */
  readonly format?: 'pem' | 'base64';
  /** Length of both keys in bits. Default 2048, the shortest that RSA2 takes. Source: protocol.md 1.6. */
  readonly bits?: number;
}

/**
 * Makes two RSA key pairs, the app's and Alipay's, that are good for tests and nothing else. It takes some 100 ms, so
 * make them once for a file of tests and hand them to `startGateway`.
 *
 * @example
 * const credentials = createTestCredentials();
 * const gateway = await startGateway({ credentials });
 */
export function createTestCredentials(options: TestCredentialsOptions = {}): TestCredentials {
  const { appId = '2021000000000000', format = 'pem', bits = 2048 } = options;
  const app = generateKeyPairSync('rsa', { modulusLength: bits });
  const alipay = generateKeyPairSync('rsa', { modulusLength: bits });
  return {
    appId,
    privateKey: privateText(app.privateKey, format),
    alipayPublicKey: publicText(alipay.publicKey, format),
    appPublicKey: publicText(app.publicKey, format),
    alipayPrivateKey: privateText(alipay.privateKey, format),
  };
}

function privateText(key: KeyObject, format: 'pem' | 'base64'): string {
  return format === 'pem'
    ? key.export({ type: 'pkcs8', format: 'pem' }).toString()
    : key.export({ type: 'pkcs8', format: 'der' }).toString('base64');
}

function publicText(key: KeyObject, format: 'pem' | 'base64'): string {
  return format === 'pem'
    ? key.export({ type: 'spki', format: 'pem' }).toString()
    : key.export({ type: 'spki', format: 'der' }).toString('base64');
}
