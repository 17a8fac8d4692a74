import { describe, expect, it } from 'vitest';
import type { AttemptResult, UnknownCause } from '../../src/policy/attempt-result.js';
import { BULKHEAD, leastWaitMs, seat } from '../../src/policy/bulkhead.js';
import { decide } from '../../src/policy/decide.js';
import { healthOf } from '../../src/policy/health-of.js';
import { methodClassOf } from '../../src/policy/method-class.js';
import { countService, leastServiceMs, newServiceTime } from '../../src/policy/service-time.js';
import { answeredUnknown, answerOf, caseOf, lost, NOT_SENT, refused } from '../support/cases.js';

describe('a bulkhead', () => {
  const crowd = { inFlight: 0, waiting: 0, serviceMs: 0 };
  const ask = (more: object, remainingMs = 30_000, isNew = true) =>
    seat({ ...crowd, ...more }, BULKHEAD, remainingMs, isNew);

  it('has 50 places and 200 in the line', () => {
    expect(BULKHEAD).toEqual({ maxInFlight: 50, maxWaiting: 200 });
    expect(ask({ inFlight: 49 })).toBe('place');
    expect(ask({ inFlight: 50 })).toBe('line');
    expect(ask({ inFlight: 50, waiting: 199 })).toBe('line');
    expect(ask({ inFlight: 50, waiting: 200 })).toBe('full');
  });

  it('has a line for those whose turn it is not yet, though there is room', () => {
    expect(ask({ waitsForTurn: true })).toBe('line');
    expect(ask({ waitsForTurn: true, waiting: 200 })).toBe('full');
    expect(ask({ waiting: 200 })).toBe('place');
  });

  it('turns nobody away who was in before', () => {
    expect(ask({ inFlight: 50, waiting: 1_000 }, 30_000, false)).toBe('line');
  });

  it('tells at once whoever cannot be done in time, and only them', () => {
    expect(ask({ serviceMs: 100 }, 1)).toBe('place');
    expect(ask({ serviceMs: 100, waitsForTurn: true, waiting: 150 }, 1)).toBe('line');
    expect(ask({ inFlight: 50, waiting: 49, serviceMs: 100 }, 1)).toBe('line');
    expect(ask({ inFlight: 50, waiting: 50, serviceMs: 100 }, 99)).toBe('too-late');
    expect(ask({ inFlight: 50, waiting: 50, serviceMs: 100 }, 100)).toBe('line');
    expect(leastWaitMs({ ...crowd, waiting: 149, serviceMs: 100 }, BULKHEAD)).toBe(200);
    expect(ask({ inFlight: 50, waiting: 150, ahead: 49, serviceMs: 100 }, 1)).toBe('line');
    expect(ask({ inFlight: 50, waiting: 150, ahead: 50, serviceMs: 100 }, 99)).toBe('too-late');
  });
});

describe('the least that an attempt takes', () => {
  const seenAfter = (times: readonly (readonly [atMs: number, tookMs: number])[]) =>
    times.reduce((seen, [atMs, tookMs]) => countService(seen, tookMs, atMs), newServiceTime(0));
  const twenty = Array.from({ length: 20 }, (_, nth) => [nth, 100 + nth] as const);

  it('is not known before 20 have ended', () => {
    expect(leastServiceMs(seenAfter(twenty.slice(1)), 20)).toBe(0);
    expect(leastServiceMs(seenAfter(twenty), 20)).toBe(100);
  });

  it('is remembered for thirty seconds at least and for a minute at most', () => {
    expect(leastServiceMs(seenAfter(twenty), 30_000)).toBe(100);
    expect(leastServiceMs(seenAfter(twenty), 59_999)).toBe(100);
    expect(leastServiceMs(seenAfter(twenty), 60_000)).toBe(0);
    const later = seenAfter([...twenty, ...twenty.map(([atMs]) => [30_000 + atMs, 500] as const)]);
    expect(leastServiceMs(later, 31_000)).toBe(100);
    expect(leastServiceMs(later, 60_000)).toBe(500);
  });
});

