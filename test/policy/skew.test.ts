import { describe, expect, it } from 'vitest';
import { readDateHeader, readSkew, SKEW_THRESHOLD_MS } from '../../src/policy/skew.js';

const AT_MS = 1_763_850_000_000;
const sample = (aheadMs: number, tookMs = 0) => ({
  sentAtMs: AT_MS,
  receivedAtMs: AT_MS + tookMs,
  gatewayAtMs: AT_MS + aheadMs,
});

describe('readSkew', () => {
  it('has a threshold of four minutes', () => {
    expect(SKEW_THRESHOLD_MS).toBe(240_000);
  });

  it.each([
    [0, undefined],
    [239_999, undefined],
    [-239_999, undefined],
    [240_000, 240_000],
    [-240_000, -240_000],
    [8 * 3_600_000, 8 * 3_600_000],
  ])('reads a gateway that is %d ms ahead as %s', (aheadMs, skewMs) => {
    expect(readSkew(sample(aheadMs))).toBe(skewMs);
  });

  it('measures from the middle of the exchange', () => {
    expect(readSkew(sample(245_000, 10_000))).toBe(240_000);
    expect(readSkew(sample(244_999, 10_000))).toBeUndefined();
    expect(readSkew(sample(-235_000, 10_000))).toBe(-240_000);
  });

  it('has a threshold that can be set', () => {
    expect(readSkew(sample(5_000), 5_000)).toBe(5_000);
    expect(readSkew(sample(4_999), 5_000)).toBeUndefined();
  });

  it('tells nothing of an exchange in whose midst our clock was set, or that took longer than any does', () => {
    expect(readSkew(sample(600_000, -1))).toBeUndefined();
    expect(readSkew(sample(2_000_000, 900_000))).toBe(1_550_000);
    expect(readSkew(sample(2_000_000, 900_001))).toBeUndefined();
    expect(readSkew({ ...sample(600_000, 500), tookMs: 1_499 })).toBe(599_750);
    expect(readSkew({ ...sample(600_000, 500), tookMs: 1_500 })).toBeUndefined();
    expect(readSkew({ ...sample(86_400_000, 43_200_000), tookMs: 40 })).toBeUndefined();
  });

  it('gives whole milliseconds', () => {
    expect(readSkew(sample(300_000, 1))).toBe(300_000);
  });

  it('tells nothing without a Date', () => {
    expect(readSkew({ ...sample(600_000), gatewayAtMs: undefined })).toBeUndefined();
  });
});

describe('readDateHeader', () => {
  it.each([
    ['Mon, 23 Nov 2026 04:00:00 GMT', Date.UTC(2026, 10, 23, 4)],
    ['Fri, 31 Dec 9999 23:59:59 GMT', undefined],
    ['Mon, 99 Nov 2026 04:00:00 GMT', undefined],
    ['2026-11-23T04:00:00Z', undefined],
    ['99999', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %s', (text, atMs) => {
    expect(readDateHeader(text)).toBe(atMs);
  });
});
