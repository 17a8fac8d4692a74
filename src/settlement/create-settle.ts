import { isAlipayError } from '../errors.js';
import { invalidInput } from '../protocol/invalid-input.js';
import type { ReplyNode } from '../protocol/open-reply.js';
import type { Clock } from '../runtime/clock.js';
import { describeThrown } from '../runtime/describe-thrown.js';
import type { Seen, SeenEnd, Witness } from '../runtime/witness.js';
import type { CallEnd, SettlementHands } from './hands.js';
import type { SettleTimes } from './settle-options.js';
import { readPayment, readTimes, SETTLE_TIME_NAMES } from './settle-options.js';
import { carryPayment } from './settle-payment.js';
import type { Settlement } from './settlement.js';

/** What settling takes of an instance. */
export interface SettleParts {
  readonly execute: (method: string, content: object | string, options: Fields, seen: Seen) => Promise<unknown>;
  readonly clock: Clock;
  /** It is known how the payment with this content, made with these options, has ended. */
  readonly conclude: (method: string, content: ReplyNode, options: Fields) => void;
  /** Whether the journal holds an earlier call with this content open. */
  readonly isOpen: (method: string, content: ReplyNode, options: Fields) => boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** Makes `settlePayment` out of `execute`; its options are the times and those of `execute`. */
export function createSettlePayment(
  parts: SettleParts,
): (content: object | string, options: object) => Promise<Settlement> {
  return async (content, options) => {
    const payment = readPayment(content);
    const { times, forPay, forAll, signal } = splitOptions(options as Fields);
    const { execute, clock } = parts;
    const question = { out_trade_no: payment.outTradeNo };
    const ask = (method: string, withinMs: number, until?: AbortSignal): Promise<CallEnd> => {
      // A rest of time that was measured has fractions.
      const bounded = { ...forAll, deadlineMs: Math.ceil(withinMs), ...(until === undefined ? {} : { signal: until }) };
      return makeQuietCall((witness) => execute(method, question, bounded, { witness, followsUp: true }));
    };
    const hands: SettlementHands = {
      pay: () => makeCall((witness) => execute('alipay.trade.pay', content, forPay, { witness, followsUp: false })),
      query: (withinMs, until) => ask('alipay.trade.query', withinMs, until),
      cancel: (withinMs) => ask('alipay.trade.cancel', withinMs),
      conclude: () => parts.conclude('alipay.trade.pay', fieldsOf(content), forPay),
      isOpen: () => parts.isOpen('alipay.trade.pay', fieldsOf(content), forPay),
      clock,
      signal,
    };
    return carryPayment(hands, payment, times);
  };
}

// What is said about the payment itself and about no call after it.
const FOR_PAY_ONLY: ReadonlySet<string> = new Set(['signal', 'notifyUrl', 'returnUrl', 'params', 'onUploadProgress']);
const REFUSED: readonly string[] = ['deadlineMs', 'repeat', 'cancelToken'];

function splitOptions(options: Fields): {
  readonly times: Required<SettleTimes>;
  readonly forPay: Fields;
  readonly forAll: Fields;
  readonly signal: AbortSignal | undefined;
} {
  const wrong = REFUSED.find((name) => options[name] !== undefined);
  if (wrong !== undefined) throw invalidInput(`options.${wrong}`, NOT_HERE);
  const times: Fields = Object.fromEntries(SETTLE_TIME_NAMES.map((name) => [name, options[name]]));
  const known: ReadonlySet<string> = new Set(SETTLE_TIME_NAMES);
  const rest = Object.entries(options).filter(([name]) => !known.has(name));
  return {
    times: readTimes(times),
    forPay: Object.fromEntries(rest),
    forAll: Object.fromEntries(rest.filter(([name]) => !FOR_PAY_ONLY.has(name))),
    signal: options['signal'] as AbortSignal | undefined,
  };
}

const NOT_HERE = {
  en: 'is not for settlePayment, which bounds its calls itself: use withinMs and cancelWithinMs, and signal to break it off',
  zh: '不适用于 settlePayment，它自己限定各次调用的时间；请用 withinMs、cancelWithinMs，中止请用 signal',
};

function callEndOf(end: SeenEnd): CallEnd {
  if ('error' in end) return { ok: false, outcome: end.error.outcome, error: end.error };
  return { ok: true, node: end.node, pending: end.node['code'] === '10003' };
}

/**
 * Makes a call and sees its end below the user's interceptors, which may give back or throw anything. Throws where the call
 * came to no end: nothing of it was sent.
 */
async function makeCall(call: (witness: Witness) => Promise<unknown>): Promise<CallEnd> {
  let seen: CallEnd | undefined;
  const witness: Witness = (end) => {
    seen = callEndOf(end);
  };
  try {
    const response = await call(witness);
    return seen ?? callEndOf({ node: Object(Object(response).data) });
  } catch (error) {
    if (seen !== undefined) return seen;
    if (isAlipayError(error)) return callEndOf({ error });
    throw error;
  }
}

/** As `makeCall`, for a call that comes after the payment: then nothing is thrown any more. */
async function makeQuietCall(call: (witness: Witness) => Promise<unknown>): Promise<CallEnd> {
  try {
    return await makeCall(call);
  } catch (error) {
    return { ok: false, outcome: 'not_sent', error: error instanceof Error ? error : new Error(describeThrown(error)) };
  }
}

function fieldsOf(content: object | string): ReplyNode {
  return (typeof content === 'string' ? JSON.parse(content) : content) as ReplyNode;
}
