import { formatFen } from './amounts.js';
import type { Buyer } from './gateway-options.js';
import type { TradeEntry } from './trades.js';
import { tradeNoOf } from './trades.js';

/** One time that money really moved; a replayed answer is none. */
export interface Run {
  /** The method that moved it; of a payment that came later, the method that made the trade. */
  readonly method: string;
  /** The key that makes repeats the same call: `out_trade_no`, of a refund `out_request_no`. */
  readonly key: string;
  readonly merchant: string;
  /** In yuan with two decimals. */
  readonly amount: string;
  /** Milliseconds since the epoch, by the gateway's clock. */
  readonly atMs: number;
}

/** A new trade, before it has its numbers. */
export type TradeDraft = Pick<
  TradeEntry,
  'merchant' | 'outTradeNo' | 'fen' | 'subject' | 'fingerprint' | 'method' | 'notifyUrl'
>;

/** A QR code that nobody has scanned yet: there is no trade for it. Source: protocol.md 8.3. */
export interface Precreation {
  readonly draft: TradeDraft;
  readonly qrCode: string;
}

/** Money on its way back. */
export interface RefundOrder {
  readonly method: string;
  /** The key of the call that asks for it. */
  readonly key: string;
  /** The number under which the trade keeps it. */
  readonly outRequestNo: string;
  readonly fen: number;
}

/** The trades and what can be done to them. */
export interface TradeBook {
  readonly trades: ReadonlyMap<string, TradeEntry>;
  readonly runs: readonly Run[];
  /** What buyers do when nothing is scripted. */
  readonly buyer: Buyer;
  /** Under one of its numbers; `trade_no` wins. Source: protocol.md 8.3. */
  find(merchant: string, content: Readonly<Record<string, unknown>>): TradeEntry | undefined;
  open(draft: TradeDraft): TradeEntry;
  settle(entry: TradeEntry): void;
  refund(entry: TradeEntry, order: RefundOrder): void;
  close(entry: TradeEntry): void;
  /** The trade that used the code, if one did; each code pays for one trade. */
  userOf(authCode: string): TradeEntry | undefined;
  useCode(authCode: string, entry: TradeEntry): void;
  readonly precreations: Map<string, Precreation>;
  /** Writes down that money moved. */
  record(merchant: string, run: Pick<Run, 'method' | 'key'>, fen: number): void;
  now(): number;
}

/** The key under which a merchant's trade is kept. */
export function tradeKey(merchant: string, outTradeNo: string): string {
  return `${merchant}/${outTradeNo}`;
}

/**
 * Creates an empty book.
 *
 * @param changed told of every trade that was paid, refunded or closed
 */
export function createTradeBook(
  now: () => number,
  buyer: Buyer,
  changed: (entry: TradeEntry) => void = () => {},
): TradeBook {
  const trades = new Map<string, TradeEntry>();
  const byTradeNo = new Map<string, TradeEntry>();
  const runs: Run[] = [];
  const record: TradeBook['record'] = (merchant, run, fen) => {
    runs.push({ ...run, merchant, amount: formatFen(fen), atMs: now() });
  };
  return {
    trades,
    runs,
    buyer,
    precreations: new Map(),
    record,
    now,
    find: (merchant, content) => {
      if (content['trade_no']) {
        const found = byTradeNo.get(String(content['trade_no']));
        return found?.merchant === merchant ? found : undefined;
      }
      return trades.get(tradeKey(merchant, String(content['out_trade_no'])));
    },
    open: (draft) => {
      const entry = openTrade(draft, now(), trades.size + 1);
      trades.set(tradeKey(entry.merchant, entry.outTradeNo), entry);
      byTradeNo.set(entry.tradeNo, entry);
      return entry;
    },
    ...createChanges({ now, record, changed }),
    ...createCodes(),
  };
}

interface ChangeParts extends Pick<TradeBook, 'now' | 'record'> {
  readonly changed: (entry: TradeEntry) => void;
}

function createChanges({ now, record, changed }: ChangeParts): Pick<TradeBook, 'settle' | 'refund' | 'close'> {
  return {
    settle: (entry) => {
      entry.status = 'TRADE_SUCCESS';
      entry.paidAtMs = now();
      record(entry.merchant, { method: entry.method, key: entry.outTradeNo }, entry.fen);
      changed(entry);
    },
    refund: (entry, { method, key, outRequestNo, fen }) => {
      entry.refundedFen += fen;
      entry.refunds.set(outRequestNo, { outRequestNo, fen, atMs: now() });
      // A trade that is refunded in full is closed. Source: protocol.md 8.3.
      if (entry.refundedFen === entry.fen) entry.status = 'TRADE_CLOSED';
      record(entry.merchant, { method, key }, fen);
      changed(entry);
    },
    close: (entry) => {
      entry.status = 'TRADE_CLOSED';
      changed(entry);
    },
  };
}

function createCodes(): Pick<TradeBook, 'userOf' | 'useCode'> {
  const codes = new Map<string, TradeEntry>();
  return {
    userOf: (authCode) => codes.get(authCode),
    useCode: (authCode, entry) => {
      codes.set(authCode, entry);
      entry.authCode = authCode;
    },
  };
}

function openTrade(draft: TradeDraft, atMs: number, serial: number): TradeEntry {
  return {
    ...draft,
    tradeNo: tradeNoOf(atMs, serial),
    createdAtMs: atMs,
    status: 'WAIT_BUYER_PAY',
    refundedFen: 0,
    refunds: new Map(),
  };
}
