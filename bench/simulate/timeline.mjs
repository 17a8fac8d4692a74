// @ts-check
// Virtual time: what is to happen, in the order in which it happens. Nothing waits, so ten minutes take seconds.

/** @typedef {{ atMs: number, nth: number, run: () => void }} Happening */

/**
 * @typedef {object} Timeline
 * @property {() => number} now
 * @property {(atMs: number, run: () => void) => void} at what is at the same instant happens in the order in which it was asked for
 * @property {() => void} run lets everything happen, and what comes of it, until nothing is left
 */

/** @returns {Timeline} */
export function createTimeline() {
  /** @type {Happening[]} */
  const heap = [];
  let nowMs = 0;
  let count = 0;
  return {
    now: () => nowMs,
    at: (atMs, run) => push(heap, { atMs: Math.max(nowMs, atMs), nth: count++, run }),
    run: () => {
      for (let next = pop(heap); next !== undefined; next = pop(heap)) {
        nowMs = next.atMs;
        next.run();
      }
    },
  };
}

/** @param {Happening} one @param {Happening} other */
function isBefore(one, other) {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.nth < other.nth);
}

/** @param {Happening[]} heap @param {Happening} added */
function push(heap, added) {
  let hole = heap.length;
  heap.push(added);
  while (hole > 0) {
    const above = (hole - 1) >> 1;
    const parent = /** @type {Happening} */ (heap[above]);
    if (!isBefore(added, parent)) break;
    heap[hole] = parent;
    hole = above;
  }
  heap[hole] = added;
}

/** @param {Happening[]} heap */
function pop(heap) {
  const first = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return last;
  sink(heap, last);
  return first;
}

// Puts what stood last in the place of the first, and down to where it belongs.
/** @param {Happening[]} heap @param {Happening} moved */
function sink(heap, moved) {
  const { length } = heap;
  let hole = 0;
  for (;;) {
    let below = 2 * hole + 1;
    if (below >= length) break;
    let child = /** @type {Happening} */ (heap[below]);
    const right = heap[below + 1];
    if (right !== undefined && isBefore(right, child)) {
      child = right;
      below++;
    }
    if (!isBefore(child, moved)) break;
    heap[hole] = child;
    hole = below;
  }
  heap[hole] = moved;
}
