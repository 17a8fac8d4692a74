// @ts-check
// What happened in each second and in each phase.

/**
 * @typedef {object} Second
 * @property {number} attempts sent then
 * @property {number} served calls that ended well then
 * @property {number} failed calls that ended otherwise then
 * @property {number[]} tookMs how long each call took that ended then
 */

/** @typedef {{ calls: number, attempts: number, served: number, failed: number }} Counts */

/**
 * @typedef {object} Tally
 * @property {(call: { phase: number }) => void} began
 * @property {(call: { phase: number }) => void} attempted
 * @property {(call: { phase: number, beganMs: number }, isWell: boolean) => void} ended
 * @property {Second[]} seconds
 * @property {Counts[]} phases of the calls that began in the phase
 */

/**
 * Makes an empty tally.
 *
 * @param {() => number} now
 * @param {number} phases how many there are
 * @returns {Tally}
 */
export function createTally(now, phases) {
  /** @type {Second[]} */
  const seconds = [];
  /** @type {Counts[]} */
  const counts = Array.from({ length: phases }, () => ({ calls: 0, attempts: 0, served: 0, failed: 0 }));
  const second = () => {
    const nth = Math.floor(now() / 1_000);
    while (seconds.length <= nth) seconds.push({ attempts: 0, served: 0, failed: 0, tookMs: [] });
    return /** @type {Second} */ (seconds[nth]);
  };
  const of = (/** @type {{ phase: number }} */ { phase }) => /** @type {Counts} */ (counts[phase]);
  return {
    seconds,
    phases: counts,
    began: (call) => {
      of(call).calls++;
    },
    attempted: (call) => {
      of(call).attempts++;
      second().attempts++;
    },
    ended: (call, isWell) => {
      const ending = isWell ? 'served' : 'failed';
      of(call)[ending]++;
      const current = second();
      current[ending]++;
      current.tookMs.push(now() - call.beganMs);
    },
  };
}
