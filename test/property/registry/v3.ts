import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Reply } from '../../../src/protocol/open-reply.js';
import type { V3Reply } from '../../../src/protocol/open-v3-reply.js';
import { openV3Reply } from '../../../src/protocol/open-v3-reply.js';
import { verifyBytes } from '../../../src/protocol/signature.js';
import { v3AuthString, v3MethodOf, v3ReplyBytes, v3RequestText } from '../../../src/protocol/v3-request.js';
import { signatureOf } from '../../support/envelopes.js';
import { anyEdit, anyObject, edited } from '../../support/json-texts.js';
import { pair } from '../../support/key-pairs.js';
import type { Property } from '../define.js';
import { define } from '../define.js';

const { privateKey, publicKey } = pair('alipay');
type Opener = (reply: V3Reply) => Reply;
const open: Opener = (reply) => openV3Reply(reply, { key: publicKey, signType: 'RSA' });

const anyId = fc.string({ unit: fc.constantFrom(...'0123456789abcdef-'), minLength: 1, maxLength: 36 });
const anyFrame = fc.record(
  {
    appId: anyId,
    appCertSn: anyId,
    nonce: anyId,
    atMs: fc.nat({ max: 2 ** 45 }),
    more: fc.constantFrom('expired_seconds=120', 'x=1,y=2'),
  },
  { requiredKeys: ['appId', 'nonce', 'atMs'] },
);
const lines = fc.string({ unit: fc.constantFrom(...'abc/?=&{}":1中'), maxLength: 20 });

const BODIES = fc
  .sample(anyObject, { numRuns: 30, seed: 3 })
  .map((object) => JSON.stringify(object))
  .concat('', '{"code":"10000"}', '[]')
  .map((body, nth) => {
    const [timestamp, nonce] = [String(1_700_000_000_000 + nth), `nonce-${nth}`];
    return {
      body,
      timestamp,
      nonce,
      signature: signatureOf(v3ReplyBytes(timestamp, nonce, Buffer.from(body)), privateKey),
    };
  });
const anyNth = fc.nat({ max: BODIES.length - 1 });
const replyOf = (nth: number) => BODIES[nth] ?? { body: '', timestamp: '', nonce: '', signature: '' };
const answer = (body: Uint8Array, headers: Readonly<Record<string, string>>): V3Reply => ({
  bytes: body,
  header: (name) => headers[name],
});
const headersOf = ({ timestamp, nonce, signature }: ReturnType<typeof replyOf>) => ({
  'alipay-timestamp': timestamp,
  'alipay-nonce': nonce,
  'alipay-signature': signature,
});
const bodyAlone: Opener = ({ bytes, header }) => {
  const covered = BODIES.find(({ signature }) => signature === header('alipay-signature'));
  return covered?.body === Buffer.from(bytes).toString()
    ? { kind: 'verified', nodeName: 'v3', node: {} }
    : { kind: 'forged' };
};
const gullible: Opener = ({ bytes }) => ({
  kind: 'verified',
  nodeName: 'v3',
  node: { body: Buffer.from(bytes).toString() },
});

