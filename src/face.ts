import type { AxiosInstance, AxiosRequestConfig, AxiosResponse } from 'axios';
import type { ApiName, ContentOf, DataOf } from './api/methods.js';
import type { CodeRow } from './catalog/rows.js';
import type { AppContentInput } from './runtime/app-content.js';
import type { AppResult, AppResultInput } from './runtime/app-result.js';
import type { CallReport } from './runtime/call-report.js';
import type { EventSource } from './runtime/events.js';
import type { CallOptions } from './runtime/gateway-call.js';
import type { NotificationHandler, NotificationHandlerOptions } from './runtime/notifications/handler.js';
import type { Notification, NotificationInput } from './runtime/notifications/notification.js';
import type { AlipayHealth } from './runtime/overload/health.js';
import type { PageOptions, SdkOptions } from './runtime/pages.js';
import type { RecoveredCall, RecoverOptions } from './runtime/recovered-call.js';
import type { AlipayTokens } from './runtime/token-book.js';
import type { SettleTimes } from './settlement/settle-options.js';
import type { Settlement } from './settlement/settlement.js';

/** A response of the gateway: `data` is the business node, verified; `alipay` tells how the call went. */
export type AlipayResponse<Data = Record<string, unknown>> = AxiosResponse<Data> & { readonly alipay: CallReport };

/** An axios request config that can carry what a caller says about one gateway call. */
export type AlipayRequestConfig = AxiosRequestConfig & { alipay?: CallOptions };

/** What axios takes for one request and a gateway call leaves to it. */
export type AxiosCallOptions = Pick<AxiosRequestConfig, (typeof AXIOS_OPTION_NAMES)[number]>;

/** What `execute` takes: `CallOptions` and axios's own. */
export type ExecuteOptions = CallOptions & AxiosCallOptions;

/** What `settlePayment` takes: its times, and what `execute` takes but for what bounds or repeats a single call. */
export type SettleOptions = SettleTimes & Omit<ExecuteOptions, 'deadlineMs' | 'repeat' | 'cancelToken'>;

