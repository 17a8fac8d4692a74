import type { AxiosInstance, AxiosRequestConfig } from 'axios';
import axios from 'axios';
import type { Alipay, AlipayInstance, AttachedAlipay, ExecuteOptions } from './face.js';
import { AXIOS_OPTION_NAMES } from './face.js';
import type { AlipayOptions } from './options.js';
import { resolveOptions } from './options.js';
import { rowFor } from './policy/rules.js';
import { invalidInput } from './protocol/invalid-input.js';
import { GATEWAY_PATH } from './protocol/request.js';
import { checkFor } from './runtime/adapter-contract.js';
import { openAppContent } from './runtime/app-content.js';
import { verifyAppResult } from './runtime/app-result.js';
import { bare } from './runtime/bare.js';
import { checkKeys } from './runtime/check-keys.js';
import type { Engine } from './runtime/engine.js';
import { createEngine } from './runtime/engine.js';
import { createEventHub } from './runtime/events.js';
import type { Mount } from './runtime/mount.js';
import { mountEngine } from './runtime/mount.js';
import { createNotificationHandler } from './runtime/notifications/handler.js';
import { CALL_OPTION_NAMES } from './runtime/read-terms.js';
import type { Settings } from './runtime/settings.js';
import type { CallTokens } from './runtime/tokens/held-token.js';
import type { FindAdapter } from './runtime/transport.js';
import { createOwnSender } from './runtime/transport.js';
import type { Seen } from './runtime/witness.js';
import { WitnessedOptions } from './runtime/witness.js';
import { createSettlePayment } from './settlement/create-settle.js';

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
  const { alipay } = wire(instance, settings, () => true, axios.Axios?.prototype.request === AXIOS_REQUEST);
  Object.defineProperty(instance, ATTACHED, { value: true, configurable: true });
  return Object.assign(instance, alipay) as AlipayInstance;
}

/**
 * Puts the engine on an axios instance that the user already has: its requests to the gateway, `/gateway.do` and those below
 * `/v3/`, are signed and verified, all others pass through untouched.
 *
 * @throws TypeError for a wrong option, or where the instance has an engine already
 * @example
 * import axios from 'axios';
 * const http = axios.create();
 * const attached = attachAlipay(http, { appId, privateKey, alipayPublicKey });
 * const { data } = await attached.execute('alipay.trade.query', { out_trade_no });
 * attached.detach();
 */
export function attachAlipay(instance: AxiosInstance, options: AlipayOptions): AttachedAlipay {
  const settings = resolveOptions(options);
  if (options.axios !== undefined) throw invalidInput('axios', AXIOS_FOR_ATTACH);
  if (typeof instance?.interceptors?.request?.use !== 'function') throw invalidInput('instance', NO_INSTANCE);
  if (ATTACHED in instance) throw invalidInput('instance', TWICE);
  let isAttached = true;
  const { alipay, mount } = wire(instance, settings, () => isAttached, false);
  Object.defineProperty(instance, ATTACHED, { value: true, configurable: true });
  const detach = (): void => {
    isAttached = false;
    mount.unmount();
    Reflect.deleteProperty(instance, ATTACHED);
  };
  return { ...alipay, detach };
}

// Whoever has put another in its place since, a tracer for one, wants to see every call.
const AXIOS_REQUEST = axios.Axios?.prototype.request;

const ATTACHED: unique symbol = Symbol.for('alipay-axios.attached');

