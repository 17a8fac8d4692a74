// @ts-check
// Which rate the limiter finds against a gateway that grants so many calls a second: a real instance over HTTP in real time.

import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAlipay } from 'alipay-axios';
import { startGateway, throttled } from 'alipay-axios/testing';

/** @import { IncomingMessage } from 'node:http' */
/** @import { AddressInfo } from 'node:net' */
/** @import { TestCredentials } from 'alipay-axios/testing' */

const QUERY = 'alipay.trade.query';
const DEMAND_PER_SECOND = 200;

/**
 * A gateway that takes in so many a second, with a burst of one second, and refuses the rest with 40005.
 *
 * @param {TestCredentials} credentials
 * @param {number} perSecond
 */
async function startGrantingGateway(credentials, perSecond) {
  const granting = await startGateway({ credentials, listen: false, logLimit: 0 });
  const refusing = await startGateway({ credentials, listen: false, logLimit: 0 });
  let grant = perSecond;
  let tokens = perSecond;
  let filledAt = performance.now();
  let taken = 0;
  const server = createServer(async (request, response) => {
    const now = performance.now();
    tokens = Math.min(grant, tokens + ((now - filledAt) * grant) / 1_000);
    filledAt = now;
    const isGranted = tokens >= 1;
    if (isGranted) {
      tokens--;
      taken++;
    } else refusing.on(QUERY).reply(throttled('isv.method-call-limited'));
    const reply = await (isGranted ? granting : refusing).handle(await readRequest(request));
    if (reply.kind === 'reply') response.writeHead(reply.status, { ...reply.headers }).end(reply.body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    taken: () => taken,
    grant: (/** @type {number} */ next) => {
      grant = next;
      tokens = Math.min(tokens, next);
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await Promise.all([granting.close(), refusing.close()]);
    },
  };
}

/** @param {IncomingMessage} request */
async function readRequest(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method = 'POST', url = '/', headers } = request;
  return { httpMethod: method, url, headers, body: Buffer.concat(chunks).toString() };
}

/**
 * Lives through grants one after the other, with more calls than any of them allows, and measures what was taken in in the
 * second half of each.
 *
 * @param {TestCredentials} credentials
 * @param {readonly number[]} grants
 * @param {number} eachMs
 */
export async function followGrants(credentials, grants, eachMs) {
  const gateway = await startGrantingGateway(credentials, grants[0] ?? 1);
  const { appId, privateKey, alipayPublicKey } = credentials;
  const alipay = createAlipay({ appId, privateKey, alipayPublicKey, gateway: gateway.url, breaker: false });
  const everyMs = 50;
  const timer = setInterval(() => {
    for (let nth = 0; nth < (DEMAND_PER_SECOND * everyMs) / 1_000; nth++) {
      alipay.execute(QUERY, { out_trade_no: '1' }, { deadlineMs: 5_000 }).catch(() => undefined);
    }
  }, everyMs);
  const rows = [];
  for (const grant of grants) {
    gateway.grant(grant);
    await sleep(eachMs / 2);
    const [from, began] = [gateway.taken(), performance.now()];
    await sleep(eachMs / 2);
    const perSecond = ((gateway.taken() - from) * 1_000) / (performance.now() - began);
    rows.push({ grant, perSecond, ratio: perSecond / grant });
  }
  clearInterval(timer);
  await alipay.close();
  await gateway.close();
  return rows;
}
