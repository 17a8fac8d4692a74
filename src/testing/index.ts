export type { AuthorityTerms, IssueTerms, TestAuthority } from './authority.js';
export { createTestAuthority } from './authority.js';
export type { LogEntry } from './call-log.js';
export type { ClientCredentials, TestCredentials, TestCredentialsOptions } from './credentials.js';
export { createTestCredentials } from './credentials.js';
export type { Fault, FaultKind, Faults, StatusTerms } from './faults/fault.js';
export { faults, RETRY_AFTER_FORMS } from './faults/fault.js';
export type { FaultEntry } from './faults/fault-desk.js';
export type { FaultServer, FaultServerOptions } from './faults/fault-server.js';
export { startFaultServer } from './faults/fault-server.js';
export type { TlsFault } from './faults/tls-front.js';
export type { Freeze, Settlement, Transfer, TransferStatus } from './fund-book.js';
export type { HandledRequest, TestGateway } from './gateway.js';
export { startGateway } from './gateway.js';
export type { Buyer, GatewayOptions } from './gateway-options.js';
export type { Ledger } from './ledger.js';
export type { NotificationTerms, Notifier, SentNotification } from './notifier.js';
export { NOTIFY_PAUSES_MS } from './notifier.js';
export type { ReplyHeaders, ScriptedReply } from './replies.js';
export {
  answered,
  busy,
  dealing,
  delayed,
  forged,
  hangUp,
  httpStatus,
  lost,
  ok,
  paid,
  pass,
  pending,
  ran,
  raw,
  refused,
  retryCancel,
  silent,
  throttled,
  unsigned,
} from './replies.js';
export type { BusinessNode, ReplyFields } from './reply-words.js';
export type { MethodScript } from './script.js';
export type { HandledReply } from './send-answer.js';
export type { CertificateCredentials, RotationTerms } from './signers.js';
export type { TestClock, TestClockOptions } from './test-clock.js';
export { createTestClock } from './test-clock.js';
export type { HeldToken, IssuedToken, MerchantTerms, TestTokens, UserTerms } from './test-tokens.js';
export type { Run } from './trade-book.js';
export type { QrCode, Trade, TradeStatus } from './trades.js';
