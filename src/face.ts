import type { AxiosInstance, AxiosRequestConfig, AxiosResponse } from 'axios';
import type { CodeRow } from './catalog/rows.js';
import type { CallReport } from './runtime/call-report.js';
import type { EventSource } from './runtime/events.js';
import type { CallOptions } from './runtime/gateway-call.js';
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
   * so a response interceptor that gives back something else makes this resolve to something else.
   *
   * @throws AlipayError when the call fails; its `outcome` says whether it may have run
   * @throws TypeError for a mistake in the arguments, before anything is sent
   * @example
   * const { data } = await alipay.execute('alipay.trade.query', { out_trade_no: '20261123-7' });
   */
  execute<Data = Record<string, unknown>>(
    method: string,
    bizContent?: object | string,
    options?: ExecuteOptions,
  ): Promise<AlipayResponse<Data>>;
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
   * The row that would be used for a code: what it means, what cures it, what is done and why. Rules come first; `method`
   * finds the rules and rows that are meant for one method.
   */
  explain(code: string, subCode?: string, method?: string): CodeRow;
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
