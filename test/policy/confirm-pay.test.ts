import { describe, expect, it } from 'vitest';
import { METHODS } from '../../src/catalog/methods.js';
import { CONFIRM_PAY } from '../../src/policy/confirm-pay.js';
import { confirmationOf } from '../../src/policy/confirmations.js';
import type { ReplyNode } from '../../src/protocol/open-reply.js';

const CONTENT = { out_trade_no: '20261123-7', total_amount: '8.80', subject: '大乐透', auth_code: '28763443825664394' };
const NODE = {
  out_trade_no: '20261123-7',
  trade_no: '2026112322001',
  total_amount: '8.80',
  trade_status: 'TRADE_SUCCESS',
};

const judge = (node: ReplyNode, content: ReplyNode = CONTENT) => CONFIRM_PAY.judgeAnswer(node, content);

describe('confirmationOf', () => {
  it('asks after a payment', () => {
    expect(confirmationOf('alipay.trade.pay')).toBe(CONFIRM_PAY);
  });

  it.each(METHODS.map(({ method, confirm }) => [method, confirm] as const))(
    'agrees with the table about %s',
    (method, confirm) => {
      expect(confirmationOf(method)?.by).toBe(confirm);
    },
  );

  it.each(['alipay.trade.create', 'alipay.trade.query', 'constructor', ''])(
    'knows no way to ask after %j',
    (method) => {
      expect(confirmationOf(method)).toBeUndefined();
    },
  );
});

describe('the question after a payment', () => {
  it('is put to alipay.trade.query by the out_trade_no alone', () => {
    expect(CONFIRM_PAY.by).toBe('alipay.trade.query');
    expect(CONFIRM_PAY.question(CONTENT)).toEqual({ out_trade_no: '20261123-7' });
  });
});

describe('the answer about a payment', () => {
  it.each([
    ['TRADE_SUCCESS', { kind: 'ran' }],
    ['TRADE_FINISHED', { kind: 'ran' }],
    ['WAIT_BUYER_PAY', { kind: 'running' }],
    ['TRADE_CLOSED', { kind: 'cannot_tell', because: expect.stringContaining('the trade is closed') }],
    ['TRADE_NEVER_SEEN', { kind: 'no_answer', because: expect.stringContaining('no trade_status that is known') }],
    ['trade_success', { kind: 'no_answer', because: expect.anything() }],
    [undefined, { kind: 'no_answer', because: expect.anything() }],
    [['TRADE_SUCCESS'], { kind: 'no_answer', because: expect.anything() }],
  ])('says of trade_status %j what became of it', (trade_status, verdict) => {
    expect(judge({ ...NODE, trade_status })).toEqual(verdict);
  });

  it.each([
    ['another out_trade_no', { ...NODE, out_trade_no: '20261123-8' }],
    ['no out_trade_no', { total_amount: '8.80', trade_status: 'TRADE_SUCCESS' }],
    ['nothing at all', {}],
  ])('is none where it speaks of %s, for it may be an old reply that is played back', (_what, node) => {
    expect(judge(node)).toEqual({ kind: 'no_answer', because: 'the reply speaks of another trade' });
  });

  it('is none for another trade of another amount, too', () => {
    expect(judge({ ...NODE, out_trade_no: '1', total_amount: '1.00' }).kind).toBe('no_answer');
  });

  it.each([
    ['8.80', '8.8'],
    ['8.80', 8.8],
    ['8.8', '8.80'],
    ['8.80', '8.800'],
    ['100.00', '100'],
    ['100', '100.00'],
    ['100.00', 100],
    ['0.10', '0.1'],
    ['10.00', '10.0'],
    ['88888888888888888.80', '88888888888888888.8'],
    ['8.80', undefined],
    [undefined, undefined],
  ])('takes the amount %j of the trade for the amount %j of the call', (theirs, ours) => {
    expect(judge({ ...NODE, total_amount: theirs }, { ...CONTENT, total_amount: ours })).toEqual({ kind: 'ran' });
  });

  it.each([
    ['8.80', '8.08'],
    ['8.80', '88'],
    ['8.80', '8.81'],
    ['100', '1'],
    ['100', '10'],
    ['1000', '1.000'],
    ['0.10', '0.01'],
    ['88888888888888888.80', '88888888888888888.81'],
    [undefined, '8.80'],
    ['', '8.80'],
    ['-8.80', '8.80'],
  ])('does not take the amount %j of the trade for the amount %j of the call', (theirs, ours) => {
    expect(judge({ ...NODE, total_amount: theirs }, { ...CONTENT, total_amount: ours })).toEqual({
      kind: 'cannot_tell',
      because: 'the trade under this out_trade_no has another amount',
    });
  });

  it('counts for an out_trade_no that the caller wrote as a number, as the gateway gives it back as a text', () => {
    expect(judge({ ...NODE, out_trade_no: '20261123' }, { ...CONTENT, out_trade_no: 20261123 })).toEqual({
      kind: 'ran',
    });
  });
});

describe('a refusal of the question after a payment', () => {
  it.each([
    ['ACQ.TRADE_NOT_EXIST', { kind: 'did_not_run' }],
    ['ACQ.INVALID_PARAMETER', { kind: 'cannot_tell', because: 'the query was refused (ACQ.INVALID_PARAMETER)' }],
    ['TRADE_NOT_EXIST', { kind: 'cannot_tell', because: 'the query was refused (TRADE_NOT_EXIST)' }],
    [undefined, { kind: 'cannot_tell', because: 'the query was refused' }],
  ])('with %s says what became of it', (subCode, verdict) => {
    expect(CONFIRM_PAY.judgeRefusal(subCode, true, CONTENT)).toEqual(verdict);
  });

  it('that is not signed proves nothing', () => {
    expect(CONFIRM_PAY.judgeRefusal('ACQ.TRADE_NOT_EXIST', false, CONTENT)).toEqual({
      kind: 'no_answer',
      because: 'the refusal of the query was not signed',
    });
  });
});
