import type { AlipayInstance, Settlement, SettleOptions } from 'alipay-axios';
import { attachAlipay } from 'alipay-axios';
import { busy, hangUp, httpStatus, lost, ok, pending, refused, silent, unsigned } from 'alipay-axios/testing';
import axios from 'axios';
import { afterEach, describe, expect, test } from 'vitest';
import type { World, WorldOptions } from '../support/world.js';
import { openWorld } from '../support/world.js';

const PAY = 'alipay.trade.pay';
const QUERY = 'alipay.trade.query';
const CANCEL = 'alipay.trade.cancel';
const ORDER = { out_trade_no: 'p-1', total_amount: '8.80', subject: 'tea', auth_code: '28763443825664394' };

let world: World;
afterEach(() => world.close());

async function open(options?: WorldOptions): Promise<World> {
  world = await openWorld(options);
  return world;
}

const settle = (options?: SettleOptions, alipay: Pick<AlipayInstance, 'settlePayment'> = world.alipay) =>
  alipay.settlePayment(ORDER, options);
const sends = (method: string): number => world.gateway.log.filter((entry) => entry.method === method).length;
const state = (): string | undefined => world.gateway.ledger.get('p-1')?.status;

function reasonOf(settlement: Settlement): string {
  return settlement.status === 'closed' ? settlement.why.reason : settlement.status;
}

describe('a payment that is settled', () => {
  test('is paid at once where the buyer pays at once, and nothing else is sent', async () => {
    await open();
    expect(await settle()).toMatchObject({ status: 'paid', trade: { out_trade_no: 'p-1', total_amount: '8.80' } });
    expect([world.gateway.log.length, world.clock.sleeps]).toEqual([1, []]);
  });

  test('is asked after while the buyer thinks: first after 5 s, then every 3 s', async () => {
    const { gateway, clock } = await open({ gateway: { buyer: 'hesitates' } });
    gateway.on(QUERY).reply(pending(), pending());
    const settling = settle();
    // The third query finds it paid.
    gateway.on(QUERY).reply({ kind: 'paid', fields: {} });
    expect(await settling).toMatchObject({ status: 'paid', trade: { trade_status: 'TRADE_SUCCESS' } });
    expect(clock.sleeps).toEqual([5_000, 3_000, 3_000]);
    expect([sends(PAY), sends(QUERY), sends(CANCEL)]).toEqual([1, 3, 0]);
  });

  test('is cancelled when the buyer has had a minute, and is closed then', async () => {
    const { clock } = await open({ gateway: { buyer: 'hesitates' } });
    const before = clock.now();
    const settlement = await settle();
    expect(settlement).toMatchObject({
      status: 'closed',
      why: { reason: 'canceled', text: { zh: expect.any(String) } },
    });
    expect(clock.now() - before).toBeLessThanOrEqual(60_000);
    expect(clock.now() - before).toBeGreaterThan(56_000);
    expect([state(), sends(CANCEL)]).toEqual(['TRADE_CLOSED', 1]);
  });

  test('takes its times from the caller', async () => {
    const { clock } = await open({ gateway: { buyer: 'hesitates' } });
    const settlement = await settle({ firstQueryMs: 1_000, queryEveryMs: 500, withinMs: 2_600 });
    expect([reasonOf(settlement), clock.sleeps]).toEqual(['canceled', [1_000, 500, 500, 500]]);
  });

  test('is closed with the money back where the buyer paid while it was cancelled', async () => {
    const { gateway } = await open({ gateway: { buyer: 'hesitates' } });
    gateway.on(CANCEL).reply(refused('40004', 'AQC.SYSTEM_ERROR'), { kind: 'pass' });
    const settling = settle({ withinMs: 6_000 });
    world.alipay.events.on('attempt', ({ method }) => {
      if (method === CANCEL && state() === 'WAIT_BUYER_PAY') gateway.ledger.buyerPays('p-1');
    });
    expect(reasonOf(await settling)).toBe('refunded');
    expect([state(), gateway.ledger.refundedTotal()]).toEqual(['TRADE_CLOSED', '8.80']);
  });

  test('is paid where its reply is lost and the money moved', async () => {
    const { gateway } = await open();
    gateway.on(PAY).reply(lost());
    expect((await settle()).status).toBe('paid');
    expect(gateway.ledger.runs).toHaveLength(1);
  });

  test('is cancelled again while the gateway asks for it', async () => {
    const { gateway } = await open({ gateway: { buyer: 'hesitates' } });
    const again = ok({ retry_flag: 'Y' });
    gateway.on(CANCEL).reply(again, again, again, again);
    expect(reasonOf(await settle())).toBe('canceled');
    expect([sends(CANCEL), state()]).toEqual([5, 'TRADE_CLOSED']);
  });
});

