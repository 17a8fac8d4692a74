import { isAlipayError } from '../errors.js';
import type { Settling } from './hands.js';
import type { TradeState } from './judge-trade.js';
import { judgeTrade } from './judge-trade.js';

const NOT_EXIST = 'ACQ.TRADE_NOT_EXIST';

/**
 * Asks the gateway how the trade stands; keeps what it told. Source: protocol.md 8.1, 8.3.
 *
 * @param signal ends the question
 */
export async function askTrade(
  settling: Settling,
  withinMs: number,
  signal?: AbortSignal,
): Promise<TradeState | 'not_found'> {
  const end = await settling.hands.query(Math.max(1, withinMs), signal);
  if (!end.ok) {
    settling.error = end.error;
    const isMissing = end.outcome === 'rejected' && isAlipayError(end.error) && end.error.subCode === NOT_EXIST;
    if (!isMissing) return 'no_answer';
    settling.wasAsked = true;
    return 'not_found';
  }
  const state = judgeTrade(end.node, settling.payment);
  if (state === 'no_answer') return state;
  settling.trade = end.node;
  settling.wasAsked = true;
  if (state !== 'stranger') settling.isKnown = true;
  return state;
}
