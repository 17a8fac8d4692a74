import { describe, expect, it } from 'vitest';
import { findCode } from '../../src/catalog/find-code.js';
import type { Verdict } from '../../src/policy/confirmation.js';
import { decideConfirmed } from '../../src/policy/decide-confirmed.js';
import type { CaseDifference } from '../support/cases.js';
import { caseOf, lost, refused } from '../support/cases.js';

const judged = (verdict: Verdict, { traits, ...rest }: CaseDifference = {}) =>
  decideConfirmed(
    caseOf(lost('timeout'), { traits: { repeat: 'with-key', confirmable: true, ...traits }, ...rest }),
    verdict,
  );

describe('decideConfirmed', () => {
  it('takes the answer for the result where the call ran', () => {
    expect(judged({ kind: 'ran' })).toEqual({ do: 'accept', because: 'the gateway was asked, and it ran' });
  });

  it('takes it for the result after the last attempt and the deadline too', () => {
    expect(judged({ kind: 'ran' }, { progress: { attempts: 3, remainingMs: 0 } }).do).toBe('accept');
  });

  it('sends the call again where it did not run', () => {
    expect(judged({ kind: 'did_not_run' })).toEqual({
      do: 'retry',
      delayMs: 100,
      throttled: false,
      because: 'the gateway was asked, and it did not run',
    });
  });

  it.each([
    ['the attempts are used up', { attempts: 3 }, 'ERR_ALIPAY_TIMEOUT'],
    ['the deadline is too near', { remainingMs: 50 }, 'ERR_ALIPAY_DEADLINE'],
  ])('ends in doubt where it did not run and %s, for a request may still be on its way', (_what, progress, error) => {
    const decision = judged({ kind: 'did_not_run' }, { progress: { inDoubt: true, ...progress } });
    expect(decision).toMatchObject({ do: 'fail', error, outcome: 'unknown' });
  });

  it.each<[what: string, verdict: Verdict, error: string, because: string, exhausted?: string]>([
    [
      'still runs',
      { kind: 'running' },
      'ERR_ALIPAY_DEADLINE',
      'the gateway was asked, and it still runs at the deadline',
      'deadline',
    ],
    [
      'got no answer',
      { kind: 'no_answer', because: 'too busy' },
      'ERR_ALIPAY_DEADLINE',
      'the gateway was asked and gave no answer before the deadline: too busy',
      'deadline',
    ],
    [
      'cannot be told',
      { kind: 'cannot_tell', because: 'closed' },
      'ERR_ALIPAY_TIMEOUT',
      'the gateway was asked: closed',
    ],
  ])('fails in doubt where what became of it %s', (_what, verdict, error, because, exhausted) => {
    const more = exhausted === undefined ? {} : { exhausted };
    expect(judged(verdict)).toEqual({ do: 'fail', error, outcome: 'unknown', because, ...more });
  });

  it.each<Verdict>([
    { kind: 'cannot_tell', because: 'closed' },
    { kind: 'running' },
    { kind: 'no_answer', because: 'too busy' },
    { kind: 'did_not_run' },
  ])(
    'ends a refusal that was asked after because of an earlier doubt in doubt, and sends it no more: $kind',
    (verdict) => {
      const of = caseOf(refused('40004', 'ACQ.TRADE_HAS_CLOSE'), { traits: { repeat: 'with-key', confirmable: true } });
      expect(decideConfirmed(of, verdict)).toMatchObject({ do: 'fail', outcome: 'unknown' });
    },
  );

  it('sends a refusal again that a rule has asked after, where it did not run', () => {
    const row = { ...findCode('40004', 'ACQ.PAYMENT_FAIL'), action: 'confirm' as const };
    const of = caseOf(refused('40004', 'ACQ.PAYMENT_FAIL', { row }), {
      traits: { repeat: 'with-key', confirmable: true },
    });
    expect(decideConfirmed(of, { kind: 'did_not_run' }).do).toBe('retry');
  });

  it('ends a call that came to nothing as refused by the business', () => {
    expect(judged({ kind: 'failed', because: 'FAIL' }, { progress: { inDoubt: true } })).toEqual({
      do: 'fail',
      error: 'ERR_ALIPAY_BUSINESS',
      outcome: 'rejected',
      because: 'the gateway was asked: FAIL',
    });
  });

  it('keeps what a rule of the user’s threw', () => {
    const cause = new Error('my own bug');
    expect(judged({ kind: 'cannot_tell', because: 'x', cause })).toMatchObject({ outcome: 'unknown', cause });
    expect(judged({ kind: 'cannot_tell', because: 'x' })).not.toHaveProperty('cause');
  });

  it('waits at least as long as it is told before it sends again', () => {
    const of = caseOf(lost('timeout'), { traits: { repeat: 'with-key', confirmable: true } });
    expect(decideConfirmed(of, { kind: 'did_not_run' }, 3_000)).toMatchObject({ do: 'retry', delayMs: 3_000 });
    expect(decideConfirmed(of, { kind: 'did_not_run' }, 50)).toMatchObject({ do: 'retry', delayMs: 100 });
  });

  it('sends nothing again that must never be sent twice, whatever was found', () => {
    const decision = judged({ kind: 'did_not_run' }, { traits: { repeat: 'never' } });
    expect(decision).toMatchObject({ do: 'fail', outcome: 'unknown' });
  });

  it('hands back a verdict that no type allows', () => {
    // The switch is exhaustive; the cast stands for a verdict of a later version that slipped through.
    const odd = { kind: 'odd' } as unknown as Verdict;
    expect(judged(odd)).toBe(odd);
  });
});
