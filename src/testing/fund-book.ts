import { formatFen } from './amounts.js';
import type { TradeBook } from './trade-book.js';
import { tradeKey } from './trade-book.js';
import { tradeNoOf } from './trades.js';

/** The states of a transfer. Source: protocol.md 8.5. */
export type TransferStatus = 'DEALING' | 'SUCCESS' | 'FAIL' | 'REFUND';

/** A transfer as the ledger keeps it; the amount in fen, the instant in milliseconds since the epoch. */
export interface TransferEntry {
  readonly merchant: string;
  readonly outBizNo: string;
  readonly orderId: string;
  readonly fen: number;
  readonly fingerprint: string;
  readonly atMs: number;
  status: TransferStatus;
}

/** One freezing or releasing of a pre-authorisation; units as in `TransferEntry`. */
export interface OperationEntry {
  readonly type: 'FREEZE' | 'UNFREEZE';
  readonly outRequestNo: string;
  readonly operationId: string;
  readonly fen: number;
  readonly fingerprint: string;
  readonly atMs: number;
  status: 'INIT' | 'SUCCESS';
}

/** A pre-authorisation: what is frozen of one payer's money for one order. */
export interface AuthEntry {
  readonly merchant: string;
  readonly authNo: string;
  readonly outOrderNo: string;
  frozenFen: number;
  readonly operations: Map<string, OperationEntry>;
}

/** What of a paid trade went to others; units as in `TransferEntry`. */
export interface SettleEntry {
  readonly merchant: string;
  readonly outRequestNo: string;
  readonly tradeNo: string;
  readonly settleNo: string;
  readonly fingerprint: string;
  readonly shares: readonly { readonly transIn: string; readonly fen: number }[];
  readonly atMs: number;
}

/** A transfer as tests see it; in yuan with two decimals. */
export interface Transfer {
  readonly merchant: string;
  readonly outBizNo: string;
  readonly orderId: string;
  readonly amount: string;
  readonly status: TransferStatus;
}

/** A pre-authorisation as tests see it; in yuan with two decimals. */
export interface Freeze {
  readonly merchant: string;
  readonly authNo: string;
  readonly outOrderNo: string;
  /** What is frozen now. */
  readonly frozenAmount: string;
  readonly operations: readonly {
    readonly type: 'FREEZE' | 'UNFREEZE';
    readonly outRequestNo: string;
    readonly amount: string;
    readonly status: 'INIT' | 'SUCCESS';
  }[];
}

/** A settlement as tests see it; in yuan with two decimals. */
export interface Settlement {
  readonly merchant: string;
  readonly outRequestNo: string;
  readonly tradeNo: string;
  readonly shares: readonly { readonly transIn: string; readonly amount: string }[];
}

/** Transfers, pre-authorisations and settlements, and what can be done to them. */
export interface FundBook {
  /** By merchant and `out_biz_no`. */
  readonly transfers: Map<string, TransferEntry>;
  /** By merchant and `out_order_no`. */
  readonly auths: Map<string, AuthEntry>;
  /** By merchant and `out_request_no`. */
  readonly settlements: Map<string, SettleEntry>;
  /** Ends a transfer that is still under way. */
  endTransfer(entry: TransferEntry, status: TransferStatus): void;
  /** Carries an operation out. */
  confirm(auth: AuthEntry, operation: OperationEntry): void;
  /** Writes down that a trade's money was shared out. */
  settle(entry: SettleEntry): void;
  /** A number that no order had before. */
  newNumber(): string;
  now(): number;
}

/** Creates an empty book that writes its movements of money where trades do. */
export function createFundBook(trades: TradeBook): FundBook {
  let serial = 0;
  const settlements = new Map<string, SettleEntry>();
  return {
    transfers: new Map(),
    auths: new Map(),
    settlements,
    endTransfer: (entry, status) => {
      entry.status = status;
      // What comes back had gone out.
      if (status !== 'SUCCESS' && status !== 'REFUND') return;
      trades.record(entry.merchant, { method: 'alipay.fund.trans.uni.transfer', key: entry.outBizNo }, entry.fen);
    },
    confirm: (auth, operation) => {
      operation.status = 'SUCCESS';
      const isFreeze = operation.type === 'FREEZE';
      auth.frozenFen += isFreeze ? operation.fen : -operation.fen;
      const method = `alipay.fund.auth.order.${isFreeze ? 'freeze' : 'unfreeze'}`;
      trades.record(auth.merchant, { method, key: operation.outRequestNo }, operation.fen);
    },
    settle: (entry) => {
      settlements.set(tradeKey(entry.merchant, entry.outRequestNo), entry);
      const fen = entry.shares.reduce((sum, share) => sum + share.fen, 0);
      trades.record(entry.merchant, { method: 'alipay.trade.order.settle', key: entry.outRequestNo }, fen);
    },
    newNumber: () => tradeNoOf(trades.now(), 500_000_000_000_000 + ++serial),
    now: trades.now,
  };
}

/** A transfer as tests see it. */
export function viewTransfer({ merchant, outBizNo, orderId, fen, status }: TransferEntry): Transfer {
  return { merchant, outBizNo, orderId, amount: formatFen(fen), status };
}

/** A pre-authorisation as tests see it. */
export function viewFreeze({ merchant, authNo, outOrderNo, frozenFen, operations }: AuthEntry): Freeze {
  return {
    merchant,
    authNo,
    outOrderNo,
    frozenAmount: formatFen(frozenFen),
    operations: [...operations.values()].map(({ type, outRequestNo, fen, status }) => ({
      type,
      outRequestNo,
      amount: formatFen(fen),
      status,
    })),
  };
}

/** A settlement as tests see it. */
export function viewSettlement({ merchant, outRequestNo, tradeNo, shares }: SettleEntry): Settlement {
  return {
    merchant,
    outRequestNo,
    tradeNo,
    shares: shares.map(({ transIn, fen }) => ({ transIn, amount: formatFen(fen) })),
  };
}
