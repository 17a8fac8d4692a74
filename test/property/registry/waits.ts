import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findCode } from '../../../src/catalog/find-code.js';
import { fullJitter } from '../../../src/policy/backoff.js';
import { classifyReply } from '../../../src/policy/classify.js';
import { CONFIRM_PAY } from '../../../src/policy/confirm-pay.js';
import { readHttpDate } from '../../../src/policy/http-date.js';
import { effectiveRepeat } from '../../../src/policy/repeat.js';
import { readRetryAfter } from '../../../src/policy/retry-after.js';
import { rowFor } from '../../../src/policy/rules.js';
import { readDateHeader, readSkew, SKEW_THRESHOLD_MS } from '../../../src/policy/skew.js';
import { ALL_ROWS, anyAction, anyDraw } from '../../support/any-case.js';
import { anyObject } from '../../support/json-texts.js';
import type { Property } from '../define.js';
import { define } from '../define.js';

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
const anyInstant = fc.integer({ min: 0, max: 4_102_444_800_000 }).map((atMs) => Math.floor(atMs / 1_000) * 1_000);
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
type Form = 'imf' | 'rfc850' | 'asctime';

/** An instant in one of the three forms of HTTP. */
function writeDate(atMs: number, form: Form): string {
  const [day = '', date = '', month = '', year = '', time = ''] = new Date(atMs).toUTCString().split(' ');
  if (form === 'imf') return `${day} ${date} ${month} ${year} ${time} GMT`;
  if (form === 'rfc850') return `${DAYS[new Date(atMs).getUTCDay()]}, ${date}-${month}-${year.slice(2)} ${time} GMT`;
  return `${day.slice(0, 3)} ${month} ${date.replace(/^0/, ' ')} ${time} ${year}`;
}

const anyForm = fc.constantFrom<Form>('imf', 'rfc850', 'asctime');
const anyHeader = fc.oneof(
  fc.string(),
  fc.nat().map(String),
  fc.record({ atMs: anyInstant, form: anyForm }).map(({ atMs, form }) => writeDate(atMs, form)),
  fc.stringMatching(/^[A-Z][a-z]{2,8}, \d\d[ -][A-Z][a-z]{2}[ -]\d{2,4} \d\d:\d\d:\d\d GMT$/),
  fc.constantFrom('-1', '1.5', '1e3', '0x10', ' 5', '5 ', '+5', 'Infinity', '١', '99999999999999999999'),
);
const spellings = (fen: number): (string | number)[] => [
  (fen / 100).toFixed(2),
  fen / 100,
  String(fen / 100),
  `${(fen / 100).toFixed(2)}0`,
];