describe('a payment that the gateway refuses', () => {
  test.each([
    ['40002', 'isv.invalid-signature'],
    ['40006', 'isv.insufficient-isv-permissions'],
  ])('before the business saw it (%s %s) is closed, and nobody is asked', async (code, subCode) => {
    const { gateway } = await open();
    gateway.on(PAY).reply(refused(code, subCode));
    expect(await settle()).toMatchObject({ status: 'closed', why: { reason: 'rejected', error: { subCode } } });
    expect([sends(QUERY), sends(CANCEL)]).toEqual([0, 0]);
  });

  test('and that left no trade is closed', async () => {
    const { gateway } = await open();
    gateway.on(PAY).reply(refused('40004', 'ACQ.PAYMENT_AUTH_CODE_INVALID'));
    expect(reasonOf(await settle())).toBe('rejected');
    expect([sends(QUERY), sends(CANCEL)]).toEqual([1, 0]);
  });

  test('and that left a trade which waits is cancelled', async () => {
    const { gateway } = await open({ gateway: { buyer: 'hesitates' } });
    gateway.on(PAY).reply({ kind: 'ran', reply: refused('40004', 'ACQ.PAYMENT_FAIL') });
    expect(reasonOf(await settle())).toBe('canceled');
    expect(state()).toBe('TRADE_CLOSED');
  });

  test('as its number belongs to another order is left alone', async () => {
    const { gateway, alipay } = await open({ gateway: { buyer: 'hesitates' } });
    await alipay.execute('alipay.trade.create', { ...ORDER, subject: 'coffee' });
    expect(await settle()).toMatchObject({ status: 'unresolved', lastKnown: { cancel: 'not_sent' } });
    gateway.ledger.buyerPays('p-1');
    expect((await settle()).status).toBe('unresolved');
    expect([state(), sends(CANCEL)]).toEqual(['TRADE_SUCCESS', 0]);
  });

  test('as it is paid already is paid', async () => {
    await open();
    await settle();
    expect((await settle()).status).toBe('paid');
  });
});

describe('a gateway that is away', () => {
  test('from the beginning leaves a payment closed that was never sent', async () => {
    const { gateway } = await open();
    await gateway.close();
    expect(await settle()).toMatchObject({
      status: 'closed',
      why: { reason: 'not_sent', error: { outcome: 'not_sent' } },
    });
  });

  test('after the payment leaves it unresolved, with the cure in both languages', async () => {
    const { gateway } = await open();
    gateway.on(PAY).reply(lost());
    const out = httpStatus(502);
    gateway.on(QUERY).reply(...Array.from({ length: 200 }, () => out));
    gateway.on(CANCEL).reply(...Array.from({ length: 200 }, () => out));
    const settlement = await settle();
    expect(settlement).toMatchObject({
      status: 'unresolved',
      lastKnown: { trade: undefined, cancel: 'not_sent' },
      advice: { zh: expect.stringContaining('out_trade_no'), en: expect.stringContaining('out_trade_no') },
    });
    expect(sends(CANCEL)).toBe(0);
  });

  test('while it cancels leaves it unresolved, and warns that the cancellation may yet come', async () => {
    const { gateway } = await open({ gateway: { buyer: 'hesitates' } });
    gateway.on(CANCEL).reply(...Array.from({ length: 200 }, () => httpStatus(502)));
    const settlement = await settle();
    expect(settlement).toMatchObject({ status: 'unresolved', lastKnown: { cancel: 'in_doubt' } });
    expect(settlement.status === 'unresolved' && settlement.advice.en).toContain('cancel again');
  });

  test('and has lost every trace of a payment that is quiet for long closes it', async () => {
    const { gateway } = await open();
    gateway.on(PAY).reply(hangUp(), refused('40004', 'ACQ.SYSTEM_ERROR'), hangUp());
    gateway.on(QUERY).reply(...Array.from({ length: 40 }, () => refused('40004', 'ACQ.TRADE_NOT_EXIST')));
    expect(reasonOf(await settle())).toBe('never_existed');
    expect(gateway.ledger.runs).toEqual([]);
  });

  test('believes no unsigned success of a cancellation', async () => {
    const { gateway } = await open({ gateway: { buyer: 'hesitates' } });
    gateway.on(CANCEL).reply(unsigned(ok({ action: 'close' })));
    expect(reasonOf(await settle())).toBe('canceled');
    expect(sends(CANCEL)).toBe(2);
  });
});

