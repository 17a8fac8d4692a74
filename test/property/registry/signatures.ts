import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decryptContent, encryptContent } from '../../../src/protocol/content-cipher.js';
import { signText, verifyBytes, verifyReplyBytes } from '../../../src/protocol/signature.js';
import { signatureOf } from '../../support/envelopes.js';
import { anyText } from '../../support/json-texts.js';
import { pair } from '../../support/key-pairs.js';
import type { Property } from '../define.js';
import { define } from '../define.js';
import { forgeSignature, forgeVerifies } from '../pool.js';

const { privateKey, publicKey } = pair('alipay');
type Verify = typeof verifyBytes;

const TEXTS = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 80 }), { numRuns: 40, seed: 5 });
const SIGNED = TEXTS.flatMap((bytes) =>
  (['RSA2', 'RSA'] as const).map((type) => ({
    bytes: Buffer.from(bytes),
    type,
    signature: signatureOf(bytes, privateKey, type),
  })),
);
const FORGE_SIGNED = ['', 'a=1&b=2', '中文 🧧 \u0000', '{"a":"\\/"}'].map((text) => ({
  text,
  signature: forgeSignature(text),
}));
const anyNth = fc.nat({ max: SIGNED.length - 1 });
const signedOf = (nth: number) => SIGNED[nth] ?? { bytes: Buffer.of(), type: 'RSA2' as const, signature: '' };

function flipped(bytes: Uint8Array, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  const at = bit % (copy.length * 8);
  copy.writeUInt8(copy.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
  return copy;
}

const nearly: Verify = (bytes, signature, key, type) =>
  verifyBytes(bytes, signature, key, type) ||
  verifyBytes(Buffer.from(bytes.map((byte) => byte & 0x7f)), signature, key, type);

const anyKey = fc.constantFrom(16, 24, 32).map((length) => Buffer.alloc(length, 7).toString('base64'));

/** Signatures, and the cipher of contents. */
export const SIGNATURES: readonly Property[] = [
  define({
    name: 'signature-second-opinion',
    subject: 'signatures',
    says: 'is one that node-forge verifies',
    any: anyText,
    unit: signText,
    holds: async (unit, text) => assert.ok(forgeVerifies(Buffer.from(text), await unit(text, privateKey, 'RSA2'))),
    mutants: {
      'signs Latin-1': (text, key, type) => signText(Buffer.from(text, 'latin1').toString('utf8'), key, type),
    },
    // A signature takes a millisecond, and node-forge's look at it as long again.
    runs: 1_000,
  }),
  define({
    name: 'signature-of-forge',
    subject: 'signatures',
    says: 'is verified where node-forge made it, and only over its own text',
    any: fc.record({ nth: fc.nat({ max: 3 }), other: fc.nat({ max: 3 }) }),
    unit: verifyBytes,
    holds: (unit, { nth, other }) => {
      const text = FORGE_SIGNED[other]?.text ?? '';
      assert.equal(unit(Buffer.from(text), FORGE_SIGNED[nth]?.signature ?? '', publicKey, 'RSA2'), nth === other);
    },
    mutants: { 'does not look': () => true },
  }),
  define({
    name: 'signature-text-bit',
    subject: 'signatures',
    says: 'never fits once a bit of the text is flipped',
    any: fc.record({ nth: anyNth, bit: fc.nat() }),
    unit: verifyBytes,
    holds: (unit, { nth, bit }) => {
      const { bytes, type, signature } = signedOf(nth);
      assert.ok(unit(bytes, signature, publicKey, type));
      assert.ok(!unit(flipped(bytes, bit), signature, publicKey, type));
      assert.ok(!verifyReplyBytes(flipped(bytes, bit), signature, publicKey, type));
    },
    mutants: { 'forgets the highest bit': nearly, 'does not look': () => true },
  }),
  define({
    name: 'signature-own-bit',
    subject: 'signatures',
    says: 'never fits once a bit of itself is flipped, or it is any other bytes',
    any: fc.record({ nth: anyNth, bit: fc.nat(), made: fc.uint8Array({ minLength: 256, maxLength: 256 }) }),
    unit: verifyBytes,
    holds: (unit, { nth, bit, made }) => {
      const { bytes, type, signature } = signedOf(nth);
      const changed = flipped(Buffer.from(signature, 'base64'), bit).toString('base64');
      assert.ok(!unit(bytes, changed, publicKey, type));
      assert.ok(!verifyReplyBytes(bytes, changed, publicKey, type));
      assert.ok(!unit(bytes, Buffer.from(made).toString('base64'), publicKey, type));
    },
    mutants: { 'looks at its length': (_bytes, signature) => signature.length === 344 },
  }),
  define({
    name: 'signature-algorithm',
    subject: 'signatures',
    says: 'of one algorithm is none of the other, nor of another key',
    any: fc.record({ nth: anyNth, otherKey: fc.boolean() }),
    unit: verifyBytes,
    holds: (unit, { nth, otherKey }) => {
      const { bytes, type, signature } = signedOf(nth);
      const key = otherKey ? pair('app').publicKey : publicKey;
      assert.ok(!unit(bytes, signature, key, otherKey ? type : type === 'RSA' ? 'RSA2' : 'RSA'));
    },
    mutants: {
      'tries both': (bytes, signature, key) =>
        verifyBytes(bytes, signature, key, 'RSA2') || verifyBytes(bytes, signature, key, 'RSA'),
    },
  }),
  define({
    name: 'cipher-round-trip',
    subject: 'envelopes',
    says: 'opens what it has sealed with the same AES key, and nothing that is no ciphertext',
    any: fc.record({ text: anyText, key: anyKey, soup: fc.string({ maxLength: 40 }) }),
    unit: decryptContent,
    holds: (unit, { text, key, soup }) => {
      const aes = Buffer.from(key, 'base64');
      assert.equal(unit(encryptContent(text, aes), aes), text);
      const opened = unit(soup, aes);
      assert.ok(opened === undefined || Buffer.from(soup, 'base64').length % 16 === 0);
    },
    mutants: {
      'reads Latin-1': (text, key) => Buffer.from(decryptContent(text, key) ?? '', 'utf8').toString('latin1'),
    },
  }),
];