/** How long to wait, and what is known of a call: small rules, each alone. */
export const WAITS: readonly Property[] = [
  define({
    name: 'backoff-bounds',
    subject: 'waits',
    says: 'a back-off stays from 0 to below the cap and below the base doubled for every retry',
    any: fc.record({
      draw: anyDraw,
      baseMs: fc.nat({ max: 5_000 }),
      capMs: fc.nat({ max: 60_000 }),
      retries: fc.nat({ max: 40 }),
      slow: fc.boolean(),
    }),
    unit: fullJitter,
    holds: (unit, { draw, baseMs, capMs, retries, slow }) => {
      const delayMs = unit(draw, { baseMs, capMs, maxRetryAfterMs: 5_000 }, retries, slow ? 'slow' : 'normal');
      const spanMs = Math.min(capMs, (slow ? 5 : 1) * baseMs * 2 ** retries);
      assert.ok(delayMs >= 0 && Number.isInteger(delayMs) && (spanMs === 0 ? delayMs === 0 : delayMs < spanMs));
    },
    mutants: {
      'draws before the cap': (draw, options, retries) =>
        Math.min(options.capMs, Math.ceil(draw * options.baseMs * 2 ** retries)),
      'starts at the base': (draw, options, retries, pace) => options.baseMs + fullJitter(draw, options, retries, pace),
    },
  }),
  define({
    name: 'retry-after',
    subject: 'waits',
    says: 'a Retry-After is a wait of whole seconds up to a day, the time to a date, or nothing',
    any: fc.record({ header: anyHeader, atMs: anyInstant }),
    unit: readRetryAfter,
    holds: (unit, { header, atMs }) => {
      const waitMs = unit(header, atMs);
      if (/^\d+$/.test(header)) assert.equal(waitMs, Math.min(Number(header), 86_400) * 1_000);
      else if (waitMs !== undefined)
        assert.equal(waitMs, Math.max(0, (readHttpDate(header, atMs) ?? Number.NaN) - atMs));
    },
    mutants: {
      'takes whatever is a number': (text) => (Number.isNaN(Number(text)) ? undefined : Number(text) * 1_000),
      'waits until yesterday': (text, atMs) =>
        /^\d+$/.test(String(text)) ? readRetryAfter(text, atMs) : (readHttpDate(String(text), atMs) ?? atMs) - atMs,
    },
  }),
  define({
    name: 'http-date-forms',
    subject: 'waits',
    says: 'an HTTP date is read back from each of its three forms',
    any: fc.record({
      atMs: anyInstant,
      form: anyForm,
      nearMs: fc.integer({ min: -1_500_000_000_000, max: 1_500_000_000_000 }),
    }),
    unit: readHttpDate,
    holds: (unit, { atMs, form, nearMs }) =>
      assert.equal(unit(writeDate(atMs, form), atMs + (form === 'rfc850' ? nearMs : 0)), atMs),
    mutants: {
      'leaves it to Date.parse': (text) => Date.parse(text),
      'reads all years in this century': (text) => readHttpDate(text, Date.UTC(2026, 0, 1)),
    },
  }),
  define({
    name: 'http-date-days',
    subject: 'waits',
    says: 'an HTTP date of a day that no month has is none, and none is read that is not written again as it was',
    any: fc.record({ header: anyHeader, nearMs: anyInstant }),
    unit: readHttpDate,
    holds: (unit, { header, nearMs }) => {
      const atMs = unit(header, nearMs);
      if (atMs === undefined) return;
      // The name of the day is not looked at, and a leap second is the next minute's first.
      const rest = (text: string) => text.replace(/^[A-Za-z]+,? /, '');
      if (/:60(?: |$)/.test(header)) return;
      assert.ok(
        (['imf', 'rfc850', 'asctime'] as const).some((form) => rest(writeDate(atMs, form)) === rest(header)),
        header,
      );
    },
    mutants: { 'rolls over': (text) => (Number.isNaN(Date.parse(text)) ? undefined : Date.parse(text)) },
  }),
  define({
    name: 'date-header',
    subject: 'waits',
    says: 'a Date is believed in the one form that servers send, and leaves nothing to chance',
    any: anyHeader,
    unit: readDateHeader,
    holds: (unit, header) => {
      const atMs = unit(header);
      if (atMs !== undefined)
        assert.ok(new Date(atMs).getUTCFullYear() >= 2000 && new Date(atMs).getUTCFullYear() <= 2100);
    },
    mutants: { 'takes what Date.parse takes': (text) => Date.parse(String(text)) },
  }),
  define({
    name: 'skew',
    subject: 'waits',
    says: 'the skew of the clock is nothing below the threshold, and brings our clock to the middle of the exchange',
    any: fc.record({
      sentAtMs: fc.nat({ max: 2 ** 41 }),
      tookMs: fc.nat({ max: 30_000 }),
      aheadMs: fc.integer({ min: -1_000_000, max: 1_000_000 }),
    }),
    unit: readSkew,
    holds: (unit, { sentAtMs, tookMs, aheadMs }) => {
      const gatewayAtMs = sentAtMs + tookMs / 2 + aheadMs;
      const skewMs = unit({ sentAtMs, receivedAtMs: sentAtMs + tookMs, gatewayAtMs });
      assert.equal(skewMs, Math.abs(aheadMs) < SKEW_THRESHOLD_MS ? undefined : aheadMs);
    },
    mutants: { 'measures from the end': (sample) => readSkew({ ...sample, sentAtMs: sample.receivedAtMs }) },
  }),
  define({
    name: 'repeat-names',
    subject: 'policy',
    says: 'whether a call may be repeated is never denied for a name more in the content',
    any: fc.record({
      method: fc.constantFrom('alipay.trade.refund', METHOD, 'alipay.trade.close', 'alipay.never.seen'),
      some: fc.subarray(['out_trade_no', 'trade_no', 'out_request_no', 'out_biz_no', 'subject']),
      more: fc.subarray(['out_trade_no', 'trade_no', 'out_request_no', 'out_biz_no', 'subject']),
    }),
    unit: effectiveRepeat,
    holds: (unit, { method, some, more }) => {
      const rank = ['never', 'unlisted', 'unlisted-with-key', 'with-key', 'safe'];
      const fewer = unit({ method, names: new Set(some) });
      assert.ok(rank.indexOf(unit({ method, names: new Set([...some, ...more]) })) >= rank.indexOf(fewer));
    },
    mutants: { 'wants one name': (question) => (question.names.size > 1 ? 'never' : effectiveRepeat(question)) },
  }),
  define({
    name: 'classify-unsigned',
    subject: 'policy',
    says: 'a reply is never a success without a signature, whatever is in it and whatever the rules say',
    any: fc.record({
      node: anyNode,
      status: fc.oneof(fc.constant(200), fc.integer({ min: 100, max: 599 })),
      rules: anyRules,
      isOwn: fc.boolean(),
    }),
    unit: classifyReply,
    holds: (unit, { node, status, rules, isOwn }) => {
      const find = (code: string, subCode: string | undefined) => rowFor(rules, code, subCode, METHOD);
      const result = unit({ kind: 'unsigned', nodeName: isOwn ? NAME : 'error_response', node }, status, METHOD, find);
      assert.notEqual(result.kind, 'succeeded');
    },
    mutants: {
      'takes it for signed': (reply, ...rest) =>
        classifyReply(reply.kind === 'unsigned' ? { ...reply, kind: 'verified' } : reply, ...rest),
    },
  }),
  define({
    name: 'classify-refused',
    subject: 'policy',
    says: 'a reply is a refusal only where its row says that the call was refused',
    any: fc.record({ node: anyNode, rules: anyRules, kind: fc.constantFrom('verified' as const, 'unsigned' as const) }),
    unit: classifyReply,
    holds: (unit, { node, rules, kind }) => {
      const find = (code: string, subCode: string | undefined) => rowFor(rules, code, subCode, METHOD);
      const result = unit({ kind, nodeName: NAME, node }, 200, METHOD, find);
      if (result.kind === 'refused')
        assert.equal(findCode(result.answer.code ?? '', result.answer.subCode, METHOD).tells, 'refused');
    },
    mutants: {
      'takes all that failed for refused': (...all) => {
        const result = classifyReply(...all);
        return result.kind === 'unknown' && result.answer !== undefined
          ? { kind: 'refused', answer: result.answer }
          : result;
      },
    },
  }),
  define({
    name: 'amounts',
    subject: 'policy',
    says: 'two amounts are the same if and only if they come to the same number of fen',
    any: fc.record({
      fen: fc.oneof(fc.nat({ max: 200 }), fc.nat({ max: 10_000_000 })),
      other: fc.nat({ max: 200 }),
      theirs: fc.nat({ max: 3 }),
      ours: fc.nat({ max: 3 }),
      isSame: fc.boolean(),
    }),
    unit: CONFIRM_PAY.judgeAnswer,
    holds: (unit, { fen, other, theirs, ours, isSame }) => {
      const amount = isSame ? fen : other;
      const answer = { out_trade_no: '1', total_amount: spellings(fen)[theirs], trade_status: 'TRADE_SUCCESS' };
      const { kind } = unit(answer, { out_trade_no: '1', total_amount: spellings(amount)[ours] });
      assert.equal(kind, fen === amount ? 'ran' : 'cannot_tell');
    },
    mutants: {
      'compares texts': (answer, content) =>
        String(answer['total_amount']) === String(content['total_amount'])
          ? { kind: 'ran' }
          : { kind: 'cannot_tell', because: 'x' },
    },
  }),
];
