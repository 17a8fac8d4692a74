import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openReply } from '../../src/protocol/open-reply.js';
import type { RawMember } from '../support/envelopes.js';
import { reply, signatureOf } from '../support/envelopes.js';
import { anyEdit, anyManner, anyObject, edited, plainManner, RUNS, writeJson } from '../support/json-texts.js';
import { pair } from '../support/key-pairs.js';

const METHOD = 'alipay.trade.query';
const NAME = 'alipay_trade_query_response';
const { privateKey, publicKey } = pair('alipay');

const open = (bytes: Uint8Array) => openReply(bytes, METHOD, { key: publicKey, signType: 'RSA2' });
const withSign = (node: string | Uint8Array, signature: string): RawMember[] => [
  [NAME, node],
  ['sign', `"${signature}"`],
];

const anySpace = fc.string({ unit: fc.constantFrom(' ', '\n', '\r', '\t'), maxLength: 3 });
const anySpacing = fc.record({ beforeKey: anySpace, afterKey: anySpace, beforeValue: anySpace, afterValue: anySpace });
/** Members beside the node, under names that mean nothing. */
const anyExtras = fc
  .array(fc.tuple(anyObject, anyManner), { maxLength: 3 })
  .map((extras) => extras.map(([object, manner], at): RawMember => [`x${at}`, writeJson(object, manner).trim()]));

describe('a signed reply', () => {
  it('survives the way, in whatever order and manner it is written', () => {
    fc.assert(
      fc.property(
        fc.tuple(anyObject, anyManner).map(([object, manner]) => writeJson(object, manner).trim()),
        anyExtras,
        anySpacing,
        fc.infiniteStream(fc.nat()),
        (node, extras, spacing, draws) => {
          const members = [
            ...withSign(node, signatureOf(node, privateKey)),
            ['alipay_cert_sn', '"sn"'] as const,
            ...extras,
          ];
          const order = new Map(members.map((member) => [member, draws.next().value]));
          members.sort((a, b) => Number(order.get(a)) - Number(order.get(b)));
          expect(open(reply(members, spacing))).toEqual({
            kind: 'verified',
            nodeName: NAME,
            node: JSON.parse(node),
            certSn: 'sn',
          });
        },
      ),
      RUNS,
    );
  });

  it('survives the way in GBK, whatever the characters of two bytes', () => {
    const lead = fc.integer({ min: 0x81, max: 0xfe });
    const trail = fc.integer({ min: 0x40, max: 0xfe }).filter((byte) => byte !== 0x7f);
    const anyCharacters = fc
      .array(fc.tuple(lead, trail), { minLength: 1, maxLength: 8 })
      .map((pairs) => Buffer.from(pairs.flat()));
    fc.assert(
      fc.property(anyCharacters, (characters) => {
        const node = Buffer.concat([Buffer.from('{"sub_msg":"'), characters, Buffer.from('"}')]);
        const text = new TextDecoder('gbk').decode(characters);
        // Few pairs are UTF-8 by accident and are read so; some more stand for no character.
        fc.pre(!isUtf8(node) && !text.includes('\ufffd'));
        expect(open(reply(withSign(node, signatureOf(node, privateKey))))).toMatchObject({
          kind: 'verified',
          node: { sub_msg: text },
        });
      }),
      RUNS,
    );
  });

  it('is never believed once the signed bytes are changed, but for slashes that say the same', () => {
    fc.assert(
      fc.property(
        anyObject,
        plainManner,
        fc.array(anyEdit, { minLength: 1, maxLength: 3 }),
        (object, manner, edits) => {
          const node = Buffer.from(writeJson(object, manner).trim());
          // White space at the ends stands outside of what is signed.
          const changed = Buffer.from(
            edited(node, edits)
              .toString('latin1')
              .replaceAll(/^[ \t\r\n]+|[ \t\r\n]+$/g, ''),
            'latin1',
          );
          const opened = open(reply(withSign(changed, signatureOf(node, privateKey))));
          if (opened.kind !== 'verified' || changed.equals(node)) return;
          expect(changed.toString('latin1').replaceAll('\\/', '/')).toBe(node.toString('latin1'));
          expect(opened.node).toEqual(JSON.parse(node.toString()));
        },
      ),
      { numRuns: 600 },
    );
  });

  it('says what was signed wherever it is believed, however many backslashes were slipped in', () => {
    const anyPath = fc.string({ unit: fc.constantFrom('/', '\\', '"', 'a'), maxLength: 8 });
    fc.assert(
      fc.property(anyPath, fc.boolean(), fc.nat(), fc.integer({ min: 1, max: 3 }), (path, isEscaped, at, count) => {
        const plain = JSON.stringify({ path });
        const node = isEscaped ? plain.replaceAll('/', '\\/') : plain;
        const slash = [...node.matchAll(/\\?\//g)].map((match) => match.index);
        fc.pre(slash.length > 0);
        const place = slash[at % slash.length] ?? 0;
        const changed = node.slice(0, place) + '\\'.repeat(count) + node.slice(place);
        const opened = open(reply(withSign(changed, signatureOf(node, privateKey))));
        if (opened.kind === 'verified') expect(opened.node).toEqual({ path });
      }),
      RUNS,
    );
  });

  it('is never believed under another signature', () => {
    fc.assert(
      fc.property(anyObject, anyObject, (object, other) => {
        const [node, signed] = [JSON.stringify(object), JSON.stringify(other)];
        fc.pre(node !== signed && !signed.includes('\\/'));
        expect(open(reply(withSign(node, signatureOf(signed, privateKey)))).kind).not.toBe('verified');
      }),
      RUNS,
    );
  });

  it('says the same, or is not believed, once anything else in the document is changed', () => {
    fc.assert(
      fc.property(anyObject, anyExtras, fc.array(anyEdit, { minLength: 1, maxLength: 4 }), (object, extras, edits) => {
        const node = JSON.stringify(object);
        const whole = reply([...extras, ...withSign(node, signatureOf(node, privateKey))]);
        const opened = open(edited(whole, edits));
        if (opened.kind === 'verified') expect(opened.node).toEqual(JSON.parse(node));
      }),
      { numRuns: 600 },
    );
  });
});
