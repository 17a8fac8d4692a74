export { attachAlipay, createAlipay } from './alipay.js';
export type { Amount, ApiReply, ApiTradeStatus, TradeName } from './api/common.js';
export type {
  AccountQueryContent,
  AccountQueryReply,
  ApiTransferStatus,
  FreezeContent,
  FreezeDetailReply,
  FreezeName,
  FreezeReply,
  Participant,
  TransferContent,
  TransferQueryContent,
  TransferQueryReply,
  TransferReply,
  UnfreezeContent,
} from './api/fund.js';
export type { AlipayApis, Api, ApiName, ContentOf, ReplyOf } from './api/methods.js';
export type {
  AgreementName,
  AgreementReply,
  AppQrcodeContent,
  AppQrcodeReply,
  AppToken,
  AppTokenContent,
  AppTokenQueryContent,
  AppTokenQueryReply,
  AppTokenReply,
  BalanceReply,
  BillUrlContent,
  BillUrlReply,
  CertDownloadReply,
  CertifyContent,
  CertifyQueryContent,
  CertifyQueryReply,
  CertifyReply,
  FileUploadReply,
  OauthTokenReply,
  UserInfoReply,
} from './api/other.js';
export type {
  FundBill,
  GoodsDetail,
  OrderContent,
  OrderSettleContent,
  OrderSettleReply,
  RefundQueryContent,
  RefundQueryReply,
  RoyaltyShare,
  SettleQueryContent,
  SettleQueryReply,
  TradeCancelReply,
  TradeCreateContent,
  TradeNumbersReply,
  TradePayContent,
  TradePayReply,
  TradePrecreateReply,
  TradeQueryReply,
  TradeRefundContent,
  TradeRefundReply,
} from './api/trade.js';
export { findCode as explain } from './catalog/find-code.js';
export type { Repeat } from './catalog/method-row.js';
export type { Action, CodeRow, Tells, Text, ThrottleScope, TokenKind } from './catalog/rows.js';
export type { Finding, FindingCause } from './diagnosis/finding.js';
export type { Advice } from './errors.js';
export { AlipayError, isAlipayError } from './errors.js';
export type {
  Alipay,
  AlipayInstance,
  AlipayRequestConfig,
  AlipayResponse,
  AlipayVerbs,
  AttachedAlipay,
  AxiosCallOptions,
  ExecuteOptions,
  SettleOptions,
} from './face.js';
export type { AlipayOptions, TokenOptions } from './options.js';
export type { BreakerState, BreakerTerms } from './policy/breaker.js';
export type { BulkheadTerms } from './policy/bulkhead.js';
export type { ErrorCode, Exhausted, Outcome } from './policy/outcome.js';
export type { ConfirmReply, ConfirmVerdict, MethodConfirm } from './policy/own-confirmation.js';
export type { RateLimitTerms } from './policy/rate-limit.js';
export type { MethodOption } from './policy/repeat.js';
export type { RetryBudgetTerms } from './policy/retry-budget.js';
export type { Rule } from './policy/rules.js';
export { certificateSn, rootCertificateSn } from './protocol/certificate.js';
export type { Charset } from './protocol/charset.js';
export type { KeyInput } from './protocol/key-bytes.js';
export type { SignType } from './protocol/signature.js';
export type { AppContentInput } from './runtime/app-content.js';
export type { AppResult, AppResultInput } from './runtime/app-result.js';
export type { AttemptRecord, LateReply } from './runtime/attempt-record.js';
export type { CallReport } from './runtime/call-report.js';
export type { Clock } from './runtime/clock.js';
export type { AlipayEvents, EventBase, EventName, EventSource, SentTo } from './runtime/events.js';
export type { CallOptions } from './runtime/gateway-call.js';
export type { FileJournal, FileJournalOptions } from './runtime/journal/file-journal.js';
export { createFileJournal } from './runtime/journal/file-journal.js';
export type { Intent, IntentToken, Journal } from './runtime/journal/journal.js';
export type { JournalErrorCode } from './runtime/journal/journal-error.js';
export type { KoaContext, NotificationHandler, NotificationHandlerOptions } from './runtime/notifications/handler.js';
export type {
  AgreementNotification,
  FreezeNotification,
  Notification,
  NotificationBase,
  NotificationInput,
  OtherNotification,
  OtherNotifyType,
  TradeNotification,
} from './runtime/notifications/notification.js';
export type { SeenNotifications } from './runtime/notifications/seen.js';
export type { AlipayHealth } from './runtime/overload/health.js';
export type { SharedBreaker } from './runtime/overload/shared-breaker.js';
export type { SharedRetryBudget } from './runtime/overload/shared-budget.js';
export type { PageOptions, SdkOptions } from './runtime/pages.js';
export type { ServerSentEvent } from './runtime/read-events.js';
export type { FileInput } from './runtime/read-file-input.js';
export type { CertificateOptions, KeyContainer } from './runtime/read-keys.js';
export type { ClockSkewOptions, OverloadOptions } from './runtime/read-overload.js';
export { createBreaker, createRetryBudget } from './runtime/read-overload.js';
export type { RetryOptions } from './runtime/read-retry.js';
export type { JournalledCall, RecoveredCall, RecoverOptions, RecoverTokens } from './runtime/recovered-call.js';
export type { FreshToken, StaleToken } from './runtime/settings.js';
export type { AlipayTokens, GrantedToken, GrantOptions, TokenStatus } from './runtime/token-book.js';
export type { TokenPut } from './runtime/tokens/grant-input.js';
export type { RefreshedBy, TokenOwner, TokenSource } from './runtime/tokens/held-token.js';
export { createMemoryTokenStore } from './runtime/tokens/memory-store.js';
export type { Lease, TokenKey, TokenRecord, TokenStore } from './runtime/tokens/token-store.js';
export type { UploadFile } from './runtime/uploads/upload-file.js';
export type { SettleTimes } from './settlement/settle-options.js';
export type { Closed, ClosedReason, LastKnown, Settlement } from './settlement/settlement.js';
