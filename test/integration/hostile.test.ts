import type { AddressInfo } from 'node:net';
import { connect, createServer as createTcpServer } from 'node:net';
import { setTimeout as promisedTimeout } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import type { AlipayOptions } from 'alipay-axios';
import { attachAlipay, createAlipay } from 'alipay-axios';
import { busy, hangUp, lost, ok, pending, raw, refused, unsigned } from 'alipay-axios/testing';
import axios from 'axios';
import { afterEach, describe, expect, test } from 'vitest';
import { keyAndCertificate } from '../support/certificates.js';
import { TRANSPORTS } from '../support/transports.js';
import type { World, WorldOptions } from '../support/world.js';
import { failureOf, HTTP_ADAPTER, openWorld, testCredentials } from '../support/world.js';

const PAY = 'alipay.trade.pay';
const QUERY = 'alipay.trade.query';
const SEND = 'demo.money.send';
const ORDER = { out_trade_no: 'p-1', total_amount: '8.80', subject: 'tea', auth_code: '28763443825664394' };

let world: World;
afterEach(() => world.close());

async function open(options?: WorldOptions): Promise<World> {
  world = await openWorld(options);
  return world;
}

const sends = (method: string): number => world.gateway.log.filter((entry) => entry.method === method).length;

describe('money, under attack', () => {
  test.each(TRANSPORTS)(
    'a TLS connection over $name that breaks after the handshake is no proof that nothing was sent',
    async ({ connect: over }) => {
      await open();
      const { key, certificate } = keyAndCertificate();
      let served = 0;
      const inner = createTlsServer({ key, cert: certificate }, (socket) => {
        socket.once('data', () => {
          served++;
          middle.emit('break');
        });
        socket.on('error', () => {});
      });
      await new Promise<void>((resolve) => inner.listen(0, '127.0.0.1', resolve));
      // Between the two ends: it passes bytes on, and then writes plain text into the encrypted stream.
      const middle = createTcpServer((client) => {
        const upstream = connect((inner.address() as AddressInfo).port, '127.0.0.1');
        client.pipe(upstream).pipe(client);
        client.on('error', () => {});
        upstream.on('error', () => {});
        middle.once('break', () => {
          upstream.unpipe(client);
          client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
        });
      });
      await new Promise<void>((resolve) => middle.listen(0, '127.0.0.1', resolve));
      const alipay = createAlipay({
        ...world.gateway.credentials,
        gateway: `https://127.0.0.1:${(middle.address() as AddressInfo).port}`,
        clock: world.clock,
        axios: over({ trustsAll: true }),
      });
      const error = await failureOf(alipay.execute(SEND, { amount: '1.00' }, { repeat: 'never' }));
      expect(error).toMatchObject({ outcome: 'unknown', attempts: { length: 1 } });
      expect(served).toBe(1);
      inner.close();
      middle.close();
    },
  );

  test('a TLS handshake that fails, and a certificate that is not trusted, prove that nothing was sent', async () => {
    await open();
    const { key, certificate } = keyAndCertificate();
    let served = 0;
    const untrusted = createTlsServer({ key, cert: certificate }, (socket) =>
      socket.once('data', () => served++).on('error', () => {}),
    );
    untrusted.on('tlsClientError', () => {});
    const plain = createTcpServer((socket) => socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    for (const server of [untrusted, plain]) {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const gateway = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const alipay = createAlipay({ ...world.gateway.credentials, gateway, clock: world.clock });
      const error = await failureOf(alipay.execute(SEND, { amount: '1.00' }, { repeat: 'never' }));
      expect(error).toMatchObject({ code: 'ERR_ALIPAY_NETWORK', outcome: 'not_sent', attempts: { length: 3 } });
      expect(error.attempts[0]?.cause).toBe('tls');
      server.close();
    }
    expect(served).toBe(0);
  });

  test('one "not found" does not end the doubt: a refusal of the second send is asked after, and never passes for proof', async () => {
    const { gateway, alipay } = await open();
    gateway.on(PAY).reply(lost(), refused('40004', 'ACQ.PAYMENT_AUTH_CODE_INVALID'));
    gateway.on(QUERY).reply(refused('40004', 'ACQ.TRADE_NOT_EXIST'));
    const { data, alipay: report } = await alipay.execute(PAY, ORDER);
    expect(data).toMatchObject({ trade_status: 'TRADE_SUCCESS' });
    expect(report.confirmedBy).toBe(QUERY);
    expect(gateway.ledger.runs).toHaveLength(1);

    gateway.on(PAY).reply(lost(), refused('40004', 'ACQ.BUYER_BALANCE_NOT_ENOUGH'));
    gateway.on(QUERY).reply(refused('40004', 'ACQ.TRADE_NOT_EXIST'), refused('40004', 'ACQ.TRADE_NOT_EXIST'));
    const second = { ...ORDER, out_trade_no: 'p-2', auth_code: '28763443825664395' };
    expect(await failureOf(alipay.execute(PAY, second))).toMatchObject({
      outcome: 'unknown',
      subCode: 'ACQ.BUYER_BALANCE_NOT_ENOUGH',
    });
  });

  test('an unsigned "not found" does not have a payment sent again', async () => {
    const { gateway, alipay } = await open();
    gateway.on(PAY).reply(lost());
    gateway.on(QUERY).reply(unsigned(refused('40004', 'ACQ.TRADE_NOT_EXIST')));
    const { alipay: report } = await alipay.execute(PAY, ORDER);
    expect(report.confirmedBy).toBe(QUERY);
    expect([sends(PAY), sends(QUERY)]).toEqual([1, 2]);
  });

  test('a refusal that a rule has asked after ends in doubt while the gateway says that it runs', async () => {
    const rules = [
      { subCode: 'ACQ.BUYER_BALANCE_NOT_ENOUGH', then: 'confirm', because: 'seen to be wrong at times' },
    ] as const;
    const { gateway, alipay } = await open({ alipay: { rules, deadlineMs: 2_000 }, gateway: { buyer: 'hesitates' } });
    await alipay.execute(PAY, ORDER);
    gateway.on(PAY).reply(refused('40004', 'ACQ.BUYER_BALANCE_NOT_ENOUGH'));
    expect(await failureOf(alipay.execute(PAY, ORDER))).toMatchObject({
      code: 'ERR_ALIPAY_DEADLINE',
      outcome: 'unknown',
    });
  });

  test('a key that stands anywhere but in the content does not make a call repeatable', async () => {
    const { gateway, alipay } = await open();
    const keyless = [
      () => alipay.post('/gateway.do', { method: SEND, out_biz_no: 'r', biz_content: { amount: '3.00' } }),
      () => alipay.post('/gateway.do?out_biz_no=r', { method: SEND, biz_content: { amount: '3.00' } }),
      () => alipay.execute(SEND, { out_biz_no: 'r', toJSON: () => ({ amount: '3.00' }) }),
      () => alipay.execute(SEND, '{"amount":"3.00"}'),
    ];
    for (const call of keyless) {
      gateway.clearLog();
      gateway.on(SEND).clear().reply(hangUp());
      expect(await failureOf(call())).toMatchObject({ outcome: 'unknown' });
      expect(sends(SEND)).toBe(1);
    }
    gateway.on(SEND).clear().reply(hangUp(), ok());
    await alipay.execute(SEND, '{"amount":"3.00","out_biz_no":"r"}');
  });

  test('a number that is already paid on the first send is another call’s, and not taken for this one', async () => {
    const { alipay } = await open();
    await alipay.execute(PAY, ORDER);
    const error = await failureOf(alipay.execute(PAY, { ...ORDER, auth_code: '28763443825664399' }));
    expect(error).toMatchObject({ subCode: 'ACQ.TRADE_HAS_SUCCESS', outcome: 'unknown', attempts: { length: 1 } });
    expect(error.message).toContain('another call');
  });

  test('a signed reply of another trade is not taken for this one', async () => {
    const { gateway, alipay } = await open();
    gateway.on(PAY).reply(ok({ out_trade_no: 'OLD', total_amount: '1.00' }));
    const { alipay: report } = await alipay.execute(PAY, ORDER);
    expect(report.attempts[0]).toMatchObject({ cause: 'malformed' });
    expect(gateway.ledger.get('p-1')).toMatchObject({ status: 'TRADE_SUCCESS' });
  });

  test('what may have been sent once is never taken for unsent because a later try was', async () => {
    const { alipay } = await open();
    const failures = [
      Object.assign(new Error('x'), {
        code: 'ECONNRESET',
        cause: Object.assign(new Error('y'), { code: 'ENOTFOUND' }),
      }),
      Object.assign(new AggregateError([Object.assign(new Error(), { code: 'ECONNRESET', syscall: 'read' })]), {
        code: 'ECONNREFUSED',
      }),
      Object.assign(new Error('x'), { code: 'ERR_BAD_REQUEST', isAxiosError: true }),
      Object.assign(new Error('x'), { code: 'ERR_NOT_SUPPORT', isAxiosError: true }),
      Object.assign(new Error('x'), { code: 'EPROTO', syscall: 'write' }),
    ];
    for (const thrown of failures) {
      const adapter = () => Promise.reject(thrown);
      const error = await failureOf(alipay.execute(SEND, {}, { adapter, repeat: 'never' }));
      expect(error).toMatchObject({ outcome: 'unknown', attempts: { length: 1 } });
    }
    const connecting = Object.assign(
      new AggregateError([Object.assign(new Error(), { code: 'ECONNREFUSED', syscall: 'connect' })]),
      { code: 'ECONNREFUSED' },
    );
    const error = await failureOf(
      alipay.execute(SEND, {}, { adapter: () => Promise.reject(connecting), repeat: 'never' }),
    );
    expect(error).toMatchObject({ outcome: 'not_sent', attempts: { length: 3 } });
  });

  test('a reply without a code, or with a code in a form that is none, is no success of a payment', async () => {
    const { gateway, alipay } = await open();
    for (const node of [
      {},
      { msg: 'Business Failed' },
      { code: null },
      { code: ['40004'] },
      { code: '10000', sub_code: 'ACQ.SYSTEM_ERROR' },
    ]) {
      gateway
        .on(SEND)
        .clear()
        .reply({ kind: 'node', node: node as never });
      expect(await failureOf(alipay.execute(SEND, {}, { repeat: 'never' }))).toMatchObject({ outcome: 'unknown' });
    }
  });

  test('the say of the caller that a call is safe does not end the doubt about money', async () => {
    const { gateway, alipay } = await open();
    await alipay.execute(PAY, ORDER);
    const REFUND = 'alipay.trade.refund';
    gateway.on(REFUND).reply(hangUp(), refused('40004', 'ACQ.TRADE_HAS_CLOSE'));
    const content = { out_trade_no: 'p-1', refund_amount: '1.00', out_request_no: 'r-1' };
    expect(await failureOf(alipay.execute(REFUND, content, { repeat: 'safe' }))).toMatchObject({ outcome: 'unknown' });
  });
});

describe('an adapter, a clock or a listener that misbehaves', () => {
  test.each([
    ['throws a plain error', () => Promise.reject(new Error('socket closed'))],
    ['throws a DOMException', () => Promise.reject(new DOMException('late', 'TimeoutError'))],
    ['throws a text', () => Promise.reject('boom')],
    ['throws nothing', () => Promise.reject(undefined)],
    [
      'throws at once',
      () => {
        throw new RangeError('bad');
      },
    ],
    ['gives nothing back', () => Promise.resolve(undefined)],
    ['gives a BigInt back', () => Promise.resolve({ data: 10n, status: 200, headers: {} })],
  ])('an adapter that %s costs no outcome, and is not tried again', async (_what, adapter) => {
    const { alipay, told } = await open();
    const error = await failureOf(alipay.execute(QUERY, { out_trade_no: '1' }, { adapter: adapter as never }));
    expect(error).toMatchObject({
      code: 'ERR_ALIPAY_NETWORK',
      outcome: 'unknown',
      attempts: [{ cause: 'adapter', decision: 'fail' }],
    });
    expect(told.map(({ name }) => name)).toEqual(['start', 'attempt', 'failure']);
  });

  test('such an adapter on a payment has it asked after', async () => {
    const { alipay, gateway } = await open();
    let isFirst = true;
    const adapter: NonNullable<Parameters<typeof alipay.execute>[2]>['adapter'] = async (config) => {
      const response = await HTTP_ADAPTER(config);
      if (!isFirst) return response;
      isFirst = false;
      throw new Error('my cache is full');
    };
    const { alipay: report } = await alipay.execute(PAY, ORDER, { adapter });
    expect(report.confirmedBy).toBe(QUERY);
    expect(gateway.ledger.runs).toHaveLength(1);
  });

  test('a clock that rejects with an error of its own does not hide that the call was canceled', async () => {
    const controller = new AbortController();
    const { alipay, gateway } = await open({
      alipay: {
        clock: { now: () => Date.now(), sleep: (ms, signal) => promisedTimeout(ms + 1_000, undefined, { signal }) },
      },
      gateway: { clock: Date },
    });
    gateway.on('alipay.trade.refund').reply(busy());
    alipay.events.on('retry', () => setImmediate(() => controller.abort(Object.create(null))));
    const content = { out_trade_no: 'p-1', refund_amount: '1.00', out_request_no: 'r-1' };
    const error = await failureOf(alipay.execute('alipay.trade.refund', content, { signal: controller.signal }));
    expect(error).toMatchObject({ code: 'ERR_ALIPAY_CANCELED', outcome: 'unknown' });
    expect(error.cause?.message).toBe('something that has no text');
  });

  test('listeners that throw odd things or write into events, and odd random numbers, change nothing', async () => {
    let draws = 0;
    const odd = [Number.NaN, 1, -1, Number.POSITIVE_INFINITY];
    const { alipay, gateway, clock } = await open({
      alipay: {
        random: () => {
          draws++;
          if (draws % 5 === 0) throw new Error('no chance');
          return odd[draws % odd.length] ?? 0;
        },
      },
    });
    const note = (): void => {};
    process.on('warning', note);
    alipay.events.on('attempt', () => {
      throw Object.create(null);
    });
    alipay.events.on('attempt', (event) => {
      (event as { because: string }).because = 'changed';
    });
    gateway.on(QUERY).reply(busy(), busy());
    await alipay.execute(PAY, ORDER);
    const { alipay: report } = await alipay.execute(QUERY, { out_trade_no: 'p-1' });
    process.off('warning', note);
    expect(clock.sleeps).toEqual([100, 200]);
    expect(report.attempts.map(({ because }) => because)).not.toContain('changed');
  });
});

describe('a hostile gateway', () => {
  test('cannot block the process with a long sub_msg, nor put one into an error', async () => {
    const { gateway, alipay } = await open();
    gateway.on(QUERY).reply(unsigned(refused('40002', 'isv.x', { sub_msg: 'a'.repeat(2_000_000) })));
    const error = await failureOf(alipay.execute(QUERY, {}));
    expect(error.subMsg).toHaveLength(1_000);
  });

  test('cannot put text of its choice where codes stand', async () => {
    const { gateway, alipay } = await open();
    gateway.on(QUERY).reply(unsigned(refused('40002', 'isv.x\u001b[31m\n{"name":"张三"}')));
    const error = await failureOf(alipay.execute(QUERY, {}, { repeat: 'never' }));
    expect(error.subCode).toBeUndefined();
    expect(JSON.stringify(error)).not.toContain('张三');
    gateway.on(QUERY).reply(refused('40002', 'isv.y', { sub_msg: '参数 {"auth_code":"2876","name":"张三"} 无效' }));
    expect((await failureOf(alipay.execute(QUERY, {}))).subMsg).toBe('参数 [the request, redacted]');
  });

  test('cannot pass a failure off by a sub_code that nobody can read', async () => {
    const { gateway, alipay } = await open();
    gateway.on(SEND).reply(refused('40004', '系统错误_SYSTEM_ERROR'));
    expect(await failureOf(alipay.execute(SEND, {}))).toMatchObject({
      outcome: 'unknown',
      subCode: '系统错误_SYSTEM_ERROR',
    });
    gateway.on(SEND).reply(refused('40004', 'ACQ.SYSTEM_ERROR\n'));
    expect(await failureOf(alipay.execute(SEND, {}))).toMatchObject({
      outcome: 'unknown',
      subCode: 'ACQ.SYSTEM_ERROR',
    });
    gateway.on(SEND).reply(refused('40004', '{"x"}'));
    expect(await failureOf(alipay.execute(SEND, {}))).toMatchObject({
      outcome: 'unknown',
      code: 'ERR_ALIPAY_MALFORMED',
    });
    gateway.on(SEND).reply(ok({ sub_code: '处理中' }));
    expect(await failureOf(alipay.execute(SEND, {}))).toMatchObject({ outcome: 'unknown' });
  });

  test('cannot repeat in a sub_msg what the content says of people', async () => {
    const { gateway, alipay } = await open();
    gateway.on(SEND).reply(refused('40004', 'X', { sub_msg: '订单 o-1 的买家 13800138000 无效' }));
    const error = await failureOf(alipay.execute(SEND, { out_trade_no: 'o-1', buyer: { phone: '13800138000' } }));
    expect(error.subMsg).toBe('订单 o-1 的买家 [redacted] 无效');
  });

  test('cannot set the clock to nonsense', async () => {
    const { gateway, alipay } = await open();
    const bytes = '{"error_response":{"code":"40002","sub_code":"isv.invalid-timestamp"}}';
    for (const date of ['Fri, 31 Dec 9999 23:59:59 GMT', '99999', 'nonsense']) {
      gateway.on(QUERY).reply(raw(bytes, { Date: date }));
      expect(await failureOf(alipay.execute(QUERY, {}))).toMatchObject({ outcome: 'rejected' });
    }
    await alipay.execute(PAY, ORDER);
  });

  test('cannot have the client read thousands of keys before anything is verified', async () => {
    const { gateway, alipay } = await open();
    const keys = Array.from({ length: 100_000 }, (_, index) => `"k${index}":1`).join();
    gateway.on(QUERY).reply(raw(`{${keys}}`));
    const error = await failureOf(alipay.execute(QUERY, {}, { repeat: 'never' }));
    expect(error.message).toContain('more than 64 members');
  });
});

describe('a careless caller', () => {
  test('who writes a number of 17 digits is told, as another trade would be asked about', async () => {
    const { alipay, gateway } = await open();
    const text = '{"out_trade_no":2026112300000000001,"total_amount":"8.80","subject":"tea","auth_code":"2876"}';
    await expect(alipay.execute(PAY, text)).rejects.toThrow(/"biz_content: out_trade_no" is a number with more digits/);
    await expect(alipay.execute(PAY, JSON.parse(text))).rejects.toThrow(/write it as a string/);
    expect(gateway.log).toHaveLength(0);
  });

  test('who closes the instance, or stops the call, while a refresh begins crashes nothing', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const { alipay } = await open({ alipay: { tokens: { refresh: () => Promise.reject(new Error('down')) } } });
    const controller = new AbortController();
    const stop = alipay.events.on('refresh', () => controller.abort());
    const call = (signal?: AbortSignal) =>
      failureOf(
        alipay.execute('alipay.user.info.share', undefined, { authToken: 'stale', ...(signal ? { signal } : {}) }),
      );
    expect((await call(controller.signal)).code).toBe('ERR_ALIPAY_CANCELED');
    stop();
    alipay.events.on('refresh', () => alipay.close());
    expect((await call()).code).toBe('ERR_ALIPAY_CANCELED');
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  test('who has detached the engine cannot send unsigned by it', async () => {
    const { gateway } = await open();
    const attached = attachAlipay(axios.create(), { ...gateway.credentials, gateway: gateway.url });
    attached.detach();
    await expect(attached.execute(PAY, ORDER)).rejects.toThrow(/"execute" was called after detach\(\)/);
    expect(gateway.log).toHaveLength(0);
  });

  test('who bounds the body too tightly learns that nothing was sent', async () => {
    const { alipay, gateway } = await open();
    const error = await failureOf(alipay.execute(PAY, ORDER, { maxBodyLength: 10 }));
    expect(error).toMatchObject({ outcome: 'not_sent', attempts: [{ cause: 'not-written' }, {}, {}] });
    expect(gateway.log).toHaveLength(0);
  });

  test('whose rule asks after a number that is paid already has it asked after', async () => {
    const rules = [
      { subCode: 'ACQ.TRADE_HAS_SUCCESS', then: 'confirm', because: 'we restart with the same number' },
    ] as const;
    const { alipay } = await open({ alipay: { rules } });
    await alipay.execute(PAY, ORDER);
    const { alipay: report } = await alipay.execute(PAY, ORDER);
    expect(report.confirmedBy).toBe(QUERY);
  });

  test('whose machine is set back an hour waits no longer for it', async () => {
    let elapsed = 0;
    let now = Date.now();
    const { alipay, gateway } = await open({
      gateway: { buyer: 'hesitates', clock: Date },
      alipay: {
        clock: {
          now: () => now,
          elapsed: () => elapsed,
          sleep: async (ms) => {
            elapsed += ms;
            now -= 3_600_000;
          },
        },
        deadlineMs: 2_000,
      },
    });
    gateway.on(PAY).reply(lost(pending()));
    const error = await failureOf(alipay.execute(PAY, ORDER));
    expect(error).toMatchObject({ code: 'ERR_ALIPAY_DEADLINE', outcome: 'unknown' });
    expect(elapsed).toBeLessThanOrEqual(2_000);
  });

  test('may write axios’s timeout as a text', async () => {
    const { alipay } = await open();
    await alipay.execute(PAY, ORDER, { timeout: '5000' as never });
  });

  test('who swaps options finds no key in the error', () => {
    const { privateKey, appId, alipayPublicKey } = testCredentials();
    const good = { appId, privateKey, alipayPublicKey };
    const swapped: object[] = [
      { ...good, gateway: privateKey },
      { ...good, signType: privateKey },
      { ...good, rules: [{ then: privateKey, because: 'x' }] },
      { ...good, gateway: 'ftp://user:pa55word@host/' },
    ];
    for (const options of swapped) {
      try {
        createAlipay(options as AlipayOptions);
        throw new Error('It was accepted');
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
        expect((error as Error).message).not.toMatch(/PRIVATE KEY|pa55word/);
        expect((error as Error).message.length).toBeLessThan(400);
      }
    }
    world = { close: async () => {} } as World;
  });

  test('who sends a config again that went through once gets an answer again', async () => {
    const { alipay, gateway } = await open();
    await alipay.execute(PAY, ORDER);
    const { config } = await alipay.execute(QUERY, { out_trade_no: 'p-1' });
    expect((await alipay.request(config)).data).toMatchObject({ trade_status: 'TRADE_SUCCESS' });
    gateway.on(QUERY).reply(refused('40002', 'isv.invalid-parameter'));
    const error = await failureOf(alipay.execute(QUERY, { out_trade_no: 'p-1' }));
    expect((await alipay.request(error.config ?? {})).data).toMatchObject({ trade_status: 'TRADE_SUCCESS' });
  });

  test('who sets a time that no timer can take, or writes camelCase on the wire, is told', async () => {
    const { alipay } = await open();
    await expect(alipay.execute(QUERY, {}, { timeout: 3_000_000_000 })).rejects.toThrow(
      /"timeout" must be a whole number of at least 1 and at most 2147483647/,
    );
    await expect(alipay.execute(QUERY, {}, { timeout: -1 })).rejects.toThrow(/"timeout" must be/);
    await expect(alipay.post('/gateway.do', { method: QUERY, bizContent: {} })).rejects.toThrow(
      /"bizContent" is no wire parameter.*write biz_content/,
    );
  });

  test('whose refresh gives back the refused token has it called once, and not for each of forty calls', async () => {
    let calls = 0;
    const { alipay } = await open({
      alipay: {
        tokens: {
          refresh: ({ value }) => {
            calls++;
            return value;
          },
        },
      },
    });
    const call = () => failureOf(alipay.execute('alipay.user.info.share', undefined, { authToken: 'stale-token' }));
    const errors = await Promise.all(Array.from({ length: 40 }, call));
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['ERR_ALIPAY_TOKEN']));
    expect(calls).toBe(1);
  });

  test('whose refresh comes too late for one call has its token kept for the next', async () => {
    let release = (_token: string): void => {};
    let ring = (): void => {};
    const { alipay, gateway } = await open({
      gateway: { clock: Date },
      alipay: {
        clock: {
          now: () => Date.now(),
          sleep: async () => {},
          alarm: (ms, rings) => {
            if (ms === 5_000) ring = rings;
            return () => {};
          },
        },
        tokens: {
          refresh: () =>
            new Promise<string>((resolve) => {
              release = resolve;
              queueMicrotask(() => ring());
            }),
        },
      },
    });
    const fresh = gateway.tokens.issueUser().token;
    const call = () => alipay.execute('alipay.user.info.share', undefined, { authToken: 'stale-token' });
    expect(await failureOf(call())).toMatchObject({ code: 'ERR_ALIPAY_TOKEN' });
    release(fresh);
    await new Promise((resolve) => setImmediate(resolve));
    expect((await call()).alipay.attempts).toHaveLength(1);
  });
});
