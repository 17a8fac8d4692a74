import type { Outcome } from '../policy/outcome.js';
import type { ReplyNode } from '../protocol/open-reply.js';
import type { Clock } from '../runtime/clock.js';
import { elapsedMs } from '../runtime/clock.js';
import type { PaymentKey } from './judge-trade.js';
import type { SettleTimes } from './settle-options.js';

/** One call's end, as a value. */
export type CallEnd =
  | { readonly ok: true; readonly node: ReplyNode; readonly pending: boolean }
  | { readonly ok: false; readonly outcome: Outcome; readonly error: Error };

/** What settling a payment is made of: nothing but calls and the clock, which are handed in. */
export interface SettlementHands {
  /**
   * Makes the payment itself; the caller's signal ends it.
   *
   * @throws TypeError for a mistake of the caller's
   */
  pay(): Promise<CallEnd>;
  /** Asks `alipay.trade.query`, in the given time; the signal ends it. */
  query(withinMs: number, signal: AbortSignal | undefined): Promise<CallEnd>;
  /** Asks `alipay.trade.cancel`, in the given time. */
  cancel(withinMs: number): Promise<CallEnd>;
  /** It is known how the payment ended. */
  conclude(): void;
  /** Whether the journal holds an earlier payment with this number of which nobody knows how it ended. */
  isOpen(): boolean;
  readonly clock: Clock;
  /** The caller's. */
  readonly signal: AbortSignal | undefined;
}

/** A payment being settled. */
export interface Settling {
  readonly hands: SettlementHands;
  readonly payment: PaymentKey;
  readonly times: Required<SettleTimes>;
  /** Begins at its creation; by the clock's `elapsed`. */
  readonly beganMs: number;
  /** What the gateway told last. */
  trade: ReplyNode | undefined;
  /** What failed last. */
  error: Error | undefined;
  /** Whether the gateway has ever known the trade. */
  isKnown: boolean;
  /** Whether the gateway has answered a question about it. */
  wasAsked: boolean;
  /** When the payment's own call was over; by the clock's `elapsed`. */
  payEndedMs: number;
}

/** How much time has passed since an instant of the clock's `elapsed`, in milliseconds. */
export function sinceMs({ hands }: Settling, instantMs: number): number {
  return Math.max(0, elapsedMs(hands.clock) - instantMs);
}
