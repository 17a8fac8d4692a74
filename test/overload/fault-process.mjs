// @ts-check
// The fault server in a process of its own, so that its signing is not in the delays that are measured of its client. The first
// message brings the credentials, how many faults to lay out and a seed; the answer is where it listens.

import { faults, startFaultServer } from 'alipay-axios/testing';
import { createChance } from '../money/chance.mjs';

process.once('message', async (/** @type {any} */ { credentials, requests, seed }) => {
  const server = await startFaultServer({ credentials, logLimit: 0 });
  const chance = createChance(seed, 2);
  const kinds = [faults.silence({ run: false }), faults.slowHead(40), faults.drip(1), faults.http500(), faults.pass()];
  server.next(...Array.from({ length: requests }, () => chance.pick(kinds)));
  process.send?.({ url: server.url, credentials: server.credentials });
});
process.once('disconnect', () => process.exit());
