import { describe, expect, it } from 'vitest';
import type { Action, TokenKind } from '../../src/catalog/rows.js';
import { decide } from '../../src/policy/decide.js';
import { answeredUnknown, answerOf, caseOf, refused } from '../support/cases.js';

const EXPIRED: Readonly<Record<TokenKind, string>> = {
  app_auth_token: 'aop.app-auth-token-time-out',
  auth_token: 'aop.auth-token-time-out',
};
const KINDS = ['app_auth_token', 'auth_token'] as const;
const FAILED = { do: 'fail', error: 'ERR_ALIPAY_TOKEN', outcome: 'rejected' };

describe.each(KINDS)('a refusal over an expired %s', (token) => {
  const expired = refused('20001', EXPIRED[token]);
  const other = token === 'auth_token' ? 'app_auth_token' : 'auth_token';

  it('leads to a refresh of that token', () => {
    expect(decide(caseOf(expired))).toEqual({ do: 'refresh', token, because: expect.stringMatching(/[^.]$/) });
  });

  it('leads to no second refresh of it', () => {
    const decision = decide(caseOf(expired, { progress: { refreshed: new Set([token]) } }));
    expect(decision).toEqual({ ...FAILED, because: `the new ${token} was refused as well` });
  });

  it('leads to a refresh where only the other token was refreshed before', () => {
    expect(decide(caseOf(expired, { progress: { refreshed: new Set([other]) } }))).toMatchObject({
      do: 'refresh',
      token,
    });
  });

  it('fails where nobody can refresh it', () => {
    const decision = decide(caseOf(expired, { traits: { refreshable: new Set([other]) } }));
    expect(decision).toMatchObject(FAILED);
    expect(decision.because).toContain(`the call has no ${token} that could be refreshed (see tokens.refresh)`);
  });

  it('leads to no refresh where it is not signed', () => {
    const decision = decide(caseOf(refused('20001', EXPIRED[token], { signed: false })));
    expect(decision).toMatchObject(FAILED);
    expect(decision.because).toContain('not signed');
  });
});

describe('a refusal over a token', () => {
  it("means the user's token where the row does not say which", () => {
    const row = { ...answerOf('20001').row, action: 'refresh' as const };
    expect(row.token).toBeUndefined();
    expect(decide(caseOf(refused('20001', undefined, { row })))).toMatchObject({ do: 'refresh', token: 'auth_token' });
  });
});

describe('a refusal over the timestamp', () => {
  const wrong = refused('40002', 'isv.invalid-timestamp');
  const failed = { do: 'fail', error: 'ERR_ALIPAY_REJECTED', outcome: 'rejected' };

  it('leads to a correction of the clock where the reply shows that it is wrong', () => {
    expect(decide(caseOf(wrong, { progress: { clockOffByMs: -600_000 } }))).toEqual({
      do: 'correct-clock',
      because: "our clock is off by -600000 ms, as the reply's Date shows",
    });
  });

  it('leads to no second correction', () => {
    const progress = { clockOffByMs: 600_000, clockCorrected: true };
    expect(decide(caseOf(wrong, { progress }))).toMatchObject(failed);
  });

  it('fails where the clock is right', () => {
    expect(decide(caseOf(wrong))).toMatchObject(failed);
  });

  it('fails where it is not signed, whatever the clock shows', () => {
    const unsigned = refused('40002', 'isv.invalid-timestamp', { signed: false });
    expect(decide(caseOf(unsigned, { progress: { clockOffByMs: 600_000 } }))).toMatchObject(failed);
  });

  it('is the only one that leads to a correction', () => {
    const decision = decide(caseOf(refused('40002', 'isv.invalid-format'), { progress: { clockOffByMs: 600_000 } }));
    expect(decision).toMatchObject(failed);
  });
});

describe("a refusal whose action is a rule's", () => {
  const ruled = (action: Action, signed = true) =>
    refused('40004', 'ACQ.TRADE_HAS_CLOSE', { signed, row: { ...answerOf('40004').row, action } });

  it('is asked after where the rule says confirm and the method can be', () => {
    const decision = decide(caseOf(ruled('confirm'), { traits: { confirmable: true } }));
    expect(decision).toEqual({
      do: 'confirm',
      because: expect.stringContaining('; the gateway is asked what happened'),
    });
  });

  it('fails where the rule says confirm and the method cannot be asked after', () => {
    expect(decide(caseOf(ruled('confirm')))).toMatchObject({ do: 'fail', outcome: 'rejected' });
  });

  it('fails where the rule says accept and the refusal is not signed', () => {
    expect(decide(caseOf(ruled('accept', false)))).toMatchObject({ do: 'fail', outcome: 'rejected' });
  });

  it('is sent again where the rule says retry', () => {
    expect(decide(caseOf(ruled('retry')))).toMatchObject({ do: 'retry' });
  });
});

describe("an unknown outcome whose action is a rule's", () => {
  const ruled = (action: Action) => answeredUnknown('20000', undefined, { row: { ...answerOf('20000').row, action } });

  it.each(['safe', 'with-key', 'never', 'unlisted'] as const)(
    'fails where the rule says fail and the call is %s',
    (repeat) => {
      expect(decide(caseOf(ruled('fail'), { traits: { repeat } }))).toMatchObject({ do: 'fail', outcome: 'unknown' });
    },
  );

  it('is asked after where the rule says confirm, even where the call is safe to repeat', () => {
    expect(decide(caseOf(ruled('confirm'), { traits: { confirmable: true } })).do).toBe('confirm');
  });

  it('fails where the rule says confirm and the method cannot be asked after', () => {
    const decision = decide(caseOf(ruled('confirm')));
    expect(decision).toMatchObject({ do: 'fail', outcome: 'unknown' });
    expect(decision.because).toMatch(/; this method has no way to ask$/);
  });

  it('does not let a rule that says retry send again what must not be sent twice', () => {
    expect(decide(caseOf(ruled('retry'), { traits: { repeat: 'never' } }))).toMatchObject({
      do: 'fail',
      outcome: 'unknown',
    });
  });
});
