import type { AlipayError } from '../errors.js';
import { isAlipayError } from '../errors.js';
import { elapsedMs } from '../runtime/clock.js';
import { cancelPayment, leftOpen } from './cancel-payment.js';
import type { CallEnd, SettlementHands, Settling } from './hands.js';
import { sinceMs } from './hands.js';
import type { PaymentKey } from './judge-trade.js';
import { askTrade } from './query-trade.js';
import type { SettleTimes } from './settle-options.js';
import type { Settlement } from './settlement.js';
import { closed } from './settlement.js';

/**
 * Carries a bar-code payment to its end: pays, asks while the buyer thinks or the answer is lost, and cancels when the time
 * is over. Whatever becomes of the payment is a value and not an error. Source: protocol.md 8.1 to 8.3.
 *
 * @throws TypeError for a mistake of the caller's, before anything is sent
 */
export async function carryPayment(
  hands: SettlementHands,
  payment: PaymentKey,
  times: Required<SettleTimes>,
): Promise<Settlement> {
  const beganMs = elapsedMs(hands.clock);
  const settling: Settling = {
    hands,
    payment,
    times,
    beganMs,
    trade: undefined,
    error: undefined,
    isKnown: false,
    wasAsked: false,
    payEndedMs: beganMs,
  };
  const end = await hands.pay();
  settling.payEndedMs = elapsedMs(hands.clock);
  const settlement = (await judgePay(settling, end)) ?? (await pollTrade(settling)) ?? (await cancelPayment(settling));
  if (isGatewaysWord(settling, settlement)) hands.conclude();
  return settlement;
}

// Only what the gateway said about the trade ends the doubt that an earlier payment with its number may have left. That this
// one was not sent, or was refused before it was looked at, says nothing about another.
function isGatewaysWord({ wasAsked }: Settling, settlement: Settlement): boolean {
  if (settlement.status === 'closed') return settlement.why.reason !== 'not_sent' && wasAsked;
  return settlement.status === 'paid';
}

/** What the payment's own answer comes to; `undefined` where it has to be asked after. */
async function judgePay(settling: Settling, end: CallEnd): Promise<Settlement | undefined> {
  if (end.ok) {
    settling.isKnown = true;
    settling.trade = end.node;
    return end.pending ? undefined : { status: 'paid', trade: end.node };
  }
  const error = isAlipayError(end.error) ? end.error : undefined;
  settling.error = end.error;
  switch (end.outcome) {
    case 'not_sent':
      return settling.hands.isOpen() ? undefined : closed('not_sent', error);
    case 'rejected':
      if (error?.gatewayCode === '40004') return judgeRejected(settling, error);
      return settling.hands.isOpen() ? undefined : closed('rejected', error);
    case 'unknown':
      return undefined;
    default: {
      const never: never = end.outcome;
      return never;
    }
  }
}

// The business said no, but there may be a trade under the number: one whose buyer can still pay, or another's that took it.
async function judgeRejected(settling: Settling, error: AlipayError): Promise<Settlement | undefined> {
  const { hands, times } = settling;
  const isAnothers = error.subCode !== undefined && ANOTHER.has(error.subCode);
  const state = await askTrade(settling, times.withinMs, hands.signal);
  switch (state) {
    case 'not_found':
    case 'closed':
      return closed('rejected', error);
    case 'waiting':
      return isAnothers ? leftOpen(settling, 'not_sent') : cancelPayment(settling);
    case 'paid':
    case 'stranger':
      return leftOpen(settling, 'not_sent');
    case 'no_answer':
      return isAnothers ? leftOpen(settling, 'not_sent') : undefined;
    default: {
      const never: never = state;
      return never;
    }
  }
}

// These say that another call has taken the number: its trade is not ours to cancel. Source: protocol.md 6.4.
const ANOTHER: ReadonlySet<string> = new Set(['ACQ.CONTEXT_INCONSISTENT', 'ACQ.TRADE_BUYER_NOT_MATCH']);

/** Asks until the trade has come to its end or the buyer's time is over; `undefined` where it has to be cancelled. */
async function pollTrade(settling: Settling): Promise<Settlement | undefined> {
  const { hands, times, beganMs } = settling;
  const leftMs = (): number => times.withinMs - sinceMs(settling, beganMs);
  for (let pauseMs = times.firstQueryMs; pauseMs < leftMs(); pauseMs = times.queryEveryMs) {
    if (!(await sleep(hands, pauseMs))) return undefined;
    const state = await askTrade(settling, Math.max(leftMs(), times.queryEveryMs), hands.signal);
    if (state === 'paid') return { status: 'paid', trade: settling.trade ?? {} };
    if (state === 'closed') return closed('closed');
    if (state === 'stranger') return leftOpen(settling, 'not_sent');
    if (hands.signal?.aborted === true) return undefined;
  }
  return undefined;
}

/** Waits; `false` where the caller broke it off. */
async function sleep({ clock, signal }: SettlementHands, ms: number): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
    return signal?.aborted !== true;
  } catch (error) {
    if (signal?.aborted === true) return false;
    throw error;
  }
}
