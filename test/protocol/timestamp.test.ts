import { afterEach, describe, expect, it, vi } from 'vitest';
import { formatTimestamp, parseTimestamp } from '../../src/protocol/timestamp.js';

afterEach(() => vi.unstubAllEnvs());

const INSTANTS: readonly (readonly [what: string, utc: string, china: string])[] = [
  ['the epoch', '1970-01-01T00:00:00Z', '1970-01-01 08:00:00'],
  ['an instant before the epoch', '1969-12-31T15:59:59Z', '1969-12-31 23:59:59'],
  ['the second before midnight in China', '2026-11-22T15:59:59Z', '2026-11-22 23:59:59'],
  ['midnight in China', '2026-11-22T16:00:00Z', '2026-11-23 00:00:00'],
  ['midnight in UTC', '2026-11-23T00:00:00Z', '2026-11-23 08:00:00'],
  ['the first second of a leap day', '2028-02-28T16:00:00Z', '2028-02-29 00:00:00'],
  ['the last second of a leap day', '2028-02-29T15:59:59Z', '2028-02-29 23:59:59'],
  ['1 March of a year without a leap day', '2027-02-28T16:00:00Z', '2027-03-01 00:00:00'],
  ["New Year's Eve in China", '2026-12-31T15:59:59Z', '2026-12-31 23:59:59'],
  ['New Year in China', '2026-12-31T16:00:00Z', '2027-01-01 00:00:00'],
  ['the last second with a four-digit year', '9999-12-31T15:59:59Z', '9999-12-31 23:59:59'],
  ['the first second with a four-digit year', '-000001-12-31T16:00:00Z', '0000-01-01 00:00:00'],
];

describe('formatTimestamp', () => {
  it.each(INSTANTS)('writes %s in China time', (_what, utc, china) => {
    expect(formatTimestamp(Date.parse(utc))).toBe(china);
  });

  it('leaves milliseconds off and never rounds them up', () => {
    expect(formatTimestamp(Date.parse('2026-12-31T15:59:59.999Z'))).toBe('2026-12-31 23:59:59');
  });

  it('writes the second that it is asked for, whichever it was asked for before', () => {
    const texts = [1_999, 2_000, 1_999, -1, 0, -1, 1_999].map(formatTimestamp);
    const seconds = ['01', '02', '01', '59', '00', '59', '01'];
    expect(texts.map((text) => text.slice(-2))).toEqual(seconds);
    expect(() => formatTimestamp(Number.NaN)).toThrow(RangeError);
    expect(formatTimestamp(1_000)).toBe('1970-01-01 08:00:01');
  });

  it.each([
    ['UTC', 0],
    ['America/New_York', 300],
    ['Asia/Shanghai', -480],
    ['Pacific/Kiritimati', -840],
    ['Asia/Kathmandu', -345],
    ['No/Such_Zone', 0],
  ])('writes the same text in a process whose TZ is %s', (zone, offset) => {
    vi.stubEnv('TZ', zone);
    // Without this line a runner in which TZ has no effect would pass without having tried anything.
    expect(new Date(Date.parse('2026-01-15T00:00:00Z')).getTimezoneOffset()).toBe(offset);
    for (const [, utc, china] of INSTANTS) expect(formatTimestamp(Date.parse(utc))).toBe(china);
    expect(parseTimestamp('2026-01-15 08:00:00')).toBe(Date.parse('2026-01-15T00:00:00Z'));
  });

  it('is not led astray by the hour that daylight saving leaves out', () => {
    vi.stubEnv('TZ', 'America/New_York');
    expect(formatTimestamp(Date.parse('2026-03-08T07:30:00Z'))).toBe('2026-03-08 15:30:00');
  });

  it.each([
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['an instant that no Date holds', 8.64e15 + 1],
    ['an instant after the year 9999 in China', Date.parse('9999-12-31T16:00:00Z')],
    ['an instant before the year 0 in China', Date.parse('-000001-12-31T15:59:59Z')],
  ])('throws a RangeError for %s', (_what, atMs) => {
    expect(() => formatTimestamp(atMs)).toThrow(RangeError);
  });

  it('says which instant it was that has no year of four digits', () => {
    const atMs = Date.parse('9999-12-31T16:00:00Z');
    expect(() => formatTimestamp(atMs)).toThrow(`The clock gave ${atMs}, an instant without a four-digit year`);
  });
});

describe('parseTimestamp', () => {
  it.each(INSTANTS)('reads %s back', (_what, utc, china) => {
    expect(parseTimestamp(china)).toBe(Date.parse(utc));
  });

  it.each([
    ['an empty text', ''],
    ['ISO 8601', '2026-11-23T08:00:00Z'],
    ['a date without a time', '2026-11-23'],
    ['a year of six digits', '+010000-01-01 08:00:00'],
    ['a month of one digit', '2026-1-23 08:00:00'],
    ['milliseconds', '2026-11-23 08:00:00.000'],
    ['white space around it', ' 2026-11-23 08:00:00 '],
    ['a line break after it', '2026-11-23 08:00:00\n'],
    ['digits that are not ASCII', '２０２６-11-23 08:00:00'],
    ['month 0', '2026-00-23 08:00:00'],
    ['month 13', '2026-13-23 08:00:00'],
    ['day 0', '2026-11-00 08:00:00'],
    ['30 February', '2026-02-30 08:00:00'],
    ['29 February of a year without one', '2027-02-29 08:00:00'],
    ['31 April', '2026-04-31 08:00:00'],
    ['hour 24', '2026-11-23 24:00:00'],
    ['minute 60', '2026-11-23 08:60:00'],
    ['a leap second', '2016-12-31 23:59:60'],
    ['hour 24 of the last day that has a four-digit year', '9999-12-31 24:00:00'],
  ])('takes %s for no timestamp', (_what, text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });
});
