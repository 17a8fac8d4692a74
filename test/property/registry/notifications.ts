import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeText, percentEncode } from '../../../src/protocol/charset.js';
import type { FormField } from '../../../src/protocol/form-fields.js';
import { readForm } from '../../../src/protocol/form-fields.js';
import type { NotificationReading } from '../../../src/protocol/notification.js';
import { openNotification } from '../../../src/protocol/notification.js';
import { verifyBytes } from '../../../src/protocol/signature.js';
import { signatureOf } from '../../support/envelopes.js';
import { anyEdit, anyText, edited } from '../../support/json-texts.js';
import { pair } from '../../support/key-pairs.js';
import type { Property } from '../define.js';
import { define } from '../define.js';

const { privateKey, publicKey } = pair('alipay');
type Opener = (fields: readonly FormField[]) => NotificationReading;
const open: Opener = (fields) => openNotification(fields, { key: publicKey, signType: 'RSA2' });

const signedTextOf = (fields: readonly (readonly [string, string])[]) =>
  [...fields]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => `${name}=${text}`)
    .join('&');
/** As an opener would be that signs what it was given, and does not ask how else the same text could have come about. */
const splitting: Opener = (fields) => {
  const own = fields.filter(({ name }) => name !== 'sign' && name !== 'sign_type');
  const sign = fields.find(({ name }) => name === 'sign')?.text ?? '';
  const text = signedTextOf(own.map(({ name, text }) => [name, text]));
  if (!verifyBytes(Buffer.from(text), sign, publicKey, 'RSA2')) return { kind: 'forged' };
  return { kind: 'verified', fields: Object.fromEntries(own.map(({ name, text }) => [name, text])) };
};
/** Verifies as it should, and hands everything on. */
const generous: Opener = (fields) => {
  const opened = open(fields);
  const all = Object.fromEntries(fields.map(({ name, text }) => [name, text]));
  return opened.kind === 'verified' ? { ...opened, fields: all } : opened;
};

interface Sent {
  readonly body: Buffer;
  /** What was signed, and is not empty. */
  readonly said: Readonly<Record<string, string>>;
}

const VALUES = ['', '100%', 'a b+c', '中文', '=&%26', '{"a":"b"}', '0', '%E4%B8%AD', 'x'.repeat(99), 'TRADE_SUCCESS'];
const anyFields = fc
  .dictionary(
    fc.constantFrom('a', 'b', 'subject', 'total_amount', 'trade_status', 'out_trade_no', '__proto__', 'constructor'),
    fc.constantFrom(...VALUES),
    { maxKeys: 7 },
  )
  .map((fields) => [...Object.entries(fields), ['notify_id', 'n'] as const]);
const SENT: readonly Sent[] = fc
  .sample(fc.record({ fields: anyFields, gbk: fc.boolean(), signEmpty: fc.boolean(), v2: fc.boolean() }), {
    numRuns: 60,
    seed: 9,
  })
  .map(({ fields, gbk, signEmpty, v2 }): Sent => {
    const charset = gbk ? 'GBK' : 'utf-8';
    const own = [...fields, ['charset', charset] as const];
    const covered = [...own, ...(v2 ? [['sign_type', 'RSA2'] as const] : [])].filter(
      ([, text]) => signEmpty || text !== '',
    );
    const sign = signatureOf(encodeText(signedTextOf(covered), charset), privateKey);
    const all = [...own, ['sign_type', 'RSA2'] as const, ['sign', sign] as const];
    const body = all.map(([name, text]) => `${name}=${percentEncode(text, charset)}`).join('&');
    return { body: Buffer.from(body, 'latin1'), said: saidBy(Object.fromEntries(own)) };
  })
  // Those in which one field could be read as two are believed by nobody, untouched as they are.
  .filter(({ body }) => openBody(open, body) !== undefined);
const sentOf = (nth: number): Sent => SENT[nth % SENT.length] ?? { body: Buffer.of(), said: {} };

