import { invalidInput, kindOf } from '../protocol/invalid-input.js';
import type { ReplyNode } from '../protocol/open-reply.js';
import { readWhole } from '../runtime/check-keys.js';
import type { PaymentKey } from './judge-trade.js';

/** The times of `settlePayment`, all in milliseconds. Source: protocol.md 8.1. */
export interface SettleTimes {
  /** From the payment's own answer to the first query. Default 5 000. */
  readonly firstQueryMs?: number;
  /** From one query to the next. Default 3 000. */
  readonly queryEveryMs?: number;
  /** How long the buyer has in all, the payment itself included; then it is cancelled. Default 60 000. */
  readonly withinMs?: number;
  /** How long the cancellation is tried. Default 30 000. */
  readonly cancelWithinMs?: number;
}

/** The names of `SettleTimes`. */
export const SETTLE_TIME_NAMES = ['firstQueryMs', 'queryEveryMs', 'withinMs', 'cancelWithinMs'] as const;

/**
 * Reads the times, with their defaults.
 *
 * @throws TypeError that names the option, what came and what to do
 */
export function readTimes(given: SettleTimes): Required<SettleTimes> {
  return {
    firstQueryMs: readWhole(given.firstQueryMs, 'options.firstQueryMs', 0, 5_000),
    queryEveryMs: readWhole(given.queryEveryMs, 'options.queryEveryMs', 100, 3_000),
    withinMs: readWhole(given.withinMs, 'options.withinMs', 1, 60_000),
    cancelWithinMs: readWhole(given.cancelWithinMs, 'options.cancelWithinMs', 1, 30_000),
  };
}

/**
 * Reads what a payment is known by.
 *
 * @throws TypeError where it has no `out_trade_no`, without which nobody could ask after it
 */
export function readPayment(bizContent: unknown): PaymentKey {
  const content = typeof bizContent === 'string' ? parse(bizContent) : bizContent;
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw invalidInput('bizContent', {
      en: `must be the content of alipay.trade.pay, got ${kindOf(bizContent).en}`,
      zh: `应为 alipay.trade.pay 的业务参数对象，收到的是${kindOf(bizContent).zh}`,
    });
  }
  const { out_trade_no: outTradeNo, total_amount: amount } = content as ReplyNode;
  const isNumber = typeof outTradeNo === 'number' && Number.isSafeInteger(outTradeNo);
  if ((typeof outTradeNo === 'string' && outTradeNo !== '') || isNumber) {
    return { outTradeNo: String(outTradeNo), amount };
  }
  throw invalidInput('bizContent: out_trade_no', {
    en: `must be the number of the order, got ${kindOf(outTradeNo).en}; without it nobody can ask after the payment`,
    zh: `应为商户订单号，收到的是${kindOf(outTradeNo).zh}；没有单号就无法查询这笔支付`,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
