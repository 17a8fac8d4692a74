// @ts-check
// Random numbers that come out the same for the same seed.

/**
 * Makes a source of numbers from 0 to below 1; those of different streams of one seed have nothing to do with each other.
 *
 * @param {number} seed
 * @param {number} [stream]
 * @returns {() => number}
 */
export function createRandom(seed, stream = 0) {
  let state = mix(mix(seed) ^ Math.imul(stream + 1, 0x9e3779b1));
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    return mix(state) / 2 ** 32;
  };
}

/**
 * A time that is exponentially distributed.
 *
 * @param {() => number} random
 * @param {number} meanMs
 */
export function exponential(random, meanMs) {
  return -meanMs * Math.log(1 - random());
}

// The finalizer of mulberry32.
/** @param {number} value */
function mix(value) {
  let mixed = Math.imul(value ^ (value >>> 15), value | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return (mixed ^ (mixed >>> 14)) >>> 0;
}
