import type { ApiReply, TradeName } from './common.js';
import type * as fund from './fund.js';
import type * as other from './other.js';
import type * as trade from './trade.js';

/** One API: what it takes and what it answers. */
export interface Api<Content, Reply> {
  readonly content: Content;
  readonly reply: Reply;
}

/**
 * The best-known APIs by their names, so that `execute` knows their fields. Others take any object and answer one. Add your own
 * by declaration merging.
 *
 * @example
 * import type { Api } from 'alipay-axios';
 * declare module 'alipay-axios' {
 *   interface AlipayApis {
 *     'alipay.marketing.voucher.send': Api<{ template_id: string; user_id: string; out_biz_no: string }, { voucher_id?: string }>;
 *   }
 * }
 */
export interface AlipayApis {
  'alipay.trade.pay': Api<trade.TradePayContent, trade.TradePayReply>;
  'alipay.trade.create': Api<trade.TradeCreateContent, trade.TradeNumbersReply>;
  'alipay.trade.precreate': Api<trade.OrderContent, trade.TradePrecreateReply>;
  'alipay.trade.page.pay': Api<trade.OrderContent, ApiReply>;
  'alipay.trade.wap.pay': Api<trade.OrderContent, ApiReply>;
  'alipay.trade.app.pay': Api<trade.OrderContent, ApiReply>;
  'alipay.trade.query': Api<TradeName, trade.TradeQueryReply>;
  'alipay.trade.cancel': Api<TradeName, trade.TradeCancelReply>;
  'alipay.trade.close': Api<TradeName, trade.TradeNumbersReply>;
  'alipay.trade.refund': Api<trade.TradeRefundContent, trade.TradeRefundReply>;
  'alipay.trade.fastpay.refund.query': Api<trade.RefundQueryContent, trade.RefundQueryReply>;
  'alipay.trade.order.settle': Api<trade.OrderSettleContent, trade.OrderSettleReply>;
  'alipay.trade.order.settle.query': Api<trade.SettleQueryContent, trade.SettleQueryReply>;
  'alipay.fund.trans.uni.transfer': Api<fund.TransferContent, fund.TransferReply>;
  'alipay.fund.trans.common.query': Api<fund.TransferQueryContent, fund.TransferQueryReply>;
  'alipay.fund.account.query': Api<fund.AccountQueryContent, fund.AccountQueryReply>;
  'alipay.fund.auth.order.freeze': Api<fund.FreezeContent, fund.FreezeReply>;
  'alipay.fund.auth.order.unfreeze': Api<fund.UnfreezeContent, fund.FreezeReply>;
  'alipay.fund.auth.operation.detail.query': Api<fund.FreezeName, fund.FreezeDetailReply>;
  'alipay.fund.auth.operation.cancel': Api<fund.FreezeName, fund.FreezeReply>;
  'alipay.data.dataservice.bill.downloadurl.query': Api<other.BillUrlContent, other.BillUrlReply>;
  'alipay.data.bill.balance.query': Api<object, other.BalanceReply>;
  'alipay.system.oauth.token': Api<object, other.OauthTokenReply>;
  'alipay.open.auth.token.app': Api<other.AppTokenContent, other.AppTokenReply>;
  'alipay.open.auth.token.app.query': Api<other.AppTokenQueryContent, other.AppTokenQueryReply>;
  'alipay.user.info.share': Api<object, other.UserInfoReply>;
  'alipay.user.agreement.query': Api<other.AgreementName, other.AgreementReply>;
  'alipay.user.agreement.unsign': Api<other.AgreementName, ApiReply>;
  'alipay.user.certify.open.initialize': Api<other.CertifyContent, other.CertifyReply>;
  'alipay.user.certify.open.query': Api<other.CertifyQueryContent, other.CertifyQueryReply>;
  'alipay.open.app.qrcode.create': Api<other.AppQrcodeContent, other.AppQrcodeReply>;
  'alipay.open.file.upload': Api<object, other.FileUploadReply>;
  'alipay.open.app.alipaycert.download': Api<{ readonly alipay_cert_sn: string }, other.CertDownloadReply>;
}

/** The name of an API: one of those that are known, or any other. */
export type ApiName = keyof AlipayApis | (string & {});

/** What an API takes: its fields and any others, or the JSON text of them. Fields that are undefined are not sent. */
export type ContentOf<Name extends ApiName> = Name extends keyof AlipayApis
  ? Open<AlipayApis[Name]['content']> | string
  : object | string;

// An interface of the caller's has no index signature, and an object that is written out may have further fields.
type Open<Content> = Settable<Content> | (Settable<Content> & Readonly<Record<string, unknown>>);

type Settable<Content> = {
  readonly [Field in keyof Content]: Record<never, never> extends Pick<Content, Field>
    ? Content[Field] | undefined
    : Content[Field];
};

/** What an API answers; of one that is not known any fields. */
export type ReplyOf<Name extends ApiName> = Name extends keyof AlipayApis
  ? AlipayApis[Name]['reply']
  : Record<string, unknown>;

/** What a call resolves to: what the caller says, or else what is known of the API. */
export type DataOf<Data, Name extends ApiName> = [Data] extends [never] ? ReplyOf<Name> : Data;
