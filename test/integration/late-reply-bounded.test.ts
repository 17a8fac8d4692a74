import { Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAlipay } from 'alipay-axios';
import { createTestClock, startGateway } from 'alipay-axios/testing';
import { createUndiciAdapter } from 'alipay-axios/undici';
import { expect, test } from 'vitest';
import { testCredentials } from '../support/world.js';

const ADAPTERS = {
  'an agent with maxSockets': () => ({ httpAgent: new Agent({ keepAlive: true, maxSockets: 1 }) }),
  'undici with connections': () => ({ adapter: createUndiciAdapter({ connections: 1 }) }),
};

test.each(Object.entries(ADAPTERS))(
  'with %s an attempt that is given up leaves its connection to the next',
  async (_name, make) => {
    const gateway = await startGateway({ credentials: testCredentials() });
    let requests = 0;
    // The first request is never answered; the others go on to the gateway.
    const front = createServer((request, response) => {
      if (++requests === 1) return;
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', async () => {
        const reply = await fetch(gateway.url + request.url, {
          method: 'POST',
          headers: { 'content-type': String(request.headers['content-type']) },
          body: Buffer.concat(chunks),
        });
        response.end(Buffer.from(await reply.arrayBuffer()));
      });
    });
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    const clock = createTestClock(Date.now());
    const alipay = createAlipay({
      ...gateway.credentials,
      gateway: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
      clock,
      random: () => 0.5,
      axios: make(),
    });
    const order = { out_trade_no: 'b-1', total_amount: '1.00', subject: 'tea', auth_code: '28763443825664394' };
    const call = alipay.execute('alipay.trade.pay', order);
    while (requests === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(10_000);
    // Asked after at once, over the only connection there is; as nothing ran, it is sent again after a wait.
    await clock.whenPending(1);
    await clock.advance(1_000);
    const { alipay: report } = await call;
    expect(report.attempts.map(({ outcome }) => outcome)).toEqual(['unknown', 'succeeded']);
    await alipay.close();
    front.closeAllConnections();
    front.close();
    await gateway.close();
  },
);
