import { describe, expect, it } from 'vitest';
import type { CodeRow } from '../../src/catalog/rows.js';
import type { AttemptResult, UnknownCause } from '../../src/policy/attempt-result.js';
import { decide } from '../../src/policy/decide.js';
import { errorCodeOf, outcomeOf } from '../../src/policy/outcome-of.js';
import type { EffectiveRepeat } from '../../src/policy/repeat.js';
import { answeredUnknown, answerOf, caseOf, lost, NOT_SENT, refused } from '../support/cases.js';

const SUCCEEDED: AttemptResult = { kind: 'succeeded', answer: answerOf('10000'), pending: false };
const ALL: readonly EffectiveRepeat[] = ['safe', 'with-key', 'never', 'unlisted', 'unlisted-with-key'];
const NOT_SAFE = ALL.filter((repeat) => repeat !== 'safe');
const CLOSED = refused('40004', 'ACQ.TRADE_HAS_CLOSE');

describe('the outcome of a call that ends with this result', () => {
  it.each<[what: string, result: AttemptResult, outcome: string]>([
    ['not_sent after a request that was not sent', NOT_SENT, 'not_sent'],
    ['rejected after a refusal', CLOSED, 'rejected'],
    ['unknown after a lost reply', lost('timeout'), 'unknown'],
    ['unknown after 20000', answeredUnknown('20000'), 'unknown'],
    ['unknown after a success that could not be handed over', SUCCEEDED, 'unknown'],
  ])('is %s', (_what, result, outcome) => {
    for (const repeat of ALL) expect(outcomeOf(caseOf(result, { traits: { repeat } }))).toBe(outcome);
  });

  it.each(NOT_SAFE)('stays unknown in doubt, whatever the last attempt said, where the call is %s', (repeat) => {
    for (const result of [NOT_SENT, CLOSED, lost('reset'), SUCCEEDED]) {
      expect(outcomeOf(caseOf(result, { traits: { repeat }, progress: { inDoubt: true } }))).toBe('unknown');
    }
  });

  it.each([
    [NOT_SENT, 'not_sent'],
    [CLOSED, 'rejected'],
    [lost('timeout'), 'unknown'],
  ] as const)('is not doubted where the call is safe to repeat', (result, outcome) => {
    expect(outcomeOf(caseOf(result, { progress: { inDoubt: true } }))).toBe(outcome);
  });
});

describe('an earlier send that may have run', () => {
  const inDoubt = (result: AttemptResult, repeat: EffectiveRepeat, more: object = {}) =>
    decide(caseOf(result, { traits: { repeat }, progress: { inDoubt: true, ...more } }));

  it.each<[what: string, result: AttemptResult, more: object]>([
    ['a later refusal', CLOSED, {}],
    ['a later refusal over a token', refused('20001', 'aop.invalid-app-auth-token-no-api'), {}],
    [
      'a later refusal over a token that was refreshed',
      refused('20001', 'aop.auth-token-time-out'),
      { refreshed: new Set(['auth_token']) },
    ],
    ['a later refusal that attempts were too few for', refused('40005', 'isv.app-call-limited'), { attempts: 3 }],
    ['a later request that was not sent', NOT_SENT, { attempts: 3 }],
    ['a later request that was not sent near the deadline', NOT_SENT, { remainingMs: 1 }],
  ])('makes %s unknown', (_what, result, more) => {
    for (const repeat of NOT_SAFE)
      expect(inDoubt(result, repeat, more)).toMatchObject({ do: 'fail', outcome: 'unknown' });
    expect(inDoubt(result, 'safe', more)).toMatchObject({
      do: 'fail',
      outcome: expect.stringMatching(/rejected|not_sent/),
    });
  });

  it('does not stand in the way of a later success', () => {
    for (const repeat of ALL) expect(inDoubt(SUCCEEDED, repeat).do).toBe('accept');
  });
});

describe('errorCodeOf', () => {
  it.each<[UnknownCause, string]>([
    ['timeout', 'ERR_ALIPAY_TIMEOUT'],
    ['reset', 'ERR_ALIPAY_NETWORK'],
    ['http-status', 'ERR_ALIPAY_MALFORMED'],
    ['malformed', 'ERR_ALIPAY_MALFORMED'],
    ['too-large', 'ERR_ALIPAY_MALFORMED'],
    ['canceled', 'ERR_ALIPAY_CANCELED'],
    ['unsigned', 'ERR_ALIPAY_SIGNATURE'],
    ['forged', 'ERR_ALIPAY_SIGNATURE'],
    ['answered', 'ERR_ALIPAY_REJECTED'],
  ])('names an attempt that was lost to %s', (cause, code) => {
    expect(errorCodeOf(lost(cause))).toBe(code);
  });

  it.each<[what: string, result: AttemptResult, code: string]>([
    ['a request that was not sent', NOT_SENT, 'ERR_ALIPAY_NETWORK'],
    ['a refusal', refused('40002', 'isv.invalid-signature'), 'ERR_ALIPAY_REJECTED'],
    ['a refusal of the business system', CLOSED, 'ERR_ALIPAY_BUSINESS'],
    ['20000', answeredUnknown('20000'), 'ERR_ALIPAY_REJECTED'],
    ['ACQ.SYSTEM_ERROR', answeredUnknown('40004', 'ACQ.SYSTEM_ERROR'), 'ERR_ALIPAY_BUSINESS'],
  ])('names %s', (_what, result, code) => {
    expect(errorCodeOf(result)).toBe(code);
  });
});

describe('the reason of a decision', () => {
  it.each<[UnknownCause, RegExp]>([
    ['timeout', /^no whole reply came in time/],
    ['reset', /^the connection broke after the request went out/],
    ['http-status', /^an access layer answered/],
    ['malformed', /^what came is not a reply/],
    ['too-large', /^the reply is longer than the bound/],
    ['forged', /^the signature of the reply does not fit/],
    ['answered', /^the gateway does not know whether it ran/],
  ])('says that the attempt was lost to %s', (cause, because) => {
    expect(decide(caseOf(lost(cause), { traits: { repeat: 'never' } })).because).toMatch(because);
  });

  it('says of an unsigned success that it is not signed, and not what the code would mean', () => {
    const answer = answerOf('10000', undefined, { signed: false });
    const decision = decide(caseOf({ kind: 'unknown', cause: 'unsigned', answer }, { traits: { repeat: 'never' } }));
    expect(decision.because).toMatch(/^the reply looks like a success but is not signed/);
  });

  it("is the row's own sentence, as a clause", () => {
    const row: CodeRow = { ...answerOf('40002').row, reason: { zh: '因为。', en: 'Because it is so.' } };
    expect(decide(caseOf(refused('40002', undefined, { row }))).because).toBe('Because it is so');
  });
});

describe('what no type allows', () => {
  // The switches are exhaustive; the casts stand for a result or a row of a later version that slipped through.
  it('is handed back and never acted upon', () => {
    const odd = { kind: 'odd' } as unknown as AttemptResult;
    expect(decide(caseOf(odd))).toBe(odd);
    expect(outcomeOf(caseOf(odd))).toBe(odd);
    const row = { ...answerOf('40002').row, action: 'odd' } as unknown as CodeRow;
    expect(decide(caseOf(refused('40002', undefined, { row })))).toBe('odd');
    expect(decide(caseOf(lost('timeout'), { traits: { repeat: 'odd' as EffectiveRepeat } }))).toBe('odd');
  });
});
