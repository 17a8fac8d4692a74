import { describe, expect, it } from 'vitest';
import { findCode } from '../../src/catalog/find-code.js';
import { classifyV3Reply } from '../../src/policy/classify-v3.js';
import { decide } from '../../src/policy/decide.js';
import type { Reply, ReplyNode } from '../../src/protocol/open-reply.js';
import { caseOf, lost, NOT_SENT, refused } from '../support/cases.js';

const classify = (reply: Reply, status: number, method = 'alipay.trade.query') =>
  classifyV3Reply(reply, status, method, findCode);
const signed = (node: ReplyNode): Reply => ({ kind: 'verified', nodeName: 'v3', node });
const unsigned = (node: ReplyNode): Reply => ({ kind: 'unsigned', nodeName: 'v3', node });

describe('classifyV3Reply', () => {
  it('takes a signed 2xx for a success, whatever its fields are called', () => {
    expect(classify(signed({ code: 'a business code', sub_code: 'x' }), 200)).toMatchObject({
      kind: 'succeeded',
      pending: false,
    });
    expect(classify(signed({}), 204)).toMatchObject({ kind: 'succeeded' });
  });

  it('takes an unsigned 2xx for nothing', () => {
    expect(classify(unsigned({ trade_status: 'TRADE_SUCCESS' }), 200)).toMatchObject({
      kind: 'unknown',
      cause: 'unsigned',
    });
  });

  it('takes a payment that does not say when it was paid for one that waits', () => {
    expect(classify(signed({}), 200, 'alipay.trade.pay')).toMatchObject({ kind: 'succeeded', pending: true });
    expect(classify(signed({ gmt_payment: 'now' }), 200, 'alipay.trade.pay')).toMatchObject({ pending: false });
  });

  it('takes 202 for 20000: the same request is to be repeated', () => {
    expect(classify(signed({}), 202)).toMatchObject({ kind: 'unknown', answer: { code: '20000' } });
    expect(classify(unsigned({}), 202)).toMatchObject({ kind: 'unknown', answer: { code: '20000' } });
  });

  it.each<[status: number, node: ReplyNode, expected: object]>([
    [
      400,
      { code: 'missing-signature', message: '缺少签名' },
      { kind: 'refused', answer: { code: '40001', subMsg: '缺少签名' } },
    ],
    [401, { code: 'invalid-auth-token' }, { kind: 'refused', answer: { code: '20001' } }],
    [400, { code: 'ACQ.SYSTEM_ERROR' }, { kind: 'unknown', cause: 'answered' }],
    [500, { code: 'unknow-error' }, { kind: 'unknown', answer: { code: '20000' } }],
    [404, { code: 'ORDER_NOT_EXIST', message: 7 }, { kind: 'refused', answer: { code: '40004' } }],
    [429, { code: 'app-call-limited' }, { kind: 'refused', answer: { code: '40005' } }],
    [400, { error: 'no code' }, { kind: 'unknown', cause: 'http-status', detail: 'HTTP 400' }],
    [400, { code: '' }, { kind: 'unknown', cause: 'http-status' }],
    [429, {}, { kind: 'refused', answer: { code: '40005', signed: false } }],
    [429, { trade_no: '2026' }, { kind: 'unknown', cause: 'http-status', detail: 'HTTP 429' }],
  ])('reads an unsigned %s with %j', (status, node, expected) => {
    expect(classify(unsigned(node), status)).toMatchObject(expected);
  });

  it('believes a refusal under 5xx only where it is signed', () => {
    const node = { code: 'missing-signature' };
    expect(classify(unsigned(node), 502)).toMatchObject({ kind: 'unknown', cause: 'http-status' });
    expect(classify(signed(node), 502)).toMatchObject({ kind: 'refused' });
  });

  it('reads what is no JSON by its status', () => {
    const malformed: Reply = { kind: 'malformed', why: 'its body is not a JSON object' };
    expect(classify(malformed, 200)).toMatchObject({ kind: 'unknown', cause: 'malformed' });
    expect(classify(malformed, 502)).toMatchObject({ kind: 'unknown', cause: 'http-status' });
    expect(classify(malformed, 429)).toMatchObject({ kind: 'refused' });
  });

  it.each([
    [{ kind: 'forged' }, 'forged'],
    [{ kind: 'stranger', certSn: 'c' }, 'unknown-certificate'],
  ] as const)('believes nothing of %j', (reply, cause) => {
    expect(classify(reply, 200)).toMatchObject({ kind: 'unknown', cause });
    expect(classify(reply, 400)).toMatchObject({ kind: 'unknown', cause });
  });
});

describe('decide, for what v3 and uploads bring', () => {
  it('renews a token on an unsigned word where no refusal is ever signed', () => {
    const result = refused('20001', 'aop.auth-token-time-out', { signed: false });
    const refreshable = new Set(['auth_token'] as const);
    expect(decide(caseOf(result, { traits: { refreshable } })).do).toBe('fail');
    expect(decide(caseOf(result, { traits: { refreshable, unsignedRefusals: true } })).do).toBe('refresh');
  });

  it.each([NOT_SENT, lost('timeout'), refused('40005')])('sends a stream no second time after %j', (result) => {
    expect(decide(caseOf(result)).do).toBe('retry');
    const decision = decide(caseOf(result, { traits: { sendOnce: true } }));
    expect(decision).toMatchObject({
      do: 'fail',
      because: expect.stringContaining('its body is a stream, which is spent'),
    });
  });

  it('lets a stream that arrived be', () => {
    expect(decide(caseOf(refused('40002'), { traits: { sendOnce: true } })).because).not.toContain('stream');
  });
});