describe('breaking it off', () => {
  test('before anything is sent closes it', async () => {
    await open();
    expect(reasonOf(await settle({ signal: AbortSignal.abort() }))).toBe('not_sent');
    expect(world.gateway.log).toHaveLength(0);
  });

  test('while the buyer thinks cancels it', async () => {
    await open({ gateway: { buyer: 'hesitates' } });
    const controller = new AbortController();
    world.alipay.events.on('success', ({ method }) => {
      if (method === PAY) controller.abort();
    });
    expect(reasonOf(await settle({ signal: controller.signal }))).toBe('canceled');
    expect([state(), sends(QUERY), sends(CANCEL)]).toEqual(['TRADE_CLOSED', 1, 1]);
  });

  test('while it is sent cancels it, paid or not', async () => {
    const { gateway } = await open();
    gateway.on(PAY).reply(silent({ run: true }));
    const controller = new AbortController();
    const settling = settle({ signal: controller.signal });
    while (gateway.ledger.runs.length === 0) await new Promise(setImmediate);
    controller.abort();
    // The query shows that it is paid, and what is paid is not taken back.
    expect((await settling).status).toBe('paid');
  });

  test('while the gateway has not got it yet never calls it closed on the word of a gateway that does not know it', async () => {
    const { gateway, clock } = await open();
    gateway.on(PAY).reply(silent());
    const controller = new AbortController();
    const settling = settle({ signal: controller.signal });
    while (gateway.log.length === 0) await new Promise(setImmediate);
    const before = clock.now();
    controller.abort();
    expect(reasonOf(await settling)).toBe('never_existed');
    expect(clock.now() - before).toBeGreaterThanOrEqual(10_000);
  });

  test('while the gateway keeps silent about it does not wait for the gateway', async () => {
    const { gateway } = await open({ gateway: { buyer: 'hesitates' } });
    gateway.on(QUERY).reply(silent());
    const controller = new AbortController();
    const settling = settle({ signal: controller.signal });
    while (sends(QUERY) === 0) await new Promise(setImmediate);
    controller.abort();
    expect(reasonOf(await settling)).toBe('canceled');
  });

  test('by closing the instance leaves it unresolved', async () => {
    const { alipay } = await open({ gateway: { buyer: 'hesitates' } });
    alipay.events.on('success', () => void alipay.close());
    expect(await settle()).toMatchObject({
      status: 'unresolved',
      lastKnown: { trade: { out_trade_no: 'p-1' }, error: { code: 'ERR_ALIPAY_CANCELED' } },
    });
  });
});

