import { describe, expect, it } from 'vitest';
import { findCode } from '../../src/catalog/find-code.js';
import type { CodeRow, Tells } from '../../src/catalog/rows.js';
import { classifyReply } from '../../src/policy/classify.js';
import type { Rule } from '../../src/policy/rules.js';
import { rowFor } from '../../src/policy/rules.js';
import type { Reply, ReplyNode } from '../../src/protocol/open-reply.js';

const METHOD = 'alipay.trade.pay';
const NAME = 'alipay_trade_pay_response';
const PAID = { code: '10000', msg: 'Success', trade_no: '1' };
const BUSY = { code: '40005', msg: 'Call Limited', sub_code: 'isv.app-call-limited', sub_msg: '调用频次超限' };
const LOST = { code: '20000', sub_code: 'aop.unknow-error' };
const CLOSED = { code: '40004', sub_code: 'ACQ.TRADE_HAS_CLOSE' };

const verified = (node: ReplyNode, nodeName = NAME): Reply => ({ kind: 'verified', nodeName, node });
const unsigned = (node: ReplyNode, nodeName = NAME): Reply => ({ kind: 'unsigned', nodeName, node });
const classify = (reply: Reply, { status = 200, rules = [] as readonly Rule[], method = METHOD } = {}) =>
  classifyReply(reply, status, method, (code, subCode, of) => rowFor(rules, code, subCode, of));
const malformed = { kind: 'unknown', cause: 'malformed' };

describe('a verified reply', () => {
  it.each<[what: string, node: ReplyNode, kind: Tells, pending?: boolean]>([
    ['10000', PAID, 'succeeded', false],
    ['10003', { code: '10003', msg: 'order success pay inprocess' }, 'succeeded', true],
    ['10000 as a number', { code: 10000 }, 'succeeded', false],
    ['40005', BUSY, 'refused'],
    ['40002', { code: '40002', sub_code: 'isv.invalid-signature' }, 'refused'],
    ['a final business answer', CLOSED, 'refused'],
    ['a business answer that no table knows', { code: '40004', sub_code: 'NEVER_SEEN' }, 'refused'],
    ['20000', LOST, 'unknown'],
    ['ACQ.SYSTEM_ERROR', { code: '40004', sub_code: 'ACQ.SYSTEM_ERROR' }, 'unknown'],
    ['ACQ.TRADE_HAS_SUCCESS', { code: '40004', sub_code: 'ACQ.TRADE_HAS_SUCCESS' }, 'unknown'],
    ['a code that no table knows', { code: '99999' }, 'unknown'],
  ])('with %s tells what it tells', (_what, node, kind, pending) => {
    expect(classify(verified(node))).toMatchObject({
      kind,
      answer: { signed: true },
      ...(pending === undefined ? {} : { pending }),
      ...(kind === 'unknown' ? { cause: 'answered' } : {}),
    });
  });

  it('gives the codes and the words, and the row that they lead to', () => {
    expect(classify(verified(BUSY))).toEqual({
      kind: 'refused',
      answer: {
        code: '40005',
        msg: 'Call Limited',
        subCode: 'isv.app-call-limited',
        subMsg: '调用频次超限',
        signed: true,
        row: findCode('40005', 'isv.app-call-limited', METHOD),
      },
    });
  });

  it('leaves out what is empty, is no text, or is not its own', () => {
    const node = Object.assign(Object.create({ sub_msg: 'inherited' }), { ...PAID, msg: '', sub_code: {} });
    expect(classify(verified(node))).toEqual({
      kind: 'succeeded',
      pending: false,
      answer: { code: '10000', signed: true, row: findCode('10000', undefined, METHOD) },
    });
  });

  it.each([500, 502, 503, 429, 302, 404])('is believed under the status %d as well', (status) => {
    expect(classify(verified(PAID), { status }).kind).toBe('succeeded');
  });

  it('is a success without a code under the own name of the method', () => {
    const result = classify(verified({ access_token: 'a', user_id: '2088' }, 'alipay_system_oauth_token_response'), {
      method: 'alipay.system.oauth.token',
    });
    expect(result).toEqual({
      kind: 'succeeded',
      pending: false,
      answer: { signed: true, row: findCode('10000', undefined, 'alipay.system.oauth.token') },
    });
  });

  it.each<[what: string, reply: Reply]>([
    ['error_response', verified({ sub_msg: 'no' }, 'error_response')],
    ['an empty error_response', verified({}, 'error_response')],
    ['its own name and with a sub_code', verified({ sub_code: 'isv.code-invalid' })],
  ])('is none without a code under %s', (_what, reply) => {
    expect(classify(reply)).toMatchObject({
      ...malformed,
      detail: expect.stringMatching(/_response carries no code$/),
    });
  });

  it.each([[''], [null], [{}], [['10000']], [true]])('is no success with a code that is no code: %j', (code) => {
    expect(classify(verified({ code, trade_no: '1' }))).toMatchObject({ kind: 'unknown' });
  });

  it('is a refusal with a code under error_response', () => {
    const node = { code: '40002', sub_code: 'isv.code-invalid' };
    expect(classify(verified(node, 'error_response')).kind).toBe('refused');
  });
});

