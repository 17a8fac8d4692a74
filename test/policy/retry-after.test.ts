import { describe, expect, it } from 'vitest';
import { readHttpDate } from '../../src/policy/http-date.js';
import { readRetryAfter } from '../../src/policy/retry-after.js';

const NOON = Date.UTC(2026, 10, 23, 4);

describe('Retry-After', () => {
  it.each<[text: string | undefined, ms: number | undefined]>([
    ['2', 2_000],
    ['0', 0],
    ['120', 120_000],
    ['99999999999999999999', 86_400_000],
    ['Mon, 23 Nov 2026 04:00:03 GMT', 3_000],
    ['Monday, 23-Nov-26 04:00:03 GMT', 3_000],
    ['Mon Nov 23 04:00:03 2026', 3_000],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['-1', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    [' 2', undefined],
    ['soon', undefined],
    ['2026-11-23T04:00:03Z', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j asks for %s', (text, ms) => {
    expect(readRetryAfter(text, NOON)).toBe(ms);
  });
});

describe('an HTTP date', () => {
  it.each<[text: string, atMs: number | undefined]>([
    ['Sun, 06 Nov 1994 08:49:37 GMT', Date.UTC(1994, 10, 6, 8, 49, 37)],
    ['Sunday, 06-Nov-94 08:49:37 GMT', Date.UTC(1994, 10, 6, 8, 49, 37)],
    ['Sun Nov  6 08:49:37 1994', Date.UTC(1994, 10, 6, 8, 49, 37)],
    ['Monday, 01-Jan-76 00:00:00 GMT', Date.UTC(2076, 0, 1)],
    ['Friday, 01-Jan-77 00:00:00 GMT', Date.UTC(1977, 0, 1)],
    ['Sat, 31 Dec 2016 23:59:60 GMT', Date.UTC(2017, 0, 1)],
    ['Thu, 29 Feb 2024 00:00:00 GMT', Date.UTC(2024, 1, 29)],
    ['Sun, 29 Feb 2026 00:00:00 GMT', undefined],
    ['Mon, 31 Nov 2026 04:00:03 GMT', undefined],
    ['Mon, 00 Nov 2026 04:00:03 GMT', undefined],
    ['Mon, 23 Nov 2026 24:00:03 GMT', undefined],
    ['Mon, 23 Nov 2026 04:60:03 GMT', undefined],
    ['Mon, 23 Nov 2026 04:00:61 GMT', undefined],
    ['Mon, 23 Foo 2026 04:00:03 GMT', undefined],
    ['Mon, 23 Nov 2026 04:00:03', undefined],
    ['Mon, 23 Nov 2026 04:00:03 +0800', undefined],
  ])('%s', (text, atMs) => {
    expect(readHttpDate(text, NOON)).toBe(atMs);
  });

  it('of two digits is read as the nearest year, at most fifty years ahead', () => {
    const in1999 = Date.UTC(1999, 5, 1);
    expect(readHttpDate('Saturday, 01-Jan-00 00:00:00 GMT', in1999)).toBe(Date.UTC(2000, 0, 1));
    expect(readHttpDate('Friday, 01-Jan-49 00:00:00 GMT', in1999)).toBe(Date.UTC(2049, 0, 1));
    expect(readHttpDate('Sunday, 01-Jan-50 00:00:00 GMT', in1999)).toBe(Date.UTC(1950, 0, 1));
  });
});
