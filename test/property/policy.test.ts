import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCode } from '../../src/catalog/find-code.js';
import { fullJitter } from '../../src/policy/backoff.js';
import { classifyReply } from '../../src/policy/classify.js';
import { CONFIRM_PAY } from '../../src/policy/confirm-pay.js';
import { effectiveRepeat } from '../../src/policy/repeat.js';
import { rowFor } from '../../src/policy/rules.js';
import { readSkew, SKEW_THRESHOLD_MS } from '../../src/policy/skew.js';
import { ALL_ROWS, anyAction, anyDraw } from '../support/any-case.js';
import { anyObject, RUNS } from '../support/json-texts.js';

const METHOD = 'alipay.trade.pay';
const NAME = 'alipay_trade_pay_response';
const anyCodes = fc
  .constantFrom(...ALL_ROWS)
  .map(({ code, subCode }) => (subCode === null ? { code } : { code, sub_code: subCode }));
const anyNode = fc.oneof(
  anyObject,
  fc.tuple(anyObject, anyCodes).map(([node, codes]) => ({ ...node, ...codes })),
);
const anyRules = fc.array(fc.record({ then: anyAction, because: fc.constant('ours') }), { maxLength: 1 });
const anyStatus = fc.oneof(fc.constant(200), fc.integer({ min: 100, max: 599 }));

describe('a reply', () => {
  it('is never a success without a signature, whatever is in it and whatever the rules say', () => {
    fc.assert(
      fc.property(anyNode, anyStatus, anyRules, fc.boolean(), (node, status, rules, isOwn) => {
        const nodeName = isOwn ? NAME : 'error_response';
        const find = (code: string, subCode: string | undefined) => rowFor(rules, code, subCode, METHOD);
        expect(classifyReply({ kind: 'unsigned', nodeName, node }, status, METHOD, find).kind).not.toBe('succeeded');
      }),
      RUNS,
    );
  });

  it('is a refusal only where its row says that the call was refused', () => {
    fc.assert(
      fc.property(anyNode, anyRules, fc.constantFrom('verified', 'unsigned'), (node, rules, kind) => {
        const find = (code: string, subCode: string | undefined) => rowFor(rules, code, subCode, METHOD);
        const result = classifyReply({ kind, nodeName: NAME, node }, 200, METHOD, find);
        if (result.kind === 'refused') {
          expect(findCode(result.answer.code ?? '', result.answer.subCode, METHOD).tells).toBe('refused');
        }
      }),
      RUNS,
    );
  });
});

describe('the back-off', () => {
  it('stays from 0 to below the cap and below the base doubled for every retry', () => {
    fc.assert(
      fc.property(
        anyDraw,
        fc.nat({ max: 5_000 }),
        fc.nat({ max: 60_000 }),
        fc.nat({ max: 40 }),
        (draw, baseMs, capMs, retries) => {
          for (const [pace, factor] of [
            ['normal', 1],
            ['slow', 5],
          ] as const) {
            const delayMs = fullJitter(draw, { baseMs, capMs, maxRetryAfterMs: 5_000 }, retries, pace);
            const spanMs = Math.min(capMs, factor * baseMs * 2 ** retries);
            expect(delayMs).toBeGreaterThanOrEqual(0);
            expect(spanMs === 0 ? delayMs === 0 : delayMs < spanMs).toBe(true);
          }
        },
      ),
      RUNS,
    );
  });
});

describe('whether a call may be repeated', () => {
  const anyNames = fc.subarray(['out_trade_no', 'trade_no', 'out_request_no', 'out_biz_no', 'subject']);

  it('is never denied for a name more in the content', () => {
    const rank = ['never', 'unlisted', 'unlisted-with-key', 'with-key', 'safe'];
    const anyMethod = fc.constantFrom('alipay.trade.refund', METHOD, 'alipay.trade.close', 'alipay.never.seen');
    fc.assert(
      fc.property(anyMethod, anyNames, anyNames, (method, some, more) => {
        const fewer = effectiveRepeat({ method, names: new Set(some) });
        const all = effectiveRepeat({ method, names: new Set([...some, ...more]) });
        expect(rank.indexOf(all)).toBeGreaterThanOrEqual(rank.indexOf(fewer));
      }),
      RUNS,
    );
  });
});

describe('the skew of the clock', () => {
  it('is nothing below the threshold, and brings our clock to the middle of the exchange', () => {
    const anyAtMs = fc.nat({ max: 2 ** 41 });
    fc.assert(
      fc.property(
        anyAtMs,
        fc.nat({ max: 30_000 }),
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        (sentAtMs, tookMs, aheadMs) => {
          const middle = sentAtMs + tookMs / 2;
          const skewMs = readSkew({ sentAtMs, receivedAtMs: sentAtMs + tookMs, gatewayAtMs: middle + aheadMs });
          expect(skewMs).toBe(Math.abs(aheadMs) < SKEW_THRESHOLD_MS ? undefined : aheadMs);
        },
      ),
      RUNS,
    );
  });
});

describe('two amounts', () => {
  it('are the same if and only if they come to the same number of fen', () => {
    const anyFen = fc.oneof(fc.nat({ max: 200 }), fc.nat({ max: 10_000_000 }));
    const spellings = (fen: number): (string | number)[] => [
      (fen / 100).toFixed(2),
      fen / 100,
      String(fen / 100),
      `${(fen / 100).toFixed(2)}0`,
    ];
    fc.assert(
      fc.property(anyFen, anyFen, (fen, other) => {
        for (const amount of [fen, other]) {
          for (const [theirs, ours] of spellings(fen).flatMap((a) => spellings(amount).map((b) => [a, b] as const))) {
            const { kind } = CONFIRM_PAY.judgeAnswer(
              { out_trade_no: '1', total_amount: theirs, trade_status: 'TRADE_SUCCESS' },
              { out_trade_no: '1', total_amount: ours },
            );
            expect(kind).toBe(fen === amount ? 'ran' : 'cannot_tell');
          }
        }
      }),
      RUNS,
    );
  });
});
