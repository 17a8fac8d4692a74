import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';

/**
 * Writes a file that only its owner may read, whole or not at all.
 *
 * @param mode `new` for a file that may not be there yet, `replace` for one that may
 * @throws Error with code `EEXIST` where it is there and may not be replaced
 */
export async function writePrivateFile(path: string, text: string, mode: 'new' | 'replace'): Promise<void> {
  if (mode === 'new') return write(path, text);
  // What is there keeps its permissions when it is overwritten, so it is replaced.
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  await write(draft, text);
  try {
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function write(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}
