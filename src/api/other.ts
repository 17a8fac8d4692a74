import type { ApiReply } from './common.js';

/** `alipay.data.dataservice.bill.downloadurl.query`. */
export interface BillUrlContent {
  readonly bill_type: 'trade' | 'signcustomer' | (string & {});
  /** `yyyy-MM-dd`, or `yyyy-MM` for a month. */
  readonly bill_date: string;
}

/** Its reply; the URL works for 30 seconds. */
export interface BillUrlReply extends ApiReply {
  readonly bill_download_url?: string;
}

/** The reply to `alipay.data.bill.balance.query`. */
export interface BalanceReply extends ApiReply {
  readonly total_amount?: string;
  readonly available_amount?: string;
  readonly freeze_amount?: string;
  readonly settle_amount?: string;
}

/** The reply to `alipay.system.oauth.token`, which carries no `code` when it goes well. Its arguments go into `params`. */
export interface OauthTokenReply extends ApiReply {
  readonly access_token?: string;
  readonly refresh_token?: string;
  readonly user_id?: string;
  readonly open_id?: string;
  /** In seconds. */
  readonly expires_in?: string | number;
  /** Of the refresh token, in seconds. */
  readonly re_expires_in?: string | number;
  readonly auth_start?: string;
}

/** `alipay.open.auth.token.app`. */
export interface AppTokenContent {
  readonly grant_type: 'authorization_code' | 'refresh_token' | (string & {});
  readonly code?: string;
  readonly refresh_token?: string;
}

/** A merchant's token. */
export interface AppToken extends ApiReply {
  readonly app_auth_token?: string;
  readonly app_refresh_token?: string;
  readonly auth_app_id?: string;
  readonly user_id?: string;
  /** In seconds; a merchant's token need not end with it. */
  readonly expires_in?: string | number;
  /** Of the refresh token, in seconds. */
  readonly re_expires_in?: string | number;
}

/** The reply to `alipay.open.auth.token.app`. */
export interface AppTokenReply extends AppToken {
  readonly tokens?: readonly AppToken[];
}

/** `alipay.open.auth.token.app.query`. */
export interface AppTokenQueryContent {
  readonly app_auth_token: string;
}

/** Its reply. */
export interface AppTokenQueryReply extends ApiReply {
  readonly user_id?: string;
  readonly auth_app_id?: string;
  /** In seconds. */
  readonly expires_in?: number;
  readonly auth_methods?: readonly string[];
  readonly auth_start?: string;
  readonly auth_end?: string;
  readonly status?: 'valid' | 'invalid' | (string & {});
}

/** The reply to `alipay.user.info.share`; it takes no content, and a user's token. */
export interface UserInfoReply extends ApiReply {
  readonly user_id?: string;
  readonly open_id?: string;
  readonly nick_name?: string;
  readonly avatar?: string;
  readonly province?: string;
  readonly city?: string;
  readonly gender?: 'M' | 'F' | (string & {});
}

/** The names of an agreement. */
export interface AgreementName {
  readonly agreement_no?: string;
  readonly external_agreement_no?: string;
  readonly alipay_user_id?: string;
  readonly alipay_open_id?: string;
  readonly personal_product_code?: string;
  readonly sign_scene?: string;
}

/** The reply to `alipay.user.agreement.query`. */
export interface AgreementReply extends ApiReply {
  readonly agreement_no?: string;
  readonly external_agreement_no?: string;
  readonly status?: 'TEMP' | 'NORMAL' | 'STOP' | (string & {});
  readonly sign_time?: string;
  readonly valid_time?: string;
  readonly invalid_time?: string;
}

/** `alipay.open.app.qrcode.create`. */
export interface AppQrcodeContent {
  readonly url_param: string;
  readonly query_param: string;
  readonly describe: string;
}

/** Its reply. */
export interface AppQrcodeReply extends ApiReply {
  readonly qr_code_url?: string;
}

/** `alipay.user.certify.open.initialize`. */
export interface CertifyContent {
  readonly outer_order_no: string;
  readonly biz_code: 'FACE' | 'SMART_FACE' | (string & {});
  readonly identity_param: object;
  readonly merchant_config?: object;
}

/** The reply to `alipay.user.certify.open.initialize`. */
export interface CertifyReply extends ApiReply {
  readonly certify_id?: string;
}

/** `alipay.user.certify.open.query`. */
export interface CertifyQueryContent {
  readonly certify_id: string;
}

/** Its reply. */
export interface CertifyQueryReply extends ApiReply {
  readonly passed?: 'T' | 'F';
  readonly fail_reason?: string;
  readonly identity_info?: string;
}

/** The reply to `alipay.open.file.upload`; the file goes into `files`. */
export interface FileUploadReply extends ApiReply {
  readonly file_id?: string;
}

/** The reply to `alipay.open.app.alipaycert.download`. */
export interface CertDownloadReply extends ApiReply {
  /** Base64 of PEM. */
  readonly alipay_cert_content?: string;
}
