import type { AxiosInstance, AxiosRequestConfig, AxiosResponse } from 'axios';
import axios from 'axios';
import type { CodeRow } from './catalog/rows.js';
import type { AlipayOptions } from './options.js';
import { resolveOptions } from './options.js';
import { rowFor } from './policy/rules.js';
import { invalidInput } from './protocol/invalid-input.js';
import { GATEWAY_PATH } from './protocol/request.js';
import type { CallReport } from './runtime/call-report.js';
import { checkKeys } from './runtime/check-keys.js';
import { createEngine } from './runtime/engine.js';
import type { EventSource } from './runtime/events.js';
import { createEventHub } from './runtime/events.js';
import type { CallOptions } from './runtime/gateway-call.js';
import type { Mount } from './runtime/mount.js';
import { mountEngine } from './runtime/mount.js';
import { CALL_OPTION_NAMES } from './runtime/read-call.js';
import type { Settings } from './runtime/settings.js';
import type { AlipayTokens } from './runtime/token-book.js';
import type { FindAdapter } from './runtime/transport.js';
import { createOwnSender } from './runtime/transport.js';

/** A response of the gateway: `data` is the business node, verified; `alipay` tells how the call went. */
export type AlipayResponse<Data = Record<string, unknown>> = AxiosResponse<Data> & { readonly alipay: CallReport };

/** An axios request config that can carry what a caller says about one gateway call. */
export type AlipayRequestConfig = AxiosRequestConfig & { alipay?: CallOptions };

/** What axios takes for one request and a gateway call leaves to it. */
export type AxiosCallOptions = Pick<AxiosRequestConfig, (typeof AXIOS_OPTION_NAMES)[number]>;

/** What `execute` takes: `CallOptions` and axios's own. */
export type ExecuteOptions = CallOptions & AxiosCallOptions;

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

const AXIOS_OPTION_NAMES = [
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

/**
 * Makes an axios instance that signs every attempt, verifies every reply and carries out the policy of its codes.
 *
 * @throws TypeError for a wrong option: it names the option, what came and what to do
 * @example
 * const alipay = createAlipay({ appId, privateKey, alipayPublicKey });
 * const { data } = await alipay.post('/gateway.do', { method: 'alipay.trade.query', biz_content: { out_trade_no } });
 */
export function createAlipay(options: AlipayOptions): AlipayInstance {
  const settings = resolveOptions(options);
  const instance = axios.create({ ...readAxiosDefaults(options.axios), baseURL: settings.gateway });
  const { alipay } = wire(instance, settings);
  Object.defineProperty(instance, ATTACHED, { value: true, configurable: true });
  return Object.assign(instance, alipay) as AlipayInstance;
}

/**
 * Puts the engine on an axios instance that the user already has: its requests to the gateway's `/gateway.do` are signed and
 * verified, all others pass through untouched.
 *
 * @throws TypeError for a wrong option, or where the instance has an engine already
 */
export function attachAlipay(instance: AxiosInstance, options: AlipayOptions): AttachedAlipay {
  const settings = resolveOptions(options);
  if (options.axios !== undefined) throw invalidInput('axios', AXIOS_FOR_ATTACH);
  if (typeof instance?.interceptors?.request?.use !== 'function') throw invalidInput('instance', NO_INSTANCE);
  if (ATTACHED in instance) throw invalidInput('instance', TWICE);
  const { alipay, mount } = wire(instance, settings);
  Object.defineProperty(instance, ATTACHED, { value: true, configurable: true });
  let isAttached = true;
  const execute: Alipay['execute'] = async (...args) => {
    // Without the engine it would go out unsigned, and a refusal come back as a response.
    if (!isAttached) throw invalidInput('execute', DETACHED);
    return alipay.execute(...args);
  };
  const detach = (): void => {
    isAttached = false;
    mount.unmount();
    Reflect.deleteProperty(instance, ATTACHED);
  };
  return { ...alipay, execute: execute as Alipay['execute'], detach };
}

const ATTACHED: unique symbol = Symbol.for('alipay-axios.attached');

function wire(instance: AxiosInstance, settings: Settings): { readonly alipay: Alipay; readonly mount: Mount } {
  const events = createEventHub();
  const ownSend = () => createOwnSender(instance, settings.gateway + GATEWAY_PATH, findAdapter);
  const engine = createEngine(settings, events, ownSend);
  const mount = mountEngine(instance, engine, settings, findAdapter);
  const { on } = events;
  const execute: Alipay['execute'] = async (method, bizContent, options = NO_OPTIONS) => {
    const data = { method, biz_content: bizContent };
    const config = { ...splitOptions(options), baseURL: settings.gateway, url: GATEWAY_PATH, method: 'post', data };
    return instance.request(config);
  };
  const explain: Alipay['explain'] = (code, subCode, method) => rowFor(settings.rules, code, subCode, method);
  return { alipay: { execute, explain, events: { on }, tokens: engine.tokens, close: mount.close }, mount };
}

const NO_OPTIONS: ExecuteOptions = Object.freeze({});
const EXECUTE_OPTION_NAMES: readonly string[] = [...CALL_OPTION_NAMES, ...AXIOS_OPTION_NAMES];
const OWN_NAMES: ReadonlySet<string> = new Set(CALL_OPTION_NAMES);

const findAdapter = axios.getAdapter as unknown as FindAdapter;

function splitOptions(options: ExecuteOptions): AlipayRequestConfig {
  if (options === NO_OPTIONS) return {};
  const given = checkKeys(options, 'options', EXECUTE_OPTION_NAMES);
  const own: Record<string, unknown> = {};
  const forAxios: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) (OWN_NAMES.has(key) ? own : forAxios)[key] = value;
  return { ...forAxios, alipay: own };
}

function readAxiosDefaults(defaults: AlipayOptions['axios'] = {}): object {
  if (typeof defaults !== 'object' || defaults === null || 'baseURL' in defaults) {
    throw invalidInput('axios', {
      en: 'must be axios defaults without a baseURL; where the gateway is, `gateway` says',
      zh: '应为不含 baseURL 的 axios 默认配置；网关地址请用 gateway 选项设置',
    });
  }
  return defaults;
}

const AXIOS_FOR_ATTACH = {
  en: 'is for createAlipay; this instance has its own defaults, set them there',
  zh: '只用于 createAlipay；该实例已有自己的默认配置，请在实例上设置',
};

const NO_INSTANCE = {
  en: 'must be an axios instance, as axios.create() makes them',
  zh: '应为 axios 实例，例如 axios.create() 的返回值',
};

const DETACHED = {
  en: 'was called after detach(); attachAlipay(instance, options) puts the engine on again',
  zh: '在 detach() 之后被调用；请先用 attachAlipay(instance, options) 重新接入',
};

const TWICE = {
  en: 'has an engine already, which would sign what is signed; detach() that one first',
  zh: '已经接入过；请先对原来的调用 detach()',
};
