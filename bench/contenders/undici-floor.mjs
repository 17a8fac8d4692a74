// @ts-check
// The same hands over undici: how far one gets without axios.

import { Agent, request } from 'undici';
import { createHands } from '../field/hands.mjs';

/** @type {import('../field/measure.mjs').OpenContender} */
export function openContender(target, workload) {
  const { write, read } = createHands(target, workload);
  const dispatcher = new Agent({ headersTimeout: 10_000, bodyTimeout: 10_000 });
  return async () => {
    const { path, body, headers } = await write();
    const reply = await request(target.url + path, { dispatcher, method: 'POST', headers, body });
    const bytes = Buffer.from(await reply.body.arrayBuffer());
    return read(bytes, (name) => String(reply.headers[name]));
  };
}
