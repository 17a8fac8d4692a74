import { createAlipay, createBreaker, createRetryBudget } from 'alipay-axios';
import { createTestClock } from 'alipay-axios/testing';
import { describe, expect, test } from 'vitest';
import { BREAKER } from '../../src/policy/breaker.js';
import { BULKHEAD } from '../../src/policy/bulkhead.js';
import { RATE_LIMIT } from '../../src/policy/rate-limit.js';
import { RETRY_BUDGET } from '../../src/policy/retry-budget.js';
import { SYSTEM_CLOCK } from '../../src/runtime/clock.js';
import { readOverload } from '../../src/runtime/read-overload.js';
import { testCredentials } from '../support/world.js';

const { appId, privateKey, alipayPublicKey } = testCredentials();
const open = (options: object) => () => createAlipay({ appId, privateKey, alipayPublicKey, ...options });

describe('the options against overload', () => {
  test('are on without a setting, with the defaults that are published', () => {
    const settings = readOverload({}, SYSTEM_CLOCK);
    expect(settings).toMatchObject({ limiter: RATE_LIMIT, bulkhead: BULKHEAD, clockSkewMs: 240_000 });
    expect(settings.budget?.left('x')).toEqual({ tokens: RETRY_BUDGET.tokens, of: RETRY_BUDGET.tokens });
    expect(settings.breaker).toBeDefined();
    expect(readOverload({ limiter: true, bulkhead: {}, breaker: BREAKER }, SYSTEM_CLOCK)).toMatchObject({
      limiter: RATE_LIMIT,
      bulkhead: BULKHEAD,
    });
  });

  test('can each be switched off', () => {
    expect(
      readOverload({ budget: false, breaker: false, limiter: false, bulkhead: false, clockSkew: false }, SYSTEM_CLOCK),
    ).toEqual({});
  });

  test('take some terms and keep the others', () => {
    expect(
      readOverload(
        { bulkhead: { maxWaiting: 0 }, limiter: { cut: 0.5 }, clockSkew: { thresholdMs: 5_000 } },
        SYSTEM_CLOCK,
      ),
    ).toMatchObject({
      bulkhead: { maxInFlight: 50, maxWaiting: 0 },
      limiter: { ...RATE_LIMIT, cut: 0.5 },
      clockSkewMs: 5_000,
    });
  });

  test.each<[options: object, message: RegExp]>([
    [{ budget: { token: 1 } }, /"budget\.token" is not an option; did you mean "tokens"\?/],
    [{ budget: { tokens: -1 } }, /"budget\.tokens" must be a whole number of at least 0, got -1/],
    [{ budget: 500 }, /"budget" must be an object, got a number/],
    [{ breaker: { failureRatio: 50 } }, /"breaker\.failureRatio" must be a number above 0 and at most 1, got 50/],
    [
      { breaker: { failureRatio: '0.5' } },
      /"breaker\.failureRatio" must be a number above 0 and at most 1, got a string/,
    ],
    [{ breaker: { minAttempts: 0 } }, /"breaker\.minAttempts" must be a whole number of at least 1, got 0/],
    [{ breaker: { probes: 1.5 } }, /"breaker\.probes" must be a whole number of at least 1, got 1.5/],
    [{ limiter: { cut: 1 } }, /"limiter\.cut" must be a number above 0 and below 1, got 1/],
    [{ limiter: { minPerSecond: 0 } }, /"limiter\.minPerSecond" must be a number above 0, got 0/],
    [{ limiter: { growth: Number.POSITIVE_INFINITY } }, /"limiter\.growth" must be a number above 0, got Infinity/],
    [{ bulkhead: { maxInFlight: 0 } }, /"bulkhead\.maxInFlight" must be a whole number of at least 1, got 0/],
    [{ bulkhead: { max: 5 } }, /"bulkhead\.max" is not an option/],
    [{ clockSkew: { thresholdMs: 10 } }, /"clockSkew\.thresholdMs" must be a whole number of at least 1000, got 10/],
    [{ retry: { maxRetryAfterMs: -1 } }, /"retry\.maxRetryAfterMs" must be a whole number of at least 0, got -1/],
    [
      { breaker: createRetryBudget() },
      /"breaker" must be a plain object .* got a retry budget, which belongs into `budget`/,
    ],
    [{ budget: createBreaker() }, /"budget" must be a plain object .* got a breaker, which belongs into `breaker`/],
    [{ limiter: createBreaker() }, /"limiter" must be a plain object .* got a breaker/],
    [{ bulkhead: new Map([['maxInFlight', 1]]) }, /"bulkhead" must be a plain object/],
    [{ clockSkew: new Date() }, /"clockSkew" must be a plain object/],
    [
      { breaker: { openMs: 60_000, maxOpenMs: 1_000 } },
      /"breaker\.maxOpenMs" must be at least breaker\.openMs \(60000\), got 1000/,
    ],
  ])('%j is refused, and the message names the option and what came', (options, message) => {
    expect(open(options)).toThrow(TypeError);
    expect(open(options)).toThrow(message);
  });

  test('share what is shared only by one clock', () => {
    const budget = createRetryBudget();
    open({ budget })();
    open({ budget })();
    expect(open({ budget, clock: createTestClock() })).toThrow(
      /"budget" is shared with an instance that has another `clock`/,
    );
    const breaker = createBreaker();
    const clock = createTestClock();
    open({ breaker, clock })();
    open({ breaker, clock })();
    expect(open({ breaker })).toThrow(/"breaker" is shared/);
  });

  test('are read by createRetryBudget and createBreaker as well', () => {
    expect(() => createRetryBudget({ tokens: -1 })).toThrow(/"budget\.tokens"/);
    expect(() => createBreaker({ windowMs: 0 })).toThrow(/"breaker\.windowMs"/);
    expect(JSON.stringify([createRetryBudget(), createBreaker()])).toBe('[{},{}]');
  });
});
