import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import forge from 'node-forge';
import { certificateSn, readCertificates, rootCertificateSn, tryKey } from '../../../src/protocol/certificate.js';
import { leadsToRoot } from '../../../src/protocol/certificate-chain.js';
import { readPrivateKey, readPublicKey } from '../../../src/protocol/keys.js';
import { createTestAuthority } from '../../../src/testing/authority.js';
import { certificateOf } from '../../support/certificates.js';
import { anyEdit, edited } from '../../support/json-texts.js';
import { pair, pem } from '../../support/key-pairs.js';
import type { Property } from '../define.js';
import { define } from '../define.js';

const NOW = Date.UTC(2026, 10, 24);
const authority = createTestAuthority();
const issued = (by: 'alipay' | 'app' | 'stranger') =>
  authority.issue(pem(pair('alipay').publicKey, 'spki'), { by, name: '支付宝,"+\\<>; #' });
const FILES = {
  alipay: issued('alipay'),
  app: issued('app'),
  stranger: issued('stranger'),
  root: authority.root,
  self: certificateOf(pair('app')).pem,
} as const;
type FileName = keyof typeof FILES;
const anyFile: fc.Arbitrary<FileName> = fc.constantFrom('alipay', 'app', 'stranger', 'root', 'self');
const roots = readCertificates(FILES.root, 'x');
const certificatesOf = (file: FileName) => readCertificates(FILES[file], 'x');

/** The links of all files, to be mixed. */
const LINKS = (['alipay', 'app', 'stranger', 'root', 'self'] as const).flatMap((file) =>
  certificatesOf(file).map((certificate) => ({ file, certificate, key: tryKey(certificate) })),
);
const anyLinks = fc.array(fc.nat({ max: LINKS.length - 1 }), { maxLength: 5 });
const linksOf = (nths: readonly number[]) => nths.flatMap((nth) => LINKS[nth]?.certificate ?? []);

/** Node's own word on the first link: who issued it. */
const issuerInNode = (nth: number) => {
  const x509 = LINKS[nth]?.key?.x509;
  return LINKS.findIndex(
    ({ key }) => key !== undefined && x509?.checkIssued(key.x509) === true && x509.verify(key.key),
  );
};
const ROOT_AT = LINKS.findIndex(({ file }) => file === 'root');

/** As node-forge names the parts of an issuer, joined as RFC 2253 has it, and the number of the certificate. */
function snByForge(file: FileName): string {
  const certificate = forge.pki.certificateFromPem(FILES[file]);
  const parts = certificate.issuer.attributes
    .toReversed()
    .map(({ shortName, value }) => `${shortName}=${String(value)}`);
  const text = `${parts.join(',')}${BigInt(`0x${certificate.serialNumber}`)}`;
  return createHash('md5').update(text, 'utf8').digest('hex');
}

/** Whether an error is one of the documented ones, which name the option. */
const isDocumented = (error: unknown): boolean => error instanceof TypeError && error.message.startsWith('"x" ');

const derOf = (file: FileName) => certificatesOf(file)[0].der;
const rooted = (leaf: Buffer): boolean => {
  const [certificate] = readCertificates(leaf, 'x');
  const key = tryKey(certificate);
  return key !== undefined && leadsToRoot(key, certificatesOf('alipay').slice(1), roots, NOW);
};
/** What a certificate vouches for: a key and a name. */
const vouchesFor = (der: Buffer) => {
  const x509 = new X509Certificate(der);
  return `${x509.publicKey.export({ type: 'spki', format: 'pem' })}${x509.subject}`;
};