describe('an unsigned reply', () => {
  it.each<[what: string, node: ReplyNode]>([
    ['10000', PAID],
    ['10003', { code: '10003' }],
    ['a code that stands for an earlier success', { code: '40004', sub_code: 'IDEMPOTENT_SUCCESS' }],
  ])('is never a success, not with %s', (_what, node) => {
    expect(classify(unsigned(node))).toMatchObject({ kind: 'unknown', cause: 'unsigned', answer: { signed: false } });
  });

  it('is believed as a refusal', () => {
    const result = classify(unsigned({ code: '40002', sub_code: 'isv.invalid-app-id' }));
    expect(result).toMatchObject({ kind: 'refused', answer: { signed: false, subCode: 'isv.invalid-app-id' } });
  });

  it('is believed where it says that nobody knows', () => {
    expect(classify(unsigned(LOST))).toMatchObject({ kind: 'unknown', cause: 'answered', answer: { signed: false } });
  });

  it.each([500, 502, 503, 302, 304, 199, 300, 404])('is not believed at all under the status %d', (status) => {
    for (const node of [PAID, BUSY, LOST]) {
      expect(classify(unsigned(node), { status })).toEqual({
        kind: 'unknown',
        cause: 'http-status',
        detail: `HTTP ${status}`,
      });
    }
  });

  it('under the status 429 is turned away for its rate where it is a refusal, and not believed where it is anything else', () => {
    const row = findCode('40005', undefined, METHOD);
    expect(row).toMatchObject({ action: 'throttle', tells: 'refused', scope: 'app' });
    const turnedAway = { kind: 'refused', answer: { code: '40005', signed: false, row } };
    expect(classify(unsigned(BUSY), { status: 429 })).toEqual(turnedAway);
    expect(classify({ kind: 'malformed', why: 'a page' }, { status: 429 })).toEqual(turnedAway);
    const doubtful: Reply[] = [unsigned(PAID), unsigned(LOST), { kind: 'forged' }, { kind: 'stranger', certSn: 'x' }];
    for (const reply of doubtful) {
      expect(classify(reply, { status: 429 })).toEqual({ kind: 'unknown', cause: 'http-status', detail: 'HTTP 429' });
    }
  });

  it.each([200, 201, 204, 299])('is read under the status %d', (status) => {
    expect(classify(unsigned(BUSY), { status }).kind).toBe('refused');
  });
});

