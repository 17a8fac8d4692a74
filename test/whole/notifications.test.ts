import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Notification, NotificationHandler } from '../../src/index.js';
import { createAlipay } from '../../src/index.js';
import type { TestGateway } from '../../src/testing/index.js';
import { createTestClock, createTestCredentials, NOTIFY_PAUSES_MS, startGateway } from '../../src/testing/index.js';

const credentials = createTestCredentials();
const clock = createTestClock();
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway({ credentials, clock });
});
afterAll(() => gateway.close());

const client = () => createAlipay({ ...gateway.credentials, gateway: gateway.url, clock });

/** Serves a handler; every request is handed to it as it comes. */
async function serve(
  handle: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<{ readonly url: string; readonly server: Server; close(): Promise<void> }> {
  const server = createServer((message, response) => void handle(message, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify`,
    server,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function post(url: string, body: string | Buffer, method = 'POST'): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const order = (outTradeNo: string) => ({ out_trade_no: outTradeNo, total_amount: '88.80', subject: '大乐透' });
const fields = { notify_type: 'trade_status_sync', trade_status: 'TRADE_SUCCESS', out_trade_no: 'n-1' };

describe('a notification of the gateway', () => {
  test('is sent when a trade is paid, and again on the real schedule until success is heard', async () => {
    const alipay = client();
    const heard: Notification[] = [];
    const answers = [new Error('the database is down'), new Error('still down')];
    const handler = alipay.notificationHandler({
      onNotification: (notification) => {
        heard.push(notification);
        const error = answers.shift();
        if (error !== undefined) throw error;
      },
      onError: () => {},
    });
    const { url, close } = await serve(handler);
    await alipay.execute('alipay.trade.create', order('schedule-1'), { notifyUrl: url });
    gateway.ledger.buyerPays('schedule-1');
    await vi.waitFor(() => expect(gateway.notifications.sent).toHaveLength(1));
    const sent = gateway.notifications.sent[0];
    for (const pauseMs of NOTIFY_PAUSES_MS.slice(0, 2)) {
      await clock.whenPending(1);
      await clock.advance(pauseMs);
    }
    await sent?.over;
    expect(sent?.deliveries.map(({ answer }) => answer)).toEqual([undefined, undefined, 'success']);
    expect(sent?.deliveries.map(({ atMs }) => atMs - (sent?.deliveries[0]?.atMs ?? 0))).toEqual([0, 240_000, 840_000]);
    expect(heard.map(({ out_trade_no }) => out_trade_no)).toEqual(['schedule-1', 'schedule-1', 'schedule-1']);
    expect(heard[0]).toMatchObject({ trade_status: 'TRADE_SUCCESS', total_amount: '88.80', subject: '大乐透' });
    await close();
  });

  test('gives up after a day, as the gateway does', async () => {
    const { url, close } = await serve((_message, response) => response.end('<html>success</html>'));
    const sent = await gateway.notifications.send(url, fields);
    for (const pauseMs of NOTIFY_PAUSES_MS) {
      await clock.whenPending(1);
      await clock.advance(pauseMs);
    }
    await sent.over;
    expect(sent).toMatchObject({ delivered: false });
    expect(sent.deliveries).toHaveLength(8);
    await close();
  });
});

describe('the handler', () => {
  const written = async (more: Readonly<Record<string, string>> = {}): Promise<string> =>
    (await gateway.notifications.write({ notify_id: `id-${Math.random()}`, ...fields, ...more })).body;

  const collect = (): { readonly seen: Notification[]; readonly handler: NotificationHandler } => {
    const seen: Notification[] = [];
    const handler = client().notificationHandler({ onNotification: (one) => void seen.push(one), onError: () => {} });
    return { seen, handler };
  };

  test('works in plain Node http', async () => {
    const { seen, handler } = collect();
    const { url, close } = await serve(handler);
    expect(await post(url, await written())).toEqual({ status: 200, body: 'success' });
    expect(seen).toHaveLength(1);
    await close();
  });

  test.each<[what: string, bodyOf: (body: string) => object]>([
    ['a parsed body', (body) => ({ body: Object.fromEntries(new URLSearchParams(body)) })],
    ['a text', (body) => ({ body })],
    ['a Buffer', (body) => ({ body: Buffer.from(body) })],
    ['nothing but an empty object', () => ({ body: {} })],
    ['a raw body beside a parsed one that lost something', (body) => ({ body: {}, rawBody: Buffer.from(body) })],
  ])('works in Express, where a body parser left %s', async (_what, bodyOf) => {
    const { seen, handler } = collect();
    const body = await written();
    const { url, close } = await serve((message, response) => {
      if (_what !== 'nothing but an empty object') message.resume();
      return handler(Object.assign(message, bodyOf(body)), response, () => {});
    });
    expect(await post(url, body)).toEqual({ status: 200, body: 'success' });
    expect(seen).toHaveLength(1);
    await close();
  });

  test('works in Koa, with a body parser and without', async () => {
    const { seen, handler } = collect();
    const bodies = [await written(), await written()];
    const { url, close } = await serve(async (req, res) => {
      const parsed = seen.length === 0 ? undefined : Object.fromEntries(new URLSearchParams(bodies[1]));
      if (parsed !== undefined) req.resume();
      const context = { req, res, request: { body: parsed }, status: 404, body: undefined as unknown };
      await handler(context);
      res.writeHead(context.status).end(String(context.body));
    });
    for (const body of bodies) expect(await post(url, body)).toEqual({ status: 200, body: 'success' });
    expect(seen).toHaveLength(2);
    await close();
  });

  test('works where servers speak Request and Response', async () => {
    const { seen, handler } = collect();
    const response = await handler(new Request('http://shop.test/notify', { method: 'POST', body: await written() }));
    expect([response.status, await response.text()]).toEqual([200, 'success']);
    expect(seen).toHaveLength(1);
  });

  test('does the work once for repeats, also for those that come while it is slow', async () => {
    let finish: () => void = () => {};
    const work = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    const handler = client().notificationHandler({ onNotification: work });
    const body = await written();
    const ask = async () => {
      const response = await handler(new Request('http://shop.test/', { method: 'POST', body }));
      return response.text();
    };
    const slow = [ask(), ask()];
    await vi.waitFor(() => expect(work).toHaveBeenCalledTimes(1));
    finish();
    expect(await Promise.all(slow)).toEqual(['success', 'success']);
    expect(await ask()).toBe('success');
    expect(work).toHaveBeenCalledTimes(1);
  });

  test('says fail where the work throws, tells of it, and does it again with the next repeat', async () => {
    const errors: unknown[] = [];
    let fails = true;
    const handler = client().notificationHandler({
      onNotification: () => {
        if (fails) throw new Error('the database is down');
      },
      onError: (error) => {
        errors.push(error);
        throw new Error('and so is the log');
      },
    });
    const body = await written();
    const ask = () => handler(new Request('http://shop.test/', { method: 'POST', body }));
    const first = await ask();
    fails = false;
    expect([first.status, await first.text()]).toEqual([500, 'fail']);
    expect(errors).toEqual([new Error('the database is down')]);
    expect((await ask()).status).toBe(200);
  });

  test('leaves a notification that another process works on to the next repeat', async () => {
    const states: ('busy' | 'done' | 'new')[] = ['busy', 'done'];
    const work = vi.fn();
    const seen = { begin: () => states.shift() ?? 'new', done: vi.fn(), failed: vi.fn() };
    const handler = client().notificationHandler({ onNotification: work, seen });
    const body = await written();
    const ask = async () => (await handler(new Request('http://shop.test/', { method: 'POST', body }))).status;
    expect([await ask(), await ask(), await ask()]).toEqual([500, 200, 200]);
    expect(work).toHaveBeenCalledTimes(1);
    expect(seen.done).toHaveBeenCalledTimes(1);
  });

  test.each<[what: string, body: (good: string) => string | Buffer, status: number]>([
    ['forged', (good) => good.replace('TRADE_SUCCESS', 'TRADE_CLOSED'), 400],
    ['unsigned', (good) => good.replace(/&sign=[^&]*/, ''), 400],
    ['doubled', (good) => `${good}&out_trade_no=n-2`, 400],
    ['empty', () => '', 400],
    ['too long', () => 'a'.repeat(200_000), 413],
  ])('never says success to a %s one', async (_what, bodyOf, status) => {
    const { seen, handler } = collect();
    const { url, close } = await serve(handler);
    expect(await post(url, bodyOf(await written()))).toEqual({ status, body: 'fail' });
    expect(seen).toHaveLength(0);
    await close();
  });

  test('answers nothing but POST', async () => {
    const { handler } = collect();
    const { url, close } = await serve(handler);
    expect((await post(url, '', 'PUT')).status).toBe(405);
    await close();
  });

  test.each([
    ['onNotification', {}, '"onNotification" is missing'],
    ['seen', { onNotification: () => {}, seen: { begin: () => 'new' } }, '"seen" must be'],
    ['an unknown option', { onNotification: () => {}, secret: 1 }, '"options.secret"'],
  ])('refuses a wrong %s at once', (_what, options, words) => {
    expect(() => client().notificationHandler(options as never)).toThrow(words);
  });

  test('refuses what is no request', async () => {
    const { handler } = collect();
    await expect(handler({} as Request)).rejects.toThrow('"request" is none that is known');
  });
});

describe('verifyNotification', () => {
  const alipay = () => client();

  test.each(['utf-8', 'GBK'] as const)('reads a body in %s', async (charset) => {
    const { body } = await gateway.notifications.write(
      { ...fields, notify_id: '1', subject: '大乐透 100%+' },
      { charset },
    );
    expect(await alipay().verifyNotification(Buffer.from(body, 'latin1'))).toMatchObject({ subject: '大乐透 100%+' });
    const decoded = new URLSearchParams(body);
    if (charset === 'utf-8') expect(await alipay().verifyNotification(decoded)).toMatchObject({ notify_id: '1' });
    // A framework that read GBK as UTF-8 has destroyed it, and the error says what to do.
    else await expect(alipay().verifyNotification(decoded)).rejects.toThrow('pass the body as a Buffer');
  });

  test.each([false, true])('reads empty values, signed or not (%s)', async (signEmpty) => {
    const { body } = await gateway.notifications.write({ ...fields, notify_id: '1', body: '' }, { signEmpty });
    expect(await alipay().verifyNotification(body)).toMatchObject({ notify_id: '1' });
  });

  test('leaves out what a framework added, and never hands it on', async () => {
    const { fields: all } = await gateway.notifications.write({ ...fields, notify_id: '1' });
    const verified = await alipay().verifyNotification({ ...all, _url: '/notify', shop: '7' });
    expect(verified).toMatchObject({ notify_id: '1' });
    expect(verified).not.toHaveProperty('shop');
  });

  test('reads nested JSON that a body parser has parsed', async () => {
    const list = '[{"amount":"88.80","fundChannel":"ALIPAYACCOUNT"}]';
    const { fields: all } = await gateway.notifications.write({ ...fields, notify_id: '1', fund_bill_list: list });
    const parsed = { ...all, fund_bill_list: JSON.parse(list) };
    expect(await alipay().verifyNotification(parsed)).toMatchObject({ fund_bill_list: list });
  });

  test.each([undefined, null, 1, [], true])('refuses %j, which no server hands over', async (input) => {
    await expect(alipay().verifyNotification(input as never)).rejects.toThrow('is a body parser missing?');
  });
});
