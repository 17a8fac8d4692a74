import { formatFen } from './amounts.js';
import type { AuthEntry, Freeze, FundBook, OperationEntry, Settlement, Transfer, TransferStatus } from './fund-book.js';
import { viewFreeze, viewSettlement, viewTransfer } from './fund-book.js';
import type { Precreation, Run, TradeBook } from './trade-book.js';
import { tradeKey } from './trade-book.js';
import type { QrCode, Trade, TradeEntry } from './trades.js';
import { viewTrade } from './trades.js';

/** What the gateway knows of trades. */
interface TradeLedger {
  /** All trades as they stand now, in the order in which they were made. */
  readonly trades: readonly Trade[];
  /** Every time that money really moved: a payment that ran exactly once stands here exactly once. */
  readonly runs: readonly Run[];
  /** The trade under this number; `undefined` where there is none. */
  get(outTradeNo: string, merchant?: string): Trade | undefined;
  /** All that buyers ever paid, refunds not taken off; in yuan with two decimals. */
  paidTotal(): string;
  /** All that was ever refunded; in yuan with two decimals. */
  refundedTotal(): string;
  /** The buyer pays a trade that waits. Throws where there is none. */
  buyerPays(outTradeNo: string, merchant?: string): void;
  /** The QR codes that nobody has scanned yet, in the order in which they were made. */
  readonly codes: readonly QrCode[];
  /** The buyer scans a QR code of `alipay.trade.precreate`: from now on there is a trade, and it waits. Throws where there is no code. */
  scan(outTradeNo: string, merchant?: string): void;
  /** The time for refunds has run out: a paid trade becomes `TRADE_FINISHED`. Throws where there is none. */
  finish(outTradeNo: string, merchant?: string): void;
}

/** What the gateway knows of other money. */
interface FundLedger {
  /** All transfers, pre-authorisations and settlements as they stand now. */
  readonly transfers: readonly Transfer[];
  readonly freezes: readonly Freeze[];
  readonly settlements: readonly Settlement[];
  /** A transfer that is DEALING comes to its end. Throws where there is none. */
  transferEnds(outBizNo: string, status: Exclude<TransferStatus, 'DEALING'>, merchant?: string): void;
  /** The payer enters the password for a freeze that waits for it. Throws where there is none. */
  payerConfirms(outRequestNo: string, merchant?: string): void;
}

/** What the gateway knows of trades and money; `merchant` is an app id, by default the app's own. */
export interface Ledger extends TradeLedger, FundLedger {}

/** Creates the tests' view of a book. */
export function createLedger(book: TradeBook, funds: FundBook, ownAppId: string): Ledger {
  const trades = createTradeLedger(book, ownAppId);
  // Spreading would read the views once and for all.
  return Object.defineProperties(trades as Ledger, Object.getOwnPropertyDescriptors(createFundLedger(funds, ownAppId)));
}

function createTradeLedger(book: TradeBook, ownAppId: string): TradeLedger {
  const entryOf = (outTradeNo: string, merchant: string): TradeEntry | undefined =>
    book.trades.get(tradeKey(merchant, outTradeNo));
  const demand = (outTradeNo: string, merchant: string, status: TradeEntry['status']): TradeEntry => {
    const entry = entryOf(outTradeNo, merchant);
    if (entry?.status === status) return entry;
    throw new Error(
      `The trade ${outTradeNo} of ${merchant} is ${entry?.status ?? 'not there'} and should be ${status}`,
    );
  };
  return {
    get trades(): readonly Trade[] {
      return [...book.trades.values()].map(viewTrade);
    },
    runs: book.runs,
    get codes(): readonly QrCode[] {
      return [...book.precreations.values()].map(viewCode);
    },
    get: (outTradeNo, merchant = ownAppId) => {
      const entry = entryOf(outTradeNo, merchant);
      return entry && viewTrade(entry);
    },
    paidTotal: () => total(book, (entry) => (entry.paidAtMs === undefined ? 0 : entry.fen)),
    refundedTotal: () => total(book, (entry) => entry.refundedFen),
    buyerPays: (outTradeNo, merchant = ownAppId) => book.settle(demand(outTradeNo, merchant, 'WAIT_BUYER_PAY')),
    scan: (outTradeNo, merchant = ownAppId) => {
      const key = tradeKey(merchant, outTradeNo);
      const precreation = book.precreations.get(key);
      if (precreation === undefined) throw new Error(`There is no QR code of ${merchant} for ${outTradeNo} to scan`);
      book.precreations.delete(key);
      book.open(precreation.draft);
    },
    finish: (outTradeNo, merchant = ownAppId) => {
      demand(outTradeNo, merchant, 'TRADE_SUCCESS').status = 'TRADE_FINISHED';
    },
  };
}

function viewCode({ draft, qrCode }: Precreation): QrCode {
  const { merchant, outTradeNo, subject, fen } = draft;
  return { merchant, outTradeNo, subject, totalAmount: formatFen(fen), qrCode };
}

function createFundLedger(funds: FundBook, ownAppId: string): FundLedger {
  return {
    get transfers(): readonly Transfer[] {
      return [...funds.transfers.values()].map(viewTransfer);
    },
    get freezes(): readonly Freeze[] {
      return [...funds.auths.values()].map(viewFreeze);
    },
    get settlements(): readonly Settlement[] {
      return [...funds.settlements.values()].map(viewSettlement);
    },
    transferEnds: (outBizNo, status, merchant = ownAppId) => {
      const entry = funds.transfers.get(tradeKey(merchant, outBizNo));
      if (entry?.status !== 'DEALING') {
        throw new Error(
          `The transfer ${outBizNo} of ${merchant} is ${entry?.status ?? 'not there'} and should be DEALING`,
        );
      }
      funds.endTransfer(entry, status);
    },
    payerConfirms: (outRequestNo, merchant = ownAppId) => {
      const [auth, operation] = waitingFreeze(funds, outRequestNo, merchant);
      funds.confirm(auth, operation);
    },
  };
}

function waitingFreeze(
  funds: FundBook,
  outRequestNo: string,
  merchant: string,
): readonly [auth: AuthEntry, operation: OperationEntry] {
  for (const auth of funds.auths.values()) {
    const operation = auth.operations.get(outRequestNo);
    if (auth.merchant === merchant && operation?.status === 'INIT') return [auth, operation];
  }
  throw new Error(`There is no freeze ${outRequestNo} of ${merchant} that waits for its payer`);
}

function total(book: TradeBook, fenOf: (entry: TradeEntry) => number): string {
  let fen = 0;
  for (const entry of book.trades.values()) fen += fenOf(entry);
  return formatFen(fen);
}
