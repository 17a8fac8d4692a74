import { createPublicKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { certificateSn, createAlipay, rootCertificateSn } from '../../src/index.js';
import { decryptContent, encryptContent } from '../../src/protocol/content-cipher.js';
import { openReply } from '../../src/protocol/open-reply.js';
import { createTestCredentials } from '../../src/testing/credentials.js';

interface ResponseVector {
  readonly method: string;
  readonly publicKeyFile: string;
  readonly raw: string;
  readonly verifies: boolean;
}

// The vectors belong to other people's software and are kept outside of the project; a checkout may lie without them.
const FOLDER = new URL('../../../shared/vectors/', import.meta.url);
const isThere = existsSync(FOLDER);
const read = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8');
interface Vectors {
  readonly response: readonly ResponseVector[];
  readonly certificateSn: readonly { readonly file: string; readonly root?: boolean; readonly sn: string }[];
  readonly notification: readonly {
    readonly rule: string;
    readonly publicKey: string;
    readonly params: Readonly<Record<string, string>>;
    readonly verifies: boolean;
  }[];
  readonly aes: readonly { readonly key: string; readonly plain: string; readonly cipher: string }[];
}

const all: Vectors = isThere
  ? JSON.parse(read('vectors.json'))
  : { response: [], certificateSn: [], notification: [], aes: [] };
const vectors = all.response;

describe('a reply from the field', () => {
  it.each(vectors)('to $method verifies with the public key that belongs to it', (vector) => {
    const key = createPublicKey(read(vector.publicKeyFile));
    const opened = openReply(Buffer.from(vector.raw), vector.method, { key, signType: 'RSA2' });
    expect(opened.kind === 'verified').toBe(vector.verifies);
  });

  it.each(vectors)('to $method does not verify once a letter of it is changed', (vector) => {
    const key = createPublicKey(read(vector.publicKeyFile));
    const changed = vector.raw.replace('"code":"10000"', '"code":"10001"');
    expect(changed).not.toBe(vector.raw);
    expect(openReply(Buffer.from(changed), vector.method, { key, signType: 'RSA2' }).kind).toBe('forged');
  });

  it('is verified wherever the vectors are there', (context) => {
    if (!isThere) {
      const why = `Skipped: the vectors from the field are not there (${fileURLToPath(FOLDER)})`;
      // Not every reporter shows why a test was skipped.
      console.info(why);
      context.skip(why);
    }
    for (const cases of Object.values(all)) expect(cases.length).toBeGreaterThan(0);
  });
});

// A suite without a test would be a failure.
describe.skipIf(!isThere)('from the field', () => {
  it.each(all.certificateSn)('the serial number of $file', ({ file, root, sn }) => {
    const bytes = readFileSync(new URL(file, FOLDER));
    for (const input of [bytes, bytes.toString(), bytes.toString().replaceAll('\n', '\r\n')]) {
      expect(root === true ? rootCertificateSn(input) : certificateSn(input)).toBe(sn);
    }
  });

  it.each(all.notification)('a notification: $rule', async ({ publicKey, params, verifies }) => {
    const { privateKey } = createTestCredentials();
    const alipay = createAlipay({ appId: params['app_id'], privateKey, alipayPublicKey: publicKey });
    const body = new URLSearchParams(params).toString();
    for (const input of [params, body, Buffer.from(body), new URLSearchParams(params)]) {
      const believed = await alipay.verifyNotification(input).then(
        () => true,
        () => false,
      );
      expect(believed).toBe(verifies);
    }
    const changed = alipay.verifyNotification({ ...params, total_amount: '0.01' });
    await expect(changed).rejects.toMatchObject({ code: 'ERR_ALIPAY_SIGNATURE' });
  });

  it.each(all.aes)('AES content: $plain', ({ key, plain, cipher }) => {
    const bytes = Buffer.from(key, 'base64');
    expect(encryptContent(plain, bytes)).toBe(cipher);
    expect(decryptContent(cipher, bytes)).toBe(plain);
  });
});
