import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { GatewayOptions, HandledReply, LogEntry, TestGateway } from '../../src/testing/index.js';
import { busy, createTestCredentials, lost, startGateway } from '../../src/testing/index.js';
import type { RawRequest } from './raw-client.js';
import { createRawClient, signedParams } from './raw-client.js';

const credentials = createTestCredentials();
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function start(options: GatewayOptions = {}): Promise<TestGateway> {
  const gateway = await startGateway({ credentials, ...options });
  open.push(gateway);
  return gateway;
}

function handle(gateway: TestGateway, request: RawRequest, seen: (entry: LogEntry) => void): Promise<HandledReply> {
  const body = new URLSearchParams(signedParams(request, credentials, Date.now())).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return gateway.handle({ httpMethod: 'POST', url: '/gateway.do?charset=utf-8', headers, body, seen });
}

const query: RawRequest = { method: 'alipay.trade.query', content: { out_trade_no: 'a-1' } };
const precreate = (outTradeNo: string, params = {}): RawRequest => ({
  method: 'alipay.trade.precreate',
  content: { out_trade_no: outTradeNo, total_amount: '8.80', subject: '奶茶' },
  params,
});

test('who handles a request is shown its log entry when it is taken in, and finds there what became of it', async () => {
  const gateway = await start({ listen: false });
  const seen: LogEntry[] = [];
  const handling = handle(gateway, query, (entry) => seen.push(entry));
  expect(seen.map(({ method, replied }) => [method, replied])).toEqual([['alipay.trade.query', 'none']]);
  await handling;
  expect(seen).toEqual([expect.objectContaining({ subCode: 'ACQ.TRADE_NOT_EXIST', replied: 'signed' })]);
  expect(seen[0]).toBe(gateway.log[0]);
});

test('a request of v3 is shown as well', async () => {
  const gateway = await start({ listen: false });
  const seen: LogEntry[] = [];
  const headers = { 'content-type': 'application/json' };
  const request = { httpMethod: 'POST', url: '/v3/alipay/trade/query', headers, body: '{}' };
  await gateway.handle({ ...request, seen: (entry) => seen.push(entry) });
  expect(seen.map(({ signatureValid }) => signatureValid)).toEqual([false]);
});

test('a script for all methods comes before those of the methods, for authentic requests alone', async () => {
  const replies = [busy(), lost()];
  const asked: string[] = [];
  const script = (method: string) => {
    asked.push(method);
    return replies.shift();
  };
  const gateway = await start({ script });
  const client = createRawClient(gateway.url, credentials, Date.now);
  await client.send({ ...query, afterSigning: { sign: 'AAAA' } });
  expect(asked).toEqual([]);
  expect((await client.send(query)).node['code']).toBe('20000');
  await expect(client.send(precreate('a-1'))).rejects.toThrow();
  expect(gateway.ledger.codes).toHaveLength(1);
  expect((await client.send(query)).node['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
  expect(asked).toEqual(['alipay.trade.query', 'alipay.trade.precreate', 'alipay.trade.query']);
});

test('codes that nobody has scanned are in the ledger, and no two of them are the same', async () => {
  const gateway = await start();
  const client = createRawClient(gateway.url, credentials, Date.now);
  const codeOf = async (outTradeNo: string) => (await client.send(precreate(outTradeNo))).node['qr_code'];
  const first = await codeOf('a-1');
  const { appId } = credentials;
  const code = { merchant: appId, outTradeNo: 'a-1', subject: '奶茶', totalAmount: '8.80', qrCode: first };
  expect(gateway.ledger.codes).toEqual([code]);
  gateway.ledger.scan('a-1');
  expect(gateway.ledger.codes).toEqual([]);
  const others = [await codeOf('a-2'), await codeOf('a-3')];
  gateway.ledger.scan('a-2');
  others.push(await codeOf('a-4'));
  expect(new Set([first, ...others]).size).toBe(4);
});

test('held tokens are those that are live or have expired', async () => {
  const gateway = await start();
  const merchant = gateway.tokens.issueMerchant();
  const user = gateway.tokens.issueUser();
  const revoked = gateway.tokens.issueUser();
  gateway.tokens.revoke(revoked.token);
  gateway.tokens.expire(user.token);
  const [first, second, ...rest] = gateway.tokens.held;
  const { token, owner, expiresAtMs } = merchant;
  expect(first).toEqual({ kind: 'app_auth_token', token, owner, expiresAtMs });
  expect(second).toMatchObject({ kind: 'auth_token', token: user.token, owner: user.owner });
  expect(second?.expiresAtMs).toBeLessThan(user.expiresAtMs);
  expect(rest).toEqual([]);
});

test('a notification is told of when it is begun and after each delivery', async () => {
  const told: (readonly [answers: readonly (string | undefined)[], delivered: boolean])[] = [];
  const answers = ['fail', 'success'];
  const shop = createServer((_request, response) => void response.end(answers.shift()));
  shop.listen(0, '127.0.0.1');
  await once(shop, 'listening');
  open.push({ close: () => shop.close() });
  const gateway = await start({
    clock: { now: () => Date.now(), sleep: async () => {} },
    onNotification: ({ deliveries, delivered }) => told.push([deliveries.map(({ answer }) => answer), delivered]),
  });
  const client = createRawClient(gateway.url, credentials, Date.now);
  const { port } = shop.address() as AddressInfo;
  await client.send(precreate('a-1', { notify_url: `http://127.0.0.1:${port}/notify` }));
  gateway.ledger.scan('a-1');
  gateway.ledger.buyerPays('a-1');
  await expect.poll(() => gateway.notifications.sent.length).toBe(1);
  await gateway.notifications.sent[0]?.over;
  expect(told).toEqual([
    [[], false],
    [['fail'], false],
    [['fail', 'success'], true],
  ]);
});