/** Certificates, and the keys that are read like them. */
export const CERTIFICATES: readonly Property[] = [
  define({
    name: 'certificate-chain',
    subject: 'certificates',
    says: 'leads to the root if and only if Node finds the links, each issued by the next',
    any: fc.record({ leaf: fc.nat({ max: LINKS.length - 1 }), between: anyLinks }),
    unit: leadsToRoot,
    holds: (unit, { leaf, between }) => {
      const key = LINKS[leaf]?.key;
      if (key === undefined) return;
      const walk = (at: number, left: number): boolean => {
        const next = issuerInNode(at);
        if (next === ROOT_AT) return true;
        return left > 0 && next >= 0 && next !== at && between.includes(next) && walk(next, left - 1);
      };
      assert.equal(unit(key, linksOf(between), roots, NOW), walk(leaf, 5));
    },
    mutants: {
      'trusts what came along': (leaf, between, anchors, atMs) =>
        leadsToRoot(leaf, between, [...anchors, ...between], atMs),
      'needs none between': (leaf, _between, anchors, atMs) => leadsToRoot(leaf, [], anchors, atMs),
    },
    runs: 2_000,
  }),
  define({
    name: 'certificate-sn',
    subject: 'certificates',
    says: 'its number is the one that node-forge leads to, as PEM, as DER and as bare Base64',
    any: fc.record({
      file: fc.constantFrom<FileName>('alipay', 'app', 'stranger', 'root', 'self'),
      form: fc.constantFrom('pem', 'der', 'base64'),
    }),
    unit: certificateSn,
    holds: (unit, { file, form }) => {
      const der = derOf(file);
      const input = form === 'pem' ? FILES[file] : form === 'der' ? der : der.toString('base64');
      assert.equal(unit(input), snByForge(file));
      if (file === 'root') assert.equal(rootCertificateSn(input), snByForge(file));
    },
    mutants: {
      'goes by the fingerprint': (input) => createHash('md5').update(readCertificates(input, 'x')[0].der).digest('hex'),
    },
    runs: 500,
  }),
  define({
    name: 'certificate-der-edits',
    subject: 'certificates',
    says: 'is not believed to vouch for anything else once a byte of its DER is changed, and fails by the documented error',
    any: fc.record({ edits: fc.array(anyEdit, { minLength: 1, maxLength: 2 }) }),
    unit: rooted,
    holds: (unit, { edits }) => {
      const changed = edited(derOf('alipay'), edits);
      let isBelieved = false;
      try {
        isBelieved = unit(changed);
      } catch (error) {
        assert.ok(isDocumented(error), String(error));
      }
      if (isBelieved) assert.equal(vouchesFor(changed), vouchesFor(derOf('alipay')));
    },
    mutants: {
      'believes what can be read': (leaf) => tryKey(readCertificates(leaf, 'x')[0]) !== undefined,
      'lets Node throw': (leaf) => new X509Certificate(leaf).ca,
    },
  }),
  define({
    name: 'certificate-pem-edits',
    subject: 'certificates',
    says: 'a changed PEM gives the very certificate, another one or the documented error, and never throws anything else',
    any: fc.record({
      file: anyFile,
      edits: fc.array(anyEdit, { minLength: 1, maxLength: 3 }),
      cutTo: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    unit: readCertificates,
    holds: (unit, { file, edits, cutTo }) => {
      const text = edited(Buffer.from(FILES[file]), edits).toString('latin1');
      const tried = cutTo < 0.5 ? text.slice(0, Math.floor(2 * cutTo * text.length)) : text;
      try {
        for (const { sn } of unit(tried, 'x')) assert.match(sn, /^[0-9a-f]{32}$/);
      } catch (error) {
        assert.ok(isDocumented(error), String(error));
      }
    },
    mutants: {
      'lets node-forge throw': (input, option) => {
        forge.pki.certificateFromPem(String(input));
        return readCertificates(input, option);
      },
    },
    runs: 5_000,
  }),
  define({
    name: 'key-edits',
    subject: 'certificates',
    says: 'a changed key gives an RSA key or the documented error, which never quotes it',
    any: fc.record({
      half: fc.constantFrom('private', 'public'),
      edits: fc.array(anyEdit, { minLength: 1, maxLength: 3 }),
      cutTo: fc.double({ min: 0, max: 1, noNaN: true }),
      soup: fc.option(fc.string({ maxLength: 60 }), { freq: 3, nil: undefined }),
    }),
    unit: { private: readPrivateKey, public: readPublicKey },
    holds: (unit, { half, edits, cutTo, soup }) => {
      const whole = half === 'private' ? pem(pair('app').privateKey, 'pkcs8') : pem(pair('app').publicKey, 'spki');
      const changed = edited(Buffer.from(whole), edits).toString('latin1');
      const text = soup ?? changed.slice(0, Math.ceil(Math.min(1, cutTo * 2) * changed.length));
      try {
        const read = half === 'private' ? unit.private(text, 'x', 'RSA2') : unit.public(text, 'x', 'RSA2');
        assert.equal(read.asymmetricKeyType, 'rsa');
      } catch (error) {
        assert.ok(isDocumented(error), String(error));
        assert.ok(text.length < 90 || !String(error).includes(text.slice(40, 72)), 'it is quoted');
      }
    },
    mutants: {
      'quotes what it got': {
        private: (input, option) => {
          throw new TypeError(`"${option}" ${input}`);
        },
        public: readPublicKey,
      },
    },
    runs: 3_000,
  }),
];
