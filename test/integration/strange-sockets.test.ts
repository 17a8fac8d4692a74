import { Agent } from 'node:http';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { createAlipay } from 'alipay-axios';
import { createTestClock, silent, startGateway } from 'alipay-axios/testing';
import { expect, test } from 'vitest';
import { failureOf, testCredentials } from '../support/world.js';

/** A stream in the place of a socket, as agents for tunnels give them: of what a socket can do, only what node:http and axios ask for. */
class Tunnel extends Agent {
  override createConnection(options: { readonly port?: number | string | null }): never {
    const socket = connect(Number(options.port), '127.0.0.1');
    // `setKeepAlive` for axios before 1.19, which calls it whatever it was given.
    const asked = { setTimeout: () => {}, setKeepAlive: () => {} };
    return Object.assign(Duplex.from({ readable: socket, writable: socket }), asked) as never;
  }
}

test('an attempt over a stream that is no socket is given up, and listened to, as any other', async () => {
  const gateway = await startGateway({ credentials: testCredentials() });
  gateway.on('alipay.trade.query').reply(silent());
  const clock = createTestClock(Date.now());
  const alipay = createAlipay({
    ...gateway.credentials,
    gateway: gateway.url,
    clock,
    axios: { httpAgent: new Tunnel(), proxy: false },
  });
  const call = failureOf(alipay.execute('alipay.trade.query', { out_trade_no: 's-1' }, { deadlineMs: 5_000 }));
  while (gateway.log.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await clock.advance(5_000);
  expect(await call).toMatchObject({ code: 'ERR_ALIPAY_DEADLINE', outcome: 'unknown' });
  await alipay.close();
  await gateway.close();
});
