// @ts-check
// Chance that can be repeated: the same seed and number give the same schedule.

/** @typedef {{ draw: () => number, under: (limit: number) => number, pick: <T>(list: readonly T[]) => T, isOneIn: (n: number) => boolean }} Chance */

/**
 * Chance by mulberry32.
 *
 * @param {number} seed
 * @param {number} nth
 * @returns {Chance}
 */
export function createChance(seed, nth) {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(nth + 1, 0x85ebca6b)) >>> 0;
  const draw = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const under = (/** @type {number} */ limit) => Math.floor(draw() * limit);
  return {
    draw,
    under,
    pick: (list) => /** @type {any} */ (list[under(list.length)]),
    isOneIn: (n) => under(n) === 0,
  };
}
