import { describe, expect, it } from 'vitest';
import type { ConfirmVerdict, MethodConfirm } from '../../src/policy/own-confirmation.js';
import { ownConfirmation } from '../../src/policy/own-confirmation.js';

const CONTENT = { out_biz_no: 'b-1', amount: '1.00', list: [1] };

const confirm = (differing: Partial<MethodConfirm> = {}) =>
  ownConfirmation(
    'x.y',
    { by: 'x.y.query', ask: ({ out_biz_no }) => ({ out_biz_no }), judge: () => 'ran', ...differing },
    ['out_biz_no', 'out_request_no'],
  );

describe('a rule of the user’s', () => {
  it('asks its own question, and reads the key and what it names', () => {
    expect(confirm().by).toBe('x.y.query');
    expect(confirm().question(CONTENT)).toEqual({ out_biz_no: 'b-1' });
    expect(confirm().reads).toEqual(['out_biz_no', 'out_request_no']);
    expect(confirm({ reads: ['amount', 'out_biz_no'] }).reads).toEqual(['out_biz_no', 'out_request_no', 'amount']);
  });

  it.each<[word: ConfirmVerdict, kind: string]>([
    ['ran', 'ran'],
    ['did_not_run', 'did_not_run'],
    ['running', 'running'],
    ['failed', 'failed'],
    ['cannot_tell', 'cannot_tell'],
  ])('that says %s is believed', (word, kind) => {
    expect(confirm({ judge: () => word }).judgeAnswer({}, CONTENT).kind).toBe(kind);
    expect(confirm({ judge: () => word }).judgeRefusal('X', true, CONTENT).kind).toBe(kind);
  });

  it.each([undefined, null, 'RAN', true, {}, Promise.resolve('ran')])('that gives back %j leaves the doubt', (word) => {
    expect(confirm({ judge: () => word as ConfirmVerdict }).judgeAnswer({}, CONTENT)).toEqual({
      kind: 'cannot_tell',
      because: 'methods["x.y"].confirm.judge gave back none of its words',
    });
  });

  it('that throws leaves the doubt, and what it threw is kept', () => {
    const thrown = new Error('my own bug');
    const judge = () => {
      throw thrown;
    };
    const verdict = { kind: 'cannot_tell', because: 'methods["x.y"].confirm.judge threw an error', cause: thrown };
    expect(confirm({ judge }).judgeAnswer({}, CONTENT)).toEqual(verdict);
    expect(confirm({ judge }).judgeRefusal('X', true, CONTENT)).toEqual(verdict);
  });

  it('gets to see a success or the code of a signed refusal, and no unsigned one', () => {
    const seen: unknown[] = [];
    const { judgeAnswer, judgeRefusal } = confirm({
      judge: (reply, content) => {
        seen.push([reply, content]);
        return 'ran';
      },
    });
    judgeAnswer({ a: '1' }, CONTENT);
    judgeRefusal('X', true, CONTENT);
    judgeRefusal(undefined, true, CONTENT);
    expect(judgeRefusal('X', false, CONTENT).kind).toBe('no_answer');
    expect(seen).toEqual([
      [{ node: { a: '1' } }, CONTENT],
      [{ subCode: 'X' }, CONTENT],
      [{}, CONTENT],
    ]);
  });

  it('cannot change the content or the reply', () => {
    const node = { list: [1] };
    const { question, judgeAnswer } = confirm({
      ask: (content) => Object.assign(content, { out_biz_no: 'b-2' }),
      judge: (reply, content) => {
        Object(reply.node).list.push(2);
        (content['list'] as number[]).push(2);
        return 'ran';
      },
    });
    expect(question(CONTENT)).toMatchObject({ out_biz_no: 'b-2' });
    judgeAnswer(node, CONTENT);
    expect([CONTENT, node]).toEqual([{ out_biz_no: 'b-1', amount: '1.00', list: [1] }, { list: [1] }]);
  });

  it.each([undefined, null, 'b-1', ['b-1']])('cannot ask with %j', (question) => {
    const { question: ask } = confirm({ ask: () => question as unknown as object });
    expect(() => ask(CONTENT)).toThrow('It gave back no object');
  });
});
