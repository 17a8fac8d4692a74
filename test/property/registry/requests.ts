import assert from 'node:assert/strict';
import fc from 'fast-check';
import { canonicalText } from '../../../src/protocol/canonical-text.js';
import { FRAME_NAMES, frameParams, wireRequest } from '../../../src/protocol/request.js';
import { formatTimestamp, parseTimestamp } from '../../../src/protocol/timestamp.js';
import { encodeParams } from '../../../src/protocol/wire-params.js';
import { anyJson, anyObject, anyText } from '../../support/json-texts.js';
import type { Property } from '../define.js';
import { define } from '../define.js';

const anyName = fc.oneof(anyText, fc.constantFrom('notify_url', 'biz_content', 'app_auth_token', '__proto__', ''));
const anyValue = fc.oneof(
  anyText,
  anyJson,
  fc.integer(),
  fc.boolean(),
  fc.bigInt(),
  fc.constantFrom(undefined, null, '', 0, false),
);
// As pairs: of an object with such names not every copy is the same.
const anyPairs = fc
  .uniqueArray(fc.tuple(anyName, anyValue), { maxLength: 8, selector: ([name]) => name })
  .filter((pairs) => pairs.every(([name]) => !FRAME_NAMES.has(name)));
const FRAME = {
  appId: '2021',
  method: 'alipay.trade.pay',
  signType: 'RSA2',
  timestamp: '2026-11-23 08:00:00',
} as const;
const framed = (pairs: readonly (readonly [string, unknown])[]) =>
  frameParams(FRAME, encodeParams(Object.fromEntries(pairs)));

const anyAtMs = fc.integer({
  min: Date.parse('-000001-12-31T16:00:00Z'),
  max: Date.parse('9999-12-31T15:59:59.999Z'),
});
const CALENDAR = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Etc/GMT-8', dateStyle: 'short', timeStyle: 'medium' });
const digits = (max: number, length = 2) =>
  fc.integer({ min: 0, max }).map((number) => String(number).padStart(length, '0'));

/** Requests of v2, and the time that they tell. */
export const REQUESTS: readonly Property[] = [
  define({
    name: 'request-arrives',
    subject: 'requests',
    says: 'arrives as it was signed, whatever is in it',
    any: fc.record({ pairs: anyPairs, sign: anyText }),
    unit: wireRequest,
    holds: (unit, { pairs, sign }) => {
      const signed = framed(pairs);
      const { query, body } = unit(signed, sign);
      const arrived = [...new URLSearchParams(query), ...new URLSearchParams(body)];
      assert.equal(arrived.length, new Set(arrived.map(([name]) => name)).size);
      assert.deepEqual(Object.fromEntries(arrived), { ...signed, sign });
      assert.equal(canonicalText(Object.fromEntries(arrived)), canonicalText(signed));
    },
    mutants: {
      'writes names as they are': (params, sign) => ({
        query: `sign=${encodeURIComponent(sign)}`,
        body: Object.entries(params)
          .map(([name, text]) => `${name}=${encodeURIComponent(text)}`)
          .join('&'),
      }),
      'escapes as URLs are': (params, sign) => ({
        query: `sign=${encodeURI(sign)}`,
        body: Object.entries(params)
          .map(([name, text]) => `${encodeURIComponent(name)}=${encodeURI(text)}`)
          .join('&'),
      }),
    },
  }),
  define({
    name: 'request-letters',
    subject: 'requests',
    says: 'is made of letters that every proxy lets through',
    any: fc.record({ pairs: anyPairs, sign: anyText }),
    unit: wireRequest,
    holds: (unit, { pairs, sign }) => {
      const { query, body } = unit(framed(pairs), sign);
      assert.match(`${query}${body}`, /^[\w.!~*'()%&=-]*$/);
    },
    mutants: {
      'leaves line breaks in': (params, sign) => ({ query: `sign=${sign}`, body: wireRequest(params, '').body }),
    },
  }),
  define({
    name: 'request-left-out',
    subject: 'requests',
    says: 'leaves out exactly what is empty, and writes everything else as a text',
    any: anyPairs,
    unit: encodeParams,
    holds: (unit, pairs) => {
      const encoded = unit(Object.fromEntries(pairs));
      const kept = Object.entries(Object.fromEntries(pairs)).filter(
        ([name, value]) => name !== '' && value !== undefined && value !== null && value !== '',
      );
      assert.deepEqual(
        Object.keys(encoded),
        kept.map(([name]) => name),
      );
      for (const [name, value] of kept) {
        assert.equal(encoded[name], typeof value === 'object' ? JSON.stringify(value) : String(value));
      }
    },
    mutants: {
      'leaves out what is false': (params) =>
        encodeParams(Object.fromEntries(Object.entries(params).filter(([, value]) => Boolean(value)))),
      'loses __proto__': (params) => {
        const texts: Record<string, string> = {};
        for (const [name, text] of Object.entries(encodeParams(params))) texts[name] = text;
        return texts;
      },
    },
  }),
  define({
    name: 'request-content',
    subject: 'requests',
    says: 'holds the content byte for byte as JSON writes it',
    any: anyObject,
    unit: encodeParams,
    holds: (unit, content) => {
      const text = unit({ biz_content: content })['biz_content'] ?? '';
      assert.equal(text, JSON.stringify(content));
      assert.equal(Buffer.from(text).toString('utf8'), text);
    },
    mutants: {
      'sorts its keys': ({ biz_content }) =>
        encodeParams({ biz_content: Object.fromEntries(Object.entries(Object(biz_content)).sort()) }),
    },
  }),
  define({
    name: 'timestamp-read-back',
    subject: 'requests',
    says: 'a timestamp is read back as the second that it was written for',
    any: anyAtMs,
    unit: formatTimestamp,
    holds: (unit, atMs) => {
      assert.match(unit(atMs), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
      assert.equal(parseTimestamp(unit(atMs)), Math.floor(atMs / 1_000) * 1_000);
    },
    mutants: { rounds: (atMs) => formatTimestamp(Math.round(atMs / 1_000) * 1_000) },
  }),
  define({
    name: 'timestamp-calendar',
    subject: 'requests',
    says: 'a timestamp is what a calendar says that knows the time zone',
    any: fc.integer({ min: 0, max: Date.parse('2200-01-01T00:00:00Z') }),
    unit: formatTimestamp,
    holds: (unit, atMs) => assert.equal(unit(atMs), CALENDAR.format(atMs)),
    mutants: { 'is in the zone of Greenwich': (atMs) => formatTimestamp(atMs - 8 * 3_600_000) },
  }),
  define({
    name: 'timestamp-digits',
    subject: 'requests',
    says: 'a timestamp is refused, and never throws, whatever the digits are',
    any: fc
      .tuple(digits(9999, 4), digits(19), digits(39), digits(29), digits(69), digits(69))
      .map(([year, month, day, hour, minute, second]) => `${year}-${month}-${day} ${hour}:${minute}:${second}`),
    unit: parseTimestamp,
    holds: (unit, text) => {
      const atMs = unit(text);
      if (atMs !== undefined) assert.equal(formatTimestamp(atMs), text);
    },
    mutants: { 'takes the 30th of February': (text) => Date.parse(`${text.replace(' ', 'T')}+08:00`) || undefined },
  }),
];
