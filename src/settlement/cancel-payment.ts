import { isAlipayError } from '../errors.js';
import { elapsedMs } from '../runtime/clock.js';
import type { CallEnd, Settling } from './hands.js';
import { sinceMs } from './hands.js';
import { askTrade } from './query-trade.js';
import type { LastKnown, Settlement } from './settlement.js';
import { closed, unresolved } from './settlement.js';

/**
 * For how long after the payment's last send the gateway may still take it in, in milliseconds: a trade that is not there
 * before that may come yet.
 */
const QUIET_MS = 10_000;

/** Between two rounds, in milliseconds. */
const PAUSE_MS = 3_000;

/** Whether a cancellation was sent that may yet be carried out, or was refused. */
type CancelState = LastKnown['cancel'];

/** What a round came to: the end, or how cancelling stands. */
type Round = { readonly end: Settlement } | { readonly cancel: CancelState };

/**
 * Cancels a payment, as often as the gateway asks for it and the time allows. Each round asks first, so that nothing is
 * cancelled that is paid or not this payment's; and it is closed only on the gateway's word. While a cancellation may still
 * be carried out nothing counts as paid: it is sent again until it is known. The caller's signal does not end it.
 * Source: protocol.md 8.1, 8.2.
 */
export async function cancelPayment(settling: Settling): Promise<Settlement> {
  const { hands, times, error: before } = settling;
  const beganMs = elapsedMs(hands.clock);
  const leftMs = (): number => Math.max(1, times.cancelWithinMs - sinceMs(settling, beganMs));
  let cancel: CancelState = 'not_sent';
  for (;;) {
    const round = await takeRound(settling, cancel, leftMs);
    if ('end' in round) return round.end;
    cancel = round.cancel;
    // An instance that was closed makes no more calls, however often it is asked.
    const isOver =
      settling.error !== before && isAlipayError(settling.error) && settling.error.code === 'ERR_ALIPAY_CANCELED';
    if (leftMs() <= PAUSE_MS || isOver) return leftOpen(settling, cancel);
    await hands.clock.sleep(PAUSE_MS);
  }
}

async function takeRound(settling: Settling, cancel: CancelState, leftMs: () => number): Promise<Round> {
  const state = await askTrade(settling, leftMs());
  switch (state) {
    case 'closed':
      return { end: closed('closed') };
    case 'stranger':
      return { end: leftOpen(settling, cancel) };
    case 'no_answer':
      return { cancel };
    case 'paid':
      if (cancel !== 'in_doubt') return { end: { status: 'paid', trade: settling.trade ?? {} } };
      return cancelOnce(settling, cancel, leftMs);
    case 'waiting':
    case 'not_found':
      return cancelOnce(settling, cancel, leftMs);
    default: {
      const never: never = state;
      return never;
    }
  }
}

async function cancelOnce(settling: Settling, cancel: CancelState, leftMs: () => number): Promise<Round> {
  const said = readCancel(settling, await settling.hands.cancel(leftMs()));
  switch (said) {
    case 'close':
      return { end: closed('canceled') };
    case 'refund':
      return { end: closed('refunded') };
    case 'nothing':
      return judgeNothing(settling, cancel);
    case 'refused':
      return judgeRefused(settling, cancel, leftMs);
    case 'in_doubt':
      return { cancel: 'in_doubt' };
    case 'not_sent':
      return { cancel };
    default: {
      const never: never = said;
      return never;
    }
  }
}

function readCancel(
  settling: Settling,
  end: CallEnd,
): 'close' | 'refund' | 'nothing' | 'refused' | 'in_doubt' | 'not_sent' {
  if (!end.ok) {
    settling.error = end.error;
    if (end.outcome === 'rejected') return 'refused';
    return end.outcome === 'not_sent' ? 'not_sent' : 'in_doubt';
  }
  const action = end.node['action'];
  if (action === 'close' || action === 'refund') return action;
  return action === undefined || action === '' ? 'nothing' : 'in_doubt';
}

// The gateway knew of nothing to cancel. Shortly after the payment was sent that proves nothing.
function judgeNothing(settling: Settling, cancel: CancelState): Round {
  if (settling.isKnown || sinceMs(settling, settling.payEndedMs) < QUIET_MS) return { cancel };
  return { end: closed('never_existed') };
}

// A trade that cannot be cancelled is as it is: paid in the meantime, for one.
async function judgeRefused(settling: Settling, cancel: CancelState, leftMs: () => number): Promise<Round> {
  const state = await askTrade(settling, leftMs());
  if (state === 'closed') return { end: closed('closed') };
  const isPaid = state === 'paid' && cancel !== 'in_doubt';
  if (isPaid) return { end: { status: 'paid', trade: settling.trade ?? {} } };
  return { end: leftOpen(settling, cancel === 'in_doubt' ? cancel : 'refused') };
}

/** Leaves a payment unresolved, with all that is known of it. */
export function leftOpen({ trade, error }: Settling, cancel: CancelState): Settlement {
  return unresolved({ trade, error, cancel });
}
