import type { KeyObject } from 'node:crypto';
import { createPrivateKey } from 'node:crypto';
import { publicKeyMarks } from '../../protocol/keys.js';

/** What can be told of a private key without showing it. */
export interface OwnKey {
  readonly bits: number;
  /** The structure it is in. */
  readonly structure: 'pkcs1' | 'pkcs8';
  /** The label above it, where it is PEM. */
  readonly label?: string;
  /** Two pieces of the public half, as the console shows it: behind the beginning that all keys share, and the end. */
  readonly marks: readonly [string, string];
}

/** Reads what can be told of a private key that the library has accepted; `undefined` where it is in another form. */
export function readOwnKey(text: string): OwnKey | undefined {
  const plain = text.replaceAll(/\\r|\\n/g, '\n');
  const [, label] = /-----BEGIN ([A-Z ]+)-----/.exec(plain) ?? [];
  const der = Buffer.from(plain.replaceAll(/-----[A-Z ]+-----/g, ''), 'base64');
  for (const structure of ['pkcs8', 'pkcs1'] as const) {
    const key = tryKey(der, structure);
    if (key === undefined) continue;
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    return { bits, structure, marks: publicKeyMarks(key), ...(label === undefined ? {} : { label }) };
  }
  return undefined;
}

function tryKey(der: Buffer, type: OwnKey['structure']): KeyObject | undefined {
  try {
    return createPrivateKey({ key: der, format: 'der', type });
  } catch {
    return undefined;
  }
}
