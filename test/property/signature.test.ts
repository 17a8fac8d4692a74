import fc from 'fast-check';
import forge from 'node-forge';
import { describe, expect, it } from 'vitest';
import type { SignType } from '../../src/protocol/signature.js';
import { signText, verifyBytes, verifyReplyBytes } from '../../src/protocol/signature.js';
import { signatureOf } from '../support/envelopes.js';
import { anyText, RUNS } from '../support/json-texts.js';
import { pair, pem } from '../support/key-pairs.js';

const { privateKey, publicKey } = pair('app');
const theirs = {
  privateKey: forge.pki.privateKeyFromPem(pem(privateKey, 'pkcs1')),
  publicKey: forge.pki.publicKeyFromPem(pem(publicKey, 'spki')),
};
const TYPES: readonly SignType[] = ['RSA2', 'RSA'];

const digest = (text: string, type: SignType) =>
  (type === 'RSA2' ? forge.md.sha256 : forge.md.sha1).create().update(text, 'utf8');

function flipped(bytes: Uint8Array, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  const at = bit % (copy.length * 8);
  copy.writeUInt8(copy.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
  return copy;
}

describe.each(TYPES)('%s', (type) => {
  it('lets node-forge verify what we signed', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const signature = forge.util.decode64(await signText(text, privateKey, type));
        expect(theirs.publicKey.verify(digest(text, type).digest().bytes(), signature)).toBe(true);
      }),
      RUNS,
    );
  });

  it('lets us verify what node-forge signed', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const signature = forge.util.encode64(theirs.privateKey.sign(digest(text, type)));
        expect(verifyBytes(Buffer.from(text), signature, publicKey, type)).toBe(true);
      }),
      // node-forge needs about 20 ms for a signature.
      { numRuns: 20 },
    );
  });

  it('never verifies once a bit of the text is flipped', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 80 }), fc.nat(), (bytes, bit) => {
        const signature = signatureOf(bytes, privateKey, type);
        expect(verifyBytes(flipped(bytes, bit), signature, publicKey, type)).toBe(false);
        expect(verifyReplyBytes(flipped(bytes, bit), signature, publicKey, type)).toBe(false);
      }),
      RUNS,
    );
  });

  it('never verifies once a bit of the signature is flipped', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(), (bytes, bit) => {
        const signature = flipped(Buffer.from(signatureOf(bytes, privateKey, type), 'base64'), bit).toString('base64');
        expect(verifyBytes(bytes, signature, publicKey, type)).toBe(false);
        expect(verifyReplyBytes(bytes, signature, publicKey, type)).toBe(false);
      }),
      RUNS,
    );
  });

  it('never verifies with arbitrary bytes for a signature', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 80 }),
        fc.uint8Array({ minLength: 256, maxLength: 256 }),
        (bytes, made) => {
          expect(verifyBytes(bytes, Buffer.from(made).toString('base64'), publicKey, type)).toBe(false);
        },
      ),
      RUNS,
    );
  });
});
