/** What every notification carries; all values are texts, as they were signed. Source: protocol.md 9.1. */
export interface NotificationBase {
  /** The same in every repeat of one notification. */
  readonly notify_id?: string;
  readonly notify_time?: string;
  readonly app_id?: string;
  readonly auth_app_id?: string;
  readonly charset?: string;
  readonly version?: string;
  readonly [field: string]: string | undefined;
}

/** A trade has changed: it was paid, closed or refunded. Source: protocol.md 9.1, 9.3. */
export interface TradeNotification extends NotificationBase {
  readonly notify_type: 'trade_status_sync';
  readonly trade_status: 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_FINISHED' | 'TRADE_CLOSED';
  readonly out_trade_no: string;
  readonly trade_no: string;
  /** In yuan, a decimal text; compare it with the order's as one. */
  readonly total_amount?: string;
  readonly seller_id?: string;
  readonly buyer_id?: string;
  readonly buyer_open_id?: string;
  /** The number of the refund that this tells of. */
  readonly out_biz_no?: string;
  /** All that was refunded so far, in yuan. */
  readonly refund_fee?: string;
  readonly gmt_payment?: string;
  readonly gmt_refund?: string;
  readonly gmt_close?: string;
  readonly passback_params?: string;
  /** JSON text. */
  readonly fund_bill_list?: string;
}

/** A user has signed an agreement for payments without a password, or ended one. */
export interface AgreementNotification extends NotificationBase {
  readonly notify_type: 'dut_user_sign' | 'dut_user_unsign';
  readonly agreement_no: string;
  readonly external_agreement_no?: string;
  readonly status?: string;
}

/** Money was frozen or unfrozen. */
export interface FreezeNotification extends NotificationBase {
  readonly notify_type: 'fund_auth_freeze' | 'fund_auth_unfreeze';
  readonly auth_no: string;
  readonly out_order_no: string;
  readonly out_request_no: string;
  readonly operation_id?: string;
  readonly status?: string;
}

/** The names of further kinds begin so; some have none. */
export type OtherNotifyType =
  | `open_${string}`
  | `servicemarket_${string}`
  | `batch_${string}`
  | `zm_${string}`
  | `alipay.${string}`;

/** A notification of any other kind. */
export interface OtherNotification extends NotificationBase {
  readonly notify_type?: OtherNotifyType;
}

/** A verified notification; `notify_type` tells which. */
export type Notification = TradeNotification | AgreementNotification | FreezeNotification | OtherNotification;

/** What a server got from Alipay: the body as it came (best), or what a framework made of it. */
export type NotificationInput = string | Uint8Array | URLSearchParams | Readonly<Record<string, unknown>>;