/** The engine's own members. */
export interface Alipay {
  /**
   * One API call by its method name. The content's keys are sent as they are. It goes through the instance's interceptors,
   * so a response interceptor that gives back something else makes this resolve to something else. The fields of well-known
   * APIs are known (`AlipayApis`); a type argument says what an other one answers.
   *
   * @throws AlipayError when the call fails; its `outcome` says whether it may have run
   * @throws TypeError for a mistake in the arguments, before anything is sent
   * @example
   * const { data } = await alipay.execute('alipay.trade.query', { out_trade_no: '20261123-7' });
   */
  execute<Data = never, Name extends ApiName = ApiName>(
    method: Name,
    bizContent?: ContentOf<Name>,
    options?: ExecuteOptions,
  ): Promise<AlipayResponse<DataOf<Data, Name>>>;
  /**
   * Carries a bar-code payment to its end: `alipay.trade.pay`, then queries while the buyer confirms or the answer is lost,
   * and a cancellation when the time is over. It never throws for a state of the payment. Aborting its signal cancels the
   * payment, or tells that it is unresolved.
   *
   * @param bizContent that of `alipay.trade.pay`, with an `out_trade_no`
   * @throws TypeError for a mistake in the arguments, before anything is sent
   * @example
   * const settlement = await alipay.settlePayment({ out_trade_no, auth_code, total_amount: '35.00', subject: '牛肉面' });
   * if (settlement.status === 'paid') handOver(settlement.trade);
   */
  settlePayment(bizContent: object | string, options?: SettleOptions): Promise<Settlement>;
  /**
   * Asks the gateway about every money call that the journal holds open and that is not under way here: after a crash, at
   * the next start, before new payments are taken. Those whose outcome is known are struck out of the journal.
   *
   * @throws TypeError where there is no `journal`, or an option is wrong
   * @throws what the journal throws where it cannot be read
   */
  recover(options?: RecoverOptions): Promise<readonly RecoveredCall[]>;
  /**
   * A page of Alipay's for the buyer's browser: a form that submits itself, or with `verb: 'GET'` a URL. Nothing is sent; the
   * browser does. For `alipay.trade.page.pay`, `alipay.trade.wap.pay` and the like.
   *
   * @throws TypeError for a mistake in the arguments
   * @example
   * const html = await alipay.pageExecute('alipay.trade.page.pay', { out_trade_no, total_amount, subject, product_code }, { returnUrl, notifyUrl });
   */
  pageExecute<Name extends ApiName>(method: Name, bizContent?: ContentOf<Name>, options?: PageOptions): Promise<string>;
  /**
   * The signed order string for an app, which hands it to the Alipay client as it is. Nothing is sent.
   *
   * @throws TypeError for a mistake in the arguments
   */
  sdkExecute<Name extends ApiName>(method: Name, bizContent?: ContentOf<Name>, options?: SdkOptions): Promise<string>;
  /**
   * What an app brought back from the Alipay client: paid only where Alipay has signed that.
   *
   * @throws AlipayError where it says that it was paid and the signature does not fit
   */
  verifyAppResult(result: AppResultInput): Promise<AppResult>;
  /**
   * What a mini program hands on encrypted, such as the phone number of `my.getPhoneNumber`, opened with `encryptKey`; its
   * signature is verified where it came with one.
   *
   * @throws AlipayError where the signature or the key does not fit
   * @throws TypeError where no `encryptKey` is set
   */
  decryptContent(content: AppContentInput): Readonly<Record<string, unknown>>;
  /**
   * A notification, verified: the body of the POST as a Buffer or text (best), or what a framework made of it.
   *
   * @throws AlipayError where it is not Alipay's: `ERR_ALIPAY_SIGNATURE` or `ERR_ALIPAY_MALFORMED`
   * @example
   * const notification = await alipay.verifyNotification(request.body);
   * if (notification.notify_type === 'trade_status_sync') book(notification.out_trade_no, notification.trade_status);
   */
  verifyNotification(body: NotificationInput): Promise<Notification>;
  /**
   * The parameters with which the buyer's browser came back to `returnUrl`, verified. They tell what to show, and are no proof
   * of a payment: the notification and the query are.
   *
   * @param query the URL, its query, or the parsed parameters
   * @throws AlipayError where they are not Alipay's
   */
  verifyReturnUrl(query: URL | NotificationInput): Promise<Readonly<Record<string, string>>>;
  /**
   * A handler for the server's `notify_url`, for Node http, Express, Koa, and servers of Request and Response. It answers
   * `success` only after the work is done, does it once for each notification, and never for one that is not Alipay's.
   *
   * @throws TypeError for a wrong option
   * @example
   * app.post('/alipay/notify', alipay.notificationHandler({ onNotification: (notification) => bookPayment(notification) }));
   */
  notificationHandler(options: NotificationHandlerOptions): NotificationHandler;
  /**
   * The row that would be used for a code: what it means, what cures it, what is done and why. Rules come first; `method`
   * finds the rules and rows that are meant for one method.
   */
  explain(code: string, subCode?: string, method?: string): CodeRow;
  /** How busy the instance is, and what it holds back and why: for a page of health or a gauge. */
  health(): AlipayHealth;
  /** Where to listen to what happens inside of calls; see `AlipayEvents`. */
  readonly events: EventSource;
  /** Where tokens come into `tokens.store`: authorisation codes are traded, and what was granted elsewhere is put. */
  readonly tokens: AlipayTokens;
  /**
   * Breaks off calls under way (`ERR_ALIPAY_CANCELED`) and refuses new ones; lets go of timers and sockets. Resolves when
   * refreshes under way are over and written: a process that ends before may lose the only copy of a token.
   */
  close(): Promise<void>;
}

/** `Alipay` on an instance of the user's. */
export interface AttachedAlipay extends Alipay {
  /** Takes the engine off the instance: its requests go unsigned again. Calls under way go on. */
  detach(): void;
}

/** The axios verbs of an instance whose requests go to the gateway: `data` holds wire names, the response tells how it went. */
export interface AlipayVerbs {
  <Data = Record<string, unknown>>(config: AlipayRequestConfig): Promise<AlipayResponse<Data>>;
  <Data = Record<string, unknown>>(url: string, config?: AlipayRequestConfig): Promise<AlipayResponse<Data>>;
  request<Data = Record<string, unknown>>(config: AlipayRequestConfig): Promise<AlipayResponse<Data>>;
  get<Data = Record<string, unknown>>(url: string, config?: AlipayRequestConfig): Promise<AlipayResponse<Data>>;
  post<Data = Record<string, unknown>>(
    url: string,
    data?: object,
    config?: AlipayRequestConfig,
  ): Promise<AlipayResponse<Data>>;
}

/** An axios instance that speaks to the gateway. */
export type AlipayInstance = AlipayVerbs & AxiosInstance & Alipay;

/** The names of what axios takes for one request and a gateway call leaves to it. */
export const AXIOS_OPTION_NAMES = [
  'signal',
  'cancelToken',
  'timeout',
  'headers',
  'adapter',
  'httpAgent',
  'httpsAgent',
  'proxy',
  'family',
  'lookup',
  'maxContentLength',
  'maxBodyLength',
  'decompress',
  'onUploadProgress',
  'onDownloadProgress',
] as const;
