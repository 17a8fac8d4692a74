import forge from 'node-forge';
import { describe, expect, it } from 'vitest';
import { readCertificates, withKey } from '../../src/protocol/certificate.js';
import { leadsToRoot } from '../../src/protocol/certificate-chain.js';
import type { PairName } from '../support/key-pairs.js';
import { pair, pem } from '../support/key-pairs.js';

const NOW = Date.UTC(2026, 10, 24);

/** A link of a chain: whose name and key it bears, and by whose name and key it was issued. */
interface Link {
  readonly name: string;
  readonly by: string;
  readonly key?: PairName;
  readonly byKey?: PairName;
  readonly fromMs?: number;
  readonly untilMs?: number;
}

// One key for all, where nothing is said, for chains are told apart by their names.
function certify({ name, by, key = 'app', byKey = 'app', fromMs = 0, untilMs = Date.UTC(2049, 0, 1) }: Link) {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(pem(pair(key).publicKey, 'spki'));
  certificate.validity.notBefore = new Date(fromMs);
  certificate.validity.notAfter = new Date(untilMs);
  certificate.setSubject([{ name: 'commonName', value: name }]);
  certificate.setIssuer([{ name: 'commonName', value: by }]);
  certificate.setExtensions([{ name: 'basicConstraints', cA: true }]);
  certificate.sign(forge.pki.privateKeyFromPem(pem(pair(byKey).privateKey, 'pkcs1')), forge.md.sha256.create());
  return withKey(readCertificates(forge.pki.certificateToPem(certificate), 'x')[0], 'x');
}

const root = certify({ name: 'root', by: 'root' });

describe('leadsToRoot', () => {
  /** A leaf, and so many authorities up to the root. */
  const chain = (between: number) => {
    const names = ['leaf', ...Array.from({ length: between }, (_, nth) => `authority ${nth}`), 'root'];
    return names.slice(0, -1).map((name, nth) => certify({ name, by: names[nth + 1] ?? '' }));
  };

  it.each([
    [0, true],
    [1, true],
    [4, true],
    [5, false],
  ])('goes up by %i authorities: %s', (count, isBelieved) => {
    const [leaf = root, ...between] = chain(count);
    expect(leadsToRoot(leaf, between, [root], NOW)).toBe(isBelieved);
    // In whatever order they came along.
    expect(leadsToRoot(leaf, between.toReversed(), [root], NOW)).toBe(isBelieved);
  });

  it('comes to an end where authorities vouch for each other and for themselves', () => {
    const leaf = certify({ name: 'leaf', by: 'one' });
    const circle = [certify({ name: 'one', by: 'other' }), certify({ name: 'other', by: 'one' })];
    expect(leadsToRoot(leaf, circle, [root], NOW)).toBe(false);
    expect(leadsToRoot(leaf, [certify({ name: 'one', by: 'one' })], [root], NOW)).toBe(false);
  });

  it("believes neither the root's name over another signature, nor its signature under another name", () => {
    expect(leadsToRoot(certify({ name: 'leaf', by: 'root', byKey: 'alipay' }), [], [root], NOW)).toBe(false);
    expect(leadsToRoot(certify({ name: 'leaf', by: 'no root' }), [], [root], NOW)).toBe(false);
  });

  it('believes authorities from the first to the last millisecond of their dates', () => {
    const [fromMs, untilMs] = [Date.UTC(2026, 0, 1), Date.UTC(2026, 6, 1)];
    const dated = certify({ name: 'root', by: 'root', fromMs, untilMs });
    const leaf = certify({ name: 'leaf', by: 'root' });
    const isBelievedAt = (atMs: number) => leadsToRoot(leaf, [], [dated], atMs);
    expect([fromMs - 1, fromMs, untilMs, untilMs + 1].map(isBelievedAt)).toEqual([false, true, true, false]);
  });
});
