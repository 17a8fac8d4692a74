// @ts-check
// The rate that a gateway grants a client, in the two forms that gateways have.

/** @typedef {(atMs: number) => boolean} Grant whether an attempt is still within it */
/** @typedef {'bucket' | 'windows'} GrantForm */

/**
 * A token bucket, full at the start.
 *
 * @param {number} perSecond
 * @param {number} burst what it holds when it is full
 * @param {number} atMs
 * @returns {Grant}
 */
export function createBucket(perSecond, burst, atMs) {
  let tokens = burst;
  let filledAtMs = atMs;
  return (nowMs) => {
    tokens = Math.min(burst, tokens + ((nowMs - filledAtMs) * perSecond) / 1_000);
    filledAtMs = nowMs;
    if (tokens < 1) return false;
    tokens--;
    return true;
  };
}

/**
 * So many in each second of the gateway's clock.
 *
 * @param {number} perSecond
 * @returns {Grant}
 */
export function createWindows(perSecond) {
  let second = -1;
  let count = 0;
  return (nowMs) => {
    const current = Math.floor(nowMs / 1_000);
    if (current !== second) count = 0;
    second = current;
    count++;
    return count <= perSecond;
  };
}
