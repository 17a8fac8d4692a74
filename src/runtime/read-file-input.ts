import { readFileSync } from 'node:fs';
import { invalidInput } from '../protocol/invalid-input.js';
import type { KeyInput } from '../protocol/key-bytes.js';
import { checkKeys, readText } from './check-keys.js';

/** A key or a certificate: its text or bytes, or the file that holds it. Files are read once, when the instance is made. */
export type FileInput = KeyInput | { readonly path: string };

/**
 * The text or bytes of an input, read from its file where it names one; anything else is handed on, for whoever reads it to
 * complain about.
 *
 * @throws TypeError where the file cannot be read
 */
export function readFileInput(input: unknown, option: string): unknown {
  if (typeof input !== 'object' || input === null || input instanceof Uint8Array) return input;
  const path = readText(checkKeys(input, option, ['path'])['path'], `${option}.path`);
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
    throw invalidInput(`${option}.path`, {
      en: `names a file that cannot be read (${code}); check the path and who may read it`,
      zh: `指向的文件无法读取（${code}）；请检查路径与读取权限`,
    });
  }
}