describe('what an attempt says about the health of the gateway', () => {
  const technical: readonly UnknownCause[] = ['reset', 'http-status', 'malformed'];
  const ours: readonly UnknownCause[] = [
    'unsigned',
    'forged',
    'unknown-certificate',
    'too-large',
    'adapter',
    'canceled',
  ];

  it.each<[what: string, result: AttemptResult, health: string]>([
    ['a success', { kind: 'succeeded', pending: false, answer: answerOf('10000') }, 'well'],
    ['a refusal', refused('40002', 'isv.invalid-parameter'), 'well'],
    ['a refusal for the rate', refused('40005'), 'well'],
    ['a refusal of the business', refused('40004', 'ACQ.TRADE_NOT_EXIST'), 'well'],
    ['20000', answeredUnknown('20000', 'isp.unknow-error'), 'failed'],
    ['a system error', answeredUnknown('40004', 'ACQ.SYSTEM_ERROR'), 'failed'],
    ['a key that was seen before', answeredUnknown('40004', 'ACQ.TRADE_HAS_SUCCESS'), 'well'],
    ['no connection', NOT_SENT, 'failed'],
    ['a request that we did not write', { kind: 'not_sent', cause: 'not-written' }, 'neither'],
    ...technical.map((cause): [string, AttemptResult, string] => [cause, lost(cause), 'failed']),
    ...ours.map((cause): [string, AttemptResult, string] => [cause, lost(cause), 'neither']),
    ['a timeout', lost('timeout'), 'failed'],
  ])('%s', (_what, result, health) => {
    expect(healthOf(result, true)).toBe(health);
  });

  // The switches are exhaustive; the casts stand for a kind of a later version that slipped through.
  it('is what it is where it is of no kind', () => {
    const odd = { kind: 'odd' } as never;
    expect(healthOf(odd, true)).toBe(odd);
    expect(healthOf(lost('odd' as never), true)).toBe('odd');
  });

  it('is nothing where the caller gave it too little time', () => {
    expect(healthOf(lost('timeout'), false)).toBe('neither');
    expect(healthOf(lost('reset'), false)).toBe('failed');
  });
});

describe('the class of a method', () => {
  it.each([
    ['alipay.trade.pay', false, 'alipay.trade/writes'],
    ['alipay.trade.query', true, 'alipay.trade/reads'],
    ['alipay.trade.cancel', false, 'alipay.trade/cancels'],
    ['alipay.trade.close', false, 'alipay.trade/cancels'],
    ['alipay.fund.trans.uni.transfer', false, 'alipay.fund/writes'],
    ['short.name', true, 'short.name/reads'],
    ['odd', false, 'odd/writes'],
  ])('of %s', (method, reads, name) => {
    expect(methodClassOf(method, reads)).toBe(name);
  });
});

describe('a retry', () => {
  const free = { transient: true, throttled: true, heldForMs: 0 };

  it('waits as long as Retry-After asks for, from its own wait up to five seconds more', () => {
    const wait = (retryAfterMs: number) => decide({ ...caseOf(refused('40005')), retryAfterMs });
    expect(wait(0)).toMatchObject({ do: 'retry', delayMs: 500, throttled: true });
    expect(wait(2_000)).toMatchObject({ delayMs: 2_000 });
    expect(wait(5_500)).toMatchObject({ delayMs: 5_500 });
    expect(wait(86_400_000)).toMatchObject({ delayMs: 5_500 });
  });

  it('is not made where the wait would outlast the deadline', () => {
    const of = caseOf(refused('40005'), { progress: { remainingMs: 3_000 } });
    expect(decide({ ...of, retryAfterMs: 3_000 })).toMatchObject({
      do: 'fail',
      error: 'ERR_ALIPAY_DEADLINE',
      outcome: 'rejected',
      exhausted: 'deadline',
    });
    expect(decide({ ...of, retryAfterMs: 2_999 })).toMatchObject({ do: 'retry', delayMs: 2_999 });
  });

  it('is slow after an access layer that says when to come back', () => {
    const of = caseOf(lost('http-status'));
    expect(decide(of)).toMatchObject({ throttled: false, delayMs: 100 });
    expect(decide({ ...of, retryAfterMs: 0 })).toMatchObject({ throttled: true, delayMs: 500 });
  });

  it.each([
    ['transient', lost('reset'), 'unknown'],
    ['throttled', refused('40005'), 'rejected'],
  ] as const)('is not made where the budget for %s is spent, and says so', (kind, result, outcome) => {
    const of = caseOf(result);
    expect(decide({ ...of, brakes: { ...free, [kind]: false } })).toMatchObject({
      do: 'fail',
      error: 'ERR_ALIPAY_OVERLOAD',
      outcome,
      exhausted: 'budget',
    });
    const other = kind === 'transient' ? 'throttled' : 'transient';
    expect(decide({ ...of, brakes: { ...free, [other]: false } })).toMatchObject({ do: 'retry' });
  });

  it('is not waited for where the breaker will be open for longer', () => {
    const of = caseOf(NOT_SENT);
    expect(decide({ ...of, brakes: { ...free, heldForMs: 101 } })).toMatchObject({
      do: 'fail',
      error: 'ERR_ALIPAY_OVERLOAD',
      outcome: 'not_sent',
      exhausted: 'breaker',
    });
    expect(decide({ ...of, brakes: { ...free, heldForMs: 100 } })).toMatchObject({ do: 'retry', delayMs: 100 });
  });

  it('says where it was the last', () => {
    expect(decide(caseOf(NOT_SENT, { progress: { attempts: 3 } }))).toMatchObject({ exhausted: 'attempts' });
  });
});