function wire(
  instance: AxiosInstance,
  settings: Settings,
  isAttached: () => boolean,
  isNew: boolean,
): { readonly alipay: Alipay; readonly mount: Mount } {
  checkFor(instance.defaults.adapter, instance.defaults as AxiosRequestConfig);
  const events = createEventHub();
  const ownSend = () => createOwnSender(instance, settings.gateway, findAdapter);
  const engine = createEngine(settings, events, ownSend);
  const mount = mountEngine(instance, engine, settings, findAdapter, isNew);
  const { on } = events;
  const run = createRun(mount, instance.defaults as { readonly alipay?: object }, settings, isAttached);
  const execute: Alipay['execute'] = (method, content, options = NO_OPTIONS) =>
    run(method, content, options) as Promise<never>;
  const explain: Alipay['explain'] = (code, subCode, method) => rowFor(settings.rules, code, subCode, method);
  const settlePayment = createSettlePayment({
    execute: run,
    clock: settings.clock,
    conclude: (method, content, options) => engine.conclude({ method, content, tokens: tokensOf(options) }),
    isOpen: (method, content, options) => engine.isOpen({ method, content, tokens: tokensOf(options) }),
  });
  return {
    alipay: {
      execute,
      settlePayment: (bizContent, options = {}) => settlePayment(bizContent, options),
      ...outside(engine, settings),
      recover: engine.recover,
      health: engine.health,
      explain,
      events: { on },
      tokens: engine.tokens,
      close: mount.close,
    },
    mount,
  };
}

function createRun(
  mount: Mount,
  defaults: { readonly alipay?: object },
  { gateway: baseURL }: Settings,
  isAttached: () => boolean,
) {
  return async (method: string, content: unknown, options: ExecuteOptions, seen?: Seen): Promise<unknown> => {
    // Without the engine it would go out unsigned, and a refusal come back as a response.
    if (!isAttached()) throw invalidInput('execute', DETACHED);
    const data = { method, biz_content: content };
    const { own, forAxios } = splitOptions(options);
    // axios puts together only plain objects, so of those that are witnessed the ones for all calls are put in here.
    const alipay = seen === undefined ? own : new WitnessedOptions(seen, { ...defaults.alipay, ...own });
    return mount.request(forAxios, { alipay, baseURL, url: GATEWAY_PATH, data });
  };
}

/** What does not go through axios: requests that others send, and what comes in. */
function outside(
  { pages, notifications, certificates }: Engine,
  { clock, verifier }: Settings,
): Pick<
  Alipay,
  | 'pageExecute'
  | 'sdkExecute'
  | 'verifyAppResult'
  | 'decryptContent'
  | 'verifyNotification'
  | 'verifyReturnUrl'
  | 'notificationHandler'
> {
  return {
    pageExecute: (method, content, options = {}) => pages.page(method, content, options),
    sdkExecute: (method, content, options = {}) => pages.order(method, content, options),
    verifyAppResult: (result) => verifyAppResult(result, certificates),
    decryptContent: (content) => openAppContent(content, verifier),
    verifyNotification: notifications.verify,
    verifyReturnUrl: notifications.verifyReturn,
    notificationHandler: (options) => createNotificationHandler(options, notifications.verify, clock),
  };
}

function tokensOf(options: ExecuteOptions): CallTokens {
  const { appAuthToken, authToken } = bare(options);
  return {
    ...(appAuthToken === undefined ? {} : { app_auth_token: appAuthToken }),
    ...(authToken === undefined ? {} : { auth_token: authToken }),
  };
}

const NO_OPTIONS: ExecuteOptions = Object.freeze(Object.create(null));
const EXECUTE_OPTION_NAMES: readonly string[] = [...CALL_OPTION_NAMES, ...AXIOS_OPTION_NAMES];
const OWN_NAMES: ReadonlySet<string> = new Set(CALL_OPTION_NAMES);

const findAdapter = axios.getAdapter as unknown as FindAdapter;

function splitOptions(options: ExecuteOptions): { readonly own: object; readonly forAxios: object } {
  if (options === NO_OPTIONS) return { own: NO_OPTIONS, forAxios: NO_OPTIONS };
  const given = checkKeys(options, 'options', EXECUTE_OPTION_NAMES);
  const own: Record<string, unknown> = {};
  const forAxios: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) (OWN_NAMES.has(key) ? own : forAxios)[key] = value;
  return { own, forAxios };
}

function readAxiosDefaults(defaults: AlipayOptions['axios'] = {}): object {
  if (typeof defaults !== 'object' || defaults === null || 'baseURL' in defaults) {
    throw invalidInput('axios', {
      en: 'must be axios defaults without a baseURL; where the gateway is, `gateway` says',
      zh: '应为不含 baseURL 的 axios 默认配置；网关地址请用 `gateway` 选项设置',
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
