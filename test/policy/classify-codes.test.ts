import { describe, expect, it } from 'vitest';
import { findCode } from '../../src/catalog/find-code.js';
import { classifyReply } from '../../src/policy/classify.js';
import { classifyV3Reply } from '../../src/policy/classify-v3.js';
import type { Reply, ReplyNode } from '../../src/protocol/open-reply.js';

const METHOD = 'alipay.trade.pay';
const NAME = 'alipay_trade_pay_response';
const reply = (kind: 'verified' | 'unsigned', node: ReplyNode, nodeName = NAME): Reply => ({ kind, nodeName, node });
const classify = (one: Reply) => classifyReply(one, 200, METHOD, findCode);
const REFUSED = { code: '40004', sub_code: 'ACQ.TRADE_HAS_CLOSE' };

describe('the sub_code of a reply', () => {
  it('is read without the blanks around it', () => {
    expect(classify(reply('verified', { ...REFUSED, sub_code: ' ACQ.TRADE_HAS_CLOSE\n' }))).toMatchObject({
      kind: 'refused',
      answer: { subCode: 'ACQ.TRADE_HAS_CLOSE', row: findCode('40004', 'ACQ.TRADE_HAS_CLOSE') },
    });
  });

  it.each(['isv.missing-signature', 'ACQ.ERROR, AGAIN', 'a:b', 'x'.repeat(128)])(
    'can be %j, signed or not',
    (sub_code) => {
      for (const kind of ['verified', 'unsigned'] as const) {
        expect(classify(reply(kind, { ...REFUSED, sub_code }))).toMatchObject({ answer: { subCode: sub_code } });
      }
    },
  );

  it.each(['交易已关闭', 'TRADE_CLOSED(交易)', 'a/b;c+d'])('can be %j only where it is signed', (sub_code) => {
    const node = { ...REFUSED, sub_code };
    expect(classify(reply('verified', node))).toMatchObject({ kind: 'refused', answer: { subCode: sub_code } });
    expect(classify(reply('unsigned', node))).toEqual({
      kind: 'unknown',
      cause: 'malformed',
      detail: 'its sub_code is none',
    });
  });

  it.each(['a\u0000b', 'two\nlines', '<b>', 'x'.repeat(129)])('makes it no reply where it is %j', (sub_code) => {
    for (const kind of ['verified', 'unsigned'] as const) {
      const result = classify(reply(kind, { ...REFUSED, sub_code }));
      expect(result).toEqual({ kind: 'unknown', cause: 'malformed', detail: 'its sub_code is none' });
    }
  });
});

describe('what a reply leaves out', () => {
  const FIELDS = ['code', 'msg', 'subCode', 'subMsg'];

  it.each<[node: ReplyNode, fields: readonly string[]]>([
    [{ code: '40004' }, ['code']],
    [{ code: '40004', msg: 'no' }, ['code', 'msg']],
    [{ code: '40004', sub_code: 'ACQ.TRADE_HAS_CLOSE' }, ['code', 'subCode']],
    [{ code: '40004', sub_msg: 'no' }, ['code', 'subMsg']],
  ])('is not there at all: %j', (node, fields) => {
    const result = classify(reply('verified', node));
    const answer = 'answer' in result ? (result.answer ?? {}) : {};
    expect(FIELDS.filter((name) => name in answer)).toEqual(fields);
  });

  it('can be the code of a method that sends none, and of no other', () => {
    const TOKEN = 'alipay.system.oauth.token';
    const read = (node: ReplyNode, method: string) =>
      classifyReply(reply('verified', node, `${method.replaceAll('.', '_')}_response`), 200, method, findCode);
    const result = read({ access_token: 'x' }, TOKEN);
    expect(result.kind === 'succeeded' && 'code' in result.answer).toBe(false);
    expect(read({ access_token: 'x', sub_code: 'isv.code-invalid' }, TOKEN)).toMatchObject({ cause: 'malformed' });
    expect(read({ access_token: 'x' }, 'demo.nobody.knows')).toMatchObject({ cause: 'malformed' });
  });

  it('makes a success with the sub_code of a failure no reply', () => {
    expect(classify(reply('verified', { code: '10000', sub_code: 'ACQ.SYSTEM_ERROR' }))).toEqual({
      kind: 'unknown',
      cause: 'malformed',
      detail: 'a success in the form of a failure',
    });
  });
});

describe('the row of a code', () => {
  const asked = (one: Reply): unknown[] => {
    const seen: unknown[] = [];
    classifyReply(one, 200, METHOD, (code, subCode, method, node) => {
      seen.push(code, subCode, method, node);
      return findCode(code, subCode, method);
    });
    return seen;
  };

  it('is looked up by the fields as well, where they are signed and of this method', () => {
    const node = { ...REFUSED, trade_status: 'TRADE_CLOSED' };
    expect(asked(reply('verified', node))).toEqual(['40004', 'ACQ.TRADE_HAS_CLOSE', METHOD, node]);
    expect(asked(reply('unsigned', node))).toEqual(['40004', 'ACQ.TRADE_HAS_CLOSE', METHOD, undefined]);
    expect(asked(reply('verified', node, 'error_response')).at(-1)).toBeUndefined();
  });

  it('is that of a success for a reply that needs no code, whatever its fields say', () => {
    const node = { access_token: 'x' };
    const seen: unknown[] = [];
    const TOKEN = 'alipay.system.oauth.token';
    classifyReply(reply('verified', node, 'alipay_system_oauth_token_response'), 200, TOKEN, (...args) => {
      seen.push(...args);
      return findCode('10000');
    });
    expect(seen).toEqual(['10000', undefined, TOKEN, undefined]);
  });
});

describe('the status of a v3 reply', () => {
  const v3 = (kind: 'verified' | 'unsigned', node: ReplyNode, status: number) =>
    classifyV3Reply(reply(kind, node, 'v3'), status, 'alipay.trade.query', findCode);

  it.each([199, 300])('makes no success of %d', (status) => {
    expect(v3('verified', { trade_status: 'TRADE_SUCCESS' }, status)).toMatchObject({ kind: 'unknown' });
  });

  it.each([302, 399, 500])('makes an unsigned refusal nobody can believe of %d', (status) => {
    expect(v3('unsigned', { code: 'missing-signature' }, status)).toMatchObject({ cause: 'http-status' });
  });

  it.each([400, 499])('makes an unsigned refusal one of %d', (status) => {
    expect(v3('unsigned', { code: 'missing-signature' }, status)).toMatchObject({ kind: 'refused' });
  });

  it('counts for nothing but 429 where nothing is said', () => {
    expect(v3('unsigned', {}, 400)).toEqual({ kind: 'unknown', cause: 'http-status', detail: 'HTTP 400' });
  });

  it('leaves a message out that is no text', () => {
    const result = v3('unsigned', { code: 'missing-signature', message: 7 }, 400);
    expect(result.kind === 'refused' && result.answer).not.toHaveProperty('subMsg');
  });
});
