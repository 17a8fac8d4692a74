import assert from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import type { RawMember } from '../../support/envelopes.js';
import { reply, signatureOf } from '../../support/envelopes.js';
import type { Manner } from '../../support/json-texts.js';
import { anyEdit, anyManner, anyObject, edited, writeJson } from '../../support/json-texts.js';
import { pair } from '../../support/key-pairs.js';
import type { Property } from '../define.js';
import { define } from '../define.js';
import { gullible, NAME, open, parse, twoFaced, unescaping } from '../openers.js';
import { createPool, forgeSignature, forgeVerifies } from '../pool.js';

const { privateKey } = pair('alipay');

// What is signed: of every kind that JSON can write, in many manners.
const writeNode = ({ object, manner }: { object: object; manner: Manner }) => writeJson(object, manner).trim();
const NODES = createPool(
  fc
    .sample(fc.record({ object: anyObject, manner: anyManner }).map(writeNode), { numRuns: 40, seed: 7 })
    .concat([
      '{"code":"10000","msg":"Success","total_amount":"0.01","path":"a\\/b\\/\\\\/c"}',
      '{"code":"10000","sub_msg":"\\u4e2d\\u6587","out_trade_no":"1"}',
      '{}',
    ]),
);
const anySigned = fc.constantFrom(...NODES.map(({ text }) => text));
const signatureFor = (text: string): string =>
  NODES.find((one) => one.text === text)?.signature ?? signatureOf(text, privateKey);
const withSign = (node: string | Uint8Array, signature: string): RawMember[] => [
  [NAME, node],
  ['sign', `"${signature}"`],
];
const anySpace = fc.string({ unit: fc.constantFrom(' ', '\n', '\r', '\t'), maxLength: 3 });
const anySpacing = fc.record({ beforeKey: anySpace, afterKey: anySpace, beforeValue: anySpace, afterValue: anySpace });
/** Members beside the node, under names that mean nothing. */
const anyExtras = fc.array(fc.record({ object: anyObject, manner: anyManner }).map(writeNode), { maxLength: 3 });
const named = (extras: readonly string[]): RawMember[] => extras.map((text, at) => [`x${at}`, text]);

const FORGE_SIGNED = ['{"code":"10000"}', '{"a":"\\/","b":"中文"}', '{ "x" : [1, {"y":null}] }'].map((text) => ({
  text,
  signature: forgeSignature(text),
}));

const GBK_NODES = fc
  .sample(
    fc.array(
      fc
        .tuple(fc.integer({ min: 0x81, max: 0xfe }), fc.integer({ min: 0x40, max: 0xfe }))
        .filter(([, to]) => to !== 0x7f),
      { minLength: 1, maxLength: 8 },
    ),
    { numRuns: 60, seed: 11 },
  )
  .map((pairs) => Buffer.from(pairs.flat()))
  .map((characters) => ({
    characters,
    node: Buffer.concat([Buffer.from('{"sub_msg":"'), characters, Buffer.from('"}')]),
  }))
  .filter(({ characters, node }) => !isUtf8(node) && !new TextDecoder('gbk').decode(characters).includes('\ufffd'))
  .map((one) => ({ ...one, signature: signatureOf(one.node, privateKey) }));

