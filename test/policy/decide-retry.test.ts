import { describe, expect, it } from 'vitest';
import type { AttemptResult } from '../../src/policy/attempt-result.js';
import { decide } from '../../src/policy/decide.js';
import type { CallTraits } from '../../src/policy/decision.js';
import { answeredUnknown, answerOf, caseOf, lost, NOT_SENT, refused } from '../support/cases.js';

const BUSY = refused('40005', 'isv.app-call-limited');
const AGAIN = refused('40002', 'isv.upload-fail');

describe('the wait before a retry', () => {
  it.each<[what: string, result: AttemptResult, retries: number, draw: number, delayMs: number]>([
    ['the first wait inside the base', AGAIN, 0, 0.5, 100],
    ['the second inside twice the base', AGAIN, 1, 0.5, 200],
    ['the third inside four times the base', NOT_SENT, 2, 0.5, 400],
    ['a late one inside the cap', NOT_SENT, 9, 0.5, 2_500],
    ['no wait for the smallest draw', NOT_SENT, 3, 0, 0],
    ['nearly the whole for the largest draw', NOT_SENT, 0, 1 - Number.EPSILON, 199],
    ['five times as much where the gateway asked for fewer calls', BUSY, 0, 0.5, 500],
    ['and that inside the cap as well', BUSY, 5, 0.5, 2_500],
  ])('draws %s', (_what, result, retries, draw, delayMs) => {
    expect(decide(caseOf(result, { progress: { retries }, draw }))).toMatchObject({ do: 'retry', delayMs });
  });

  it.each<[what: string, result: AttemptResult, throttled: boolean]>([
    ['a refusal for its rate', BUSY, true],
    ['any other refusal that may be repeated', AGAIN, false],
    ['a request that was not sent', NOT_SENT, false],
    ['a lost reply', lost('timeout'), false],
    [
      "a reply of unknown outcome that a rule of the user's slows down",
      answeredUnknown('20000', 'aop.unknow-error', { row: { ...answerOf('20000').row, action: 'throttle' } }),
      true,
    ],
  ])('says of %s whether it was the gateway that asked for fewer calls', (_what, result, throttled) => {
    expect(decide(caseOf(result))).toMatchObject({ do: 'retry', throttled });
  });
});

describe('the last attempt', () => {
  it.each<[what: string, result: AttemptResult, traits: Partial<CallTraits>, error: string, outcome: string]>([
    ['a request that was not sent', NOT_SENT, {}, 'ERR_ALIPAY_NETWORK', 'not_sent'],
    ['a refusal', AGAIN, {}, 'ERR_ALIPAY_REJECTED', 'rejected'],
    ['a refusal for its rate', BUSY, {}, 'ERR_ALIPAY_REJECTED', 'rejected'],
    ['a refusal of the business system', refused('40004', 'SYSTEM_BUSY'), {}, 'ERR_ALIPAY_BUSINESS', 'rejected'],
    ['a lost reply', lost('reset'), {}, 'ERR_ALIPAY_NETWORK', 'unknown'],
    ['a lost reply to a call with a key', lost('timeout'), { repeat: 'with-key' }, 'ERR_ALIPAY_TIMEOUT', 'unknown'],
    ['20000', answeredUnknown('20000'), { repeat: 'unlisted' }, 'ERR_ALIPAY_REJECTED', 'unknown'],
    ['ACQ.SYSTEM_ERROR', answeredUnknown('40004', 'ACQ.SYSTEM_ERROR'), {}, 'ERR_ALIPAY_BUSINESS', 'unknown'],
  ])('ends the call where it brings %s', (_what, result, traits, error, outcome) => {
    for (const attempts of [3, 4]) {
      const decision = decide(caseOf(result, { traits, progress: { attempts } }));
      expect(decision).toMatchObject({ do: 'fail', error, outcome });
      expect(decision.because).toMatch(/; but 3 attempts were all that it had$/);
    }
  });

  it('is the first where one attempt is all that a call has', () => {
    expect(decide(caseOf(NOT_SENT, { traits: { maxAttempts: 1 } }))).toMatchObject({ do: 'fail', outcome: 'not_sent' });
  });

  it('is followed by a question, a refresh or a correction of the clock all the same, for they are not attempts', () => {
    const progress = { attempts: 3, clockOffByMs: 600_000 };
    const traits: Partial<CallTraits> = { repeat: 'with-key', confirmable: true };
    const what = (result: AttemptResult) => decide(caseOf(result, { progress, traits })).do;
    expect(what(lost('timeout'))).toBe('confirm');
    expect(what(refused('20001', 'aop.auth-token-time-out'))).toBe('refresh');
    expect(what(refused('40002', 'isv.invalid-timestamp'))).toBe('correct-clock');
  });
});

describe('the deadline', () => {
  const decideWith = (remainingMs: number) => decide(caseOf(NOT_SENT, { progress: { remainingMs } }));

  it('leaves room for a wait that ends before it', () => {
    expect(decideWith(101)).toMatchObject({ do: 'retry', delayMs: 100 });
  });

  it.each([100, 99, 0, -1])(
    'ends the call where the wait of 100 ms would not end in the %d ms that are left',
    (left) => {
      expect(decideWith(left)).toMatchObject({
        do: 'fail',
        error: 'ERR_ALIPAY_DEADLINE',
        outcome: 'not_sent',
        because: expect.stringMatching(/; but no further attempt could end before the deadline$/),
      });
    },
  );

  it('ends the call where nothing is left and there would be no wait', () => {
    expect(decide(caseOf(NOT_SENT, { progress: { remainingMs: 0 }, draw: 0 }))).toMatchObject({ do: 'fail' });
  });

  it('gets the blame for an attempt that it cut short', () => {
    const decision = decide(caseOf(lost('timeout'), { traits: { repeat: 'never' }, progress: { remainingMs: 0 } }));
    expect(decision).toMatchObject({ do: 'fail', error: 'ERR_ALIPAY_DEADLINE', outcome: 'unknown' });
  });

  it('does not get the blame for an attempt that ran out of its own time', () => {
    const decision = decide(caseOf(lost('timeout'), { traits: { repeat: 'never' }, progress: { remainingMs: 1 } }));
    expect(decision).toMatchObject({ do: 'fail', error: 'ERR_ALIPAY_TIMEOUT', outcome: 'unknown' });
  });

  it('does not get the blame for a reset that came late', () => {
    const decision = decide(caseOf(lost('reset'), { traits: { repeat: 'never' }, progress: { remainingMs: 0 } }));
    expect(decision).toMatchObject({ do: 'fail', error: 'ERR_ALIPAY_NETWORK' });
  });
});
