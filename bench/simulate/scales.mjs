// @ts-check
// From values to pixels, with the ticks that an axis shows.

/** @typedef {{ value: number, label: string }} Tick */
/** @typedef {{ place: (value: number) => number, ticks: Tick[] }} Scale `place` is 0 at the bottom and 1 at the top */

/**
 * From 0 to a round number.
 *
 * @param {number} most
 * @returns {Scale}
 */
export function linearScale(most) {
  const rough = Math.max(most, 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? rough;
  const count = Math.ceil(Math.max(most, 1) / step);
  const ticks = Array.from({ length: count + 1 }, (_, nth) => ({ value: nth * step, label: grouped(nth * step) }));
  return { ticks, place: (value) => value / (count * step) };
}

const LEAST_MS = 1;
const MOST_MS = 40_000;

/**
 * Durations by powers of ten, from 1 ms to 40 s; what is outside is shown at the edge.
 *
 * @returns {Scale}
 */
export function durationScale() {
  const reach = Math.log10(MOST_MS / LEAST_MS);
  return {
    ticks: [
      { value: 1, label: '1 ms' },
      { value: 10, label: '10 ms' },
      { value: 100, label: '100 ms' },
      { value: 1_000, label: '1 s' },
      { value: 10_000, label: '10 s' },
    ],
    place: (value) => Math.log10(Math.min(MOST_MS, Math.max(LEAST_MS, value)) / LEAST_MS) / reach,
  };
}

/**
 * Times in minutes and seconds, not more ticks than asked for.
 *
 * @param {number} seconds
 * @param {number} mostTicks
 * @returns {Scale}
 */
export function timeScale(seconds, mostTicks) {
  const step = [1, 2, 5, 10, 30, 60, 120, 300, 600].find((one) => seconds / one <= mostTicks) ?? 1_200;
  const count = Math.floor(seconds / step);
  const ticks = Array.from({ length: count + 1 }, (_, nth) => ({ value: nth * step, label: clockText(nth * step) }));
  return { ticks, place: (value) => value / seconds };
}

/** @param {number} seconds */
function clockText(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** @param {number} value */
function grouped(value) {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}
