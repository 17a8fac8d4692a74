import { describe, expect, it } from 'vitest';
import { findCode } from '../../src/catalog/find-code.js';
import { strangeEcho } from '../../src/policy/echo.js';
import { healthOf } from '../../src/policy/health-of.js';
import { isSameAmount, judgeState } from '../../src/policy/judge.js';
import type { ConfirmReply } from '../../src/policy/own-confirmation.js';
import { ownConfirmation } from '../../src/policy/own-confirmation.js';
import type { RateLimit } from '../../src/policy/rate-limit.js';
import { countRefused, countTaken, mostTurns, newRateLimit, RATE_LIMIT } from '../../src/policy/rate-limit.js';
import { countOne, measuredRate } from '../../src/policy/rate-meter.js';
import { RETRY_BUDGET, takeRetry } from '../../src/policy/retry-budget.js';
import { planRotation } from '../../src/policy/rotation.js';
import { rowFor } from '../../src/policy/rules.js';
import { countService, leastServiceMs, newServiceTime } from '../../src/policy/service-time.js';
import { fail } from '../../src/policy/steps.js';
import { answeredUnknown, caseOf, lost, refused } from '../support/cases.js';

describe('a reply that repeats a number', () => {
  it('is strange where another was asked about, written as numbers too', () => {
    expect(strangeEcho({ out_trade_no: 2 }, { out_trade_no: 1 })).toBe('out_trade_no');
    expect(strangeEcho({ out_trade_no: 1 }, { out_trade_no: '1' })).toBeUndefined();
  });
});

describe('the health of the gateway', () => {
  it('is bad after 20000, whatever is done about it, and good after what nobody knows', () => {
    const row = { ...findCode('20000', 'aop.unknow-error'), action: 'confirm' } as const;
    expect(healthOf(answeredUnknown('20000', 'x', { row }), true)).toBe('failed');
    expect(healthOf(answeredUnknown('40004', 'x', { row }), true)).toBe('well');
    expect(healthOf(lost('answered'), true)).toBe('well');
  });
});

describe('a record', () => {
  const WORDS = { field: 'status', ran: ['YES'], running: [], failed: [] };

  it('without a state, or with one that is no word, is no answer', () => {
    const nothing = { kind: 'no_answer', because: 'the reply names no status' };
    for (const status of [undefined, null, 7, {}]) expect(judgeState({ status }, WORDS)).toEqual(nothing);
    expect(judgeState({ status: 'YES' }, WORDS)).toEqual({ kind: 'ran' });
  });

  it('agrees with a content that names no amount', () => {
    for (const ours of [undefined, null, '8.80']) expect(isSameAmount('8.8', ours)).toBe(true);
    for (const ours of ['', '8.81']) expect(isSameAmount('8.8', ours)).toBe(false);
  });
});

describe("a confirmation of the user's", () => {
  const seen: ConfirmReply[] = [];
  const by = (word: 'failed' | 'cannot_tell') =>
    ownConfirmation(
      'demo.move',
      {
        by: 'demo.query',
        ask: (content) => content,
        judge: (reply) => {
          seen.push(reply);
          return word;
        },
      },
      [],
    );

  it('says in words what its rule found', () => {
    expect(by('failed').judgeAnswer({}, {})).toEqual({ kind: 'failed', because: 'it ended without moving anything' });
    expect(by('cannot_tell').judgeAnswer({}, {})).toEqual({ kind: 'cannot_tell', because: 'the reply does not tell' });
  });

  it('shows its rule signed refusals only, and a sub_code only where there is one', () => {
    seen.length = 0;
    expect(by('failed').judgeRefusal('GONE', false, {})).toEqual({
      kind: 'no_answer',
      because: 'the refusal of the query was not signed',
    });
    by('failed').judgeRefusal('GONE', true, {});
    by('failed').judgeRefusal(undefined, true, {});
    expect(seen).toStrictEqual([{ subCode: 'GONE' }, {}]);
  });
});

