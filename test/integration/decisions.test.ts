import type { AlipayError, MethodConfirm } from 'alipay-axios';
import {
  busy,
  dealing,
  forged,
  hangUp,
  httpStatus,
  lost,
  ok,
  paid,
  pending,
  ran,
  raw,
  refused,
  retryCancel,
  throttled,
  unsigned,
} from 'alipay-axios/testing';
import { afterEach, describe, expect, test } from 'vitest';
import type { World, WorldOptions } from '../support/world.js';
import { failureOf, openWorld, tamperingAdapter } from '../support/world.js';

const PAY = 'alipay.trade.pay';
const QUERY = 'alipay.trade.query';
const ORDER = { out_trade_no: 'p-1', total_amount: '8.80', subject: 'tea', auth_code: '28763443825664394' };

let world: World;
afterEach(() => world.close());

async function open(options?: WorldOptions): Promise<World> {
  world = await openWorld(options);
  return world;
}

const sends = (method: string): number => world.gateway.log.filter((entry) => entry.method === method).length;

describe('a payment whose reply is lost', () => {
  test('is asked after, not sent again, and runs once', async () => {
    const { gateway, alipay, told } = await open();
    gateway.on(PAY).reply(lost());
    const { data, alipay: report } = await alipay.execute(PAY, ORDER);
    expect(data).toMatchObject({ trade_status: 'TRADE_SUCCESS', out_trade_no: 'p-1', total_amount: '8.80' });
    expect(report).toMatchObject({
      method: PAY,
      confirmedBy: QUERY,
      pending: false,
      attempts: [{ cause: 'reset', decision: 'confirm' }],
    });
    expect([sends(PAY), sends(QUERY)]).toEqual([1, 1]);
    expect(gateway.ledger.runs.map(({ method, key, amount }) => [method, key, amount])).toEqual([[PAY, 'p-1', '8.80']]);
    expect(told.map(({ name, event }) => [name, event.method])).toEqual([
      ['start', PAY],
      ['attempt', PAY],
      ['confirm', PAY],
      ['attempt', QUERY],
      ['confirmed', PAY],
      ['success', PAY],
    ]);
    expect(new Set(told.map(({ event }) => event.callId)).size).toBe(1);
  });

  test('and did not run is sent again under the same number', async () => {
    const { gateway, alipay } = await open();
    gateway.on(PAY).reply(hangUp());
    const { data, alipay: report } = await alipay.execute(PAY, ORDER);
    expect(data).toMatchObject({ code: '10000', out_trade_no: 'p-1' });
    expect(report.confirmedBy).toBeUndefined();
    expect(report.attempts.map(({ decision }) => decision)).toEqual(['confirm', 'accept']);
    expect(
      new Set(gateway.log.filter(({ method }) => method === PAY).map(({ params }) => params['biz_content'])).size,
    ).toBe(1);
    expect(gateway.ledger.runs).toHaveLength(1);
  });

  test.each([
    ['20000 that ran', ran(busy())],
    ['SYSTEM_ERROR that ran', ran(refused('40004', 'ACQ.SYSTEM_ERROR'))],
    ['a forged reply', forged(ran(ok()))],
    ['an unsigned success', unsigned(ran(ok()))],
    ['an HTML page', ran(httpStatus(502, '<h1>Bad gateway</h1>'))],
    ['a redirect', ran(httpStatus(302, '', { location: 'https://elsewhere.example/' }))],
    ['a truncated reply', ran(raw('{"alipay_trade_pay_response":{"code":"10000"'))],
    ['a reply to another method', ran(raw('{"alipay_trade_query_response":{"code":"10000"},"sign":"x"}'))],
    ['nothing', ran(raw(''))],
  ])('or cannot be believed (%s) is asked after', async (_title, reply) => {
    const { gateway, alipay } = await open();
    gateway.on(PAY).reply(reply);
    const { data, alipay: report } = await alipay.execute(PAY, ORDER);
    expect(data).toMatchObject({ trade_status: 'TRADE_SUCCESS' });
    expect(report.confirmedBy).toBe(QUERY);
    expect(gateway.ledger.runs).toHaveLength(1);
  });

  test('is asked after until it has run to its end', async () => {
    const { gateway, alipay, clock, told } = await open();
    gateway.on(PAY).reply(lost(pending()));
    gateway.on(QUERY).reply(pending(), busy(), pending(), paid());
    const { data, alipay: report } = await alipay.execute(PAY, ORDER);
    expect(data).toMatchObject({ trade_status: 'TRADE_SUCCESS' });
    expect(report.attempts).toHaveLength(1);
    // Three questions: the second had a retry of its own.
    expect(clock.sleeps).toEqual([200, 100, 200]);
    expect(told.find(({ name }) => name === 'confirmed')?.event).toMatchObject({ verdict: 'ran', questions: 3 });
  });

  test('and still runs at the deadline fails with outcome unknown', async () => {
    const { gateway, alipay, clock } = await open({ gateway: { buyer: 'hesitates' } });
    gateway.on(PAY).reply(lost(pending()));
    const error = await failureOf(alipay.execute(PAY, ORDER, { deadlineMs: 5_000 }));
    expect(error).toMatchObject({ code: 'ERR_ALIPAY_DEADLINE', outcome: 'unknown', method: PAY });
    expect(error.message).toContain('still runs');
    expect(sends(PAY)).toBe(1);
    expect(clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(5_000);
  });

  test('and cannot be asked after (the query is refused) fails with outcome unknown, at once', async () => {
    const { gateway, alipay } = await open({ gateway: { deniedToApp: [QUERY] } });
    gateway.on(PAY).reply(lost());
    const error = await failureOf(alipay.execute(PAY, ORDER));
    expect(error).toMatchObject({ outcome: 'unknown', code: 'ERR_ALIPAY_NETWORK' });
    expect([sends(PAY), sends(QUERY)]).toEqual([1, 1]);
  });

  test('of another amount under the number is not taken for ours', async () => {
    const { gateway, alipay } = await open();
    gateway.on(PAY).reply(hangUp());
    gateway.on(QUERY).reply(ok({ out_trade_no: 'p-1', total_amount: '9.90', trade_status: 'TRADE_SUCCESS' }));
    const error = await failureOf(alipay.execute(PAY, ORDER));
    expect(error).toMatchObject({ outcome: 'unknown' });
    expect(error.message).toContain('another amount');
    expect(sends(PAY)).toBe(1);
  });

  test('without its number is never sent twice', async () => {
    const { gateway, alipay } = await open();
    gateway.on(PAY).reply(hangUp());
    const { out_trade_no: _, ...keyless } = ORDER;
    expect(await failureOf(alipay.execute<object>(PAY, keyless))).toMatchObject({
      outcome: 'unknown',
      attempts: { length: 1 },
    });
    expect(gateway.log).toHaveLength(1);
  });

  test('carries the same merchant token into the question', async () => {
    const { gateway, alipay } = await open();
    const merchant = gateway.tokens.issueMerchant();
    gateway.on(PAY).reply(lost());
    const response = await alipay.execute(PAY, ORDER, { appAuthToken: merchant.token });
    expect(response.alipay.confirmedBy).toBe(QUERY);
    expect(gateway.log.map(({ params }) => params['app_auth_token'])).toEqual([merchant.token, merchant.token]);
  });

  test('a payment that waits for the buyer is a success that says so', async () => {
    const { alipay } = await open({ gateway: { buyer: 'hesitates' } });
    const { data, alipay: report } = await alipay.execute(PAY, ORDER);
    expect(data).toMatchObject({ code: '10003' });
    expect(report.pending).toBe(true);
  });
});

describe('other money calls', () => {
  const REFUND = 'alipay.trade.refund';
  const SECOND = { out_trade_no: 'p-1', out_request_no: 'r-1', refund_amount: '1.00' };

  test('a refund whose reply is lost is asked after, and not sent again', async () => {
    const { gateway, alipay } = await open();
    await alipay.execute(PAY, ORDER);
    gateway.on(REFUND).reply(lost());
    const { data, alipay: report } = await alipay.execute(REFUND, SECOND);
    expect(data).toMatchObject({ code: '10000', refund_status: 'REFUND_SUCCESS', refund_amount: '1.00' });
    expect(report.confirmedBy).toBe('alipay.trade.fastpay.refund.query');
    expect(sends(REFUND)).toBe(1);
    expect(gateway.ledger.refundedTotal()).toBe('1.00');
  });

  test('a refund that never arrived is sent again with the same number, three seconds later', async () => {
    const { gateway, alipay, clock } = await open();
    await alipay.execute(PAY, ORDER);
    gateway.on(REFUND).reply(hangUp());
    const { data } = await alipay.execute(REFUND, SECOND);
    expect(data).toMatchObject({ code: '10000', fund_change: 'Y' });
    expect([sends(REFUND), clock.sleeps]).toEqual([2, [3_000]]);
    expect(gateway.ledger.refundedTotal()).toBe('1.00');
  });

  test('a refund that moved no money is asked after, whatever its code says', async () => {
    const { gateway, alipay } = await open();
    await alipay.execute(PAY, ORDER);
    await alipay.execute(REFUND, SECOND);
    const { alipay: report } = await alipay.execute(REFUND, SECOND);
    expect(report).toMatchObject({
      confirmedBy: 'alipay.trade.fastpay.refund.query',
      attempts: [{ outcome: 'unknown' }],
    });
    gateway.on(REFUND).reply(ok({ fund_change: 'N' }), ok());
    const { out_request_no: _, ...keyless } = SECOND;
    for (let nth = 0; nth < 2; nth++) {
      const error = await failureOf(alipay.execute(REFUND, keyless));
      expect(error).toMatchObject({ code: 'ERR_ALIPAY_BUSINESS', outcome: 'unknown', gatewayCode: '10000' });
      expect(error.advice.zh).toContain('refund_status');
    }
    expect(gateway.ledger.refundedTotal()).toBe('1.00');
  });

  test('a refund without its request number is never sent twice', async () => {
    const { gateway, alipay } = await open();
    await alipay.execute(PAY, ORDER);
    gateway.on(REFUND).reply(lost());
    const { out_request_no: _, ...keyless } = SECOND;
    const error = await failureOf(alipay.execute(REFUND, keyless));
    expect(error).toMatchObject({ outcome: 'unknown' });
    expect(error.message).toContain('without out_request_no in its content a repeat would be another call');
    expect(sends(REFUND)).toBe(1);
  });

  test('a refusal after a lost reply does not pass for proof that nothing ran', async () => {
    const { gateway, alipay } = await open();
    await alipay.execute(PAY, ORDER);
    gateway.on(REFUND).reply(hangUp(), refused('40004', 'ACQ.SELLER_BALANCE_NOT_ENOUGH'));
    const error = await failureOf(alipay.execute(REFUND, SECOND));
    expect(error).toMatchObject({ code: 'ERR_ALIPAY_BUSINESS', outcome: 'unknown', attempts: { length: 2 } });
    expect(gateway.ledger.refundedTotal()).toBe('0.00');
  });

  test('an authorisation code is never traded twice', async () => {
    const { gateway, alipay } = await open();
    gateway.on('alipay.system.oauth.token').reply(hangUp());
    const code = gateway.tokens.codeForUser();
    const call = alipay.post('/gateway.do', {
      method: 'alipay.system.oauth.token',
      grant_type: 'authorization_code',
      code,
    });
    expect(await failureOf(call)).toMatchObject({ outcome: 'unknown', code: 'ERR_ALIPAY_NETWORK' });
    expect(gateway.log).toHaveLength(1);
  });

  test('a success without a code, as the token methods send it, is a success; its failure comes as error_response', async () => {
    const { gateway, alipay } = await open();
    const code = gateway.tokens.codeForUser();
    const call = () =>
      alipay.post('/gateway.do', { method: 'alipay.system.oauth.token', grant_type: 'authorization_code', code });
    const { data, alipay: report } = await call();
    expect(data).toHaveProperty('access_token');
    expect(report).not.toHaveProperty('code');
    expect(await failureOf(call())).toMatchObject({
      code: 'ERR_ALIPAY_REJECTED',
      subCode: 'isv.code-invalid',
      outcome: 'rejected',
    });
  });
});

describe('methods that nobody has listed', () => {
  const METHOD = 'mybank.finance.apply';

  test.each([
    ['20000 is tried again, as the gateway says', {}, busy(), 2, undefined],
    ['a lost reply without a key is unknown', {}, hangUp(), 1, 'unknown'],
    ['a lost reply with a known key is sent again', { out_request_no: 'x' }, hangUp(), 2, undefined],
    ['SYSTEM_ERROR is unknown, key or not', { out_request_no: 'x' }, refused('40004', 'SYSTEM_ERROR'), 1, 'unknown'],
    ['a throttled call goes out again', {}, throttled(), 2, undefined],
  ])('%s', async (_title, content, reply, count, outcome) => {
    const { gateway, alipay } = await open();
    gateway.on(METHOD).reply(reply, ok({ n: 1 }));
    const came = await alipay.execute(METHOD, content).then(
      () => undefined,
      (error: AlipayError) => error.outcome,
    );
    expect(came).toBe(outcome);
    expect(gateway.log).toHaveLength(count);
  });

  test('become repeatable by `methods`, and by `repeat` of one call, which comes first', async () => {
    const { gateway, alipay } = await open({
      alipay: { methods: { [METHOD]: { repeat: 'with-key', key: [['apply_no', 'batch_no'], 'day'] } } },
    });
    gateway.on(METHOD).reply(hangUp(), ok());
    await alipay.execute(METHOD, { batch_no: '1', day: '2026-11-23' });
    expect(gateway.log).toHaveLength(2);
    gateway.on(METHOD).reply(hangUp());
    expect(await failureOf(alipay.execute(METHOD, { batch_no: '1' }))).toMatchObject({ outcome: 'unknown' });
    gateway.on(METHOD).reply(hangUp(), ok());
    await alipay.execute(METHOD, {}, { repeat: 'safe' });
    gateway.on(QUERY).reply(hangUp());
    expect(await failureOf(alipay.execute(QUERY, { out_trade_no: '1' }, { repeat: 'never' }))).toMatchObject({
      outcome: 'unknown',
    });
  });
});

describe('what was never sent', () => {
  test('is sent again, money or not, and fails with not_sent when attempts run out', async () => {
    const { alipay, gateway, clock } = await open();
    let refusals = 2;
    const adapter = async (config: never) => {
      if (refusals-- > 0) throw Object.assign(new Error('no'), { code: 'ECONNREFUSED', syscall: 'connect' });
      return (await import('../support/world.js')).HTTP_ADAPTER(config);
    };
    const response = await alipay.execute(PAY, ORDER, { adapter: adapter as never });
    expect(response.alipay.attempts.map(({ outcome, cause }) => cause ?? outcome)).toEqual([
      'refused',
      'refused',
      'succeeded',
    ]);
    expect(gateway.ledger.runs).toHaveLength(1);
    expect(clock.sleeps).toEqual([100, 200]);
  });

  test('because nobody listens fails with not_sent when attempts run out', async () => {
    const { alipay, gateway } = await open();
    await gateway.close();
    const error = await failureOf(alipay.execute(PAY, ORDER));
    expect(error).toMatchObject({ code: 'ERR_ALIPAY_NETWORK', outcome: 'not_sent', attempts: { length: 3 } });
    expect(error.attempts.map(({ cause }) => cause)).toEqual(['refused', 'refused', 'refused']);
  });
});

describe('time', () => {
  test('no wait is begun that the deadline would cut: the call fails at once', async () => {
    const { alipay, gateway, clock } = await open({ alipay: { retry: { baseMs: 4_000 }, deadlineMs: 3_000 } });
    gateway.on(QUERY).reply(busy(), busy());
    const error = await failureOf(alipay.execute(QUERY, { out_trade_no: '1' }));
    expect(error).toMatchObject({ code: 'ERR_ALIPAY_DEADLINE', gatewayCode: '20000', attempts: { length: 2 } });
    expect(clock.sleeps).toEqual([2_000]);
  });

  test('a throttled call waits five times as long, and the next one for its turn besides', async () => {
    const { alipay, gateway, clock, told } = await open();
    gateway.on(QUERY).reply(throttled(), throttled('isv.method-call-limited'), paid({ out_trade_no: '1' }));
    await alipay.execute(QUERY, { out_trade_no: '1' });
    // Where nothing was granted yet, one is tried every two seconds: 1,000 ms of back-off, and what is left of the turn.
    expect(clock.sleeps).toEqual([500, 1_000, 1_000]);
    expect(told.map(({ name }) => name)).toEqual([
      'start',
      'attempt',
      'throttle',
      'attempt',
      'throttle',
      'attempt',
      'success',
    ]);
  });

  test('a clock that is a day off is corrected by the signed reply, once, and stays right', async () => {
    const { alipay, gateway, clock, told } = await open({ gateway: { clock: { now: () => clockOfGateway() } } });
    function clockOfGateway(): number {
      return clock.now() + 86_400_000;
    }
    await alipay.execute(PAY, ORDER);
    expect(gateway.log.map(({ subCode }) => subCode)).toEqual(['isv.invalid-timestamp', undefined]);
    expect(told.find(({ name }) => name === 'clockSkew')?.event).toMatchObject({ offsetMs: 86_400_000 });
    const next = await alipay.execute(QUERY, { out_trade_no: 'p-1' });
    expect(next.alipay.attempts).toHaveLength(1);
  });

  test('a clock that is right is not corrected: a refused time stamp fails at once', async () => {
    const { alipay, gateway, told } = await open({
      alipay: { axios: { adapter: tamperingAdapter((params) => params.set('timestamp', 'noon')) } },
    });
    expect(await failureOf(alipay.execute(PAY, ORDER))).toMatchObject({
      subCode: 'isv.invalid-timestamp',
      outcome: 'rejected',
    });
    expect(gateway.log).toHaveLength(1);
    expect(told.some(({ name }) => name === 'clockSkew')).toBe(false);
  });
});

describe('rules of the user', () => {
  test('come before the catalog, say why, and show in explain', async () => {
    const rules = [
      { subCode: 'ACQ.TRADE_NOT_EXIST', method: QUERY, then: 'retry', because: 'the trade is made a moment later' },
      { code: '40006', then: 'accept', because: 'a missing permission is an answer here' },
    ] as const;
    const { alipay, gateway } = await open({ alipay: { rules } });
    const error = await failureOf(alipay.execute(QUERY, { out_trade_no: 'none' }));
    expect(error.attempts).toHaveLength(3);
    expect(error.message).toContain('the trade is made a moment later');
    expect(alipay.explain('40006', 'x.y')).toMatchObject({
      action: 'accept',
      reason: { en: 'a missing permission is an answer here' },
    });
    gateway.on(QUERY).reply(refused('40006', 'isv.insufficient-isv-permissions'));
    const { data } = await alipay.execute(QUERY, { out_trade_no: 'none' });
    expect(data).toMatchObject({ code: '40006' });
    gateway.on(QUERY).reply(unsigned(refused('40006', 'isv.insufficient-isv-permissions')));
    expect(await failureOf(alipay.execute(QUERY, { out_trade_no: 'none' }))).toMatchObject({ outcome: 'rejected' });
  });
});

describe('a listener', () => {
  test('that throws is reported and breaks nothing; one that is taken off hears no more', async () => {
    const { alipay, told } = await open();
    const warnings: string[] = [];
    const note = (warning: Error): void => void warnings.push(warning.message);
    process.on('warning', note);
    const heard: string[] = [];
    const stop = alipay.events.on('attempt', ({ method }) => heard.push(method));
    alipay.events.on('success', () => {
      throw new Error('my own bug');
    });
    alipay.events.on('success', (async () => {
      throw new Error('my other bug');
    }) as never);
    await alipay.execute(PAY, ORDER);
    stop();
    await alipay.execute(QUERY, { out_trade_no: 'p-1' });
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    expect(heard).toEqual([PAY]);
    expect(told.filter(({ name }) => name === 'success')).toHaveLength(2);
    expect(warnings).toContain('A listener of "success" failed: Error: my own bug');
    expect(warnings).toContain('A listener of "success" failed: Error: my other bug');
    expect(() => alipay.events.on('sucess' as never, () => {})).toThrow(/There is no event "sucess"/);
  });

  test('on the diagnostics channel hears the same', async () => {
    const { alipay, told } = await open();
    const { subscribe, unsubscribe } = await import('node:diagnostics_channel');
    const heard: unknown[] = [];
    const hear = (event: unknown): void => void heard.push(event);
    subscribe('alipay-axios:attempt', hear);
    await alipay.execute(PAY, ORDER);
    unsubscribe('alipay-axios:attempt', hear);
    expect(heard).toEqual(told.filter(({ name }) => name === 'attempt').map(({ event }) => event));
  });
});

describe('a method of the user’s that can be asked after', () => {
  const METHOD = 'shop.voucher.send';
  const ASK = 'shop.voucher.query';
  const CONTENT = { out_biz_no: 'v-1', note: 'for you' };
  const rule = { by: ASK, ask: ({ out_biz_no }: Record<string, unknown>) => ({ out_biz_no }) };
  const methods = (judge: MethodConfirm['judge'], differing: Partial<MethodConfirm> = {}) => ({
    [METHOD]: { repeat: 'with-key', key: ['out_biz_no'], confirm: { ...rule, judge, ...differing } } as const,
  });

  test('is asked by its own rule, and sent again where that says so', async () => {
    const judge: MethodConfirm['judge'] = ({ node, subCode }) =>
      subCode === 'NOT_THERE' ? 'did_not_run' : node?.['state'] === 'SENT' ? 'ran' : 'running';
    const { gateway, alipay } = await open({ alipay: { methods: methods(judge) } });
    gateway.on(METHOD).reply(hangUp(), hangUp());
    gateway
      .on(ASK)
      .reply(refused('40004', 'NOT_THERE'), ok({ state: 'ON_ITS_WAY' }), ok({ state: 'SENT', out_biz_no: 'v-1' }));
    const { data, alipay: report } = await alipay.execute(METHOD, CONTENT);
    expect(data).toMatchObject({ state: 'SENT' });
    expect(report).toMatchObject({ confirmedBy: ASK, attempts: { length: 2 } });
    expect(gateway.log.filter(({ method }) => method === ASK).map(({ params }) => params['biz_content'])).toEqual(
      Array.from({ length: 3 }, () => '{"out_biz_no":"v-1"}'),
    );
  });

  const bug = new Error('my own bug');
  const failing = () => {
    throw bug;
  };
  test.each([
    ['judge throws', methods(failing), '.confirm.judge threw an error'],
    ['judge says nothing', methods(() => undefined as never), '.confirm.judge gave back none of its words'],
    ['question throws', methods(() => 'ran', { ask: failing }), '.confirm.ask threw an error'],
    ['question is none', methods(() => 'ran', { ask: () => 7 as never }), '.confirm.ask threw an error'],
  ])('whose %s ends in doubt, and says why', async (_what, own, because) => {
    const { gateway, alipay, told } = await open({ alipay: { methods: own } });
    gateway.on(METHOD).reply(hangUp());
    gateway.on(ASK).reply(ok());
    const error = await failureOf(alipay.execute(METHOD, CONTENT));
    expect(error).toMatchObject({ outcome: 'unknown', attempts: { length: 1 } });
    expect(error.message).toContain(`methods["${METHOD}"]${because}`);
    if (because.includes('judge threw')) expect(error.cause).toBe(bug);
    expect(told.find(({ name }) => name === 'confirmed')?.event).toMatchObject({ verdict: 'cannot_tell' });
  });

  test('without its key is never sent again, nor asked after', async () => {
    const { gateway, alipay } = await open({ alipay: { methods: methods(() => 'ran') } });
    gateway.on(METHOD).reply(hangUp());
    const error = await failureOf(alipay.execute(METHOD, { note: 'x' }));
    expect(error).toMatchObject({ outcome: 'unknown' });
    expect(error.message).toContain('without out_biz_no');
    expect(sends(ASK)).toBe(0);
  });
});

describe('transfers', () => {
  const TRANSFER = 'alipay.fund.trans.uni.transfer';
  const CONTENT = { out_biz_no: 'b-1', trans_amount: '8.80', product_code: 'TRANS_ACCOUNT_NO_PWD' };

  test('that are being dealt with are asked after until they end', async () => {
    const { gateway, alipay } = await open();
    gateway.on(TRANSFER).reply(dealing());
    let questions = 0;
    alipay.events.on('attempt', ({ method }) => {
      if (method !== TRANSFER && ++questions === 3) gateway.ledger.transferEnds('b-1', 'SUCCESS');
    });
    const { data, alipay: report } = await alipay.execute(TRANSFER, CONTENT);
    expect(data).toMatchObject({ status: 'SUCCESS' });
    expect(report).toMatchObject({ confirmedBy: 'alipay.fund.trans.common.query', attempts: { length: 1 } });
  });

  test.each([
    ['FAIL', { code: 'ERR_ALIPAY_BUSINESS', outcome: 'rejected' }],
    ['REFUND', { outcome: 'unknown' }],
  ] as const)('that end as %s are told so', async (status, expected) => {
    const { gateway, alipay } = await open();
    gateway.on(TRANSFER).reply(dealing());
    alipay.events.on('confirm', () => gateway.ledger.transferEnds('b-1', status));
    expect(await failureOf(alipay.execute(TRANSFER, CONTENT))).toMatchObject(expected);
  });

  test('that say FAIL at once are rejected', async () => {
    const { gateway, alipay } = await open();
    gateway.on(TRANSFER).reply(ok({ out_biz_no: 'b-1', status: 'FAIL' }));
    const error = await failureOf(alipay.execute(TRANSFER, CONTENT));
    expect(error).toMatchObject({ code: 'ERR_ALIPAY_BUSINESS', outcome: 'rejected', gatewayCode: '10000' });
    gateway.on(TRANSFER).reply(ok({ out_biz_no: 'b-2', status: 'FAIL' }));
    // An old reply to another transfer, played back, proves nothing.
    expect((await alipay.execute(TRANSFER, CONTENT)).data).toMatchObject({ out_biz_no: 'b-1', status: 'SUCCESS' });
  });

  test('that are not found are waited for before they are sent again', async () => {
    const { gateway, alipay, clock } = await open();
    gateway.on(TRANSFER).reply(hangUp());
    const began = clock.now();
    const { alipay: report } = await alipay.execute(TRANSFER, CONTENT);
    expect(report.attempts).toHaveLength(2);
    expect(clock.now() - began).toBeGreaterThanOrEqual(10_000);
    expect(gateway.ledger.runs).toHaveLength(1);
  });
});

describe('the other money calls whose replies are lost', () => {
  test('are asked after, each by its own query', async () => {
    const { gateway, alipay } = await open();
    const { data: paid } = await alipay.execute(PAY, ORDER);
    const freeze = {
      out_order_no: 'o-1',
      out_request_no: 'f-1',
      auth_code: '28',
      amount: '99.00',
      order_title: 'bike',
    };
    const settle = {
      out_request_no: 's-1',
      trade_no: paid['trade_no'],
      royalty_parameters: [{ trans_in: '2', amount: '1.00' }],
    };
    for (const [method, content, by] of [
      ['alipay.fund.auth.order.freeze', freeze, 'alipay.fund.auth.operation.detail.query'],
      ['alipay.trade.order.settle', settle, 'alipay.trade.order.settle.query'],
    ] as const) {
      gateway.on(method).reply(lost());
      expect((await alipay.execute<object>(method, content)).alipay).toMatchObject({
        confirmedBy: by,
        attempts: { length: 1 },
      });
    }
    const auth_no = gateway.ledger.freezes[0]?.authNo;
    const unfreeze = { auth_no, out_request_no: 'u-1', amount: '9.00', remark: 'back' };
    gateway.on('alipay.fund.auth.order.unfreeze').reply(lost());
    const { data } = await alipay.execute<object>('alipay.fund.auth.order.unfreeze', unfreeze);
    expect(data).toMatchObject({ operation_type: 'UNFREEZE', status: 'SUCCESS' });
    expect(gateway.ledger.runs).toHaveLength(4);
  });

  test('a cancellation that the gateway wants again is sent again', async () => {
    const { gateway, alipay } = await open({ gateway: { buyer: 'hesitates' } });
    await alipay.execute(PAY, ORDER);
    gateway.on('alipay.trade.cancel').reply(retryCancel(), retryCancel());
    const { data } = await alipay.execute('alipay.trade.cancel', { out_trade_no: 'p-1' });
    expect(data).toMatchObject({ action: 'close', retry_flag: 'N' });
    gateway.on('alipay.trade.cancel').reply(retryCancel(), retryCancel(), retryCancel());
    expect(await failureOf(alipay.execute('alipay.trade.cancel', { out_trade_no: 'p-1' }))).toMatchObject({
      outcome: 'unknown',
      attempts: { length: 3 },
    });
  });
});
