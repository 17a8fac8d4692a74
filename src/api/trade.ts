import type { Amount, ApiReply, ApiTradeStatus, TradeName } from './common.js';

/** One kind of goods in an order. */
export interface GoodsDetail {
  readonly goods_id: string;
  readonly goods_name: string;
  readonly quantity: number;
  readonly price: Amount;
}

/** What all orders say. Source: the documents of `alipay.trade.pay`, `.create` and `.precreate`. */
export interface OrderContent {
  /** Your number of the order: the key that makes a repeat the same call. */
  readonly out_trade_no: string;
  readonly total_amount: Amount;
  /** Without `/`, `=` and `&`. Source: protocol.md 1.9. */
  readonly subject: string;
  readonly body?: string;
  readonly seller_id?: string;
  readonly product_code?: string;
  readonly goods_detail?: readonly GoodsDetail[];
  readonly extend_params?: object;
  readonly discountable_amount?: Amount;
  readonly undiscountable_amount?: Amount;
  readonly store_id?: string;
  readonly operator_id?: string;
  readonly terminal_id?: string;
  /** Such as `90m`. */
  readonly timeout_express?: string;
  /** `yyyy-MM-dd HH:mm:ss`, in China time. */
  readonly time_expire?: string;
  /** Comes back in the notification; URL-encoded by you. Source: protocol.md 1.9. */
  readonly passback_params?: string;
}

/** `alipay.trade.pay`: the code on the buyer's phone. */
export interface TradePayContent extends OrderContent {
  readonly scene?: 'bar_code' | 'security_code' | (string & {});
  /** Works once. */
  readonly auth_code?: string;
  readonly query_options?: readonly string[];
}

/** `alipay.trade.create`: an order that the buyer pays in a mini program. */
export interface TradeCreateContent extends OrderContent {
  readonly buyer_id?: string;
  readonly buyer_open_id?: string;
  readonly op_app_id?: string;
}

/** One of the means with which a buyer paid. */
export interface FundBill {
  readonly fund_channel: string;
  readonly amount: string;
  readonly real_amount?: string;
}

/** The reply to `alipay.trade.pay`. */
export interface TradePayReply extends ApiReply {
  readonly out_trade_no?: string;
  readonly trade_no?: string;
  readonly buyer_logon_id?: string;
  readonly buyer_user_id?: string;
  readonly buyer_open_id?: string;
  readonly total_amount?: string;
  readonly receipt_amount?: string;
  readonly buyer_pay_amount?: string;
  readonly point_amount?: string;
  readonly invoice_amount?: string;
  readonly gmt_payment?: string;
  readonly fund_bill_list?: readonly FundBill[];
  readonly store_name?: string;
}

/** The reply to `alipay.trade.query`. */
export interface TradeQueryReply extends Omit<TradePayReply, 'gmt_payment'> {
  readonly trade_status?: ApiTradeStatus;
  readonly send_pay_date?: string;
  readonly buyer_user_type?: string;
}

/** The reply to `alipay.trade.create` and `.close`, and the like: the two numbers. */
export interface TradeNumbersReply extends ApiReply {
  readonly out_trade_no?: string;
  readonly trade_no?: string;
}

/** The reply to `alipay.trade.precreate`. */
export interface TradePrecreateReply extends ApiReply {
  readonly out_trade_no?: string;
  /** What to show as a QR code. */
  readonly qr_code?: string;
}

/** The reply to `alipay.trade.cancel`. */
export interface TradeCancelReply extends TradeNumbersReply {
  /** `Y`: cancel again. */
  readonly retry_flag?: 'Y' | 'N';
  /** What it did: `close` what nobody had paid, `refund` what the buyer had; empty or left out where there was nothing. Source: protocol.md 8.2. */
  readonly action?: 'close' | 'refund' | '';
}

/** `alipay.trade.refund`. */
export interface TradeRefundContent extends TradeName {
  readonly refund_amount: Amount;
  /** Without it a repeat could refund twice. Source: protocol.md 8.4. */
  readonly out_request_no?: string;
  readonly refund_reason?: string;
  readonly refund_royalty_parameters?: readonly object[];
  readonly query_options?: readonly string[];
}

/** The reply to `alipay.trade.refund`; money moved only where `fund_change` is `Y`. Source: protocol.md 8.4. */
export interface TradeRefundReply extends TradeNumbersReply {
  /** `Y` where this very call moved money. */
  readonly fund_change?: 'Y' | 'N';
  /** Of all refunds of the trade together, in yuan. */
  readonly refund_fee?: string;
  readonly send_back_fee?: string;
  readonly buyer_logon_id?: string;
  readonly buyer_user_id?: string;
  readonly buyer_open_id?: string;
}

/** `alipay.trade.fastpay.refund.query`. */
export interface RefundQueryContent extends TradeName {
  readonly out_request_no: string;
  readonly query_options?: readonly string[];
}

/** The reply to `alipay.trade.fastpay.refund.query`; without data there was no such refund. */
export interface RefundQueryReply extends TradeNumbersReply {
  readonly out_request_no?: string;
  readonly refund_status?: 'REFUND_SUCCESS' | (string & {});
  readonly total_amount?: string;
  readonly refund_amount?: string;
  readonly gmt_refund_pay?: string;
}

/** One share of a settlement. */
export interface RoyaltyShare {
  readonly royalty_type?: 'transfer' | 'replenish' | (string & {});
  readonly trans_in: string;
  readonly trans_in_type?: 'userId' | 'cardAliasNo' | 'loginName' | (string & {});
  readonly trans_out?: string;
  readonly trans_out_type?: string;
  readonly amount?: Amount;
  readonly desc?: string;
}

/** `alipay.trade.order.settle`. */
export interface OrderSettleContent {
  readonly out_request_no: string;
  readonly trade_no: string;
  readonly royalty_parameters: readonly RoyaltyShare[];
  readonly operator_id?: string;
  readonly royalty_mode?: 'async' | 'sync';
}

/** The reply to `alipay.trade.order.settle`. */
export interface OrderSettleReply extends ApiReply {
  readonly trade_no?: string;
  readonly settle_no?: string;
}

/** `alipay.trade.order.settle.query`. */
export interface SettleQueryContent {
  readonly settle_no?: string;
  readonly out_request_no?: string;
  readonly trade_no?: string;
}

/** The reply to `alipay.trade.order.settle.query`. */
export interface SettleQueryReply extends ApiReply {
  readonly out_request_no?: string;
  readonly operation_dt?: string;
  readonly royalty_detail_list?: readonly ApiReply[];
}
