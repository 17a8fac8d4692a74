/** An amount in yuan: a decimal text such as `'88.80'`, or a number of at most two decimals. */
export type Amount = string | number;

/** What every reply carries, and whatever else the gateway sends. Amounts in replies are texts in yuan, times texts in China time. */
export interface ApiReply {
  /** `10000` ran; `10003` the buyer has yet to confirm. */
  readonly code?: string;
  readonly msg?: string;
  readonly sub_code?: string;
  readonly sub_msg?: string;
  readonly [field: string]: unknown;
}

/** One of the two names of a trade; where both are there, `trade_no` counts. Source: protocol.md 8.3. */
export interface TradeName {
  readonly out_trade_no?: string;
  readonly trade_no?: string;
}

/** The states of a trade. Source: protocol.md 8.3. */
export type ApiTradeStatus = 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_FINISHED' | 'TRADE_CLOSED';
