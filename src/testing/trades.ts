import { formatTimestamp } from '../protocol/timestamp.js';
import { formatFen } from './amounts.js';

/** The states of a trade. Source: protocol.md 8.3. */
export type TradeStatus = 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_FINISHED' | 'TRADE_CLOSED';

/** One refund of a trade; the amount in fen, the instant in milliseconds since the epoch. */
export interface TradeRefund {
  readonly outRequestNo: string;
  readonly fen: number;
  readonly atMs: number;
}

/** A trade as the ledger keeps it; amounts in fen, instants in milliseconds since the epoch. */
export interface TradeEntry {
  readonly merchant: string;
  readonly outTradeNo: string;
  readonly tradeNo: string;
  readonly fen: number;
  readonly subject: string;
  /** What a repeat of the call must agree with. */
  readonly fingerprint: string;
  /** The method that made it. */
  readonly method: string;
  readonly createdAtMs: number;
  /** Where its merchant wants to hear of it. */
  readonly notifyUrl?: string;
  status: TradeStatus;
  authCode?: string;
  paidAtMs?: number;
  /** What cancelling did, so that a repeat answers the same. */
  cancelled?: 'close' | 'refund';
  refundedFen: number;
  readonly refunds: Map<string, TradeRefund>;
}

/** A trade as tests see it; amounts in yuan with two decimals, instants in milliseconds since the epoch. */
export interface Trade {
  /** The app id of the merchant whose trade it is: the app's own, or that of the app_auth_token. */
  readonly merchant: string;
  readonly outTradeNo: string;
  readonly tradeNo: string;
  readonly subject: string;
  readonly status: TradeStatus;
  readonly totalAmount: string;
  readonly refundedAmount: string;
  readonly createdAtMs: number;
  readonly paidAtMs: number | undefined;
  readonly refunds: readonly { readonly outRequestNo: string; readonly amount: string; readonly atMs: number }[];
}

/** A QR code of `alipay.trade.precreate` that nobody has scanned yet; the amount in yuan with two decimals. */
export interface QrCode {
  readonly merchant: string;
  readonly outTradeNo: string;
  readonly subject: string;
  readonly totalAmount: string;
  /** What the code says: the reply's `qr_code`. */
  readonly qrCode: string;
}

/** The one buyer of the test world. */
export const BUYER = {
  buyer_user_id: '2088102150527498',
  buyer_logon_id: '159****5620',
} as const;

/** A trade as tests see it. */
export function viewTrade(entry: TradeEntry): Trade {
  const { merchant, outTradeNo, tradeNo, subject, status, createdAtMs, paidAtMs } = entry;
  return {
    merchant,
    outTradeNo,
    tradeNo,
    subject,
    status,
    totalAmount: formatFen(entry.fen),
    refundedAmount: formatFen(entry.refundedFen),
    createdAtMs,
    paidAtMs,
    refunds: [...entry.refunds.values()].map(({ outRequestNo, fen, atMs }) => ({
      outRequestNo,
      amount: formatFen(fen),
      atMs,
    })),
  };
}

/** The two numbers of a trade, as most replies carry them. */
export function tradeNumbers(entry: TradeEntry): { readonly out_trade_no: string; readonly trade_no: string } {
  return { out_trade_no: entry.outTradeNo, trade_no: entry.tradeNo };
}

/** A `trade_no`: the day, a fixed part and a serial number, 28 digits in all. */
export function tradeNoOf(atMs: number, serial: number): string {
  return `${formatTimestamp(atMs).slice(0, 10).replaceAll('-', '')}22001${String(serial).padStart(15, '0')}`;
}

// How the buyer shows up does not change what is bought.
const NOT_CONTENT: ReadonlySet<string> = new Set([
  'auth_code',
  'scene',
  'product_code',
  'total_amount',
  'out_trade_no',
]);

/** What two calls with one `out_trade_no` must agree in to be one call. Source: protocol.md 8.7. */
export function fingerprintOf(content: Readonly<Record<string, unknown>>, fen: number): string {
  const rest = Object.entries(content)
    .filter(([name]) => !NOT_CONTENT.has(name))
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify([fen, rest]);
}
