// @ts-check
// A process that plays schedules: its first message says which; it sends back what it counted.

import { createChance } from '../money/chance.mjs';
import { makeSchedule } from './schedule.mjs';
import { createReplies } from './signed-replies.mjs';
import { watchSigning } from './virtual-time.mjs';

/** @typedef {{ seed: number, from: number, to: number }} Stretch */
/** @typedef {{ played: number, calls: number, sends: number, ends: Record<string, number>, tooLate: number, broken: string[] }} Count */

// Many side by side: each waits for the signatures of all.
const LANES = 256;

watchSigning();
const { createTestCredentials } = await import('alipay-axios/testing');
const { playSchedule } = await import('./schedule-world.mjs');

process.once('message', async (/** @type {Stretch} */ { seed, from, to }) => {
  // Short keys: it is the time that is tried here and not the cipher.
  const credentials = createTestCredentials({ bits: 1024 });
  const gateway = { credentials, replyTo: createReplies(credentials.alipayPrivateKey, 'RSA') };
  /** @type {Count} */
  const count = { played: 0, calls: 0, sends: 0, ends: {}, tooLate: 0, broken: [] };
  let next = from;
  const lane = async () => {
    for (let nth = next++; nth < to; nth = next++) {
      const { calls, broken } = await playSchedule(makeSchedule(createChance(seed, nth)), gateway);
      count.played++;
      count.calls += calls.length;
      for (const { end, why, sentAtMs } of calls) {
        count.sends += sentAtMs.length;
        count.ends[end] = (count.ends[end] ?? 0) + 1;
        if (why.includes('even by the fastest attempts')) count.tooLate++;
      }
      if (count.broken.length < 20) count.broken.push(...broken.map((what) => `schedule ${nth}, ${what}`));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  process.send?.(count, () => process.exit());
});
