import { describe, expect, it } from 'vitest';
import type { Breaker, Health, Pass } from '../../src/policy/breaker.js';
import { BREAKER, countEnd, heldForMs, letThrough, NEW_BREAKER } from '../../src/policy/breaker.js';

const PASS: Pass = { epoch: 0, round: 0 };

function end(breaker: Breaker, health: Health, pass: Pass, atMs: number): Breaker {
  return countEnd(breaker, BREAKER, { health, pass, atMs, draw: 0 });
}

/** Opened by twenty failures at an instant. */
function openedAt(atMs: number): Breaker {
  let breaker = NEW_BREAKER;
  for (let nth = 0; nth < 20; nth++) breaker = end(breaker, 'failed', PASS, atMs);
  return breaker;
}

/** Lets a probe through, which has to be possible. */
function probe(breaker: Breaker, atMs: number): { readonly breaker: Breaker; readonly pass: Pass } {
  const passage = letThrough(breaker, BREAKER, atMs);
  if (passage === undefined) throw new Error(`It is held at ${atMs}`);
  return passage;
}

describe('a breaker that opens late in the life of a process', () => {
  it('measures the trouble from its own beginning', () => {
    const atMs = 1_700_000_000_000;
    const breaker = openedAt(atMs);
    expect(breaker).toMatchObject({ state: 'open', failingSinceMs: atMs, untilMs: atMs + 5_000 });
    const again = probe(breaker, atMs + 5_000);
    expect(again.breaker).toMatchObject({ state: 'half-open', untilMs: atMs + 10_000, well: 0, underWay: 1 });
    expect(end(again.breaker, 'failed', again.pass, atMs + 120_000)).toMatchObject({ untilMs: atMs + 130_000 });
  });
});

describe('the window', () => {
  it('is cut at whole tenths of it, whenever the first attempt ended', () => {
    const breaker = end(NEW_BREAKER, 'well', PASS, 3_500);
    expect(breaker).toEqual({ state: 'closed', epoch: 0, slices: [{ beganMs: 3_000, well: 1, failed: 0 }] });
    expect(end(breaker, 'failed', PASS, 6_200)).toMatchObject({
      slices: [
        { beganMs: 3_000, well: 1, failed: 0 },
        { beganMs: 6_000, well: 0, failed: 1 },
      ],
    });
  });
});

describe('probes of one round', () => {
  it('that say neither give their place back and count for nothing', () => {
    const first = probe(openedAt(0), 5_000);
    const after = end(first.breaker, 'neither', first.pass, 5_100);
    expect(after).toMatchObject({ state: 'half-open', well: 0, underWay: 0 });
  });

  it('change nothing any more once one of them has failed', () => {
    const first = probe(openedAt(0), 5_000);
    const well = end(first.breaker, 'well', first.pass, 5_100);
    const [second, third] = [probe(well, 5_200), probe(probe(well, 5_200).breaker, 5_300)];
    const open = end(third.breaker, 'failed', second.pass, 5_400);
    expect(open).toMatchObject({ state: 'open', epoch: third.pass.epoch });
    for (const health of ['well', 'failed'] as const) expect(end(open, health, third.pass, 5_500)).toBe(open);
    expect(heldForMs(open, BREAKER, 5_500)).toBe(4_900);
  });
});
