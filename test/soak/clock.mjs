// @ts-check
// Leaps of time: what an instance keeps for some seconds after a call need not be waited for. It reads the time here, on its
// own clock, whose waits and alarms are real and are part of what is looked at.

const { performance } = globalThis;
const read = performance.now.bind(performance);
let aheadMs = 0;
performance.now = () => read() + aheadMs;

/** @param {number} ms */
export function leap(ms) {
  aheadMs += ms;
}
