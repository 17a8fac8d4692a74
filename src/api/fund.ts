import type { Amount, ApiReply } from './common.js';

/** Who pays or is paid in a transfer. */
export interface Participant {
  readonly identity: string;
  readonly identity_type: 'ALIPAY_USER_ID' | 'ALIPAY_LOGON_ID' | 'ALIPAY_OPEN_ID' | 'BANKCARD_ACCOUNT' | (string & {});
  readonly name?: string;
}

/** `alipay.fund.trans.uni.transfer`. */
export interface TransferContent {
  /** Your number of the transfer: the key that makes a repeat the same call. */
  readonly out_biz_no: string;
  readonly trans_amount: Amount;
  readonly product_code?: 'TRANS_ACCOUNT_NO_PWD' | 'STD_RED_PACKET' | (string & {});
  readonly biz_scene?: 'DIRECT_TRANSFER' | (string & {});
  readonly order_title?: string;
  readonly payee_info?: Participant;
  readonly payer_info?: Participant;
  readonly remark?: string;
  readonly business_params?: string;
}

/** The states of a transfer. Source: protocol.md 8.5. */
export type ApiTransferStatus = 'SUCCESS' | 'FAIL' | 'DEALING' | 'REFUND' | 'CLOSED' | 'WAIT_PAY';

/** The reply to `alipay.fund.trans.uni.transfer`; only `status` `SUCCESS` is one. */
export interface TransferReply extends ApiReply {
  readonly out_biz_no?: string;
  readonly order_id?: string;
  readonly pay_fund_order_id?: string;
  readonly status?: ApiTransferStatus;
  readonly trans_date?: string;
}

/** `alipay.fund.trans.common.query`. */
export interface TransferQueryContent {
  readonly product_code?: string;
  readonly biz_scene?: string;
  readonly out_biz_no?: string;
  readonly order_id?: string;
  readonly pay_fund_order_id?: string;
}

/** The reply to `alipay.fund.trans.common.query`. */
export interface TransferQueryReply extends ApiReply {
  readonly order_id?: string;
  readonly out_biz_no?: string;
  readonly status?: ApiTransferStatus;
  readonly pay_date?: string;
  readonly trans_amount?: string;
  readonly error_code?: string;
  readonly fail_reason?: string;
}

/** `alipay.fund.account.query`. */
export interface AccountQueryContent {
  readonly alipay_user_id?: string;
  readonly alipay_open_id?: string;
  readonly account_type?: 'ACCTRANS_ACCOUNT' | (string & {});
}

/** The reply to `alipay.fund.account.query`. */
export interface AccountQueryReply extends ApiReply {
  readonly available_amount?: string;
  readonly freeze_amount?: string;
}

/** `alipay.fund.auth.order.freeze`. */
export interface FreezeContent {
  readonly out_order_no: string;
  readonly out_request_no: string;
  readonly order_title?: string;
  readonly amount: Amount;
  readonly auth_code?: string;
  readonly auth_code_type?: 'bar_code' | (string & {});
  readonly product_code?: 'PRE_AUTH' | 'PRE_AUTH_ONLINE' | (string & {});
  readonly payee_user_id?: string;
  readonly payee_logon_id?: string;
}

/** `alipay.fund.auth.order.unfreeze`. */
export interface UnfreezeContent {
  readonly auth_no: string;
  readonly out_request_no: string;
  readonly amount: Amount;
  readonly remark: string;
}

/** The reply to both. */
export interface FreezeReply extends ApiReply {
  readonly auth_no?: string;
  readonly out_order_no?: string;
  readonly operation_id?: string;
  readonly out_request_no?: string;
  readonly amount?: string;
  readonly status?: 'INIT' | 'SUCCESS' | 'CLOSED' | (string & {});
  readonly gmt_trans?: string;
  readonly payer_user_id?: string;
}

/** `alipay.fund.auth.operation.detail.query` and `.operation.cancel`: an order and one of its operations. */
export interface FreezeName {
  readonly auth_no?: string;
  readonly out_order_no?: string;
  readonly operation_id?: string;
  readonly out_request_no?: string;
  readonly remark?: string;
}

/** The reply to `alipay.fund.auth.operation.detail.query`. */
export interface FreezeDetailReply extends FreezeReply {
  readonly order_title?: string;
  readonly rest_amount?: string;
  readonly total_freeze_amount?: string;
  readonly total_pay_amount?: string;
  readonly operation_type?: 'FREEZE' | 'UNFREEZE' | 'PAY' | (string & {});
}
