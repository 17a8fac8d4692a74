import { describe, expect, it } from 'vitest';
import type { Breaker, Health } from '../../src/policy/breaker.js';
import { BREAKER, countEnd, heldForMs, letThrough, NEW_BREAKER } from '../../src/policy/breaker.js';

/** Lets an attempt through and counts how it ended, both at one instant. */
function attempt(breaker: Breaker, health: Health, atMs = 0, draw = 0): Breaker {
  const passed = letThrough(breaker, BREAKER, atMs);
  if (passed === undefined) throw new Error(`It is held at ${atMs}`);
  return countEnd(passed.breaker, BREAKER, { health, pass: passed.pass, atMs, draw });
}

function attempts(breaker: Breaker, count: number, health: Health, atMs = 0): Breaker {
  return Array.from({ length: count }).reduce<Breaker>((one) => attempt(one, health, atMs), breaker);
}

const opened = (draw = 0): Breaker => attempt(attempts(NEW_BREAKER, 19, 'failed'), 'failed', 0, draw);

describe('a closed breaker', () => {
  it('has the defaults that are published', () => {
    expect(BREAKER).toEqual({
      failureRatio: 0.5,
      minAttempts: 20,
      windowMs: 30_000,
      openMs: 5_000,
      maxOpenMs: 60_000,
      probes: 3,
    });
  });

  it.each([
    ['19 failures', 0, 19, 'closed'],
    ['20 failures', 0, 20, 'open'],
    ['10 of 20', 10, 10, 'open'],
    ['10 of 21', 11, 10, 'closed'],
    ['9 of 20', 11, 9, 'closed'],
    ['100 of 200', 100, 100, 'open'],
  ])('after %s in the window it is as it has to be', (_what, well, failed, state) => {
    expect(attempts(attempts(NEW_BREAKER, well, 'well'), failed, 'failed').state).toBe(state);
  });

  it('is opened by a failure and not by a success', () => {
    const almost = attempts(NEW_BREAKER, 19, 'failed');
    expect(attempt(almost, 'well').state).toBe('closed');
  });

  it('does not count what says neither, and lets everything through', () => {
    expect(attempts(NEW_BREAKER, 100, 'neither')).toBe(NEW_BREAKER);
    expect(heldForMs(attempts(NEW_BREAKER, 19, 'failed'), BREAKER, 0)).toBe(0);
  });

  it('forgets what is older than the window, slice by slice', () => {
    const failing = attempts(NEW_BREAKER, 19, 'failed', 0);
    expect(attempt(failing, 'failed', 29_999).state).toBe('open');
    expect(attempt(failing, 'failed', 30_000).state).toBe('closed');
    const spread = attempts(attempts(NEW_BREAKER, 10, 'failed', 0), 9, 'failed', 3_000);
    expect(attempt(spread, 'failed', 30_000).state).toBe('closed');
    expect(attempt(attempts(spread, 9, 'failed', 30_000), 'failed', 30_000).state).toBe('closed');
    expect(attempts(spread, 11, 'failed', 30_000).state).toBe('open');
  });

  it('keeps no more slices than there are in the window', () => {
    let breaker: Breaker = NEW_BREAKER;
    for (let atMs = 0; atMs < 300_000; atMs += 700) breaker = attempt(breaker, 'well', atMs);
    expect(breaker.state === 'closed' && breaker.slices.length).toBeLessThanOrEqual(10);
  });

  it('is not opened again by what was sent before it opened or closed', () => {
    const [early] = [letThrough(NEW_BREAKER, BREAKER, 0)?.pass ?? { epoch: -1, round: -1 }];
    let breaker: Breaker = opened();
    breaker = attempt(attempt(attempt(breaker, 'well', 5_000), 'well', 5_001), 'well', 5_002);
    expect(breaker).toEqual({ state: 'closed', epoch: 2, slices: [], closedAtMs: 5_002 });
    for (let nth = 0; nth < 30; nth++) {
      breaker = countEnd(breaker, BREAKER, { health: 'failed', pass: early, atMs: 6_000, draw: 0 });
    }
    expect(breaker.state).toBe('closed');
  });
});

describe('an open breaker', () => {
  it('holds everything for five seconds, or up to a fifth less', () => {
    expect(heldForMs(opened(), BREAKER, 0)).toBe(5_000);
    expect(heldForMs(opened(), BREAKER, 4_999)).toBe(1);
    expect(letThrough(opened(), BREAKER, 4_999)).toBeUndefined();
    expect(letThrough(opened(), BREAKER, 5_000)?.pass).toEqual({ epoch: 1, round: 1 });
    expect(heldForMs(opened(0.5), BREAKER, 0)).toBe(4_500);
  });

  it('does not look at what was sent before it opened', () => {
    const breaker = opened();
    const ended = { health: 'well', pass: { epoch: 0, round: 0 }, atMs: 10, draw: 0 } as const;
    expect(countEnd(breaker, BREAKER, ended)).toBe(breaker);
  });

  it('holds for no longer than the longest where the clock is set back', () => {
    expect(heldForMs(opened(), BREAKER, -3_600_000)).toBe(60_000);
  });

  it('stays open for a twelfth of the trouble, at least 5 s and at most 60 s', () => {
    let breaker = opened();
    const holds: number[] = [];
    let atMs = 0;
    while (atMs < 1_200_000) {
      const heldMs = heldForMs(breaker, BREAKER, atMs);
      holds.push(heldMs);
      atMs += heldMs;
      breaker = attempt(breaker, 'failed', atMs);
    }
    expect(holds.slice(0, 13)).toEqual(Array(13).fill(5_000));
    expect(holds[13]).toBeGreaterThan(5_000);
    expect(Math.max(...holds)).toBe(60_000);
    expect(holds.at(-1)).toBe(60_000);
  });
});