describe('around it', () => {
  test('the merchant’s token and the axios options go with every call, the notification’s address with the payment', async () => {
    const { gateway, alipay } = await open({ gateway: { buyer: 'hesitates' } });
    const { token } = gateway.tokens.issueMerchant();
    await alipay.settlePayment(ORDER, { appAuthToken: token, notifyUrl: 'https://shop.example/n', withinMs: 6_000 });
    expect(new Set(gateway.log.map(({ params }) => params['app_auth_token']))).toEqual(new Set([token]));
    expect(gateway.log.filter(({ params }) => params['notify_url'] !== undefined).map(({ method }) => method)).toEqual([
      PAY,
    ]);
  });

  test('a response interceptor that gives back the data changes nothing', async () => {
    const { alipay } = await open({ gateway: { buyer: 'hesitates' } });
    alipay.interceptors.response.use((response) => response.data);
    expect(reasonOf(await settle({ withinMs: 6_000 }))).toBe('canceled');
  });

  test.each([
    ['throws an error of its own', 'fulfilled'],
    ['wraps every failure into its own', 'rejected'],
  ])('an interceptor that %s hides nothing', async (_what, kind) => {
    const { gateway, alipay } = await open({ gateway: { buyer: 'hesitates' } });
    const fail = () => Promise.reject(new Error('mine'));
    if (kind === 'fulfilled') alipay.interceptors.response.use(fail);
    else alipay.interceptors.response.use(undefined, fail);
    expect(reasonOf(await settle({ withinMs: 6_000 }))).toBe('canceled');
    gateway.on(PAY).reply(refused('40004', 'ACQ.PAYMENT_AUTH_CODE_INVALID'));
    const second = { ...ORDER, out_trade_no: 'p-2' };
    expect(reasonOf(await alipay.settlePayment(second))).toBe('rejected');
  });

  test('an interceptor that fails before anything is sent fails as it likes, and after that costs no outcome', async () => {
    const { gateway, alipay } = await open({ gateway: { buyer: 'hesitates' } });
    let calls = 0;
    const id = alipay.interceptors.request.use(() => Promise.reject(new Error(`mine ${++calls}`)));
    await expect(settle()).rejects.toThrow('mine 1');
    expect(gateway.log).toHaveLength(0);
    alipay.interceptors.request.eject(id);
    alipay.interceptors.request.use((config) => (++calls > 2 ? Promise.reject(new Error('late')) : config));
    expect(await settle({ withinMs: 6_000 })).toMatchObject({
      status: 'unresolved',
      lastKnown: { error: { message: 'late' } },
    });
  });

  test('a content as JSON text is as good', async () => {
    const { alipay } = await open();
    expect((await alipay.settlePayment(JSON.stringify(ORDER))).status).toBe('paid');
  });

  test('it works on an instance of the user’s, and not after detach()', async () => {
    const { gateway, clock } = await open();
    const attached = attachAlipay(axios.create(), { ...gateway.credentials, gateway: gateway.url, clock });
    expect((await settle({}, attached)).status).toBe('paid');
    attached.detach();
    await expect(settle({}, attached)).rejects.toThrow('detach()');
  });

  test.each<[what: string, content: unknown, options: object, named: string]>([
    ['no content', undefined, {}, 'bizContent'],
    ['a content that is no object', '[]', {}, 'bizContent'],
    ['no out_trade_no', { total_amount: '1.00' }, {}, 'out_trade_no'],
    ['an out_trade_no that no number can hold', { out_trade_no: 2 ** 60 }, {}, 'out_trade_no'],
    ['a negative time', ORDER, { withinMs: -1 }, 'withinMs'],
    ['a time that is none', ORDER, { queryEveryMs: '3s' }, 'queryEveryMs'],
    ['a deadline', ORDER, { deadlineMs: 1_000 }, 'deadlineMs'],
    ['a word about repeating', ORDER, { repeat: 'safe' }, 'repeat'],
    ['an option that is none', ORDER, { within: 1 }, 'within'],
  ])('%s is refused before anything is sent', async (_what, content, options, named) => {
    const { alipay, gateway } = await open();
    const call = alipay.settlePayment(content as object, options as SettleOptions);
    await expect(call).rejects.toThrow(TypeError);
    await expect(call).rejects.toThrow(named);
    expect(gateway.log).toHaveLength(0);
  });

  test('busy queries do not end it', async () => {
    const { gateway } = await open({ gateway: { buyer: 'hesitates' } });
    gateway.on(QUERY).reply(busy(), busy(), busy(), { kind: 'paid', fields: {} });
    expect((await settle()).status).toBe('paid');
  });
});
