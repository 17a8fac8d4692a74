// @ts-check
// The floor: axios and node:crypto by hand.

import axios from 'axios';
import { createHands } from '../field/hands.mjs';

/** @type {import('../field/measure.mjs').OpenContender} */
export function openContender(target, workload) {
  const { write, read } = createHands(target, workload);
  const client = axios.create({
    baseURL: target.url,
    timeout: 10_000,
    maxRedirects: 0,
    responseType: 'arraybuffer',
  });
  return async () => {
    const { path, body, headers } = await write();
    const reply = await client.post(path, body, { headers });
    return read(reply.data, (name) => reply.headers[name]);
  };
}