describe('a half-open breaker', () => {
  const end = (breaker: Breaker, health: Health, round = 1): Breaker =>
    countEnd(breaker, BREAKER, { health, pass: { epoch: 1, round }, atMs: 5_100, draw: 0 });

  /** Lets a probe through. */
  function probe(breaker: Breaker, atMs = 5_100): Breaker {
    const passed = letThrough(breaker, BREAKER, atMs);
    if (passed === undefined) throw new Error(`It is held at ${atMs}`);
    expect(passed.pass).toEqual({ epoch: 1, round: 1 });
    return passed.breaker;
  }
  const probing = (): Breaker => probe(opened(), 5_000);

  it('lets one probe through, and two more when that has gone well', () => {
    const first = probing();
    expect(letThrough(first, BREAKER, 5_000)).toBeUndefined();
    expect(heldForMs(first, BREAKER, 5_000)).toBe(5_000);
    const third = probe(probe(end(first, 'well')));
    expect(letThrough(third, BREAKER, 5_100)).toBeUndefined();
    expect(heldForMs(end(first, 'neither'), BREAKER, 5_100)).toBe(0);
  });

  it('closes when all three have gone well, with a clean slate', () => {
    const third = probe(probe(end(probing(), 'well')));
    const two = end(third, 'well');
    expect(two.state).toBe('half-open');
    expect(letThrough(two, BREAKER, 5_100)).toBeUndefined();
    expect(end(two, 'well')).toEqual({ state: 'closed', epoch: 2, slices: [], closedAtMs: 5_100 });
  });

  it('has room for another where its probe does not come back, and does not mind how that fails', () => {
    const breaker = probing();
    expect(letThrough(breaker, BREAKER, 9_999)).toBeUndefined();
    const next = letThrough(breaker, BREAKER, 10_000);
    expect(next?.pass).toEqual({ epoch: 1, round: 2 });
    expect(next?.breaker).toMatchObject({ state: 'half-open', underWay: 1, untilMs: 15_000 });
    expect(next && end(next.breaker, 'failed', 1)).toBe(next?.breaker);
  });

  it('is on trial for a window once it has closed: six attempts are enough to open it again', () => {
    const closed = end(end(probe(probe(end(probing(), 'well'))), 'well'), 'well');
    expect(attempts(closed, 5, 'failed', 35_099).state).toBe('closed');
    expect(attempts(closed, 6, 'failed', 35_099)).toMatchObject({ state: 'open', epoch: 3, failingSinceMs: 35_099 });
    expect(attempts(closed, 19, 'failed', 35_100)).toMatchObject({ state: 'closed' });
    expect(attempts(closed, 1, 'well', 35_100)).not.toHaveProperty('closedAtMs');
  });

  it('counts a probe that went well however long it took', () => {
    let breaker: Breaker = opened();
    const slow: number[] = [];
    for (let atMs = 5_000; breaker.state !== 'closed' && atMs < 60_000; atMs += 1_000) {
      const passed = letThrough(breaker, BREAKER, atMs);
      if (passed !== undefined) slow.push(passed.pass.round);
      breaker = passed?.breaker ?? breaker;
      const round = atMs % 5_000 === 4_000 ? slow.shift() : undefined;
      if (round !== undefined) breaker = end(breaker, 'well', round);
    }
    expect(breaker.state).toBe('closed');
  });

  it('opens again at the first that fails', () => {
    const again = end(probe(end(probing(), 'well')), 'failed');
    expect(again).toMatchObject({ state: 'open', failingSinceMs: 0, round: 1, untilMs: 10_100 });
  });

  it('counts only its probes, and opens again only for those of this round', () => {
    const breaker = probing();
    const late = { health: 'failed', pass: { epoch: 0, round: 0 }, atMs: 5_100, draw: 0 } as const;
    expect(countEnd(breaker, BREAKER, late)).toBe(breaker);
    const second = letThrough(end(breaker, 'failed'), BREAKER, 20_000)?.breaker ?? breaker;
    expect(second).toMatchObject({ state: 'half-open', round: 2, underWay: 1 });
    expect(end(second, 'failed', 1)).toBe(second);
  });
});

// The switches are exhaustive; the cast stands for a state of a later version that slipped through.
describe('a breaker in a state that is none', () => {
  it('is given back as it is', () => {
    const odd = { state: 'ajar', epoch: 0 } as never;
    expect(heldForMs(odd, BREAKER, 0)).toBe(odd);
    expect(countEnd(odd, BREAKER, { health: 'well', pass: { epoch: 0, round: 0 }, atMs: 0, draw: 0 })).toBe(odd);
  });
});
