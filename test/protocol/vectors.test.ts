import { createPublicKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openReply } from '../../src/protocol/open-reply.js';

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
const vectors: readonly ResponseVector[] = isThere ? JSON.parse(read('vectors.json')).response : [];

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
    expect(vectors.length).toBeGreaterThan(0);
  });
});