function saidBy(fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const filled = Object.entries(fields).filter(([name, text]) => text !== '' && name !== 'sign_type');
  return Object.fromEntries(filled.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a body is believed to say; `undefined` where it is not believed. */
function openBody(opener: Opener, bytes: Uint8Array): Readonly<Record<string, string>> | undefined {
  const form = readForm(bytes);
  if (!form.ok) return undefined;
  const opened = opener(form.fields);
  return opened.kind === 'verified' ? saidBy(opened.fields) : undefined;
}

const anyNth = fc.nat({ max: SENT.length - 1 });

/** Notifications: read on their bytes, and verified. */
export const NOTIFICATIONS: readonly Property[] = [
  define({
    name: 'notification-round-trip',
    subject: 'notifications',
    says: 'is believed as it was sent, by all four rules and in both charsets, in whatever order its fields come',
    any: fc.record({ nth: anyNth, order: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }) }),
    unit: open,
    holds: (unit, { nth, order }) => {
      const { body, said } = sentOf(nth);
      const pairs = body
        .toString('latin1')
        .split('&')
        .map((pair, at) => ({ pair, at: order[at] ?? 0 }));
      const mixed = pairs
        .sort((a, b) => a.at - b.at)
        .map(({ pair }) => pair)
        .join('&');
      assert.deepEqual(openBody(unit, Buffer.from(mixed, 'latin1')), said);
    },
    mutants: { 'knows one rule': splitting },
  }),
  define({
    name: 'notification-edits',
    subject: 'notifications',
    says: 'is believed to say nothing but what was signed once any of its bytes are changed',
    any: fc.record({ nth: anyNth, edits: fc.array(anyEdit, { minLength: 1, maxLength: 3 }) }),
    unit: open,
    holds: (unit, { nth, edits }) => {
      const { body, said } = sentOf(nth);
      const opened = openBody(unit, edited(body, edits));
      if (opened !== undefined) assert.deepEqual(opened, said);
    },
    mutants: {
      'hands everything on': generous,
      'does not look at values': (fields) => ({
        kind: 'verified',
        fields: Object.fromEntries(fields.map(({ name, text }) => [name, text])),
      }),
    },
  }),
  define({
    name: 'notification-added-fields',
    subject: 'notifications',
    says: 'never hands on a field that somebody has added, whatever it is called',
    any: fc.record({
      nth: anyNth,
      name: fc.oneof(anyText, fc.constantFrom('trade_status', 'total_amount', '_url', '__proto__', 'hasOwnProperty')),
      text: anyText,
      first: fc.boolean(),
    }),
    unit: open,
    holds: (unit, { nth, name, text, first }) => {
      const { body, said } = sentOf(nth);
      const added = `${percentEncode(name, 'utf-8')}=${percentEncode(text, 'utf-8')}`;
      const whole = first ? `${added}&${body.toString('latin1')}` : `${body.toString('latin1')}&${added}`;
      const opened = openBody(unit, Buffer.from(whole, 'latin1'));
      if (opened !== undefined) assert.deepEqual(opened, said);
    },
    mutants: { 'hands everything on': generous },
  }),
  define({
    name: 'notification-merged-fields',
    subject: 'notifications',
    says: 'says the same wherever two bodies of one signed text are both believed',
    any: fc.record({
      fields: fc.uniqueArray(
        fc.tuple(
          fc.constantFrom('a', 'refund_fee', 'total_amount', 'trade_status'),
          fc.constantFrom('0.01', 'x&y', 'p=q'),
        ),
        { minLength: 2, maxLength: 3, selector: ([name]) => name },
      ),
      at: fc.nat({ max: 4 }),
      isMerged: fc.boolean(),
    }),
    unit: open,
    holds: (unit, { fields, at, isMerged }) => {
      const sorted: readonly (readonly [string, string])[] = [...fields].sort(([a], [b]) => (a < b ? -1 : 1));
      const sign = signatureOfText(signedTextOf(sorted));
      // One of them takes the next one in, as its text goes on.
      const place = at % (sorted.length - 1);
      const [[name = '', text = ''] = [], [nextName = '', nextText = ''] = []] = [sorted[place], sorted[place + 1]];
      const merged = sorted.toSpliced(place, 2, [name, `${text}&${nextName}=${nextText}`]);
      const as = (list: readonly (readonly [string, string])[]) =>
        [...list, ['sign', sign] as const].map(
          ([one, held]): FormField => ({ name: one, text: held, bytes: Buffer.from(held) }),
        );
      const opened = unit(as(isMerged ? merged : sorted));
      if (opened.kind === 'verified') assert.deepEqual({ ...opened.fields }, Object.fromEntries(sorted));
    },
    mutants: { 'does not ask how else the text could have come about': splitting },
  }),
];

const signatures = new Map<string, string>();

function signatureOfText(text: string): string {
  const signature = signatures.get(text) ?? signatureOf(text, privateKey);
  signatures.set(text, signature);
  return signature;
}
