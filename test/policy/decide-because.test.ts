import { describe, expect, it } from 'vitest';
import { findCode } from '../../src/catalog/find-code.js';
import type { CodeRow } from '../../src/catalog/rows.js';
import { notFoundBy, questionOf } from '../../src/policy/confirmation.js';
import { decide } from '../../src/policy/decide.js';
import { answeredUnknown, caseOf, lost, refused } from '../support/cases.js';

/** A row whose reason reads like this. */
const rowSaying = (en: string, differing: Partial<CodeRow> = {}): CodeRow => {
  const row = findCode('40002', 'isv.invalid-parameter');
  return { ...row, ...differing, reason: { ...row.reason, en } };
};

describe('why a call is not sent again', () => {
  it('is the reason of the row, as a clause', () => {
    const row = rowSaying('See alipay.trade.query. It knows.', { action: 'fail' });
    expect(decide(caseOf(refused('40002', 'x', { row })))).toMatchObject({
      do: 'fail',
      because: 'See alipay.trade.query. It knows',
    });
  });

  it('is the reason of the row as well where the gateway does not know, and not what would be said of silence', () => {
    const row = rowSaying('The channel is slow.', { action: 'retry', tells: 'unknown' });
    const again = decide(caseOf(answeredUnknown('20000', 'x', { row })));
    expect(again).toMatchObject({ do: 'retry', because: 'The channel is slow' });
    const of = (result: ReturnType<typeof answeredUnknown>) =>
      decide(caseOf(result, { traits: { repeat: 'never' } })).because;
    expect(of(answeredUnknown('20000', 'x', { row }))).toBe('The channel is slow; it must not be sent twice');
    expect(of(lost('reset'))).toBe(
      'the connection broke after the request went out, so it may have run; it must not be sent twice',
    );
    const unsigned = { kind: 'unknown', cause: 'unsigned', answer: { code: '10000', signed: false, row } } as const;
    expect(of(unsigned)).toBe(
      'the reply looks like a success but is not signed, so it is not believed; it must not be sent twice',
    );
  });

  it('says of a call that is safe that asking again does no harm, and asks nobody what happened', () => {
    expect(decide(caseOf(lost('timeout'), { traits: { confirmable: true } }))).toMatchObject({
      do: 'retry',
      because: 'no whole reply came in time, so it may have run; asking again does no harm',
    });
  });

  it('names what the content lacks for a repeat to be the same call', () => {
    const of = (...missingKey: readonly string[]) =>
      decide(caseOf(lost('reset'), { traits: { repeat: 'never', missingKey } })).because;
    expect(of()).toMatch(/may have run; it must not be sent twice$/);
    expect(of('a')).toMatch(/may have run; without a in its content a repeat would be another call$/);
    expect(of('a', 'b')).toMatch(/may have run; without a and b in its content a repeat would be another call$/);
  });

  it('is that nobody foresaw what the adapter threw, be the call as safe as it may', () => {
    const because = 'the axios adapter failed in a way that tells nothing about the request, so it may have run';
    expect(decide(caseOf(lost('adapter')))).toMatchObject({ do: 'fail', because });
    const traits = { repeat: 'with-key', confirmable: true } as const;
    expect(decide(caseOf(lost('adapter'), { traits }))).toMatchObject({ do: 'confirm' });
  });

  it('is asked about where an earlier send may have run', () => {
    const result = refused('40004', 'ACQ.TRADE_HAS_CLOSE');
    const traits = { repeat: 'with-key', confirmable: true } as const;
    expect(decide(caseOf(result, { traits }))).toMatchObject({ do: 'fail' });
    expect(decide(caseOf(result, { traits, progress: { inDoubt: true } }))).toMatchObject({
      do: 'confirm',
      because: expect.stringMatching(/; but an earlier send of it may have run; the gateway is asked what happened$/),
    });
  });
});

describe('a refusal over the time', () => {
  const traits = { unsignedRefusals: true } as const;
  const about = (signed: boolean, clockOffByMs: number | undefined, more: object = {}) => {
    const result = refused('40002', 'isv.invalid-timestamp', { signed, row: rowSaying('The time is off.', CLOCK) });
    const progress = { ...(clockOffByMs === undefined ? {} : { clockOffByMs }), ...more };
    return (unsignedRefusals: boolean) => decide(caseOf(result, { progress, ...(unsignedRefusals ? { traits } : {}) }));
  };
  const CLOCK = { action: 'fail', clock: true } as const;

  it('sets the clock where it is signed, or where refusals never are', () => {
    const because = "our clock is off by 700000 ms, as the reply's Date shows";
    expect(about(true, 700_000)(false)).toEqual({ do: 'correct-clock', because });
    expect(about(false, 700_000)(true)).toEqual({ do: 'correct-clock', because });
    expect(about(false, 700_000)(false)).toMatchObject({ do: 'fail', because: 'The time is off' });
  });

  it('goes back to our own clock where it came of an earlier correction', () => {
    const because = 'the time that an earlier Date told was refused, so our own clock is tried';
    expect(about(true, 0)(false)).toEqual({ do: 'correct-clock', because });
  });

  it('sets it once, and not without knowing how', () => {
    expect(about(true, 700_000, { clockCorrected: true })(false).do).toBe('fail');
    expect(about(true, undefined)(false).do).toBe('fail');
  });
});

describe('a question', () => {
  it('has those of the names that hold a value, and no others', () => {
    const question = questionOf('a', 'b', 'c', 'd', 'e');
    expect(question({ a: '1', b: undefined, c: null, d: '', e: 0, f: 'x' })).toStrictEqual({ a: '1', e: 0 });
  });

  it('is answered by a signed refusal that says that there is no such thing', () => {
    const judge = notFoundBy('NOT_THERE', 'NOR_THERE');
    expect(judge('NOR_THERE', true, {})).toEqual({ kind: 'did_not_run' });
    expect(judge('NOR_THERE', false, {})).toEqual({
      kind: 'no_answer',
      because: 'the refusal of the query was not signed',
    });
    expect(judge('OTHER', true, {})).toEqual({ kind: 'cannot_tell', because: 'the query was refused (OTHER)' });
    expect(judge(undefined, true, {})).toEqual({ kind: 'cannot_tell', because: 'the query was refused' });
  });
});
