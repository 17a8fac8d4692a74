import type { KeyObject } from 'node:crypto';
import { generateKeyPairSync } from 'node:crypto';

/** Both halves of a key. */
export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** The kinds of key pairs that the tests need; each is made at most once a test file. */
export type PairName = 'app' | 'alipay' | 'short' | 'ec' | 'sm2' | 'pss';

const MAKERS: Readonly<Record<PairName, () => KeyPair>> = {
  app: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  alipay: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  short: () => generateKeyPairSync('rsa', { modulusLength: 1024 }),
  ec: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  sm2: () => generateKeyPairSync('ec', { namedCurve: 'SM2' }),
  pss: () => generateKeyPairSync('rsa-pss', { modulusLength: 2048, hashAlgorithm: 'sha512' }),
};

const made = new Map<PairName, KeyPair>();

/** The pair of that name; the same one wherever a test file asks for it. */
export function pair(name: PairName): KeyPair {
  const known = made.get(name);
  if (known !== undefined) return known;
  const fresh = MAKERS[name]();
  made.set(name, fresh);
  return fresh;
}

/** The ASN.1 structures in which a key is written down. */
export type Structure = 'pkcs1' | 'pkcs8' | 'spki' | 'sec1';

/** A key's DER bytes. */
export function der(key: KeyObject, type: Structure): Buffer {
  return key.export({ type, format: 'der' } as { type: 'pkcs1'; format: 'der' });
}

/** A key as PEM text. */
export function pem(key: KeyObject, type: Structure): string {
  return key.export({ type, format: 'pem' } as { type: 'pkcs1'; format: 'pem' }).toString();
}

/** A key as bare Base64 on one line, as the key tool and the console show it. */
export function bare(key: KeyObject, type: Structure): string {
  return der(key, type).toString('base64');
}
