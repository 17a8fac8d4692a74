import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText } from '../../src/protocol/canonical-text.js';
import { FRAME_NAMES, frameParams, wireRequest } from '../../src/protocol/request.js';
import { formatTimestamp, parseTimestamp } from '../../src/protocol/timestamp.js';
import { encodeParams } from '../../src/protocol/wire-params.js';
import { anyJson, anyObject, anyText, RUNS } from '../support/json-texts.js';

const anyName = fc.oneof(anyText, fc.constantFrom('notify_url', 'biz_content', 'app_auth_token', '__proto__', ''));
const anyValue = fc.oneof(
  anyText,
  anyJson,
  fc.integer(),
  fc.boolean(),
  fc.bigInt(),
  fc.constantFrom(undefined, null, '', 0, false),
);
const anyParams = fc
  .dictionary(anyName, anyValue, { maxKeys: 8 })
  .filter((params) => Object.keys(params).every((name) => !FRAME_NAMES.has(name)));
const FRAME = {
  appId: '2021',
  method: 'alipay.trade.pay',
  signType: 'RSA2',
  timestamp: '2026-11-23 08:00:00',
} as const;

describe('a request', () => {
  it('arrives as it was signed, whatever is in it', () => {
    fc.assert(
      fc.property(anyParams, anyText, (params, sign) => {
        const signed = frameParams(FRAME, encodeParams(params));
        const { query, body } = wireRequest(signed, sign);
        const arrived = [...new URLSearchParams(query), ...new URLSearchParams(body)];
        const names = arrived.map(([name]) => name);
        expect(names).toHaveLength(new Set(names).size);
        expect(Object.fromEntries(arrived)).toEqual({ ...signed, sign });
        expect(canonicalText(Object.fromEntries(arrived))).toBe(canonicalText(signed));
      }),
      RUNS,
    );
  });

  it('is made of letters that every proxy lets through', () => {
    fc.assert(
      fc.property(anyParams, anyText, (params, sign) => {
        const { query, body } = wireRequest(frameParams(FRAME, encodeParams(params)), sign);
        expect(`${query}${body}`).toMatch(/^[\w.!~*'()%&=-]*$/);
      }),
      RUNS,
    );
  });

  it('leaves out exactly what is empty, and writes everything else as a text', () => {
    fc.assert(
      fc.property(anyParams, (params) => {
        const encoded = encodeParams(params);
        const kept = Object.entries(params).filter(
          ([name, value]) => name !== '' && value !== undefined && value !== null && value !== '',
        );
        expect(Object.keys(encoded)).toEqual(kept.map(([name]) => name));
        for (const [name, value] of kept) {
          const isData = typeof value === 'object';
          expect(encoded[name]).toBe(isData ? JSON.stringify(value) : String(value));
        }
      }),
      RUNS,
    );
  });

  it('holds the content byte for byte as JSON writes it', () => {
    fc.assert(
      fc.property(anyObject, (content) => {
        const text = encodeParams({ biz_content: content })['biz_content'] ?? '';
        expect(text).toBe(JSON.stringify(content));
        expect(Buffer.from(text).toString('utf8')).toBe(text);
      }),
      RUNS,
    );
  });
});

describe('a timestamp', () => {
  const anyAtMs = fc.integer({
    min: Date.parse('-000001-12-31T16:00:00Z'),
    max: Date.parse('9999-12-31T15:59:59.999Z'),
  });

  it('is read back as the second that it was written for', () => {
    fc.assert(
      fc.property(anyAtMs, (atMs) => {
        const text = formatTimestamp(atMs);
        expect(text).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
        expect(parseTimestamp(text)).toBe(Math.floor(atMs / 1_000) * 1_000);
      }),
      RUNS,
    );
  });

  it('is what a calendar says that knows the time zone', () => {
    const calendar = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Etc/GMT-8',
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    const anyRecentMs = fc.integer({
      min: Date.parse('1970-01-01T00:00:00Z'),
      max: Date.parse('2200-01-01T00:00:00Z'),
    });
    fc.assert(
      fc.property(anyRecentMs, (atMs) => {
        expect(formatTimestamp(atMs)).toBe(calendar.format(atMs));
      }),
      RUNS,
    );
  });

  it('is refused, and never throws, whatever the digits are', () => {
    const digits = (max: number) => fc.integer({ min: 0, max }).map((number) => String(number).padStart(2, '0'));
    const year = fc.integer({ min: 0, max: 9999 }).map((number) => String(number).padStart(4, '0'));
    fc.assert(
      fc.property(year, digits(99), digits(99), digits(99), digits(99), digits(99), (y, mo, d, h, mi, s) => {
        const text = `${y}-${mo}-${d} ${h}:${mi}:${s}`;
        const atMs = parseTimestamp(text);
        if (atMs !== undefined) expect(formatTimestamp(atMs)).toBe(text);
      }),
      RUNS,
    );
  });
});