/** The headers and the signed texts of v3. */
export const V3: readonly Property[] = [
  define({
    name: 'v3-authorization',
    subject: 'v3',
    says: 'the Authorization names each thing once, and reads back as it was written',
    any: anyFrame,
    unit: v3AuthString,
    holds: (unit, frame) => {
      const pairs = unit(frame)
        .split(',')
        .map((one): [string, string] => [one.split('=')[0] ?? '', one.slice(one.indexOf('=') + 1)]);
      const read = Object.fromEntries(pairs);
      assert.equal(pairs.length, Object.keys(read).length);
      assert.equal(read['app_id'], frame.appId);
      assert.equal(read['app_cert_sn'], frame.appCertSn);
      assert.equal(read['nonce'], frame.nonce);
      assert.equal(read['timestamp'], String(frame.atMs));
      assert.ok(frame.more === undefined || unit(frame).endsWith(`,${frame.more}`));
    },
    mutants: {
      'leaves the certificate out': ({ appCertSn: _sn, ...frame }) => v3AuthString(frame),
      'tells seconds': (frame) => v3AuthString({ ...frame, atMs: Math.floor(frame.atMs / 1_000) }),
    },
  }),
  define({
    name: 'v3-signed-text',
    subject: 'v3',
    says: 'two requests that differ in any part have different signed texts',
    any: fc.record({
      one: fc.record({
        authString: lines,
        verb: fc.constantFrom('get', 'POST'),
        target: lines,
        body: lines,
        appAuthToken: fc.option(lines, { nil: undefined }),
      }),
      part: fc.constantFrom('authString' as const, 'target' as const, 'body' as const, 'appAuthToken' as const),
      other: lines,
    }),
    unit: v3RequestText,
    holds: (unit, { one, part, other }) => {
      const text = unit(one);
      assert.ok(text.endsWith('\n'));
      assert.equal(text.split('\n').length, one.appAuthToken === undefined ? 5 : 6);
      if (one[part] !== other) assert.notEqual(unit({ ...one, [part]: other }), text);
    },
    mutants: {
      'leaves the body out': (signed) => v3RequestText({ ...signed, body: '' }),
      'leaves the token out': ({ appAuthToken: _token, ...signed }) => v3RequestText(signed),
    },
  }),
  define({
    name: 'v3-reply-round-trip',
    subject: 'v3',
    says: 'a reply is believed as it was signed, over its time, its nonce and its body, by RSA2 whatever v2 is set to',
    any: fc.record({ nth: anyNth, other: anyNth, part: fc.constantFrom('alipay-timestamp', 'alipay-nonce', 'none') }),
    unit: open,
    holds: (unit, { nth, other, part }) => {
      const reply = replyOf(nth);
      const own: Readonly<Record<string, string>> = headersOf(reply);
      const strange: Readonly<Record<string, string>> = headersOf(replyOf(other));
      const changed = part === 'none' ? own : { ...own, [part]: strange[part] ?? '' };
      const opened = unit(answer(Buffer.from(reply.body), changed));
      const isOwn = part === 'none' || nth === other;
      // A body that is no object is malformed, once it is believed.
      if (reply.body === '[]') assert.equal(opened.kind, isOwn ? 'malformed' : 'forged');
      else assert.equal(opened.kind, isOwn ? 'verified' : 'forged');
    },
    mutants: {
      'looks at the body alone': bodyAlone,
      'verifies as v2 is set': (reply) => {
        const covered = v3ReplyBytes(
          String(reply.header('alipay-timestamp')),
          String(reply.header('alipay-nonce')),
          reply.bytes,
        );
        return verifyBytes(covered, String(reply.header('alipay-signature')), publicKey, 'RSA')
          ? open(reply)
          : { kind: 'forged' };
      },
    },
  }),
  define({
    name: 'v3-reply-edits',
    subject: 'v3',
    says: 'a reply is not believed once its body or one of its signed headers is changed',
    any: fc.record({
      nth: anyNth,
      edit: anyEdit,
      where: fc.constantFrom('body', 'alipay-timestamp', 'alipay-nonce', 'alipay-signature'),
    }),
    unit: open,
    holds: (unit, { nth, edit, where }) => {
      const reply = replyOf(nth);
      const headers: Record<string, string> = headersOf(reply);
      const part = where === 'body' ? Buffer.from(reply.body) : Buffer.from(headers[where] ?? '', 'latin1');
      const changed = edited(part, [edit]);
      // Base64 has characters that decode to the same bytes, and some that it passes over.
      const isSame =
        where === 'alipay-signature'
          ? Buffer.from(changed.toString('latin1'), 'base64').equals(Buffer.from(reply.signature, 'base64'))
          : changed.equals(part);
      if (isSame) return;
      if (where !== 'body') headers[where] = changed.toString('latin1');
      const opened = unit(answer(where === 'body' ? changed : Buffer.from(reply.body), headers));
      assert.ok(opened.kind !== 'verified');
    },
    mutants: { 'looks at the body alone': bodyAlone, 'believes anything': gullible },
  }),
  define({
    name: 'v3-any-reply',
    subject: 'v3',
    says: 'a reply never throws, and is unsigned at best, whatever came and whatever the headers are',
    any: fc.record({
      bytes: fc.uint8Array({ maxLength: 60 }),
      headers: fc.dictionary(
        fc.constantFrom('alipay-signature', 'alipay-timestamp', 'alipay-nonce', 'alipay-sn'),
        fc.string(),
      ),
    }),
    unit: open,
    holds: (unit, { bytes, headers }) => assert.notEqual(unit(answer(bytes, headers)).kind, 'verified'),
    mutants: { 'believes anything': gullible },
  }),
  define({
    name: 'v3-method',
    subject: 'v3',
    says: 'a path names its API by its parts',
    any: fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 5 }),
    unit: v3MethodOf,
    holds: (unit, parts) => {
      assert.equal(unit(`/v3/${parts.join('/')}`), parts.join('.'));
      assert.equal(unit(`/v3/${parts.join('/')}//`), parts.join('.'));
    },
    mutants: { 'keeps a slash at the end': (path) => path.slice(4).replaceAll('/', '.') },
  }),
];
