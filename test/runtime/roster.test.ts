import { describe, expect, it } from 'vitest';
import { createRoster } from '../../src/runtime/roster.js';

function present(roster: { each(visit: (member: string) => void): void }): readonly string[] {
  const found: string[] = [];
  roster.each((member) => found.push(member));
  return found.sort();
}

describe('a roster', () => {
  it('holds who has joined and not left, whoever leaves first', () => {
    const roster = createRoster<string>();
    const [first, second, third] = ['a', 'b', 'c'].map((member) => roster.join(member));
    expect(present(roster)).toEqual(['a', 'b', 'c']);
    first?.();
    expect(present(roster)).toEqual(['b', 'c']);
    third?.();
    expect(present(roster)).toEqual(['b']);
    second?.();
    expect([roster.size, present(roster)]).toEqual([0, []]);
  });

  it('lets the same member in twice, and each go once', () => {
    const roster = createRoster<string>();
    const [one, other] = [roster.join('a'), roster.join('a')];
    roster.join('b');
    one();
    one();
    expect(present(roster)).toEqual(['a', 'b']);
    other();
    one();
    expect(present(roster)).toEqual(['b']);
  });

  it('visits each that was there, also where a visit lets them go', () => {
    const roster = createRoster<() => void>();
    const visited: number[] = [];
    const leaves = [0, 1, 2].map((nth) =>
      roster.join(() => {
        visited.push(nth);
        for (const leave of leaves) leave();
      }),
    );
    roster.each((visit) => visit());
    expect(visited).toEqual([0, 1, 2]);
    expect(roster.size).toBe(0);
  });
});