/** Replies of v2: cut, verified, and only then read. */
export const ENVELOPES: readonly Property[] = [
  define({
    name: 'envelope-round-trip',
    subject: 'envelopes',
    says: 'survives the way, in whatever order and manner it is written',
    any: fc.record({
      node: anySigned,
      extras: anyExtras,
      spacing: anySpacing,
      order: fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
    }),
    unit: open,
    holds: (unit, { node, extras, spacing, order }) => {
      const members = [...withSign(node, signatureFor(node)), ['alipay_cert_sn', '"sn"'] as const, ...named(extras)];
      const mixed = members.map((member, at) => ({ member, at: order[at] ?? 0 })).sort((a, b) => a.at - b.at);
      const bytes = reply(
        mixed.map(({ member }) => member),
        spacing,
      );
      assert.deepEqual(unit(bytes), { kind: 'verified', nodeName: NAME, node: JSON.parse(node), certSn: 'sn' });
    },
    mutants: {
      'signs what JSON.stringify makes of it': (bytes) => {
        const node = JSON.stringify(parse(Buffer.from(bytes).toString())?.[NAME]);
        const { sign } = parse(Buffer.from(bytes).toString()) ?? {};
        return open(reply(withSign(node, String(sign))));
      },
    },
  }),
  define({
    name: 'envelope-gbk',
    subject: 'envelopes',
    says: 'survives the way in GBK, whatever the characters of two bytes',
    any: fc.record({ nth: fc.nat({ max: GBK_NODES.length - 1 }), spacing: anySpacing, signFirst: fc.boolean() }),
    unit: open,
    holds: (unit, { nth, spacing, signFirst }) => {
      const { characters, node, signature } = GBK_NODES[nth] ?? {
        characters: Buffer.of(),
        node: Buffer.of(),
        signature: '',
      };
      const members = withSign(node, signature);
      const opened = unit(reply(signFirst ? members.toReversed() : members, spacing));
      assert.equal(opened.kind, 'verified');
      assert.deepEqual('node' in opened && opened.node, { sub_msg: new TextDecoder('gbk').decode(characters) });
    },
    mutants: { 'reads UTF-8 alone': (bytes) => open(Buffer.from(Buffer.from(bytes).toString('utf8'))) },
  }),
  define({
    name: 'envelope-second-opinion',
    subject: 'envelopes',
    says: 'is believed where node-forge verifies what JSON holds there, and nowhere else',
    any: fc.record({
      nth: fc.nat({ max: FORGE_SIGNED.length - 1 }),
      place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      bit: fc.option(fc.nat({ max: 7 }), { freq: 4, nil: undefined }),
    }),
    unit: open,
    holds: (unit, { nth, place, bit }) => {
      const { text, signature } = FORGE_SIGNED[nth] ?? { text: '', signature: '' };
      const node = Buffer.from(text);
      const at = Math.floor(place * node.length);
      if (bit !== undefined) node[at] = (node[at] ?? 0) ^ (1 << bit);
      const isValid = bit === undefined && forgeVerifies(node, signature);
      assert.equal(unit(reply(withSign(node, signature))).kind === 'verified', isValid);
    },
    mutants: { 'believes anything': gullible },
    runs: 3_000,
  }),
  define({
    name: 'envelope-one-byte',
    subject: 'envelopes',
    says: 'is never believed to say anything else once a single byte of the whole is changed, put in or taken out',
    any: fc.record({ node: anySigned, extras: anyExtras, edit: anyEdit }),
    unit: open,
    holds: (unit, { node, extras, edit }) => {
      const opened = unit(edited(reply([...named(extras), ...withSign(node, signatureFor(node))]), [edit]));
      if (opened.kind === 'verified') assert.deepEqual(opened.node, JSON.parse(node));
    },
    mutants: { 'believes anything': gullible, 'verifies one thing and reads another': twoFaced },
  }),
  define({
    name: 'envelope-signed-bytes',
    subject: 'envelopes',
    says: 'is never believed once the signed bytes are changed, but for slashes that say the same',
    any: fc.record({ text: anySigned, edits: fc.array(anyEdit, { minLength: 1, maxLength: 3 }) }),
    unit: open,
    holds: (unit, { text, edits }) => {
      const node = Buffer.from(text);
      // White space at the ends stands outside of what is signed.
      const changed = Buffer.from(
        edited(node, edits)
          .toString('latin1')
          .replaceAll(/^[ \t\r\n]+|[ \t\r\n]+$/g, ''),
        'latin1',
      );
      const opened = unit(reply(withSign(changed, signatureFor(text))));
      if (opened.kind !== 'verified' || changed.equals(node)) return;
      assert.deepEqual(opened.node, JSON.parse(text));
      assert.equal(changed.toString('latin1').replaceAll('\\/', '/'), node.toString('latin1'));
    },
    mutants: { 'believes anything': gullible },
  }),
  define({
    name: 'envelope-backslashes',
    subject: 'envelopes',
    says: 'says what was signed wherever it is believed, however many backslashes were slipped in',
    any: fc.record({
      node: fc.constantFrom(
        '{"path":"/"}',
        '{"path":"a\\/b"}',
        '{"path":"\\\\/\\/"}',
        '{"path":"\\"/a"}',
        '{"path":"//\\\\\\\\/"}',
      ),
      at: fc.nat({ max: 12 }),
      count: fc.integer({ min: 0, max: 5 }),
      escapes: fc.boolean(),
    }),
    unit: open,
    holds: (unit, { node, at, count, escapes }) => {
      const places = [...node.matchAll(/\\?\//g)].map((match) => match.index);
      const place = places[at % places.length] ?? 0;
      const slipped = node.slice(0, place) + '\\'.repeat(count) + node.slice(place);
      const changed = escapes ? slipped.replaceAll('/', '\\/') : slipped;
      const opened = unit(reply(withSign(changed, signatureOfKnown(node))));
      if (opened.kind === 'verified') assert.deepEqual(opened.node, JSON.parse(node));
    },
    mutants: { 'takes backslashes before slashes away': unescaping },
  }),
  define({
    name: 'envelope-other-signature',
    subject: 'envelopes',
    says: 'is never believed under the signature of another reply',
    any: fc
      .record({ node: anyObject, signed: anySigned })
      .filter(({ node, signed }) => JSON.stringify(node) !== signed.replaceAll('\\/', '/')),
    unit: open,
    holds: (unit, { node, signed }) =>
      assert.notEqual(unit(reply(withSign(JSON.stringify(node), signatureFor(signed)))).kind, 'verified'),
    mutants: { 'believes anything': gullible },
  }),
  define({
    name: 'envelope-any-bytes',
    subject: 'envelopes',
    says: 'never throws and is never believed, whatever came in its place',
    any: fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.json().map((text) => Buffer.from(`{"${NAME}":${text},"sign":${text}}`)),
    ),
    unit: open,
    holds: (unit, bytes) => assert.notEqual(unit(bytes).kind, 'verified'),
    mutants: {
      'believes anything': gullible,
      'lets the parser throw': (bytes) => ({
        kind: 'unsigned',
        nodeName: NAME,
        node: JSON.parse(Buffer.from(bytes).toString()),
      }),
    },
  }),
];

const known = new Map<string, string>();

function signatureOfKnown(node: string): string {
  const signature = known.get(node) ?? signatureOf(node, privateKey);
  known.set(node, signature);
  return signature;
}