describe('the rate', () => {
  const limiting = (differing: object = {}): RateLimit => ({
    mode: 'limiting',
    meter: { beganMs: 0, count: 0, perSecond: 10 },
    perSecond: 8,
    tokens: 0,
    filledAtMs: 0,
    peakPerSecond: 10,
    cutAtMs: 0,
    ...differing,
  });
  // The cube root of 10 * (1 - 0.8) / 0.4, in milliseconds: then the rate is back where it was refused.
  const BACK_MS = 1_000 * Math.cbrt(5);

  it('is only measured while nothing is refused', () => {
    const free = countTaken(newRateLimit(0), RATE_LIMIT, 10);
    expect(free).toStrictEqual({ mode: 'free', meter: { beganMs: 0, count: 1, perSecond: undefined } });
  });

  it('is cut from what it was, where the gateway was seen to take more', () => {
    const meter = { beganMs: 0, count: 7, perSecond: 10 };
    const cut = countRefused(limiting({ perSecond: 2, meter }), RATE_LIMIT, 600, 700);
    expect(cut).toMatchObject({ peakPerSecond: 2, perSecond: 1.6, cutAtMs: 700 });
  });

  it('is back at its peak after the cube root of the cut', () => {
    expect(mostTurns(limiting(), RATE_LIMIT, 0, BACK_MS)).toBeCloseTo((10 * BACK_MS) / 1_000, 6);
    expect(mostTurns(limiting(), RATE_LIMIT, 0, BACK_MS + 1_000)).toBeCloseTo((10.4 * (BACK_MS + 1_000)) / 1_000, 6);
    expect(mostTurns(limiting(), RATE_LIMIT, 0, 500)).toBeLessThan(5);
  });

  it('is measured in parts of half a second, the newest of which counts for most', () => {
    expect(countOne({ beganMs: 0, count: 3, perSecond: undefined }, 499)).toMatchObject({ beganMs: 0, count: 4 });
    expect(countOne({ beganMs: 0, count: 3, perSecond: undefined }, 500)).toEqual({
      beganMs: 500,
      count: 1,
      perSecond: 6,
    });
    expect(countOne({ beganMs: 0, count: 3, perSecond: 6 }, 5_000)).toEqual({
      beganMs: 5_000,
      count: 1,
      perSecond: undefined,
    });
    expect(countOne({ beganMs: 0, count: 3, perSecond: 6 }, 4_999).perSecond).toBeGreaterThan(0);
    expect(measuredRate({ beganMs: 0, count: 1, perSecond: 10 }, 499)).toBe(10);
    expect(measuredRate({ beganMs: 0, count: 1, perSecond: 10 }, 500)).toBeCloseTo(3.6, 9);
  });
});

describe('the budget', () => {
  it('can be spent to the last token', () => {
    const left = { tokens: 14, floor: 0, atMs: 0 };
    expect(takeRetry(left, RETRY_BUDGET, 14, 0)).toEqual({ left: { ...left, tokens: 0 }, paid: 14 });
    expect(takeRetry({ ...left, tokens: 13 }, RETRY_BUDGET, 14, 0)).toBeUndefined();
  });
});

describe('a renewal', () => {
  const plan = (differing: object) =>
    planRotation({ stale: 1, found: { generation: 1 }, known: undefined, renewable: true, ...differing });

  it('needs a record, a refresh token, and a gateway that has not refused it for good', () => {
    expect(plan({})).toEqual({ do: 'renew' });
    expect(plan({ found: undefined })).toEqual({
      do: 'give-up',
      because: 'no token of this owner is in the store',
    });
    expect(plan({ renewable: false })).toEqual({
      do: 'give-up',
      because: 'no refresh token was ever stored with it',
    });
    const condemned = { do: 'give-up', because: 'the gateway has refused its refresh token for good' };
    expect(plan({ found: { generation: 1, reauthorize: true } })).toEqual(condemned);
    expect(plan({ known: { generation: 1, reauthorize: true } })).toEqual(condemned);
    expect(plan({ known: { generation: 0, reauthorize: true } })).toEqual({ do: 'renew' });
  });
});

describe('the row of a success', () => {
  const REFUND = 'alipay.trade.refund';
  const row = (code: string, subCode: string | undefined, method: string | undefined, node?: object) =>
    rowFor([], code, subCode, method, node as never);

  it('is that of the state which its fields tell, and of nothing else', () => {
    const moved = row('10000', undefined, REFUND, { fund_change: 'Y' });
    const unmoved = row('10000', undefined, REFUND, { fund_change: 'N' });
    expect(moved).toMatchObject({ tells: 'succeeded', action: 'accept' });
    expect(unmoved).toMatchObject({ tells: 'unknown', action: 'confirm' });
    expect(row('10000', undefined, REFUND)).toEqual(moved);
    expect(row('10000', 'ACQ.SYSTEM_ERROR', REFUND, { fund_change: 'N' })).toEqual(
      findCode('10000', 'ACQ.SYSTEM_ERROR', REFUND),
    );
    expect(row('10003', undefined, REFUND, { fund_change: 'N' })).toEqual(findCode('10003', undefined, REFUND));
    expect(row('10000', undefined, undefined, { fund_change: 'N' })).toEqual(findCode('10000', undefined));
  });
});

describe('the time of service', () => {
  it('is not known from attempts that our own time ended', () => {
    let times = newServiceTime(0);
    for (let nth = 0; nth < 20; nth++) times = countService(times, 5, 10, 'us');
    expect(leastServiceMs(times, 10)).toBe(0);
    for (let nth = 0; nth < 20; nth++) times = countService(times, 9, 10, 'them');
    expect(leastServiceMs(times, 10)).toBe(5);
  });
});

describe('the end of a call', () => {
  it('is the deadline where it cut the attempt short, and says that the time ran out', () => {
    expect(fail(caseOf(lost('timeout'), { progress: { remainingMs: 0 } }), 'late')).toMatchObject({
      error: 'ERR_ALIPAY_DEADLINE',
      exhausted: 'deadline',
    });
    expect(fail(caseOf(lost('timeout'), { progress: { remainingMs: 1 } }), 'late')).toMatchObject({
      error: 'ERR_ALIPAY_TIMEOUT',
    });
  });

  it('says nothing of what ran out where nothing did, and of a cause where there is none', () => {
    const decision = fail(caseOf(refused('40002')), 'no');
    expect(Object.keys(decision).sort()).toEqual(['because', 'do', 'error', 'outcome']);
  });
});
