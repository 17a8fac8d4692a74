import { chmod, readFile } from 'node:fs/promises';
import { readPrivateKey, readPublicKey } from '../../protocol/keys.js';
import type { TestCredentials } from '../../testing/index.js';
import { createTestCredentials } from '../../testing/index.js';
import { writePrivateFile } from './private-file.js';

/**
 * The keys that a file keeps; where there is none, new ones, which are kept in it from now on.
 *
 * @throws Error where the file is there and is not one of these
 */
export async function keepKeys(path: string): Promise<TestCredentials> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) {
    const known = readKeys(text);
    if (known === undefined) throw new Error(`${path} is not a file of sandbox keys / 不是沙箱密钥文件`);
    // It may have been copied, with wider permissions.
    await chmod(path, 0o600);
    return known;
  }
  const made = createTestCredentials({ format: 'base64' });
  await writePrivateFile(path, `${JSON.stringify(made, null, 2)}\n`, 'new');
  return made;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function readKeys(text: string): TestCredentials | undefined {
  try {
    const value: Partial<Record<keyof TestCredentials, unknown>> = JSON.parse(text);
    const { appId, privateKey, alipayPublicKey, appPublicKey, alipayPrivateKey } = value;
    const texts = [appId, privateKey, alipayPublicKey, appPublicKey, alipayPrivateKey];
    if (!texts.every((one) => typeof one === 'string') || !/^\d{16}$/.test(String(appId))) return undefined;
    readPrivateKey(String(privateKey), 'privateKey', 'RSA2');
    readPrivateKey(String(alipayPrivateKey), 'alipayPrivateKey', 'RSA2');
    readPublicKey(String(appPublicKey), 'appPublicKey', 'RSA2');
    readPublicKey(String(alipayPublicKey), 'alipayPublicKey', 'RSA2');
    return value as TestCredentials;
  } catch {
    return undefined;
  }
}