describe('bytes that are no reply', () => {
  it('leave the outcome unknown', () => {
    expect(classify({ kind: 'malformed', why: 'it is HTML' })).toEqual({ ...malformed, detail: 'it is HTML' });
  });

  it('leave the outcome unknown where a signature does not fit', () => {
    expect(classify({ kind: 'forged' })).toEqual({ kind: 'unknown', cause: 'forged' });
  });

  it.each([502, 302])('are put down to the access layer under the status %d', (status) => {
    for (const reply of [{ kind: 'forged' }, { kind: 'malformed', why: 'HTML' }] as const) {
      expect(classify(reply, { status })).toEqual({ kind: 'unknown', cause: 'http-status', detail: `HTTP ${status}` });
    }
  });
});

describe("a rule of the user's", () => {
  const accept: Rule = { then: 'accept', because: 'ours' };

  it.each([CLOSED, LOST, { code: '99999' }])('can make a signed reply the result: %j', (node) => {
    expect(classify(verified(node), { rules: [accept] })).toMatchObject({ kind: 'succeeded', pending: false });
  });

  it('cannot make an unsigned reply the result', () => {
    expect(classify(unsigned(CLOSED), { rules: [accept] }).kind).toBe('refused');
    expect(classify(unsigned(LOST), { rules: [accept] })).toMatchObject({ kind: 'unknown', cause: 'answered' });
    expect(classify(unsigned(PAID), { rules: [accept] })).toMatchObject({ kind: 'unknown', cause: 'unsigned' });
  });

  it.each(['fail', 'retry', 'confirm'] as const)(
    'can turn a success down with %s, and that it ran stays possible',
    (then) => {
      const result = classify(verified(PAID), { rules: [{ then, because: 'ours', code: '10000' }] });
      expect(result).toMatchObject({ kind: 'unknown', cause: 'answered', answer: { row: { action: then } } });
    },
  );
});

describe('what no type allows', () => {
  // The switches are exhaustive; the casts stand for a kind of a later version that slipped through.
  it('is handed back and never taken for a success', () => {
    const odd = { kind: 'odd' } as unknown as Reply;
    expect(classify(odd)).toBe(odd);
    const row = { ...findCode('10000'), tells: 'odd' } as unknown as CodeRow;
    expect(classifyReply(verified(PAID), 200, METHOD, () => row)).toBe('odd');
  });
});

describe('a success without a code', () => {
  const node = { access_token: 'x' };
  const TOKEN = 'alipay.system.oauth.token';
  const NODE = 'alipay_system_oauth_token_response';

  it('is one only for the methods that send none, and only signed', () => {
    const find = (code: string, subCode: string | undefined, method: string) => findCode(code, subCode, method);
    expect(classifyReply({ kind: 'verified', nodeName: NODE, node }, 200, TOKEN, find).kind).toBe('succeeded');
    expect(classifyReply({ kind: 'unsigned', nodeName: NODE, node }, 200, TOKEN, find)).toMatchObject({
      cause: 'unsigned',
    });
    expect(
      classifyReply({ kind: 'verified', nodeName: NODE, node: { ...node, code: null } }, 200, TOKEN, find),
    ).toMatchObject({
      cause: 'malformed',
    });
    expect(
      classifyReply({ kind: 'verified', nodeName: 'alipay_trade_pay_response', node }, 200, 'alipay.trade.pay', find),
    ).toMatchObject({ kind: 'unknown', cause: 'malformed' });
  });

  it('is none under error_response, and none with a sub_code', () => {
    const find = (code: string, subCode: string | undefined, method: string) => findCode(code, subCode, method);
    const read = (nodeName: string, one: Record<string, string>) =>
      classifyReply({ kind: 'verified', nodeName, node: one }, 200, 'alipay.trade.pay', find);
    expect(read('error_response', { code: '10000' })).toMatchObject({ cause: 'malformed' });
    expect(read('alipay_trade_pay_response', { code: '10000', sub_code: 'ACQ.SYSTEM_ERROR' })).toMatchObject({
      cause: 'malformed',
    });
    expect(read('alipay_trade_pay_response', { code: '10000\n' })).toMatchObject({ cause: 'malformed' });
  });
});
